// Leaving: the return slips are offered first, then nothing of this meeting stays on the phone.
import { hex, slip } from "../live/claims.js";
import { claims, clearPhone, outbox, unsaved, view } from "../live/room.js";
import { clone, fill, match, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class LeaveForm extends LiveElement {
  start() {
    this.on(view, "changed", () => this.draw());
    this.on(outbox, "changed", () => this.draw());
    this.on(this.querySelector("form[data-clear]"), "submit", () => clearPhone());
    this.draw();
  }

  draw() {
    // A note that was never taken has no return slip: its words are given back instead.
    const refused = outbox.refused(), never = new Set(refused.filter(({ kind }) => kind === "send").map(({ item }) => item));
    const items = claims.items().filter((id) => !never.has(id)).map((id) => ({ id, words: this.shown()[id] ?? "" }));
    const make = () => clone(template(this, "row"));
    match(this.querySelector("[data-list]"), items, { make, update: (row, { id, words }) => this.update(row, id, words) });
    const drafts = [...outbox.drafts(), ...refused.map(({ fields }) => fields)], count = unsaved() + drafts.length;
    const unsent = drafts.map(({ text }) => text).join("\n\n");
    fill(this, { count: say("not_sent", { n: count }), unsent }, { unsent: count > 0, slips: items.length > 0 });
    this.sayCleared(!count && !items.length);
  }

  update(row, id, words) {
    const isOver = Boolean(this.querySelector("[data-shown]"));
    fill(row, { slip: slip(claims.get(id)), words }, { words: Boolean(words), waits: !words && (view.whole || isOver) });
    // Once the meeting is over: plain forms that carry the claim and nothing else (promise A2).
    for (const field of row.querySelectorAll('[name="claim"]')) field.value = hex(claims.get(id));
  }

  // On the last page: whether the phone holds nothing is seen here and not taken for granted.
  sayCleared(isEmpty) {
    const cleared = document.querySelector("[data-cleared]"), kept = this.closest("[data-kept]");
    if (cleared) [kept.hidden, cleared.hidden] = [isEmpty, !isEmpty];
  }

  /** What is on the board, by id: from the line, or from the page once the meeting is over. */
  shown() {
    const page = this.querySelector("[data-shown]");
    if (page) return JSON.parse(page.textContent);
    return view.whole ? Object.fromEntries(view.perspectives().map(({ id, text }) => [id, text])) : {};
  }
}

customElements.define("leave-form", LeaveForm);
