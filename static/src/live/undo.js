// The last change of the big screen or of what everyone looks at, taken back within ten seconds.
import { command, pullFocus } from "./commands.js";
import { place } from "./room.js";

const WITHIN = 10_000;

export class Undo {
  constructor(stage) {
    this.last = null;
    this.view = "timeline";
    stage.addEventListener("changed", ({ detail: { before, now } }) => before && this.#note(before, now));
  }

  /** Take it back. True when there was something to take back. */
  back() {
    const { last } = this;
    this.last = null;
    if (!last || performance.now() - last.at > WITHIN) return false;
    if (last.view) command(`${this.address}/screen`, { view: last.view });
    else pullFocus(`${this.address}/focus`, last.focus?.kind ?? "", last.focus?.id ?? "");
    return true;
  }

  /** Show again what was there before the screen went blank. */
  show() {
    command(`${this.address}/screen`, { view: this.view });
    return true;
  }

  get address() {
    return `/meetings/${place.meeting}`;
  }

  #note(before, now) {
    const at = performance.now();
    if (before.view !== now.view) this.last = { at, view: before.view };
    else if (before.focus?.id !== now.focus?.id) this.last = { at, focus: before.focus };
    if (now.view === "blank" && before.view !== "blank") this.view = before.view;
  }
}
