// Where the others of the team look. Only pages of facilitators and the review team have this; the server tells nobody else.

/** Events: "changed". `now` is [{at, role, agency, number}] as the server composed it; empty while there is no line. */
export class Presence extends EventTarget {
  constructor(line) {
    super();
    Object.assign(this, { line, now: [] });
    line.addEventListener("presence", ({ detail }) => this.#take(detail));
    line.addEventListener("status", () => line.status !== "open" && this.#take([]));
  }

  /** This page's person looks at an item, or at nothing in particular (null). */
  look(at) {
    this.line.look(at);
  }

  /** Who looks at what: a map from the item to [{role, agency, number}]. */
  places() {
    const places = new Map();
    for (const { at, ...who } of this.now) places.set(at, [...(places.get(at) ?? []), who]);
    return places;
  }

  #take(now) {
    if (!now.length && !this.now.length) return;
    this.now = now;
    this.dispatchEvent(new Event("changed"));
  }
}
