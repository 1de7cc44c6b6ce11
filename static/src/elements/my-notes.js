// One's own notes: found by claims this phone holds, or waiting on it. Edit and take back need nothing else.
import { claims, outbox, stage, view } from "../live/room.js";
import { slip } from "../live/claims.js";
import { ownNotes } from "../live/own.js";
import { askFirst } from "../live/people.js";
import { clone, fill, match, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

// From the least private to the most: a note goes forward only.
const VEILS = ["named", "role", "sealed", "anonymous", "private"];
const CAN_CHANGE = new Set(["saved", "away", "shown", "aside"]);

class MyNotes extends LiveElement {
  start() {
    this.asked = new Map();
    this.list = this.querySelector("[data-list]");
    for (const source of [outbox, view, stage]) this.on(source, "changed", () => this.draw());
    this.on(this, "input", ({ target }) => outbox.keepDraft(`edit-${target.closest("[data-row]").dataset.id}`, { text: target.value }));
    const on = (act) => (button) => act(button.closest("[data-row]").dataset.id, button.closest("[data-row]"));
    this.acts({
      again: on(() => outbox.again()), late: on((id, row) => this.late(id, row)), drop: on((id) => this.drop(id)),
      edit: on((id, row) => this.edit(id, row)), keep: on((id, row) => this.keep(id, row)), stop: on((id, row) => this.shut(id, row)),
      change: on((id, row) => this.edit(id, row)), "as-it-is": on((id) => this.asked.get(id)?.()),
      withdraw: on((id, row) => fill(row, {}, { sure: true })), surely: on((id) => outbox.withdraw(id)), not: on((id, row) => fill(row, {}, { sure: false })),
      veil: on((id, row) => fill(row, {}, { veil: true })), to: (button) => this.veil(button), unveil: on((id, row) => fill(row, {}, { veil: false })),
      slip: on((id, row) => fill(row, { slip: slip(claims.get(id)) }, { slip: true })),
    });
    this.draw();
  }

  draw() {
    const all = ownNotes({ claims, outbox, perspectives: view.whole ? view.perspectives() : [], prompt: this.dataset.prompt });
    const shown = this.hasAttribute("data-recent") ? all.filter(({ at, state }) => at || ["sending", "waiting", "refused"].includes(state)) : all;
    match(this.list, shown, { make: () => clone(template(this, "row")), update: (row, note) => this.update(row, note) });
    fill(this, {}, { empty: !shown.length });
  }

  update(row, note) {
    const { state } = note, isGone = state === "withdrawn", hasWords = Boolean(note.text), isEdit = ["edit", "veil"].includes(note.kind);
    fill(row, { said: note.text, label: ["anonymous", "sealed"].includes(note.mode) ? "" : note.label, say: note.say || say("sorry"), saved: say("saved_at", { time: note.at }), gone: say("withdrawn_at", { time: note.at }) }, {
      note: !isGone, gone: isGone, words: hasWords, away: state === "away" && !hasWords, draft: state === "draft", sending: state === "sending", waiting: state === "waiting", refused: state === "refused",
      saved: state === "saved" || (state === "shown" && Boolean(note.at)), shown: state === "shown", aside: state === "aside", soon: isEdit && state === "saved",
      again: state === "waiting", late: state === "draft" || (state === "refused" && !isEdit), drop: state === "draft" || state === "refused", change: CAN_CHANGE.has(state),
      veilable: CAN_CHANGE.has(state) && note.mode !== "private",
    });
    for (const choice of row.querySelectorAll("[data-to]")) choice.hidden = VEILS.indexOf(choice.dataset.to) <= VEILS.indexOf(note.mode);
    for (const badge of row.querySelectorAll("[data-mode]")) badge.hidden = badge.dataset.mode !== note.mode;
    row.dataset.state = state;
  }

  late(id, row) {
    const draft = outbox.drafts().find(({ prompt }) => id === `draft-${prompt}`);
    if (!draft) return outbox.resend(id, { late: "yes" });
    return this.ask(id, row, draft.text, () => this.sendDraft(draft));
  }

  sendDraft({ prompt, ...fields }) {
    outbox.keepDraft(prompt, null);
    return outbox.send({ ...fields, late: "yes" });
  }

  /** Do it, unless the words may name a person: then once the writer has said "as it is". */
  ask(id, row, words, act) {
    this.asked.set(id, act);
    return askFirst(row, words) || act();
  }

  drop(id) {
    if (id.startsWith("draft-")) outbox.keepDraft(id.slice(6), null);
    else outbox.drop(id);
    this.draw();
  }

  edit(id, row) {
    const area = row.querySelector("[data-editor] textarea");
    if (area.closest("[data-editor]").hidden) area.value = outbox.draft(`edit-${id}`)?.text ?? row.querySelector('[data-field="said"]').textContent;
    fill(row, {}, { editor: true, named: false });
    area.focus();
  }

  keep(id, row) {
    const words = row.querySelector("[data-editor] textarea").value.trim();
    if (words) this.ask(id, row, words, () => this.change(id, row, words));
  }

  change(id, row, words) {
    const draft = outbox.drafts().find(({ prompt }) => id === `draft-${prompt}`);
    this.shut(id, row);
    if (draft) this.sendDraft({ ...draft, text: words });
    else outbox.edit(id, words);
  }

  veil(button) {
    const row = button.closest("[data-row]");
    fill(row, {}, { veil: false });
    outbox.veil(row.dataset.id, button.closest("[data-to]").dataset.to);
  }

  shut(id, row) {
    outbox.keepDraft(`edit-${id}`, null);
    fill(row, {}, { editor: false, named: false });
  }
}

customElements.define("my-notes", MyNotes);
