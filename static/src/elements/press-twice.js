// What the whole room feels is asked for once more. The end always, unless with Shift; a reveal (data-keys) only when a key
// pressed its button, for a tap on a button that says so is meant.
import { urgently } from "../live/announce.js";

const PATIENCE = 6000;

class PressTwice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.ask(event), true);
  }

  ask(event) {
    const button = event.target.closest("button[data-again]");
    if (!button || event.shiftKey || (event.isTrusted && this.hasAttribute("data-keys"))) return;
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
