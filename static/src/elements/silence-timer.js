// How long the silent minutes still last: the facilitator's alone. At nought nothing happens but that the console asks.
import { stage } from "../live/room.js";
import { LiveElement } from "./live-element.js";

class SilenceTimer extends LiveElement {
  start() {
    this.on(stage, "changed tick", () => this.show());
    this.show();
  }

  show() {
    const { now } = stage;
    if (now?.silence_left == null) return;
    const gone = now.meeting_status === "paused" ? 0 : (performance.now() - stage.taken) / 1000;
    const left = Math.max(0, Math.ceil(now.silence_left - gone));
    const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (this.textContent !== words) this.textContent = words;
    if (left === 0 && this.last > 0) document.body.dispatchEvent(new CustomEvent("zero"));
    this.last = left;
  }
}

customElements.define("silence-timer", SilenceTimer);
