// A plain textarea and a shared text, letter by letter: phone keyboards, IME and screen readers work as they always do.

/** What must change to turn `before` into `after`: {at, remove, insert}, never cutting a surrogate pair. */
export function difference(before, after) {
  if (before === after) return null;
  const shortest = Math.min(before.length, after.length);
  let head = 0, tail = 0;
  while (head < shortest && before[head] === after[head]) head += 1;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  if (head > 0 && isHigh(before, head - 1)) head -= 1;
  if (tail > 0 && isLow(before, before.length - tail)) tail -= 1;
  return { at: head, remove: before.length - head - tail, insert: after.slice(head, after.length - tail) };
}

/** Where a caret stands after somebody else's change. `sticky` carets stay before what is inserted exactly there. */
export function moveCaret(caret, delta, sticky = true) {
  let at = 0, moved = caret;
  for (const step of delta) {
    if (step.retain) at += step.retain;
    else if (step.delete) moved -= Math.min(step.delete, Math.max(0, moved - at));
    else {
      const length = step.insert.length ?? 1;
      if (at < moved || (at === moved && !sticky)) moved += length;
      at += length;
    }
  }
  return moved;
}

/** The same change, after others changed the text by `deltas`. */
export function rebase(change, deltas) {
  const end = deltas.reduce((at, delta) => moveCaret(at, delta), change.at + change.remove);
  const at = deltas.reduce((start, delta) => moveCaret(start, delta), change.at);
  return { at, remove: Math.max(0, end - at), insert: change.insert };
}

/**
 * Tie a textarea to a Y.Text. `write(change, text)` gets each local difference and puts it into the shared text under an
 * origin for which `isOurs(origin)` is true. Returns a function that unties them.
 */
export function bind(area, text, { write, isOurs, after = () => {} }) {
  let composing = false, seen = text.toString(), missed = [];
  const push = () => {
    const change = difference(seen, area.value);
    seen = area.value;
    if (change) write(missed.length ? rebase(change, missed) : change, text);
  };
  const pull = ({ delta, transaction }) => {
    if (isOurs(transaction.origin)) return;
    // Touching the value while somebody composes a letter would end the composition; it is made good when they finish.
    if (composing) return void missed.push(delta);
    show(area, text.toString(), [delta]);
    seen = area.value;
    after();
  };
  const finish = () => {
    composing = false;
    push();
    show(area, text.toString(), missed);
    [seen, missed] = [area.value, []];
  };
  const listeners = { input: () => composing || push(), compositionstart: () => { composing = true; }, compositionend: finish };
  for (const [name, listen] of Object.entries(listeners)) area.addEventListener(name, listen);
  text.observe(pull);
  area.value = seen;
  return () => {
    for (const [name, listen] of Object.entries(listeners)) area.removeEventListener(name, listen);
    text.unobserve(pull);
  };
}

function show(area, words, deltas) {
  if (area.value === words) return;
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = area;
  area.value = words;
  area.scrollTop = scrollTop;
  if (area.ownerDocument?.activeElement !== area) return;
  const [start, end] = [selectionStart, selectionEnd].map((caret) => deltas.reduce((at, delta) => moveCaret(at, delta), caret));
  area.setSelectionRange(start, Math.max(start, end), selectionDirection);
}

function isHigh(words, at) {
  const unit = words.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(words, at) {
  const unit = words.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
