// The board as plain objects, kept up to date item by item and told once a frame however many changes arrive.
import { numbered } from "./numbers.js";

const SHOWN = ["agency", "date", "what", "label", "shown"];

/** Events: "changed" (detail: Set of the roots that changed). */
export class View extends EventTarget {
  constructor(replica) {
    super();
    this.replica = replica;
    this.seen = new Map();
    this.told = new Map();
    this.dirty = new Set();
    replica.addEventListener("changed", ({ detail }) => this.#mark(detail));
    replica.addEventListener("renewed", () => this.#forget());
  }

  /** The whole board has arrived at least once. */
  get whole() {
    return this.replica.whole;
  }

  events() {
    this.ordered ??= numbered(this.#each("timeline", readEvent)).map((event) => this.#same(event));
    return this.ordered;
  }

  event(id) {
    return this.events().find((event) => event.id === id) ?? null;
  }

  episodes() {
    return this.#each("episodes", readEpisode).sort((a, b) => a.number - b.number || (a.start < b.start ? -1 : 1));
  }

  episode(id) {
    return this.episodes().find((episode) => episode.id === id) ?? null;
  }

  perspectives() {
    return this.#each("perspectives", readPlain).sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  }

  ballots() {
    return this.#each("ballots", readPlain);
  }

  // An event that did not change stays the same object, so that nobody draws it again.
  #same(event) {
    const before = this.told.get(event.id);
    const isSame = before && SHOWN.every((fact) => before[fact] === event[fact]);
    if (!isSame) this.told.set(event.id, event);
    return isSame ? before : event;
  }

  #mark({ root, ids }) {
    const known = this.seen.get(root);
    for (const id of ids) known?.delete(id);
    if (root === "timeline") this.ordered = null;
    this.#tell([root]);
  }

  #forget() {
    const roots = [...this.seen.keys()];
    this.seen.clear();
    this.ordered = null;
    this.#tell(roots);
  }

  #tell(roots) {
    for (const root of roots) this.dirty.add(root);
    if (this.waiting || !this.dirty.size) return;
    this.waiting = true;
    const soon = globalThis.document?.hidden === false ? requestAnimationFrame : setTimeout;
    soon(() => {
      const changed = this.dirty;
      [this.waiting, this.dirty] = [false, new Set()];
      this.dispatchEvent(new CustomEvent("changed", { detail: changed }));
    });
  }

  #each(root, read) {
    if (!this.seen.has(root)) this.seen.set(root, new Map());
    const known = this.seen.get(root), map = this.replica.root(root);
    for (const id of known.keys()) if (!map.has(id)) known.delete(id);
    map.forEach((entry, id) => known.has(id) || known.set(id, read(id, entry)));
    return [...known.values()];
  }
}

function readEvent(id, entry) {
  return { id, agency: words(entry, "agency"), date: entry.get("date") ?? null, what: words(entry, "what"), number: words(entry, "number") || null, label: entry.get("label") ?? null, flags: entry.get("flags") ?? [] };
}

function readEpisode(id, entry) {
  const texts = Object.fromEntries(["title", "happened", "helped", "usual", "start", "end", "status"].map((name) => [name, words(entry, name)]));
  return { id, number: Number(entry.get("number") ?? 0), events: [...entry.get("events")?.keys?.() ?? []], ...texts };
}

function readPlain(id, entry) {
  return { id, ...entry };
}

function words(entry, name) {
  return String(entry.get(name) ?? "");
}
