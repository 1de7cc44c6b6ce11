// One true time axis: a day is the same number of pixels everywhere.
import { exact } from "./dates.js";

const DAY = 86_400_000;
const ABOUT_DAYS = 5;

/** Days since 1970 of an ISO date. */
export function dayOf(iso) {
  return Math.round(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY);
}

/** The ISO date of a day since 1970. */
export function isoOf(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export class Axis {
  /** From the first to the last day, both ISO, both inside. */
  constructor(from, to) {
    this.first = dayOf(from);
    this.days = Math.max(1, dayOf(to) - this.first + 1);
  }

  /** Where a day begins, as a share of the whole; `into` moves within the day. */
  at(day, into = 0) {
    return (day + into - this.first) / this.days;
  }

  /** The months in view: [{at, month (0-11), year, isFirst}]. */
  months() {
    const ticks = [], start = new Date(this.first * DAY);
    let year = start.getUTCFullYear(), month = start.getUTCMonth();
    for (;;) {
      const at = this.at(Date.UTC(year, month, 1) / DAY);
      if (at >= 1) return ticks;
      if (at >= 0) ticks.push({ at, month, year, isFirst: !ticks.length });
      [year, month] = month === 11 ? [year + 1, 0] : [year, month + 1];
    }
  }

  /** Where an event stands: {kind, mid, lo, hi} as shares, or null when it has no place on this axis. */
  place(date) {
    const known = stretch(date);
    if (!known) return null;
    const { kind, first, last, spread = 0 } = known;
    const mid = this.at((first + last + 1) / 2), lo = this.at(first - spread), hi = this.at(last + 1 + spread);
    return mid < 0 || mid > 1 ? null : { kind, mid, lo: Math.max(0, lo), hi: Math.min(1, hi) };
  }
}

/** How certain a date is drawn: k-day solid, k-range a band, k-month dashed, k-about fading. */
export function kindOf(date) {
  if (exact(date) && date.start === date.end) return "k-day";
  if (["month", "year", "season"].includes(date.precision)) return "k-month";
  if (["approx", "before", "after"].includes(date.precision) || date.uncertain) return "k-about";
  return "k-range";
}

function stretch(date) {
  const start = date?.start ?? date?.end, end = date?.end ?? date?.start;
  if (!start) return null;
  const kind = kindOf(date), first = dayOf(start), last = Math.max(first, dayOf(end));
  return { kind, first, last, spread: kind === "k-about" && first === last ? ABOUT_DAYS : 0 };
}

/**
 * Stretches of more than `most` days from one contact recorded between agencies to the next: [{first, last, days, before}], `before` being
 * the event that ends it. Only rows with a known day count, and none that says there was no contact; rows of the person's
 * own lane do not count either. The same rule in server/pages/silences.py.
 */
export function gaps(events, most, isAgency) {
  const contacts = events
    .filter(({ agency, date, flags }) => isAgency(agency) && exact(date) && !(flags ?? []).includes("no_contact"))
    .map(({ id, date }) => [dayOf(date.start), dayOf(date.end ?? date.start), id])
    .sort((a, b) => a[0] - b[0]);
  const found = [];
  let reached = contacts[0]?.[1] ?? 0;
  for (const [first, last, before] of contacts) {
    if (first - reached > most) found.push({ first: reached + 1, last: first - 1, days: first - reached, before });
    reached = Math.max(reached, last);
  }
  return found;
}
