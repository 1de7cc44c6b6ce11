// The facilitator's console. htmx draws its forms and parts anew when `stage` or `zero` arrives on the body.
import htmx from "htmx.org";
import "./elements/add-event.js";
import "./elements/clear-after.js";
import "./elements/connection-chip.js";
import "./elements/console-keys.js";
import "./elements/episode-list.js";
import "./elements/episode-sections.js";
import "./elements/event-list.js";
import "./elements/focus-steps.js";
import "./elements/kept-words.js";
import "./elements/perspective-list.js";
import "./elements/press-twice.js";
import "./elements/shared-focus.js";
import "./elements/silence-timer.js";
import "./elements/step-bar.js";
import "./elements/step-timer.js";
import "./elements/team-looks.js";
import "./elements/timeline-chart.js";
import { listen } from "./live/alarm.js";
import { urgently } from "./live/announce.js";
import { stage } from "./live/room.js";

const tell = (name) => document.body.dispatchEvent(new CustomEvent(name));

stage?.addEventListener("changed", () => tell("stage"));

// At nought nothing locks: the console is drawn anew, and asks.
let left = null;
stage?.addEventListener("tick", () => {
  const now = stage.secondsLeft();
  if (now === 0 && left > 0) tell("zero");
  left = now;
});

// A tool of a row that a script made: its form learns which row it stands in, and htmx learns of the form.
document.addEventListener("toggle", ({ target }) => {
  const row = target.closest?.("[data-row]"), item = target.querySelector?.("input[name=item]");
  if (!row || !item) return;
  item.value = row.dataset.id;
  htmx.process(target);
}, true);

// A tap that was not done is said in the console's words, and read out by the one region for that.
listen();
const unsent = document.getElementById("unsent");
document.addEventListener("htmx:after:swap", () => {
  unsent.hidden = true;
  const said = document.querySelector("[data-refused]")?.textContent.trim();
  if (said) urgently(said);
  listen();
});
document.addEventListener("htmx:error", ({ target }) => {
  if (!target.matches?.("form")) return;
  unsent.hidden = false;
  urgently(unsent.textContent);
});
