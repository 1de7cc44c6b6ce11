// A practitioner's phone.
import "./elements/add-event.js";
import "./elements/composer-form.js";
import "./elements/connection-chip.js";
import "./elements/episode-list.js";
import "./elements/episode-sections.js";
import "./elements/event-list.js";
import "./elements/kept-words.js";
import "./elements/my-letters.js";
import "./elements/perspective-list.js";
import "./elements/risk-form.js";
import "./elements/risk-standing.js";
import "./elements/shared-focus.js";
import "./elements/step-bar.js";
import "./elements/step-timer.js";
import { follow } from "./live/follow.js";
import { countMine } from "./live/mine.js";
import { letters, place, tidy } from "./live/room.js";

const MINUTE = 60_000;
tidy();
setInterval(tidy, MINUTE);

// What only one page has is fetched with that page: the first one is small (promise S10).
const ON_ONE_PAGE = {
  "join-lobby": () => import("./elements/join-lobby.js"),
  "leave-form": () => import("./elements/leave-form.js"),
  "my-notes": () => import("./elements/my-notes.js"),
};
for (const [name, fetched] of Object.entries(ON_ONE_PAGE)) if (document.querySelector(name)) fetched();

if (place) {
  follow();
  countMine();
  letters.begin();
}
