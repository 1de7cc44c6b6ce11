// Puts a worked-out timeline into the page: one copy of a template for each thing, positions through the CSSOM only.
import { list as wordsOf, say } from "./words.js";
import { clone, fill, match, template } from "./rows.js";
import { when } from "./dates.js";

const BANDS = new Set(["k-range", "k-month", "k-about"]);
const drawn = new WeakMap(), marked = new WeakMap();

/** Set custom properties where they changed. */
export function set(element, properties) {
  const known = drawn.get(element) ?? {};
  for (const [name, value] of Object.entries(properties)) {
    if (known[name] !== value) element.style.setProperty(name, value);
  }
  drawn.set(element, { ...known, ...properties });
}

export const percent = (share) => `${(share * 100).toFixed(3)}%`;

/** The lanes with their marks. `isSeen(at)` leaves out what is far outside the view; `focus` is the id of the lit event. */
export function drawLanes(host, lanes, { isSeen, focus }) {
  match(host.querySelector("[data-lanes]"), lanes, {
    make: () => clone(template(host, "lane")),
    update: (row, { agency, rows, marks }) => {
      row.className = `tl-lane ag-${agency.colour}${agency.colour === 0 ? " own" : ""}`;
      set(row, { "--rows": String(rows) });
      fill(row, { code: agency.abbreviation, agency: agency.name, short: agency.short_label ?? "" }, { none: !marks.length });
      for (const coloured of row.querySelectorAll("[data-agency]")) coloured.className = coloured.className.replace(/ag-\d+/, `ag-${agency.colour}`);
      const visible = marks.filter(({ at, events }) => isSeen(at) || events.some(({ id }) => id === focus));
      match(row.querySelector("[data-list]"), visible, { make: () => clone(template(host, "mark")), update: (mark, laid) => drawMark(mark, laid, agency, focus) });
    },
  });
  host.dispatchEvent(new Event("drawn", { bubbles: true }));
}

function drawMark(mark, { row, at, from, to, kind, events }, agency, focus) {
  const [event] = events, isFocus = events.some(({ id }) => id === focus);
  const facts = [row, at, from, to, kind, event, events.length, isFocus, agency];
  if (facts.every((fact, place) => fact === marked.get(mark)?.[place])) return;
  marked.set(mark, facts);
  const look = `mk ${kind}${isFocus ? " is-focus" : ""}`;
  if (mark.className !== look) mark.className = look;
  const band = BANDS.has(kind) ? { "--x0": percent(from), "--w": percent(to - from) } : {};
  set(mark, { "--x": percent(at), "--r": String(row), ...band });
  const { number, spoken } = wordsOn(events, agency), face = mark.firstElementChild;
  face.textContent = number;
  face.setAttribute("aria-label", spoken);
}

function wordsOn(events, agency) {
  const [event] = events, number = event.shown;
  if (events.length > 1) return { number: `×${events.length}`, spoken: say("fold", { n: events.length, first: number, last: events.at(-1).shown }) };
  return { number, spoken: say("mark", { agency: agency.name, when: when(event.date), number, words: event.what.slice(0, 120) }) };
}

/** How many events there are, and how many of them are only in the list. */
export function drawCounts(host, events, undated) {
  fill(host, { count: say("of_events", { n: events.length }), undated: undated.length ? say("undated", { n: undated.length }) : "" });
}

/** Tabs and bands of the episodes. */
export function drawEpisodes(host, { tabs, rows }) {
  const track = host.querySelector("[data-episodes]");
  set(track, { "--rows": String(rows) });
  match(track, tabs, {
    make: () => clone(template(host, "tab")),
    update: (tab, { episode, isFocus, right, x, w, row }) => {
      tab.className = `ep${isFocus ? " is-focus" : ""}${right ? " right" : ""}`;
      set(tab, { "--x": percent(x), "--w": percent(w), "--r": String(row) });
      fill(tab, { number: String(episode.number), title: episode.title, hidden: isFocus ? "" : episode.title }, { title: isFocus });
    },
  });
  match(host.querySelector("[data-bands]"), tabs, {
    make: () => clone(template(host, "band")),
    update: (band, { isFocus, x, w }) => {
      band.className = `band${isFocus ? " is-focus" : ""}`;
      set(band, { "--x": percent(x), "--w": percent(w) });
    },
  });
}

/** The silent stretches, with words where they fit and cover nothing. */
export function drawGaps(host, gaps, { width, lanes }) {
  const rows = Array.from(host.querySelector("[data-lanes]").children);
  match(host.querySelector("[data-gaps]"), gaps, {
    make: () => clone(template(host, "gap")),
    update: (gap, { x, w, days }) => {
      const isWide = w * width > 90;
      set(gap, { "--x": percent(x), "--w": percent(w) });
      fill(gap, { days: say("days_silent", { n: days }) }, { days: isWide });
      if (isWide) placeWords(gap, quiet(lanes, rows, x, x + w));
    },
  });
}

function placeWords(gap, run) {
  const isRoom = run.bottom - run.top >= gap.firstElementChild.offsetHeight;
  fill(gap, {}, { days: isRoom });
  if (isRoom) set(gap, { "--gl": `${Math.round((run.top + run.bottom) / 2)}px` });
}

// The tallest run of lanes that hold nothing between two shares, in pixels.
function quiet(lanes, rows, from, to) {
  let best = { top: 0, bottom: 0 }, run = null;
  lanes.forEach(({ marks }, at) => {
    const isFree = marks.every((mark) => Math.max(mark.at, mark.to ?? 0) < from || Math.min(mark.at, mark.from ?? 1) > to);
    const { offsetTop, offsetHeight } = rows[at];
    run = isFree ? { top: run?.top ?? offsetTop, bottom: offsetTop + offsetHeight } : null;
    if (run && run.bottom - run.top > best.bottom - best.top) best = { ...run };
  });
  return best;
}

/** Months at every tick, the year at January; where months stand close the year stands alone. */
export function drawMonths(host, months, { step, isTight }) {
  const first = months[0];
  fill(host, { year: first ? String(first.year) : "" });
  const named = months.filter(({ month, isFirst }) => month % step === 0 || (isFirst && step === 1));
  match(host.querySelector("[data-axis]"), named.map((tick) => ({ ...tick, id: `${tick.year}-${tick.month}` })), {
    make: () => clone(template(host, "tick")),
    update: (tick, { at, month, year, isFirst }) => {
      const isYear = month === 0 && !isFirst, name = wordsOf("months")[month];
      tick.className = isYear ? "m year" : "m";
      const short = `’${String(year).slice(2)}`;
      tick.textContent = isYear ? (isTight ? short : `${name} ${short}`) : name;
      set(tick, { "--x": percent(at) });
    },
  });
}
