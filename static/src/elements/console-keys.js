// The facilitator's keys: off until turned on, never while typing. A key presses the button that shows it.
import { stage } from "../live/room.js";
import { Undo } from "../live/undo.js";
import { LiveElement } from "./live-element.js";

const KEY = "sightline:keys", SEQUENCE = 2000;
// Clickers send Page Up and Page Down: they step through events and do nothing else.
const SAME = { PageDown: "ArrowRight", PageUp: "ArrowLeft" };
const PLACES = {
  0: "timeline-chart [data-act=all]",
  9: "timeline-chart [data-act=episode]",
  F: "timeline-chart [data-act=mark][tabindex='0']",
};

class ConsoleKeys extends LiveElement {
  start() {
    this.button = this.querySelector("button");
    this.isOn = sessionStorage.getItem(KEY) === "on";
    this.undo = new Undo(stage);
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
    if (!this.isOn || event.defaultPrevented || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const done = event.ctrlKey ? event.key === "z" && this.undo.back() : this.act(this.name(event));
    if (done) event.preventDefault();
  }

  name({ key, shiftKey }) {
    if (key.length > 1) return shiftKey ? `Shift+${key}` : SAME[key] ?? key;
    if (shiftKey && /[a-z]/i.test(key) && document.querySelector(`[data-key="Shift+${key.toUpperCase()}"]`)) return `Shift+${key.toUpperCase()}`;
    const isEpisode = this.waits > performance.now() && /[1-9]/.test(key);
    this.waits = key.toUpperCase() === "E" ? performance.now() + SEQUENCE : 0;
    return isEpisode ? `E${key}` : key.toUpperCase();
  }

  /** Do what a key says. True when there was something to do. */
  act(name) {
    const lanes = { ArrowUp: -1, ArrowDown: 1 };
    if (name in lanes) return document.querySelector("focus-steps")?.lane(lanes[name]);
    if (name === "M") return nextNote();
    if (name === "B" && stage.now?.view === "blank") return this.undo.show();
    const place = document.querySelector(PLACES[name] ?? `[data-key="${CSS.escape(name)}"]`);
    if (!place || place.hidden || place.disabled) return false;
    if (place.matches("input")) place.focus();
    else place.click();
    return true;
  }
}

function nextNote() {
  const notes = Array.from(document.querySelectorAll("perspective-list [data-row]"));
  const next = notes[notes.indexOf(document.activeElement.closest("[data-row]")) + 1] ?? notes[0];
  next?.setAttribute("tabindex", "-1");
  next?.focus();
  return Boolean(next);
}

customElements.define("console-keys", ConsoleKeys);
