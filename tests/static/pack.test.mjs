import assert from "node:assert/strict";
import test from "node:test";
import "./words.mjs";
import { Axis, dayOf, gaps, kindOf } from "../../static/src/live/axis.js";
import { layEpisodes, layLanes, lanesOf, monthsFor } from "../../static/src/live/chart.js";
import { pack, stackTabs } from "../../static/src/live/pack.js";

const WIDTH = 23;
const mark = (id, x, half = 0) => ({ id, x, lo: x - half, hi: x + half });
const day = (start, end = start) => ({ text: "", start, end, precision: "day", uncertain: false });
const random = (seed) => () => (seed = (seed * 48271) % 2147483647) / 2147483647;

function overlaps({ marks }) {
  return marks.some((one, at) => marks.slice(at + 1).some((other) => one.row === other.row && one.lo < other.hi && other.lo < one.hi));
}

test("marks apart share a row, marks together take the next", () => {
  const { marks, rows } = pack([mark("a", 10), mark("b", 20), mark("c", 100)], { width: WIDTH });
  assert.equal(rows, 2);
  assert.deepEqual(marks.map(({ key, row }) => [key, row]), [["a", 0], ["b", 1], ["c", 0]]);
});

test("a band takes room as wide as it is", () => {
  assert.equal(pack([mark("a", 100, 80), mark("b", 170)], { width: WIDTH }).rows, 2);
});

test("more than three close together fold into one, and none is lost", () => {
  const { marks } = pack(["a", "b", "c", "d"].map((id, at) => mark(id, 100 + at)), { width: WIDTH });
  assert.equal(marks.length, 1);
  assert.deepEqual(marks[0].items.map(({ id }) => id), ["a", "b", "c", "d"]);
});

test("the mark that everyone looks at never folds", () => {
  const { marks } = pack(["a", "b", "c", "d", "e", "f"].map((id, at) => mark(id, 100 + at)), { width: WIDTH, keep: "c" });
  assert.ok(marks.some(({ key }) => key === "c"));
});

test("320 records never overlap, never need more than four rows, and add up", () => {
  const draw = random(4);
  for (let turn = 0; turn < 30; turn += 1) {
    const items = Array.from({ length: 320 }, (_, at) => mark(`e${at}`, draw() * 1190, draw() < 0.2 ? draw() * 60 : 0));
    const packed = pack(items, { width: WIDTH });
    assert.ok(packed.rows <= 4 && !overlaps(packed));
    assert.equal(packed.marks.reduce((sum, { items: folded }) => sum + folded.length, 0), 320);
  }
});

test("1,500 records are laid out in little time", () => {
  const draw = random(9), axis = new Axis("2023-01-01", "2024-12-31");
  const agencies = Array.from({ length: 8 }, (_, at) => ({ abbreviation: `A${at}`, name: "", colour: at }));
  const events = Array.from({ length: 1500 }, (_, at) => ({ id: `e${at}`, shown: String(at), agency: `A${at % 8}`, date: day(new Date(Date.UTC(2023, 0, 1 + Math.floor(draw() * 730))).toISOString().slice(0, 10)) }));
  const lay = () => layLanes({ events, agencies, axis, width: 1300, mark: WIDTH, keep: "e7" });
  lay();
  const begun = process.cpuUsage(), { lanes } = lay(), { user, system } = process.cpuUsage(begun);
  assert.ok(user + system < 60_000, `${user + system} microseconds of the processor`);
  assert.equal(lanes.flatMap(({ marks }) => marks.flatMap(({ events: folded }) => folded)).length, 1500);
  assert.ok(lanes.flatMap(({ marks }) => marks).length <= 500);
});

