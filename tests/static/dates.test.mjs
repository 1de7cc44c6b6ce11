import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "./words.mjs";
import { exact, fromForm, span, typed, when } from "../../static/src/live/dates.js";

const known = JSON.parse(readFileSync(new URL("dates.json", import.meta.url), "utf8"));

for (const { date, ...wanted } of known) {
  test(`"${date.text}" is "${wanted.when}"`, () => {
    assert.deepEqual({ when: when(date), exact: exact(date), typed: typed(date) }, wanted);
  });
}

test("a stretch within one year names it once", () => {
  assert.equal(span("2024-06-24", "2024-09-19"), "24 Jun to 19 Sep 2024");
  assert.equal(span("2023-12-24", "2024-01-03"), "24 Dec 2023 to 3 Jan 2024");
});

test("a day from the form is that day, with the words beside it", () => {
  assert.deepEqual(fromForm("2024-03-04", "Monday"), { text: "Monday", start: "2024-03-04", end: "2024-03-04", precision: "day", uncertain: false, time: null });
  assert.equal(fromForm("2024-03-04", "").text, "2024-03-04");
});

test("words are read only where they cannot be misread", () => {
  const read = (words) => {
    const { start, end, precision, uncertain } = fromForm("", words);
    return [start, end, precision, uncertain];
  };
  assert.deepEqual(read("March 2024"), ["2024-03-01", "2024-03-31", "month", false]);
  assert.deepEqual(read("feb 2024"), ["2024-02-01", "2024-02-29", "month", false]);
  assert.deepEqual(read("early March 2024"), ["2024-03-01", "2024-03-31", "approx", true]);
  assert.deepEqual(read("2023"), ["2023-01-01", "2023-12-31", "year", false]);
  assert.deepEqual(read("about 2023"), ["2023-01-01", "2023-12-31", "approx", true]);
  for (const words of ["the week before the fire visit", "3/4/24", "last March", "Marble 2024", "1 March 2024"]) assert.deepEqual(read(words), [null, null, "unknown", false], words);
  assert.equal(fromForm("", "the week before").text, "the week before");
});
