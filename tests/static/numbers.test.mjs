import assert from "node:assert/strict";
import test from "node:test";
import { letters, numbered } from "../../static/src/live/numbers.js";

const on = (id, start, number = null, end = start) => ({ id, number, date: { start, end } });
const shown = (events) => numbered(events).map((event) => event.shown);

test("an event of the chronology keeps its number", () => {
  assert.deepEqual(shown([on("b", "2024-02-01", "2"), on("a", "2024-01-01", "1")]), ["1", "2"]);
});

test("one added in the meeting takes the number before it and a letter", () => {
  const events = [on("a", "2024-01-01", "22"), on("c", "2024-01-05"), on("b", "2024-01-03"), on("d", "2024-02-01", "23")];
  assert.deepEqual(shown(events), ["22", "22a", "22b", "23"]);
  assert.deepEqual(numbered(events).map(({ added }) => added), [false, true, true, false]);
});

test("one before all others is 0a, one without a date comes last", () => {
  assert.deepEqual(shown([on("a", null), on("b", "2024-01-02", "1"), on("c", "2024-01-01")]), ["0a", "1", "1a"]);
});

test("on the same day the chronology comes first, then by id", () => {
  assert.deepEqual(numbered([on("z", "2024-01-01"), on("b", "2024-01-01"), on("x", "2024-01-01", "10"), on("y", "2024-01-01", "9")]).map(({ id }) => id), ["y", "x", "b", "z"]);
});

test("a shorter stretch comes before a longer one that starts with it", () => {
  assert.deepEqual(numbered([on("a", "2024-01-01", "2", "2024-01-31"), on("b", "2024-01-01", "1", "2024-01-02")]).map(({ id }) => id), ["b", "a"]);
});

test("letters go on after z", () => {
  assert.deepEqual([1, 26, 27, 52, 53, 702, 703].map(letters), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
});
