// The picture of the timeline, worked out from plain events before anything is drawn.
import { gaps } from "./axis.js";
import { pack, stackTabs } from "./pack.js";

const TAB = 44;

/** The lanes in their fixed order, and one at the end for every code that is no agency of the review. */
export function lanesOf(agencies, events) {
  const known = new Set(agencies.map(({ abbreviation }) => abbreviation));
  const others = [...new Set(events.map(({ agency }) => agency))].filter((code) => !known.has(code)).sort();
  return [...agencies, ...others.map((code) => ({ abbreviation: code, name: code, short_label: code, colour: 4 }))];
}

/**
 * What stands where: {lanes: [{id, agency, rows, marks: [{id, row, at, from, to, kind, events}]}], rows, undated}. `width` is the track in pixels, `mark` a mark's.
 * Positions are shares of the track, so that a change of width alone moves nothing in the document.
 */
export function layLanes({ events, agencies, axis, width, mark, most, keep }) {
  const placed = new Map(), undated = [];
  for (const event of events) {
    const at = axis.place(event.date);
    if (!at) undated.push(event);
    else put(placed, event.agency, { id: event.id, event, ...at, x: at.mid * width, lo: at.lo * width, hi: at.hi * width, from: at.lo, to: at.hi, wide: mark * wideness(event.shown) });
  }
  const lanes = lanesOf(agencies, events).map((agency) => {
    const { marks, rows } = pack((placed.get(agency.abbreviation) ?? []).map(tighten), { width: mark, most, keep });
    return { id: agency.abbreviation, agency, rows, marks: marks.map((found) => share(found, width)) };
  });
  return { lanes, rows: lanes.reduce((sum, lane) => sum + lane.rows, 0), undated };
}

/** Episode bands and their tabs: [{id, number, title, x, w, row, right}] as shares; tabs that would overlap stack. */
export function layEpisodes({ episodes, axis, width, focus, titleWidth }) {
  const bands = episodes.map((episode) => ({ episode, at: axis.place({ start: episode.start, end: episode.end, precision: "between" }) })).filter(({ at }) => at);
  const tabs = stackTabs(bands.map(({ episode, at }) => {
    const isFocus = focus?.kind === "episode" && focus.id === episode.id;
    const wide = Math.max((at.hi - at.lo) * width, isFocus ? titleWidth(episode.title) + TAB : TAB);
    const right = at.lo * width + wide > width;
    const hi = right ? at.hi * width : at.lo * width + wide;
    return { id: episode.id, episode, isFocus, right, x: at.lo, w: at.hi - at.lo, lo: hi - wide, hi };
  }));
  return { tabs, rows: 1 + Math.max(0, ...tabs.map(({ row }) => row)) };
}

/** The silent stretches as shares of the track: [{id, days, x, w}]. */
export function layGaps({ events, agencies, axis, days }) {
  const colours = new Map(agencies.map(({ abbreviation, colour }) => [abbreviation, colour]));
  const found = gaps(events, days, (code) => Boolean(colours.get(code)));
  const shown = found.map(({ first, last, days: count }) => ({ id: String(first), days: count, x: Math.max(0, axis.at(first)), end: Math.min(1, axis.at(last + 1)) }));
  return shown.map(({ end, ...gap }) => ({ ...gap, w: end - gap.x })).filter(({ w }) => w > 0);
}

/** How many months to skip between labels so that none overlap, and whether January must do with its year. */
export function monthsFor(axis, width, mark) {
  const month = (width / axis.days) * 30.4;
  const step = [1, 2, 3, 6, 12].find((months) => month * months >= mark * 1.9) ?? 12;
  return { step, isTight: month * step < mark * 3.2 };
}

// A band wider than a few marks would push every neighbour into another row; only its mark counts for the rows then.
function tighten(item) {
  const reach = 90;
  return { ...item, lo: Math.max(item.lo, item.x - reach), hi: Math.min(item.hi, item.x + reach) };
}

function share({ key, row, x, items }, width) {
  const [{ kind, from, to }] = items, isAlone = items.length === 1;
  return { id: key, row, at: x / width, kind: isAlone ? kind : "clus", from, to, events: items.map(({ event }) => event) };
}

// Numbers of three signs and more need wider marks.
function wideness(number) {
  return number.length < 3 ? 1 : 1.08 + (number.length - 2) * 0.32;
}

function put(lists, key, item) {
  if (lists.has(key)) lists.get(key).push(item);
  else lists.set(key, [item]);
}
