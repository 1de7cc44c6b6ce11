// What the whole room feels (a reveal, the end) is asked for once more; with Shift it happens at once.
import { urgently } from "../live/announce.js";

const PATIENCE = 6000;

class PressTwice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.ask(event), true);
  }

  ask(event) {
    const button = event.target.closest("button[data-again]");
    if (!button || event.shiftKey) return;
    const words = button.firstChild, { again } = button.dataset;
    if (words.data === again) return;
    event.preventDefault();
    event.stopPropagation();
    const before = words.data;
    words.data = again;
    urgently(again);
    setTimeout(() => { if (words.data === again) words.data = before; }, PATIENCE);
  }
}

customElements.define("press-twice", PressTwice);
