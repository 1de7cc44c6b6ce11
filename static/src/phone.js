// A practitioner's phone.
import "./elements/add-event.js";
import "./elements/composer-form.js";
import "./elements/connection-chip.js";
import "./elements/episode-list.js";
import "./elements/episode-sections.js";
import "./elements/event-list.js";
import "./elements/join-lobby.js";
import "./elements/kept-words.js";
import "./elements/leave-form.js";
import "./elements/my-letters.js";
import "./elements/my-notes.js";
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

if (place) {
  follow();
  countMine();
  letters.begin();
}
