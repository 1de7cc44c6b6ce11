import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { checker } from "../../static/src/live/naming.js";

const given = readFileSync(new URL("../../server/imports/given_names.txt", import.meta.url), "utf8");
const agencies = [{ abbreviation: "LHC", name: "Larkfield Homecare", short_label: "Home care provider" }, { abbreviation: "ALEX", name: "Alex" }];
const check = checker(given, agencies);

for (const [text, ...wanted] of [
  ["I told Gillian about the heating", "Gillian"],
  ["told gillian about it", "gillian"],
  ["Dawn said she would log it. At dawn I went home.", ],
  ["then Dawn said she would log it", "Dawn"],
  ["I rang Mrs Pereira and Mr. & Mrs. Harraby", "Mrs Pereira", "Mr. & Mrs. Harraby"],
  ["Mrs D in Fernlea Road", "Mrs D"],
  ["Dr Oyelaran-Smith came, and Nurse Joy", "Dr Oyelaran-Smith", "Nurse Joy"],
  ["We asked Wójcik twice", "Wójcik"],
  ["then Mehta said no", "Mehta"],
  ["'Maureen has her own to see to.'", "Maureen"],
  ["ring 07700 900417", "07700 900417"],
  ["his number 999 123 4567", "999 123 4567"],
  ["dob 3/4/1966", "dob", "3/4/1966"],
  ["it was on my shift and my line manager knew", "my shift", "my line manager"],
  ["SW1 and LHC 3 and HCA 12 were there", "SW1", "LHC 3", "HCA 12"],
  ["GK did the call, J.S. the next", "GK", "J.S."],
  ["write to a.b@example.org", "a.b@example.org"],
  ["he lives at ZZ99 3AA", "ZZ99 3AA"],
]) {
  test(`"${text}" names ${wanted.join(", ") || "nobody"}`, () => assert.deepEqual(check(text), wanted));
}

for (const text of [
  "Alex was smiling and had his bag packed.", "The GP rang the OT and the DN at 4 PM.", "FLAT 2, IN GOLD, ON A KEY SAFE.", "OPEL 4 for eleven days in November.",
  "I rang Housing and told Duty.", "He asked Larkfield for two calls.", "It was Christmas Eve.", "We saw St. Mary and Cordwainer Court.", "I've asked. They'd said no.",
  "The referral of 15/11/2024 was at 10.30.", "will it may be a rose, hope and faith", "", "🙂 ŵŷ", "My mother rang 999.",
]) {
  test(`"${text}" names nobody`, () => assert.deepEqual(check(text), []));
}

test("no text keeps it busy: 4,000 characters of the worst kind take less than a blink", () => {
  const began = performance.now();
  for (const piece of ["A. ", "0 ", "a@", "Mr & Mr ", "'’", "AA ", "Ann-"]) check(piece.repeat(4000 / piece.length));
  assert.ok(performance.now() - began < 1000);
});
