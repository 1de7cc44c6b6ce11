// Words that could not be saved, given back to the person who wrote them.
import { line, replica } from "../live/room.js";
import { fill, match } from "../live/rows.js";
import { LiveElement } from "./live-element.js";

class KeptWords extends LiveElement {
  start() {
    this.on(replica, "kept", () => this.draw());
    this.on(line, "refused", ({ detail }) => detail.say && fill(this, { say: detail.say }));
    this.on(this, "click", ({ target }) => target.closest("button") && replica.forget(target.closest("li").dataset.id));
    this.draw();
  }

  draw() {
    const kept = replica.kept().map(({ path, words }) => ({ id: path, words }));
    const make = () => this.querySelector("template").content.firstElementChild.cloneNode(true);
    match(this.querySelector("[data-list]"), kept, { make, update: (row, { words }) => { row.querySelector("textarea").value = words; } });
    this.hidden = !kept.length;
  }
}

customElements.define("kept-words", KeptWords);
