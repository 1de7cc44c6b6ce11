// The big screen: one of its views at a time, blank at once when asked. It only reads.
import { stage, view } from "../live/room.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

const BANDS = { "a few": "few", "about half": "half", most: "most" };
const LONG_PROMPT = 70;

class ScreenViews extends LiveElement {
  start() {
    this.on(stage, "changed", () => this.show());
    this.on(view, "changed", () => this.show());
    this.show();
  }

  show() {
    const { now } = stage;
    if (!now) return;
    const wanted = this.wanted(now);
    for (const part of this.querySelectorAll("[data-view]")) part.hidden = !part.dataset.view.split(" ").includes(wanted);
    const band = BANDS[now.band], prompt = now.prompt || now.name;
    const step = `${say("step_of", { n: now.phase, total: now.phases })}: ${now.name}`;
    fill(this, { step, prompt, band: band ? say(band) : "", joined: say("joined", { n: now.present }), banner: now.banner }, { banner: Boolean(now.banner), band: Boolean(band), joined: now.present !== "none", paused: now.meeting_status === "paused", silent: now.silent });
    for (const heading of this.querySelectorAll('[data-field="prompt"]')) heading.classList.toggle("long", prompt.length > LONG_PROMPT);
    this.dataset.shows = wanted;
  }

  wanted(now) {
    if (now.blank || now.view === "blank") return "blank";
    return now.meeting_status === "lobby" ? "lobby" : now.view;
  }
}

customElements.define("screen-views", ScreenViews);
