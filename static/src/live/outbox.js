// Notes on their way: drafts, and what waits to be sent. Words lie in sessionStorage until the server has them on disk and
// not a moment longer; a note is sent again under the same id until the one answer that means saved.
import { Shelf } from "./shelf.js";
import { filled } from "./even.js";
import { hex, letters } from "./claims.js";

const WAITS = [1000, 2000, 4000, 8000, 15_000];
const ANSWER_WITHIN = 10_000;
export const SLOW = 3000;

/**
 * Events: "changed". Entries are {item, kind: "send"|"edit"|"veil"|"withdraw", state: "sending"|"waiting"|"saved"|"refused"|
 * "withdrawn", fields, say, code, at}; saved ones keep no words but in `spoken`, which lasts as long as the page.
 */
export class Outbox extends EventTarget {
  constructor({ storage, meeting, claims, token = () => "", post = fetch.bind(globalThis), wait = (act, pause) => setTimeout(act, pause) }) {
    super();
    Object.assign(this, { meeting, claims, token, post, wait, busy: new Set(), spoken: new Map() });
    this.shelf = new Shelf(storage, `sightline:outbox:${meeting}`);
    this.draftShelf = new Shelf(storage, `sightline:drafts:${meeting}`);
    this.entries = new Map(this.shelf.read([]).map((entry) => [entry.item, entry]));
    for (const entry of this.entries.values()) if (isOnItsWay(entry)) this.#try(entry, 0);
  }

  /** What is half written for a prompt, or null. */
  draft(prompt) {
    return this.draftShelf.read({})[prompt] ?? null;
  }

  drafts() {
    return Object.entries(this.draftShelf.read({})).map(([prompt, draft]) => ({ prompt, ...draft }));
  }

  keepDraft(prompt, draft) {
    const drafts = this.draftShelf.read({});
    if (draft?.text) drafts[prompt] = draft;
    else delete drafts[prompt];
    this.draftShelf.write(drafts);
  }

  /** Send a note. `fields` are those of the form; the id comes from a fresh claim. Returns the entry. */
  send(fields) {
    const item = this.claims.make();
    return this.#start({ item, kind: "send", fields: { ...fields, item, lock: hex(this.claims.lock(item)) } });
  }

  /** Put the whole text of an own note anew. Needs its claim; no cookie goes with it. */
  edit(item, text) {
    return this.#start({ item, kind: "edit", fields: { text } });
  }

  /** Show an own note in a more private way. Needs its claim; no cookie goes with it. */
  veil(item, mode) {
    return this.#start({ item, kind: "veil", fields: { mode } });
  }

  withdraw(item) {
    return this.#start({ item, kind: "withdraw", fields: {} });
  }

  /** Try all that waits, now. */
  again() {
    for (const entry of this.entries.values()) if (isOnItsWay(entry)) this.#try(entry, 0);
  }

  /** Send what the server would not take as it was (a step that closed: late; another mode). */
  resend(item, changes) {
    const entry = this.entries.get(item);
    return this.#start({ ...entry, fields: { ...entry.fields, ...changes } });
  }

  /** Forget an entry; a note that was never taken loses its claim too. */
  drop(item) {
    if (this.entries.get(item)?.kind === "send") this.claims.drop(item);
    this.entries.delete(item);
    this.#changed();
  }

  /** How many are not on disk. */
  get unsaved() {
    return [...this.entries.values()].filter(isOnItsWay).length;
  }

  /** What the server would not take; its words are nowhere else. */
  refused() {
    return [...this.entries.values()].filter(({ state, fields }) => state === "refused" && fields.text);
  }

  wipe() {
    this.entries.clear();
    this.spoken.clear();
    this.#changed();
    this.shelf.clear();
    this.draftShelf.clear();
  }

