// The number of an event, the same in chart, list, phone, print and export, so that people can say "look at 22".

/** Before or after: by start, by end, by the number in the chronology, by id. */
export function compareEvents(a, b) {
  return order(a.date?.start || "9999", b.date?.start || "9999")
    || order(a.date?.end || "9999", b.date?.end || "9999")
    || rank(a.number) - rank(b.number)
    || order(a.id, b.id);
}

/**
 * Events in order, each with the number that is shown. One without a number was added in the meeting: it takes the
 * number of the last numbered event before it and a letter ("22a").
 */
export function numbered(events) {
  let last = "0", added = 0;
  return [...events].sort(compareEvents).map((event) => {
    if (event.number) {
      last = event.number;
      added = 0;
      return { ...event, shown: event.number, added: false };
    }
    added += 1;
    return { ...event, shown: last + letters(added), added: true };
  });
}

/** 1 is a, 26 is z, 27 is aa. */
export function letters(count) {
  let word = "";
  for (let left = count; left > 0; left = Math.floor((left - 1) / 26)) word = String.fromCharCode(97 + (left - 1) % 26) + word;
  return word;
}

function rank(number) {
  return /^\d+$/.test(number ?? "") ? Number(number) : 1e9;
}

function order(a, b) {
  return a < b ? -1 : Number(a > b);
}
