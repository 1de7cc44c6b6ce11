// The time left: silent, without flashing or colour. The last minute is words. Spoken politely at half, five and one minute.
import { politely } from "../live/announce.js";
import { stage } from "../live/room.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class StepTimer extends LiveElement {
  start() {
    this.on(stage, "changed tick", () => this.show());
    this.show();
  }

  show() {
    const left = stage.secondsLeft();
    this.hidden = left === null;
    if (left === null) return;
    const minutes = Math.floor(left / 60), seconds = String(left % 60).padStart(2, "0");
    fill(this, { clock: `${minutes}:${seconds}`, left: stage.now.running ? this.label(left) : say("paused") });
    if (stage.now.running) this.speak(left);
    this.last = left;
  }

  label(left) {
    if (left === 0) return say("finish");
    return left <= 60 ? say("one_minute") : say("left");
  }

  speak(left) {
    const half = Math.floor((stage.now.minutes ?? 0) * 30);
    const passed = (mark) => this.last > mark && left <= mark;
    if (passed(60)) politely("timer", say("one_minute"));
    else if (passed(300)) politely("timer", say("minutes_left", { n: 5 }));
    else if (half > 300 && passed(half)) politely("timer", say("half_left"));
  }
}

customElements.define("step-timer", StepTimer);
