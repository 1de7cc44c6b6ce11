// What the room is asked, on the big screen: drawn by the server, fetched anew when it changes.
import { place, stage, view } from "../live/room.js";
import { LiveElement } from "./live-element.js";

class AskedRoom extends LiveElement {
  start() {
    this.on(view, "changed", ({ detail }) => detail.has("ballots") && this.draw());
    this.on(stage, "changed", ({ detail: { before, now } }) => (before?.view !== now.view || before?.phase !== now.phase) && this.draw());
    this.draw();
  }

  async draw() {
    const answer = await fetch(`/meetings/${place.meeting}/ballots/screen`).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => null) : null;
    if (text !== null) this.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  }
}

customElements.define("asked-room", AskedRoom);
