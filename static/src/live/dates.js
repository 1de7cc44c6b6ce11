// Dates in words, from the record's plain values. The same rules in templates/board/_dates.html; both are held to
// tests/static/dates.json.
import { list, say } from "./words.js";

/** "12 Sep 2024", "Between 1 Jul and 12 Jul 2024", "October 2023, day not known" ... */
export function when(date) {
  if (!date) return say("date_unknown");
  return plain(date) + (date.time ? `, ${date.time}` : "");
}

/** Is it one known stretch of days? */
export function exact(date) {
  return Boolean(date && date.precision === "day" && date.start && !date.uncertain);
}

/** The words as somebody typed them, where they say something that ours do not. */
export function typed(date) {
  return date && !exact(date) && date.text && !plain(date).toLowerCase().includes(date.text.toLowerCase()) ? date.text : "";
}

/** "24 Jun to 19 Sep 2024". */
export function span(start, end, joint = say("to")) {
  return `${day(start, start.slice(0, 4) !== end.slice(0, 4))} ${joint} ${day(end)}`;
}

/** The date object for what a person typed in "Add an event": a day, or words of their own. */
export function fromForm(chosen, words) {
  const date = { text: words || chosen, start: null, end: null, precision: "unknown", uncertain: false, time: null };
  return chosen ? { ...date, start: chosen, end: chosen, precision: "day" } : { ...date, ...read(words) };
}

function plain({ text, start, end, precision }) {
  if (precision === "before" && end) return say("before", { day: day(end) });
  if (precision === "after" && start) return say("after", { day: day(start) });
  if (!start || !end || precision === "unknown" || precision === "season") return text || say("date_unknown");
  if (precision === "approx") return say("about", { day: about(start, end) });
  if (precision === "between" && start !== end) return say("between", { days: span(start, end, say("and")) });
  if (precision === "month") return say("day_not_known", { stretch: months(start, end) });
  if (precision === "year") return say("day_not_known", { stretch: years(start.slice(0, 4), end.slice(0, 4)) });
  return start === end ? day(start) : span(start, end);
}

function about(start, end) {
  if (start === end) return day(start);
  if (start.slice(0, 7) === end.slice(0, 7) && start.endsWith("-01") && Number(end.slice(8)) > 27) return month(start);
  const year = start.slice(0, 4);
  return start === `${year}-01-01` && end === `${year}-12-31` ? year : span(start, end);
}

function day(iso, withYear = true) {
  const words = `${Number(iso.slice(8, 10))} ${list("months")[Number(iso.slice(5, 7)) - 1]}`;
  return withYear ? `${words} ${iso.slice(0, 4)}` : words;
}

function months(start, end) {
  if (start.slice(0, 7) === end.slice(0, 7)) return month(end);
  const first = start.slice(0, 4) === end.slice(0, 4) ? month(start).slice(0, -5) : month(start);
  return `${first} ${say("to")} ${month(end)}`;
}

function years(first, last) {
  return first === last ? first : `${first} ${say("to")} ${last}`;
}

function month(iso) {
  return `${list("long_months")[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;
}

// Only what cannot be misread: a month and a year, or a year. Everything else stays as words without a place on the axis.
function read(words) {
  const found = /^(?:(?:about|around|early|mid|late|c\.?|circa)\s+)?(?:([a-z]+)\s+)?((?:19|20)\d\d)$/i.exec(words.trim());
  if (!found) return {};
  const [whole, name, year] = found;
  const at = name ? list("long_months").findIndex((long) => long.toLowerCase().startsWith(name.toLowerCase())) : -1;
  if (name && (at < 0 || name.length < 3)) return {};
  const rough = whole.split(/\s+/).length > (name ? 2 : 1);
  const precision = rough ? "approx" : name ? "month" : "year";
  if (!name) return { start: `${year}-01-01`, end: `${year}-12-31`, precision, uncertain: rough };
  const last = new Date(Date.UTC(Number(year), at + 1, 0)).getUTCDate(), number = String(at + 1).padStart(2, "0");
  return { start: `${year}-${number}-01`, end: `${year}-${number}-${last}`, precision, uncertain: rough };
}
