// "Same for me" under people's words: pressed on one phone, seen on no other, counted when the step closes (promise A7).
import { urgently } from "./announce.js";
import { claims, formToken, line, place, stage, view } from "./room.js";
import { say } from "./words.js";

// An answer keeps so much of an item's id.
const MARK = 16;
const marks = new Map(), waiting = new Map(), lists = new Set();
let loaded = "", busy = false;

/** Put buttons, and the results of what was closed, under the words of a <perspective-list>. */
export function dress(list) {
  if (!lists.has(list)) begin(list);
  load();
  const told = new Map(view.ballots().filter(({ kind }) => kind === "same").flatMap(({ results }) => results));
  for (const row of list.querySelectorAll("[data-row]")) dressRow(row, row.dataset.id, told.get(row.dataset.id));
}

function begin(list) {
  lists.add(list);
  list.addEventListener("click", ({ target }) => {
    const button = target.closest('[data-act="same"]');
    if (button) press(button.closest("[data-row]").dataset.id);
  });
  if (lists.size > 1) return;
  stage.addEventListener("changed", again);
  line.addEventListener("status", () => line.status === "open" && send());
}

function again() {
  for (const list of lists) list.isConnected ? dress(list) : lists.delete(list);
}

function dressRow(row, id, told) {
  const button = row.querySelector('[data-act="same"]'), result = row.querySelector("[data-same]");
  if (result) {
    result.hidden = !told || told === "0";
    result.textContent = result.hidden ? "" : say("same_told", { n: inWords(told) });
  }
  if (!button) return;
  button.hidden = !stage.now?.asked.same || told !== undefined || claims.has(id);
  button.setAttribute("aria-pressed", String(marks.get(id.slice(0, MARK)) ?? false));
  button.querySelector("[data-waits]").hidden = !waiting.has(id);
}

function inWords(told) {
  if (told === "nearly all") return say("nearly_all");
  if (told === "<3") return say("one_or_two");
  return told.startsWith("<") ? `1 ${say("to")} ${Number(told.slice(1)) - 1}` : told;
}

function press(id) {
  const isOn = !marks.get(id.slice(0, MARK));
  marks.set(id.slice(0, MARK), isOn);
  waiting.set(id, isOn);
  again();
  send();
}

async function load() {
  const asked = stage.now?.asked.same ?? "";
  if (asked === loaded || !asked) return;
  loaded = asked;
  marks.clear();
  const answer = await fetch(`/meetings/${place.meeting}/ballots/mine`).catch(() => null);
  if (!answer?.ok) return void (loaded = "");
  const { ballot, chosen } = await answer.json();
  if (ballot !== asked) return;
  for (const mark of chosen) if (!marks.has(mark)) marks.set(mark, true);
  again();
}

// One at a time, in the order of pressing; what does not get through waits for the signal.
async function send() {
  if (busy) return;
  busy = true;
  for (const [id, isOn] of waiting) {
    if (!await told(id, isOn)) break;
    if (waiting.get(id) === isOn) waiting.delete(id);
  }
  busy = false;
  again();
}

async function told(id, isOn) {
  const asked = stage.now?.asked.same;
  if (!asked) return true;
  const headers = { Accept: "application/json", "X-Form-Token": formToken() };
  const body = new URLSearchParams({ item: id, on: isOn ? 1 : 0 });
  const answer = await fetch(`/meetings/${place.meeting}/ballots/${asked}/mark`, { method: "POST", body, headers }).catch(() => null);
  if (!answer || answer.status >= 500) return false;
  if (!answer.ok) {
    const refused = await answer.json().catch(() => null);
    urgently(refused?.refused?.say ?? refused?.say ?? say("sorry"));
    marks.set(id.slice(0, MARK), !isOn);
  }
  return true;
}
