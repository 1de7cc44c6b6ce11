// Bundle our own scripts and styles with their libraries into static/dist. Run from static/.
import * as esbuild from "esbuild";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import path from "node:path";

const PAGES = ["phone", "console", "screen", "pages"];
const FRESH = "dist.new";

const { metafile } = await bundle();
const manifest = { files: namesOf(metafile.outputs), gzip: weightsOf(metafile.outputs) };
write("manifest.json", { ...manifest, fingerprint: "" });
write("third-party.json", licencesOf(metafile.inputs));
swap();
for (const [name, bytes] of Object.entries(manifest.gzip)) console.log(`${name.padEnd(14)} ${bytes} bytes gzipped`);

function bundle() {
  rmSync(FRESH, { recursive: true, force: true });
  return esbuild.build({
    entryPoints: PAGES.flatMap(sourcesOf),
    outdir: FRESH,
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2021", "chrome100", "firefox100", "safari15"],
    minify: true,
    sourcemap: "linked",
    loader: { ".woff2": "file", ".woff": "file", ".svg": "file", ".txt": "text" },
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
}

function sourcesOf(page) {
  const wanted = [`src/${page}.js`, `src/css/${page}.css`];
  return wanted.filter((file) => existsSync(file)).map((file) => ({ in: file, out: page }));
}

// Entry points under the name they have in the sources, fonts and pictures under their own.
function namesOf(outputs) {
  const names = {};
  for (const [file, output] of Object.entries(outputs)) {
    const inputs = Object.keys(output.inputs);
    if (output.entryPoint) names[path.basename(output.entryPoint)] = path.basename(file);
    else if (/\.(woff2?|svg)$/.test(file)) names[path.basename(inputs[0])] = path.basename(file);
  }
  return names;
}

// What a page costs on the wire: the entry point and every chunk that it needs at once.
function weightsOf(outputs) {
  const entries = Object.entries(outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(entries.map(([file, output]) => [path.basename(output.entryPoint), weigh(file, outputs)]));
}

function weigh(file, outputs, seen = new Set()) {
  if (seen.has(file)) return 0;
  seen.add(file);
  const needed = outputs[file].imports.filter((link) => link.kind === "import-statement");
  const own = gzipSync(readFileSync(file), { level: 9 }).length;
  return needed.reduce((sum, link) => sum + weigh(link.path, outputs, seen), own);
}

function licencesOf(inputs) {
  const shipped = Object.keys(inputs).filter((file) => file.startsWith("node_modules/"));
  return [...new Set(shipped.map(packageOf))].sort().map(licenceOf);
}

function packageOf(file) {
  const [, first, second] = file.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

function licenceOf(name) {
  const home = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${home}/package.json`));
  const text = readdirSync(home).find((file) => /^licen[cs]e/i.test(file));
  return { name, version, license, text: text ? readFileSync(`${home}/${text}`, "utf8") : null };
}

function write(name, content) {
  writeFileSync(`${FRESH}/${name}`, JSON.stringify(content, null, 1));
}

// A server may be reading dist while this runs, so the old folder stays whole until the new one is.
function swap() {
  rmSync("dist", { recursive: true, force: true });
  renameSync(FRESH, "dist");
}
