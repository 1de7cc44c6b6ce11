// A risk alert on a console or duty page is said at once, without its words. htmx fetches the boxes; this reads them out.
import { urgently } from "./announce.js";

let known = null;

/** Look at the boxes of this page; what was not there before is said. */
export function listen() {
  const boxes = document.querySelectorAll("[data-alert]:not([data-alert=''])");
  const present = new Map(Array.from(boxes, (box) => [box.dataset.alert, box.querySelector("h2").textContent.trim()]));
  if (known) for (const [id, words] of present) if (!known.has(id)) urgently(words);
  known = new Set(present.keys());
}
