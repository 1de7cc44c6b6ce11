// The step on a phone: which one, its name, whether it is closed, and what there is to say about the time.
import { stage } from "../live/room.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class StepBar extends LiveElement {
  start() {
    this.on(stage, "changed tick", () => this.show());
    this.show();
  }

  show() {
    const { now } = stage;
    if (!now) return;
    const inStep = now.phase > 0 && now.meeting_status !== "lobby";
    this.querySelector(".pphase").hidden = !inStep;
    const name = now.locked ? say("closed_suffix", { name: now.name }) : now.name;
    fill(this, { step: say("step_of", { n: now.phase, total: now.phases }), name }, { asked: Boolean(now.asked.poll || now.asked.priorities) });
    this.words(this.remark(now));
  }

  remark(now) {
    if (now.meeting_status === "paused") return say("paused");
    if (now.closing) return say("step_closing");
    if (now.silent) return say("silent");
    return stage.secondsLeft() === 0 && !now.locked ? say("finish") : "";
  }

  words(said) {
    for (const place of this.querySelectorAll('[data-field="said"]')) {
      place.hidden = !said;
      if (place.textContent !== said) place.textContent = said;
    }
  }
}

customElements.define("step-bar", StepBar);
