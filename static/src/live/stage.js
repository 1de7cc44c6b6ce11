// Where the meeting stands: the latest stage frame, and the time left counted here between frames, without a flash.
import { politely, urgently } from "./announce.js";
import { say } from "./words.js";

/** Events: "changed" (detail: {before, now}), "sees" (who will see what, anew), "tick" (once a second while the timer shows). */
export class Stage extends EventTarget {
  constructor(line) {
    super();
    this.now = this.sees = null;
    line.addEventListener("stage", ({ detail }) => this.#take(detail));
    line.addEventListener("sees", ({ detail }) => {
      this.sees = detail;
      this.dispatchEvent(new Event("sees"));
    });
    setInterval(() => this.now && this.dispatchEvent(new Event("tick")), 1000);
  }

  /** Whole seconds left, never below nought; null when this step has no timer. */
  secondsLeft() {
    if (this.now?.seconds_left == null) return null;
    const gone = this.now.running ? (performance.now() - this.taken) / 1000 : 0;
    return Math.max(0, Math.ceil(this.now.seconds_left - gone));
  }

  /** May this seat edit a part of the shared work now: the timeline, or an episode by its id? */
  writes(part = "timeline") {
    return Boolean(this.now?.writing && !this.now.locked && !this.now.shut.includes(part));
  }

  /** The band in words ("Most have sent something."), or "". */
  band() {
    const key = { "a few": "band_few", "about half": "band_half", most: "band_most" }[this.now?.band];
    return key ? say(key) : "";
  }

  get ended() {
    return this.now?.meeting_status === "closed";
  }

  #take(now) {
    const before = this.now;
    this.now = now;
    document.documentElement.toggleAttribute("data-paused", now.meeting_status === "paused");
    this.taken = performance.now();
    if (before) this.#announce(before, now);
    this.dispatchEvent(new CustomEvent("changed", { detail: { before, now } }));
    this.dispatchEvent(new Event("tick"));
  }

  #announce(before, now) {
    if (now.meeting_status === "closed" && before.meeting_status !== "closed") return urgently(say("session_ended"));
    if (now.meeting_status === "paused" && before.meeting_status !== "paused") return politely("step", say("is_paused"));
    if (now.phase !== before.phase) politely("step", say("step_now", { n: now.phase, name: now.name }));
    else if (now.closing && !before.closing) politely("step", say("step_closing"));
    else if (now.locked && !before.locked) politely("step", say("step_closed"));
    if (now.silent && !before.silent) politely("silent", say("silent"));
    if (now.band !== before.band && now.band) politely("band", this.band());
  }
}
