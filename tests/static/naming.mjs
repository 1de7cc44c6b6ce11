// What the phone's own check finds in texts: naming.mjs {given names} {JSON of agencies and texts}. Run in static/.
import { readFileSync } from "node:fs";
import { checker } from "./src/live/naming.js";

const [given, file] = process.argv.slice(-2);
const { agencies, texts } = JSON.parse(readFileSync(file, "utf8"));
console.log(JSON.stringify(texts.map(checker(readFileSync(given, "utf8"), agencies))));
