// In the list, a stretch with no contact recorded stands before the event that ended it: the same stretches as in the chart.
import { gaps, isoOf } from "./axis.js";
import { span } from "./dates.js";
import { say } from "./words.js";

/** The events with the silences between them, as {id: "silence-...", before, days, first, last}. */
export function withSilences(events, most, isAgency) {
  const ends = new Map(gaps(events, most, isAgency).map((gap) => [gap.before, gap]));
  return events.flatMap((event) => (ends.has(event.id) ? [{ ...ends.get(event.id), id: `silence-${event.id}` }, event] : [event]));
}

/** What a row of silence says. */
export function wordsOf({ first, last, days }) {
  return { days: say("days_silent", { n: days }), stretch: span(isoOf(first), isoOf(last)) };
}

/** Only the entries of an episode, if there are any. */
export function within(entries, own) {
  return own?.length ? entries.filter(({ id, before }) => own.includes(before ?? id)) : entries;
}
