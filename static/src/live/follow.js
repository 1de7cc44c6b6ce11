// Pages that belong to a step follow the meeting, unless somebody is writing; without a signal nobody is sent into a blank page.
import { urgently } from "./announce.js";
import { refresh } from "./refresh.js";
import { line, outbox, stage } from "./room.js";
import { say } from "./words.js";

// A hall asks for the new step one after the other: so many ms for each person present.
const LEAST = 800, EACH = 10;
const OVER = new Set(["ended", "out"]);
// Leaving ends the line itself, and the last page stays where it is.
const LAST_PAGES = /\/(leave|ended)$/;

/**
 * Begin to follow: a page with <main data-follow data-phase="6" data-status="live" data-locked="false"> is fetched anew when
 * one of these changes, or, when somebody was writing, as soon as they stop; one with data-asked, when the room is asked
 * something else.
 */
export function follow() {
  stage.addEventListener("changed", () => keepUp());
  stage.addEventListener("sees", () => beginToWrite());
  line.addEventListener("status", () => OVER.has(line.status) && moveOn());
  outbox.addEventListener("changed", () => keepUp());
  document.addEventListener("focusout", () => setTimeout(keepUp));
  document.addEventListener("click", (event) => stay(event));
}

async function keepUp() {
  const main = document.getElementById("main"), { now } = stage;
  if (!now || now.meeting_status === "paused" || isWriting()) return;
  if (now.meeting_status === "closed") return void moveOn();
  const facts = { phase: String(now.phase), status: now.meeting_status, locked: String(now.locked) };
  const asked = main.querySelector("[data-asked]")?.dataset.asked ?? askedOf(now), isAsked = asked !== askedOf(now);
  const isFollowing = main.hasAttribute("data-follow") && !Object.keys(facts).every((name) => main.dataset[name] === facts[name]);
  if (!isFollowing && !isAsked) return;
  await refresh({ longest: Math.max(LEAST, EACH * (Number(now.present) || 0)), unless: isWriting });
}

function askedOf(now) {
  return Object.values(now.asked).sort().join(" ");
}

// With too few people there was nothing to write in; now there is.
async function beginToWrite() {
  const main = document.getElementById("main"), isOffered = Object.values(stage.sees.modes).some(({ offered }) => offered);
  document.querySelectorAll("[data-you]").forEach((place) => { place.textContent = stage.sees.you; });
  if (isOffered && main.hasAttribute("data-follow") && !main.querySelector("composer-form") && !isWriting()) await refresh({ unless: isWriting });
}

// The server knows where somebody belongs when the meeting or their part in it is over.
async function moveOn() {
  if (isWriting() || LAST_PAGES.test(location.pathname)) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.redirected) location.assign(answer.url);
}

function isWriting() {
  const main = document.getElementById("main"), at = document.activeElement;
  const isTyping = main.contains(at) && at.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  return isTyping || Array.from(main.querySelectorAll("composer-form textarea, add-event textarea")).some(({ value }) => value.trim());
}

function stay(event) {
  const link = event.target.closest("a[href]");
  if (!link || link.origin !== location.origin || link.hash || line.status === "open" || navigator.onLine) return;
  event.preventDefault();
  urgently(say("stay_offline"));
}
