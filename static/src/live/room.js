// What the elements of one page share: the line, the board's copy and its view, the stage, claims and outbox. A page
// without <script id="live"> has none of it.
import { urgently } from "./announce.js";
import { Claims, sweep } from "./claims.js";
import { Letters } from "./letters.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { Replica } from "./replica.js";
import { Stage } from "./stage.js";
import { View } from "./view.js";
import { say } from "./words.js";

const page = document.getElementById("live");

/** The page's own facts: {meeting, document, socket, from, to, gap_days, agencies}. */
export const place = page ? JSON.parse(page.textContent) : null;
export const agencies = new Map((place?.agencies ?? []).map((agency) => [agency.abbreviation, agency]));
export const claims = place && new Claims(localStorageOr(), place.meeting);
export const outbox = place && new Outbox({ storage: sessionStorage, meeting: place.meeting, claims, token: formToken });
export const letters = place && new Letters({ meeting: place.meeting, claims });
export const replica = place && new Replica(sessionStorage, `sightline:words:${place.meeting}:${place.document}`);
export const line = place && new Line(address(place.socket), replica);
export const stage = place && new Stage(line);
export const view = place && new View(replica);

export function formToken() {
  return document.querySelector('meta[name="form-token"]')?.content ?? "";
}

/** How many notes and places of shared work are not on disk. */
export function unsaved() {
  return outbox.unsaved + replica.unsaved;
}

/** Claims go 12 hours after their last use, those of other meetings too (promise A5). */
export function tidy() {
  sweep(localStorageOr());
  claims?.lapse();
}

/** Leave nothing of this meeting on the phone (promise: "Leave clears the phone"). */
export function clearPhone() {
  line.close();
  replica.wipe();
  outbox.wipe();
  claims.wipe();
}

function address(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

function localStorageOr() {
  try {
    return localStorage;
  } catch (closed) {
    if (closed.name === "SecurityError") return sessionStorage;
    throw closed;
  }
}

function begin() {
  line.addEventListener("whole", () => replica.arrived(stage.writes()));
  line.addEventListener("refused", ({ detail }) => urgently(detail.say));
  line.addEventListener("status", () => {
    if (line.status === "lost" && unsaved()) urgently(say("offline_unsaved"));
    if (line.status === "open") outbox.again();
    if (line.status === "handed") leaveToTheNext();
    if (line.status === "out" || line.status === "ended") replica.giveBack();
  });
}

// This device was handed on, and the page stood open in another tab: what was being written here is not the next person's.
function leaveToTheNext() {
  replica.wipe();
  outbox.wipe();
  location.replace(`/meetings/${place.meeting}/now`);
}

if (place) begin();
