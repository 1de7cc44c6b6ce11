// Pages that belong to a step follow the meeting, unless somebody is writing; without a signal nobody is sent into a blank page.
import { urgently } from "./announce.js";
import { refresh } from "./refresh.js";
import { line, stage } from "./room.js";
import { say } from "./words.js";

/** Begin to follow: a page with <main data-follow data-phase="6" data-status="live"> is fetched anew when either changes. */
export function follow() {
  stage.addEventListener("changed", ({ detail: { now } }) => keepUp(now));
  document.addEventListener("click", (event) => stay(event));
}

async function keepUp(now) {
  const main = document.getElementById("main");
  if (!main.hasAttribute("data-follow") || isWriting()) return;
  if (main.dataset.phase === String(now.phase) && main.dataset.status === now.meeting_status) return;
  main.dataset.phase = String(now.phase);
  main.dataset.status = now.meeting_status;
  await refresh();
}

function isWriting() {
  const area = document.querySelector("composer-form textarea");
  return Boolean(area && (area.value.trim() || document.activeElement === area));
}

function stay(event) {
  const link = event.target.closest("a[href]");
  if (!link || link.origin !== location.origin || link.hash || line.status === "open" || navigator.onLine) return;
  event.preventDefault();
  urgently(say("stay_offline"));
}
