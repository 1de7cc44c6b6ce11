// The key episodes with their shared sections, by number.
import { span } from "../live/dates.js";
import { stage, view } from "../live/room.js";
import { clone, fill, holdStill, match, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class EpisodeList extends LiveElement {
  start() {
    this.list = this.querySelector("[data-list]");
    this.on(view, "changed", ({ detail }) => detail.has("episodes") && this.draw());
    this.on(stage, "changed", () => this.draw());
    this.draw();
  }

  draw() {
    if (!view.whole) return;
    const episodes = view.episodes();
    const make = () => clone(template(this, "row"));
    holdStill(this, () => match(this.list, episodes, { make, update: (row, episode) => this.update(row, episode) }));
    fill(this, {}, { empty: !episodes.length });
  }

  update(row, { id, number, title, start, end, events }) {
    const focus = stage.now?.focus;
    row.id = `episode-${id}`;
    row.classList.toggle("is-focus", focus?.kind === "episode" && focus.id === id);
    const dates = start && end ? span(start, end) : "";
    fill(row, { number: String(number), title: title || say("no_title"), dates, count: say("records", { n: events.length }) });
  }
}

customElements.define("episode-list", EpisodeList);
