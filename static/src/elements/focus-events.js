// The big screen's focus on an episode: its events in order, one line each, as many as fit. It cannot scroll.
import { fillEvent } from "../live/event-row.js";
import { stage, view } from "../live/room.js";
import { clone, fill, match, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

const MOST = 9;

class FocusEvents extends LiveElement {
  start() {
    this.list = this.querySelector("[data-list]");
    this.on(stage, "changed", () => this.show());
    this.on(view, "changed", () => this.show());
    this.show();
  }

  show() {
    const focus = stage.now?.focus, episode = focus?.kind === "episode" && view.whole ? view.episode(focus.id) : null;
    const events = episode ? view.events().filter(({ id }) => episode.events.includes(id)) : [];
    const beyond = Math.max(0, events.length - MOST);
    this.hidden = !events.length;
    match(this.list, events.slice(0, MOST), { make: () => clone(template(this, "row")), update: fillEvent });
    fill(this, { more: say("more_records", { n: beyond }) }, { more: beyond > 0 });
  }
}

customElements.define("focus-events", FocusEvents);
