// A page that only looks on: fetched anew whenever the meeting moves. Nobody writes in it, so there is nothing to keep.
import { stage } from "../live/room.js";
import { LiveElement } from "./live-element.js";

class FollowStage extends LiveElement {
  start() {
    this.on(stage, "changed", ({ detail: { before } }) => before && location.reload());
  }
}

customElements.define("follow-stage", FollowStage);
