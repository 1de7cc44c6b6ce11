// Messages about one's own notes, which only this phone can open; a question can be answered without a name.
import { letters as inLetters } from "../live/claims.js";
import { claims, letters, view } from "../live/room.js";
import { clone, fill, match, template } from "../live/rows.js";
import { LiveElement } from "./live-element.js";

class MyLetters extends LiveElement {
  start() {
    this.on(letters, "changed", () => this.draw());
    this.on(view, "changed", () => this.draw());
    this.on(this, "submit", (event) => this.answer(event));
    this.draw();
  }

  draw() {
    const said = view.whole ? new Map(view.perspectives().map(({ id, text }) => [id, text])) : new Map();
    const make = () => clone(template(this, "row"));
    const rows = letters.all.map((letter) => ({ ...letter, quote: said.get(letter.item) ?? "" }));
    match(this.querySelector("[data-list]"), rows, { make, update: (row, letter) => this.update(row, letter) });
    this.hidden = !rows.length;
  }

  update(row, { id, kind, words, reason, quote }) {
    const asks = kind === "question", isDone = letters.answered.has(id);
    fill(row, { quote, words: words ?? "" }, { quote: Boolean(quote), aside: kind === "aside", question: asks, opened: kind === "opened", form: asks && !isDone, sent: isDone });
    for (const one of row.querySelectorAll("[data-reason]")) one.hidden = one.dataset.reason !== reason;
  }

  async answer(event) {
    event.preventDefault();
    const row = event.target.closest("[data-row]"), letter = letters.all.find(({ id }) => id === row.dataset.id);
    const words = event.target.elements.words.value.trim();
    if (!words) return;
    const isKept = await letters.answer(letter, words, inLetters(claims.get(letter.item)));
    fill(row, {}, { waiting: !isKept });
  }
}

customElements.define("my-letters", MyLetters);
