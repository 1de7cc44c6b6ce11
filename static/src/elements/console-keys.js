// The facilitator's keys: off until turned on, never while typing. A key presses the button that shows it.
import { LiveElement } from "./live-element.js";

const KEY = "sightline:keys";

class ConsoleKeys extends LiveElement {
  start() {
    this.button = this.querySelector("button");
    this.isOn = sessionStorage.getItem(KEY) === "on";
    this.on(this.button, "click", () => this.turn(!this.isOn));
    this.on(document, "keydown", (event) => this.press(event));
    this.turn(this.isOn);
  }

  turn(on) {
    this.isOn = on;
    sessionStorage.setItem(KEY, on ? "on" : "off");
    this.button.setAttribute("aria-pressed", String(on));
    document.documentElement.toggleAttribute("data-keys", on);
  }

  press(event) {
    if (!this.isOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const name = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const button = document.querySelector(`[data-key="${CSS.escape(event.shiftKey && name.length > 1 ? `Shift+${name}` : name)}"]`);
    if (!button || button.hidden || button.disabled) return;
    event.preventDefault();
    button.click();
  }
}

customElements.define("console-keys", ConsoleKeys);
