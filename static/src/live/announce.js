// The two live regions of a page. Polite words are batched: at most one announcement in 15 seconds, the newest of its kind.

const EVERY = 15_000;
const waiting = new Map();
let last = -Infinity, timer = null;

/** Say something when there is a pause. A later message of the same kind replaces an earlier one. */
export function politely(kind, words) {
  waiting.delete(kind);
  waiting.set(kind, words);
  const rest = last + EVERY - performance.now();
  timer ??= setTimeout(speak, Math.max(150, rest));
}

/** Say something at once: not saved, offline with unsent notes, step closed while typing, session ended, a risk alert. */
export function urgently(words) {
  const region = document.getElementById("urgent");
  if (region) region.textContent = words;
}

function speak() {
  const region = document.getElementById("polite");
  if (region) region.textContent = [...waiting.values()].join(" ");
  waiting.clear();
  [last, timer] = [performance.now(), null];
}
