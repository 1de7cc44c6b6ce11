// The facilitator's console. htmx draws its forms and parts anew when `stage` or `step` arrives on the body.
import "htmx.org";
import "./elements/add-event.js";
import "./elements/connection-chip.js";
import "./elements/console-keys.js";
import "./elements/episode-list.js";
import "./elements/episode-sections.js";
import "./elements/event-list.js";
import "./elements/focus-steps.js";
import "./elements/kept-words.js";
import "./elements/perspective-list.js";
import "./elements/shared-focus.js";
import "./elements/step-bar.js";
import "./elements/step-timer.js";
import "./elements/timeline-chart.js";
import { stage } from "./live/room.js";

stage?.addEventListener("changed", ({ detail: { before, now } }) => {
  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name, { detail: now }));
  tell("stage");
  const isStep = ["phase", "locked", "closing", "meeting_status", "running", "waiting", "view", "present"].some((fact) => before && before[fact] !== now[fact]);
  if (isStep) tell("step");
});
