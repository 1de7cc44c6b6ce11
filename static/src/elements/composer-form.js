// Writing a note: a plain form that works without script, made patient. The draft stays on this phone; beside Send stands
// who will see it; a step that closes changes the button and nothing else.
import { urgently } from "../live/announce.js";
import { askFirst } from "../live/people.js";
import { outbox, stage } from "../live/room.js";
import { refresh } from "../live/refresh.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { lookAlong, MOST, offer, recall, room, showMode, showRoom, wordsOf } from "../live/writing.js";
import { LiveElement } from "./live-element.js";

class ComposerForm extends LiveElement {
  start() {
    this.form = this.querySelector("form");
    this.on(this.form, "input change", () => this.keep());
    this.on(this.form, "change", ({ target }) => { this.hasChosen ||= target.name === "on_id"; });
    this.on(this.form, "submit", (event) => this.send(event));
    this.on(stage, "changed", () => this.stepChanged());
    this.on(stage, "sees", () => this.roomChanged());
    this.acts({ onward: () => refresh({ longest: 0 }), change: () => this.area.focus(), "as-it-is": () => this.away() });
    recall(this.form, outbox.draft(this.dataset.prompt));
    this.stepChanged();
    this.roomChanged();
  }

  get area() {
    return wordsOf(this.form);
  }

  get bar() {
    return document.querySelector("[data-send]");
  }

  get isOver() {
    const { now } = stage;
    return Boolean(now && (String(now.phase) !== this.dataset.phase || now.locked));
  }

  get mode() {
    return new FormData(this.form).get("mode");
  }

  /** The way of being shown changed since these words were begun: it must be chosen again. */
  get isMisfit() {
    if (this.form.querySelector('input[name="mode"]:checked')?.disabled) return true;
    return Boolean(stage.now && !this.isOver && this.mode && !stage.now.modes.includes(this.mode));
  }

  fields() {
    const { form, item, ...fields } = Object.fromEntries(new FormData(this.form));
    return { ...fields, phase: this.dataset.phase };
  }

  keep() {
    const { type, value } = this.area;
    // Free words that rest while a statement is chosen stay a draft.
    if (value || type === "textarea") outbox.keepDraft(this.dataset.prompt, value.trim() ? this.fields() : null);
    fill(this, {}, { named: false });
    this.show();
  }

  stepChanged() {
    if (this.isOver && this.area.value.trim() && !this.wasOver) urgently(say("step_closed_typing"));
    this.wasOver = this.isOver;
    if (!this.isOver) offer(this.form, stage.now?.modes);
    if (!this.hasChosen && !this.area.value.trim()) lookAlong(this.form, stage.now?.focus);
    this.show();
  }

  roomChanged() {
    const { sees } = stage;
    if (sees && String(sees.phase) === this.dataset.phase && !this.isOver) showRoom(this, this.form, sees.modes);
    this.show();
  }

  show() {
    const { words, isNear, isOver } = room(this.area.value.length), hasWords = Boolean(this.area.value.trim());
    fill(this, { count: words }, { draft: hasWords, count: isNear, closed: this.isOver && hasWords, misfit: this.isMisfit });
    this.querySelector('[data-field="count"]').classList.toggle("over", isOver);
    showMode(this, this.bar, this.mode);
    fill(this.bar, { send: say(this.isOver ? "send_late" : "send") });
  }

  send(event) {
    event.preventDefault();
    const fields = this.fields();
    if (!this.area.value.trim() || fields.text.length > MOST) return this.area.focus();
    if (this.isMisfit) return this.form.querySelector('label:not([hidden]) input[name="mode"]:not(:checked)')?.focus();
    return askFirst(this, fields.text) || this.away();
  }

  away() {
    const fields = this.fields();
    outbox.keepDraft(this.dataset.prompt, null);
    outbox.send({ ...fields, text: fields.text.trim(), ...(this.isOver ? { late: "yes" } : {}) });
    this.area.value = "";
    return this.keep();
  }
}

customElements.define("composer-form", ComposerForm);