  #start(entry) {
    const fresh = { ...entry, state: "sending", say: "", at: "" };
    this.entries.set(entry.item, fresh);
    this.#changed();
    this.#try(fresh, 0);
    return fresh;
  }

  async #try(entry, turn) {
    if (this.busy.has(entry.item) || this.entries.get(entry.item) !== entry || !isOnItsWay(entry)) return;
    this.busy.add(entry.item);
    const slow = this.wait(() => this.#mark(entry, { state: "waiting" }), SLOW);
    const answer = await this.#ask(entry);
    clearTimeout(slow);
    this.busy.delete(entry.item);
    if (answer.saved) this.#saved(entry);
    else if (answer.say !== undefined) this.#mark(entry, { state: "refused", say: answer.say, code: answer.code });
    else this.#later(entry, turn, answer.after);
  }

  #later(entry, turn, after) {
    this.#mark(entry, { state: "waiting" });
    const pause = after ?? WAITS[Math.min(turn, WAITS.length - 1)] * (0.8 + Math.random() * 0.4);
    this.wait(() => this.#try(entry, turn + 1), pause);
  }

  #saved(entry) {
    const at = new Date().toTimeString().slice(0, 5);
    if (entry.kind === "withdraw") this.claims.drop(entry.item);
    const { mode, phase, text } = entry.fields;
    if (text) this.spoken.set(entry.item, text);
    this.#mark(entry, { state: entry.kind === "withdraw" ? "withdrawn" : "saved", at, say: "", fields: { mode, phase } });
  }

  async #ask(entry) {
    const answer = await this.post(this.#address(entry), this.#letter(entry)).catch(lost);
    if (!answer) return {};
    if (answer.ok && !isElsewhere(answer)) return { saved: true };
    if (entry.kind === "withdraw" && answer.status === 404) return { saved: true };
    if (answer.status === 429 || answer.status >= 500) return { after: Number(answer.headers.get("Retry-After")) * 1000 || undefined };
    return reasonOf(answer);
  }

  #address({ kind }) {
    const all = `/meetings/${this.meeting}/perspectives`;
    return { send: all, edit: `${all}/correction`, veil: `${all}/veil`, withdraw: `${all}/withdrawal` }[kind];
  }

  // An edit goes without cookie and without the form's token, which would say whose seat it came from.
  #letter({ kind, item, fields }) {
    const own = kind !== "send";
    const body = filled(new URLSearchParams(own ? { claim: letters(this.claims.get(item)), ...fields } : fields));
    const headers = { Accept: "application/json", ...(own ? {} : { "X-Form-Token": this.token() }) };
    return { method: "POST", body, headers, credentials: own ? "omit" : "same-origin", redirect: own ? "error" : "follow", signal: AbortSignal.timeout?.(ANSWER_WITHIN) };
  }

  #mark(entry, changes) {
    if (this.entries.get(entry.item) !== entry) return;
    Object.assign(entry, changes);
    this.#changed();
  }

  #changed() {
    this.shelf.write([...this.entries.values()]);
    this.dispatchEvent(new Event("changed"));
  }
}

function isOnItsWay({ state }) {
  return state === "sending" || state === "waiting";
}

// How fetch says that there is no network, or that nobody answered in time.
function lost(reason) {
  if (reason instanceof TypeError || reason.name === "TimeoutError" || reason.name === "AbortError") return null;
  throw reason;
}

// A redirect to a page for people who have no seat is no receipt.
function isElsewhere({ redirected, url }) {
  return redirected && !/\/(now|mine|board)$/.test(new URL(url).pathname);
}

async function reasonOf(answer) {
  const text = await answer.text();
  const isPlain = !answer.headers.get("Content-Type")?.includes("json");
  if (isPlain) return { say: text.length < 300 && !text.startsWith("<") ? text : "", code: String(answer.status) };
  const said = JSON.parse(text);
  return { say: said.refused?.say ?? said.say ?? "", code: said.refused?.code ?? said.code ?? String(answer.status) };
}
