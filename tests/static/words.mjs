// The page's own sentences for tests: taken from the template, so that a test fails when one is missing there.
import { readFileSync } from "node:fs";
import { learn } from "../../static/src/live/words.js";

const source = readFileSync(new URL("../../templates/layouts/_words.html", import.meta.url), "utf8");
const literal = source.slice(source.indexOf("WORDS = {") + 8, source.lastIndexOf("} -%}") + 1);

learn(JSON.parse(literal.replace(/_\(("(?:[^"\\]|\\.)*")\)/g, "$1")));
