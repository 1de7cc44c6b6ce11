// The timeline as an ordered list: the chart's peer. Where the step lets this seat write, "Change" opens a box on the shared text.
import { fillEvent } from "../live/event-row.js";
import { agencies, place, replica, stage, view } from "../live/room.js";
import { clone, fill, holdStill, match, template } from "../live/rows.js";
import { within, withSilences, wordsOf } from "../live/silences.js";
import { tie } from "../live/tie.js";
import { LiveElement } from "./live-element.js";

class EventList extends LiveElement {
  start() {
    this.list = this.querySelector("[data-list]");
    this.mayEdit = Boolean(this.querySelector("add-event"));
    this.drawn = new WeakMap();
    this.open = new Map();
    this.on(view, "changed", ({ detail }) => detail.has("timeline") && this.draw());
    this.on(stage, "changed", () => this.stepChanged());
    this.on(replica, "renewed", () => this.stop());
    const on = (act) => (button) => act(button.closest("[data-row]"));
    this.acts({ edit: on((row) => this.edit(row)), done: on((row) => this.close(row)) });
    this.draw();
  }

  // A step that closes leaves the box and its words where they are; it only takes no more letters.
  stepChanged() {
    for (const area of this.querySelectorAll("[data-editor] textarea")) area.readOnly = !stage.writes();
    this.draw();
  }

  draw() {
    if (!view.whole) return;
    const events = view.events(), silence = template(this, "silence");
    const listed = silence ? withSilences(events, place.gap_days ?? 28, (code) => Boolean(agencies.get(code)?.colour)) : events;
    const make = ({ days }) => clone(days ? silence : template(this, "row"));
    const update = (row, entry) => (entry.days ? fill(row, wordsOf(entry)) : this.update(row, entry));
    holdStill(this, () => match(this.list, within(listed, view.episode(this.dataset.episode)?.events), { make, update }));
    fill(this, {}, { empty: !events.length });
  }

  update(row, event) {
    const focus = stage.now?.focus, isFocus = focus?.kind === "event" && focus.id === event.id;
    const facts = [event.what, event.date, event.agency, event.shown, event.label, isFocus, stage.writes(), this.open.has(event.id)];
    if (facts.every((fact, at) => fact === this.drawn.get(row)?.[at])) return;
    this.drawn.set(row, facts);
    fillEvent(row, event);
    row.querySelector('[data-act="edit"]').hidden = !stage.writes() || !this.mayEdit || this.open.has(event.id);
    this.look(row, isFocus);
  }

  look(row, isFocus) {
    row.classList.toggle("is-focus", isFocus);
    if (isFocus && !row.querySelector(".looking")) row.prepend(clone(template(this, "looking")));
    else if (!isFocus) row.querySelector(".looking")?.remove();
  }

  edit(row) {
    const { id } = row.dataset, editor = clone(template(this, "editor")), area = editor.querySelector("textarea");
    const words = row.querySelector(".what"), untie = this.open.has(id) ? null : tie(area, ["timeline", id, "what"]);
    if (!untie) return;
    area.id = editor.querySelector("label").htmlFor = `edit-${id}`;
    words.after(editor);
    words.hidden = true;
    this.open.set(id, () => { untie(); editor.remove(); words.hidden = false; });
    this.draw();
    area.focus();
  }

  close(row) {
    this.open.get(row.dataset.id)?.();
    this.open.delete(row.dataset.id);
    this.draw();
    row.querySelector('[data-act="edit"]').focus();
  }

  stop() {
    for (const shut of this.open?.values() ?? []) shut();
    this.open?.clear();
  }
}

customElements.define("event-list", EventList);