test("a day is the same share of the axis everywhere", () => {
  const axis = new Axis("2024-01-01", "2024-12-31");
  assert.equal(axis.days, 366);
  const step = axis.at(dayOf("2024-01-02")) - axis.at(dayOf("2024-01-01"));
  assert.ok(Math.abs(axis.at(dayOf("2024-10-28")) - axis.at(dayOf("2024-10-27")) - step) < 1e-12, "also when clocks change");
  assert.deepEqual(axis.months().map(({ month }) => month), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("a mark stands in the middle of its day or of its stretch", () => {
  const axis = new Axis("2024-01-01", "2024-01-10");
  assert.equal(axis.place(day("2024-01-01")).mid, 0.05);
  assert.deepEqual(axis.place(day("2024-01-01", "2024-01-10")), { kind: "k-range", mid: 0.5, lo: 0, hi: 1 });
  assert.equal(axis.place(day("2025-01-01")), null);
  assert.equal(axis.place({ text: "once", start: null, end: null, precision: "unknown" }), null);
  const about = axis.place({ start: "2024-01-05", end: "2024-01-05", precision: "approx" });
  assert.ok(about.lo === 0 && about.hi > 0.9 && about.kind === "k-about");
});

test("how certain a date is decides how it is drawn", () => {
  const kind = (precision, start, end = start, uncertain = false) => kindOf({ precision, start, end, uncertain });
  assert.equal(kind("day", "2024-01-01"), "k-day");
  assert.equal(kind("day", "2024-01-01", "2024-01-03"), "k-range");
  assert.equal(kind("between", "2024-01-01", "2024-01-03"), "k-range");
  assert.equal(kind("month", "2024-01-01", "2024-01-31"), "k-month");
  assert.equal(kind("year", "2024-01-01", "2024-12-31"), "k-month");
  assert.equal(kind("approx", "2024-01-01"), "k-about");
  assert.equal(kind("day", "2024-01-01", "2024-01-01", true), "k-about");
  assert.equal(kind("before", null, "2024-01-01"), "k-about");
});

test("a silence is measured between agencies and never judged", () => {
  const isAgency = (code) => code !== "ALEX";
  const events = [["GP", "2024-01-01"], ["ALEX", "2024-01-20"], ["DN", "2024-02-10"], ["DN", "2024-02-20"]].map(([agency, start]) => ({ agency, date: day(start), flags: [] }));
  assert.deepEqual(gaps(events, 28, isAgency).map(({ days }) => days), [40]);
  assert.deepEqual(gaps(events, 40, isAgency), []);
  const unclear = { agency: "GP", date: { start: "2024-01-20", end: "2024-01-20", precision: "approx", uncertain: true }, flags: [] };
  assert.equal(gaps([...events, unclear], 28, isAgency).length, 1, "a date that is not known closes no gap");
  const absent = { agency: "GP", date: day("2024-01-20"), flags: ["no_contact"] };
  assert.equal(gaps([...events, absent], 28, isAgency).length, 1);
});

test("lanes keep their order, a code that is no agency comes last", () => {
  const agencies = [{ abbreviation: "ALEX", colour: 0 }, { abbreviation: "GP", colour: 1 }];
  assert.deepEqual(lanesOf(agencies, [{ agency: "ZZ" }, { agency: "GP" }]).map(({ abbreviation }) => abbreviation), ["ALEX", "GP", "ZZ"]);
});

test("overlapping tabs stack in two rows, the one in focus keeps its title", () => {
  assert.deepEqual(stackTabs([{ lo: 0, hi: 50 }, { lo: 40, hi: 90 }, { lo: 60, hi: 99 }]).map(({ row }) => row), [0, 1, 0]);
  const axis = new Axis("2024-01-01", "2024-12-31");
  const episodes = [{ id: "a", number: 1, title: "One", start: "2024-01-01", end: "2024-02-01", events: [] }, { id: "b", number: 2, title: "", start: "", end: "", events: [] }];
  const { tabs } = layEpisodes({ episodes, axis, width: 1000, focus: { kind: "episode", id: "a" }, titleWidth: () => 100 });
  assert.deepEqual(tabs.map(({ id, isFocus }) => [id, isFocus]), [["a", true]]);
});

test("months are named as often as they fit", () => {
  const axis = new Axis("2022-01-01", "2024-12-31");
  assert.deepEqual(monthsFor(axis, 4000, WIDTH), { step: 1, isTight: false });
  assert.equal(monthsFor(axis, 400, WIDTH).step, 6);
});
