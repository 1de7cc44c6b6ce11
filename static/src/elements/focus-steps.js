// The facilitator moves everybody's eyes: the event before, the event after, or nothing in particular.
import { agencies, stage, view } from "../live/room.js";
import { pullFocus } from "../live/commands.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class FocusSteps extends LiveElement {
  start() {
    this.on(stage, "changed", () => this.show());
    this.on(view, "changed", () => this.show());
    const go = (by) => () => this.near(by) && pullFocus(this.dataset.action, "event", this.near(by).id);
    this.acts({ previous: go(-1), next: go(1), free: () => pullFocus(this.dataset.action, "", "") });
    this.show();
  }

  near(by) {
    const events = view.whole ? view.events() : [], focus = stage.now?.focus;
    const first = focus?.kind === "episode" ? view.episode(focus.id)?.events : null;
    const at = events.findIndex(({ id }) => (first ? first.includes(id) : id === focus?.id));
    if (first) return by > 0 ? events[at] : null;
    return at < 0 ? (by > 0 ? events[0] : null) : events[at + by];
  }

  /** Look at the nearest event of the lane above or below. True when there is one. */
  lane(by) {
    const here = view.whole && view.event(stage.now?.focus?.id), day = ({ date }) => Date.parse(date?.start ?? "");
    const lanes = [...agencies.keys()].filter((code) => view.events().some(({ agency }) => agency === code));
    const lane = here ? lanes[lanes.indexOf(here.agency) + by] : null;
    const near = view.events().filter(({ agency, date }) => agency === lane && date?.start).sort((a, b) => Math.abs(day(a) - day(here)) - Math.abs(day(b) - day(here)))[0];
    if (near) pullFocus(this.dataset.action, "event", near.id);
    return Boolean(near);
  }

  show() {
    for (const [act, by] of [["previous", -1], ["next", 1]]) {
      const event = this.near(by);
      this.querySelector(`[data-act="${act}"]`).hidden = !event;
      fill(this, { [act]: event ? say("event_n", { number: event.shown }) : "" });
    }
    this.querySelector('[data-act="free"]').hidden = !stage.now?.focus;
  }
}

customElements.define("focus-steps", FocusSteps);
