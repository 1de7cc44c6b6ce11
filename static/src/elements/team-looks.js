// Says to facilitators and the review team where the others of them look: a line of its own, and a word at the row or mark.
import { Presence } from "../live/presence.js";
import { line, view } from "../live/room.js";
import { clone, fill, holdStill, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

const ITEMS = "event-list [data-row], episode-list [data-row], timeline-chart .mk";
const MANY = "3 or more";

class TeamLooks extends LiveElement {
  start() {
    this.presence = new Presence(line);
    this.shown = new Map();
    this.on(this.presence, "changed", () => this.show());
    // Lists and chart draw first: a row or mark that is new gets its word too.
    this.on(view, "changed", () => queueMicrotask(() => this.show()));
    this.on(document, "drawn", () => this.show());
    this.on(document, "focusin focusout visibilitychange", () => setTimeout(() => this.look()));
  }

  look() {
    const item = document.hidden ? null : document.activeElement.closest(ITEMS);
    this.presence.look(item?.dataset.id ?? null);
  }

  show() {
    const places = view.whole ? this.presence.places() : new Map();
    const said = [...places].map(([at, who]) => [this.place(at), who]).filter(([place]) => place);
    fill(this, { places: said.map(([place, who]) => say("looks_at", { place, who: names(who) })).join(", ") }, { places: said.length });
    for (const at of this.shown.keys()) if (!places.has(at)) this.mark(at, null);
    for (const [at, who] of places) this.mark(at, names(who));
  }

  place(at) {
    const event = view.event(at), episode = event ? null : view.episode(at);
    return event ? say("place_event", { number: event.shown }) : episode && say("place_episode", { number: episode.number });
  }

  mark(at, who) {
    for (const mark of document.querySelectorAll(`timeline-chart .mk[data-id="${CSS.escape(at)}"]`)) mark.toggleAttribute("data-looked", Boolean(who));
    for (const kind of ["event", "episode"]) this.sign(document.getElementById(`${kind}-${at}`), who);
    if (who) this.shown.set(at, who);
    else this.shown.delete(at);
  }

  sign(row, who) {
    const sign = row?.querySelector(".looks-here");
    if (!row || (sign?.textContent.trim() ?? null) === who) return;
    holdStill(row.parentElement, () => {
      sign?.remove();
      if (!who) return;
      const fresh = clone(template(this, "here"));
      fill(fresh, { who });
      row.querySelector(".when, .head p").after(fresh);
    });
  }
}

function names(who) {
  return who.map(({ role, agency, number }) => [say(role), agency].filter(Boolean).join(" ") + (number === MANY ? say("or_more") : "")).join(", ");
}

customElements.define("team-looks", TeamLooks);
