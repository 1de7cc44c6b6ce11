// Leaving: the return slips are offered first, then nothing of this meeting stays on the phone.
import { slip } from "../live/claims.js";
import { claims, clearPhone, outbox, unsaved, view } from "../live/room.js";
import { clone, fill, match, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class LeaveForm extends LiveElement {
  start() {
    this.on(view, "changed", () => this.draw());
    this.on(outbox, "changed", () => this.draw());
    this.on(this.querySelector("form"), "submit", () => clearPhone());
    this.draw();
  }

  draw() {
    const shown = view.whole ? new Map(view.perspectives().map((entry) => [entry.id, entry])) : new Map();
    const items = claims.items().map((id) => ({ id, words: shown.get(id)?.text ?? "" }));
    const make = () => clone(template(this, "row"));
    match(this.querySelector("[data-list]"), items, { make, update: (row, { id, words }) => fill(row, { slip: slip(claims.get(id)), words }, { words: Boolean(words), waits: !words }) });
    const count = unsaved() + outbox.drafts().filter(({ phase }) => phase).length;
    fill(this, { count: say("not_sent", { n: count }) }, { unsent: count > 0, slips: items.length > 0 });
  }
}

customElements.define("leave-form", LeaveForm);
