// Small parts of the writing form: how much room is left, which ways of being shown are offered, who will see it.
import { fill } from "./rows.js";
import { say } from "./words.js";

export const MOST = 4000;
const NEAR = 0.8;

/** {words, isNear, isOver} for the count, which shows from 80 per cent. */
export function room(length) {
  const over = length - MOST;
  return { words: over > 0 ? say("too_long", { n: over }) : say("characters_left", { n: -over }), isNear: length >= MOST * NEAR, isOver: over > 0 };
}

/** Show the sentences of the chosen mode in the form, and its badge beside Send. */
export function showMode(host, bar, mode) {
  for (const part of host.querySelectorAll("[data-seen]")) part.hidden = part.dataset.seen !== mode;
  for (const badge of bar.querySelectorAll("[data-badge]")) badge.hidden = badge.dataset.badge !== mode;
}

/** Who will see what changed because people came or went: the sentences and choices of `form` as the server tells them now. */
export function showRoom(host, form, modes) {
  for (const [mode, entry] of Object.entries(modes)) {
    const seen = host.querySelector(`[data-seen="${mode}"]`), choice = form.querySelector(`input[name="mode"][value="${mode}"]`);
    if (!seen) continue;
    fill(seen, { say: entry.say, warning: entry.warning });
    seen.querySelectorAll("li span").forEach((part, place) => { part.textContent = entry.exactly[place][1]; });
    choice.disabled = !entry.offered;
    fill(choice.closest("label"), { why: entry.offered ? "" : entry.say }, { why: !entry.offered });
    if (["role", "private"].includes(mode)) form.elements.label.value = entry.label;
  }
}

/** Leave only the choices that this step offers, and the one already made, which its writer has to confirm or change. */
export function offer(form, modes) {
  for (const choice of form.querySelectorAll('input[name="mode"]')) {
    const label = choice.closest("label");
    label.hidden = Boolean(modes) && !modes.includes(choice.value) && !choice.checked;
  }
}

/** The field for words that is open now: about some things people choose among statements, and the server says which. */
export function wordsOf(form) {
  const isBound = form.elements.on_id?.selectedOptions?.[0]?.dataset.bound === "";
  for (const part of form.querySelectorAll("[data-words]")) part.hidden = part.disabled = (part.dataset.words === "bound") !== isBound;
  return form.querySelector('[name="text"]:enabled');
}

/** Put a kept draft back into the fields of a form that have no words yet. */
export function recall(form, draft) {
  if (!draft || wordsOf(form).value) return;
  for (const name of ["mode", "hindsight", "on_kind", "on_id"]) {
    if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
  }
  wordsOf(form).value = draft.text;
}

/** Until somebody writes or chooses, a note is about what everyone is looking at. */
export function lookAlong(form, focus) {
  const { on_kind: kind, on_id: id } = form.elements;
  if (!focus || focus.kind !== kind?.value) return;
  if (Array.from(id.options ?? []).some(({ value }) => value === focus.id)) id.value = focus.id;
}
