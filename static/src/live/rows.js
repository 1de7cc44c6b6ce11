// Lists made from <template> elements of the page, so that a page is drawn once in one place, by the server or by script.

/** A fresh copy of the first element of a template. */
export function clone(template) {
  return template.content.firstElementChild.cloneNode(true);
}

/** The template of an element by its name: <template data-of="row">. */
export function template(host, name) {
  return host.querySelector(`:scope > template[data-of="${name}"]`);
}

/** Write words into [data-field] and show or hide [data-show]; nothing is touched that is right already. */
export function fill(root, fields = {}, shown = {}) {
  for (const [name, words] of Object.entries(fields)) {
    for (const place of root.querySelectorAll(`[data-field="${name}"]`)) if (place.textContent !== words) place.textContent = words;
  }
  for (const [name, visible] of Object.entries(shown)) {
    for (const place of root.querySelectorAll(`[data-show="${name}"]`)) place.hidden = !visible;
  }
}

/**
 * Make the children of `list` match `items` (each with an id): rows are kept, moved, added and removed, and a row in which
 * somebody is typing is never moved.
 */
export function match(list, items, { make, update }) {
  const rows = new Map(Array.from(list.children, (row) => [row.dataset.id, row]));
  const wanted = new Set(items.map(({ id }) => id));
  for (const [id, row] of rows) if (!wanted.has(id)) row.remove();
  let place = list.firstElementChild;
  for (const item of items) {
    const row = rows.get(item.id) ?? make(item);
    row.dataset.id = item.id;
    if (row === place) place = place.nextElementSibling;
    else if (!row.isConnected || !row.contains(document.activeElement)) list.insertBefore(row, place);
    update(row, item);
  }
}

/** Do something to the page while what a person is reading or writing stays where it is on the glass. */
export function holdStill(host, act) {
  const held = anchor(host);
  const before = held?.getBoundingClientRect().top;
  act();
  if (!held?.isConnected) return;
  const moved = held.getBoundingClientRect().top - before;
  if (Math.abs(moved) > 1) scrollerOf(held).scrollBy({ top: moved, behavior: "instant" });
}

// The console's columns scroll by themselves; everywhere else it is the page that scrolls.
function scrollerOf(element) {
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return globalThis;
}

function anchor(host) {
  const typing = document.activeElement;
  if (typing?.matches("textarea, input") && typing.getBoundingClientRect().bottom > 0) return typing;
  if (host.getBoundingClientRect().top >= 0) return null;
  return Array.from(host.querySelectorAll("[data-row]")).find((row) => row.getBoundingClientRect().bottom > 0);
}
