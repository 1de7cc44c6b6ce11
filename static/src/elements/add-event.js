// "Add an event" to the shared timeline. What is half typed stays on this phone until it is added.
import { draw, hex } from "../live/claims.js";
import { fromForm } from "../live/dates.js";
import { outbox, replica, stage, view } from "../live/room.js";
import { fill } from "../live/rows.js";
import * as Y from "yjs";
import { LiveElement } from "./live-element.js";

const DRAFT = "add-event";

class AddEvent extends LiveElement {
  start() {
    this.form = this.querySelector("form");
    this.on(stage, "changed", () => this.show());
    this.on(view, "changed", () => this.show());
    this.on(this.form, "input", () => this.keep());
    this.on(this.form, "submit", (event) => this.add(event));
    this.recall();
    this.show();
  }

  show() {
    this.querySelector("details").hidden = !(stage.writes() && view.whole) && !this.form.elements.what.value;
  }

  fields() {
    const { agency, day, words, what } = Object.fromEntries(new FormData(this.form));
    return { agency, day, words: words.trim(), text: what };
  }

  keep() {
    outbox.keepDraft(DRAFT, this.fields());
  }

  recall() {
    const draft = outbox.draft(DRAFT);
    if (!draft) return;
    const { agency, day, words, what } = this.form.elements;
    [agency.value, day.value, words.value, what.value] = [draft.agency, draft.day, draft.words, draft.text];
    this.querySelector("details").open = true;
  }

  add(event) {
    event.preventDefault();
    const { agency, day, words, text } = this.fields();
    const isWhole = Boolean(agency && (day || words) && text.trim()) && stage.writes();
    fill(this, {}, { need: !isWhole });
    if (!isWhole) return;
    const id = hex(draw());
    replica.edit(["timeline", id, "what"], () => {
      const facts = { agency, date: fromForm(day, words), what: new Y.Text(text.trim()) };
      replica.root("timeline").set(id, new Y.Map(Object.entries(facts)));
    });
    this.form.reset();
    outbox.keepDraft(DRAFT, null);
    this.querySelector("details").open = false;
    this.querySelector("summary").focus();
  }
}

customElements.define("add-event", AddEvent);
