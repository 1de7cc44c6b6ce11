import assert from "node:assert/strict";
import test from "node:test";
import { Claims, itemOf, letters } from "../../static/src/live/claims.js";
import { Outbox } from "../../static/src/live/outbox.js";
import { ownNotes } from "../../static/src/live/own.js";

class Store {
  constructor() { this.kept = new Map(); }
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, value) { this.kept.set(key, value); }
  removeItem(key) { this.kept.delete(key); }
}

const answer = (status, said = {}, headers = {}) => ({ ok: status < 300, status, headers: new Headers({ "Content-Type": "application/json", ...headers }), text: async () => JSON.stringify(said), redirected: false });
const rest = () => new Promise((done) => setImmediate(done));
const FIELDS = { text: "What I saw", mode: "role", on_kind: "free", on_id: "", phase: "6" };

// A phone with a server that answers from a list, and a clock that only moves when asked.
function phone({ answers = [], storage = new Store(), claimStore = new Store() } = {}) {
  const asked = [], timers = [];
  const claims = new Claims(claimStore, "m1");
  const post = async (address, letter) => {
    const { filler, ...fields } = Object.fromEntries(letter.body);
    asked.push({ address, ...letter, fields });
    const next = answers.shift() ?? answer(201);
    if (next instanceof Error) throw next;
    return next;
  };
  const wait = (act, pause) => { timers.push({ act, pause }); return timers.length; };
  const outbox = new Outbox({ storage, meeting: "m1", claims, token: () => "t0k3n", post, wait });
  const retry = async () => {
    const due = timers.splice(0).filter(({ pause }) => pause !== 3000);
    for (const { act } of due) act();
    await rest();
    return due.map(({ pause }) => pause);
  };
  return { outbox, claims, asked, timers, retry, storage, claimStore, states: () => [...outbox.entries.values()].map(({ state }) => state) };
}

test("a note is saved when the server says so and not before", async () => {
  const { outbox, claims, asked, states } = phone();
  const { item } = outbox.send(FIELDS);
  assert.deepEqual(states(), ["sending"]);
  assert.equal(outbox.unsaved, 1);
  await rest();
  assert.deepEqual(states(), ["saved"]);
  assert.equal(outbox.unsaved, 0);
  assert.equal(asked[0].address, "/meetings/m1/perspectives");
  assert.equal(asked[0].fields.item, item);
  assert.equal(asked[0].fields.text, FIELDS.text);
  assert.equal(asked[0].headers["X-Form-Token"], "t0k3n");
  assert.equal(itemOf(claims.get(item)), item);
});

test("whatever is sent, corrected or taken back is of one size on the wire", async () => {
  const { outbox, asked } = phone();
  const { item } = outbox.send(FIELDS);
  outbox.send({ ...FIELDS, text: "w".repeat(4000) });
  outbox.send({ ...FIELDS, text: "ß " });
  await rest();
  outbox.edit(item, "something else");
  await rest();
  outbox.withdraw(item);
  await rest();
  assert.deepEqual(asked.map(({ body }) => String(body).length), Array(5).fill(8192));
  outbox.send({ ...FIELDS, text: "😀".repeat(2000) });
  assert.equal(String(asked.at(-1).body).length % 8192, 0);
});

test("once saved, no words stay in the browser's storage", async () => {
  const { outbox, storage, claimStore } = phone();
  outbox.keepDraft("6", { text: FIELDS.text });
  outbox.keepDraft("6", null);
  outbox.send(FIELDS);
  assert.match(storage.getItem("sightline:outbox:m1"), /What I saw/);
  await rest();
  assert.doesNotMatch([...storage.kept.values(), ...claimStore.kept.values()].join(), /What I saw/);
});

test("without a signal it waits and tries again after 1, 2, 4, 8, 15, 15 seconds, under the same id", async () => {
  const { outbox, asked, retry, states } = phone({ answers: Array.from({ length: 7 }, () => new TypeError("no network")) });
  outbox.send(FIELDS);
  await rest();
  assert.deepEqual(states(), ["waiting"]);
  const pauses = [];
  for (let turn = 0; turn < 7; turn += 1) pauses.push(...await retry());
  [1000, 2000, 4000, 8000, 15_000, 15_000].forEach((wanted, at) => assert.ok(Math.abs(pauses[at] - wanted) <= wanted * 0.2, `${pauses[at]}`));
  assert.deepEqual(states(), ["saved"]);
  assert.equal(new Set(asked.map(({ fields }) => fields.item)).size, 1);
  await retry();
  assert.equal(asked.length, 8, "nothing is sent after the receipt");
});

test("a note that waits survives a reload and is sent once", async () => {
  const before = phone({ answers: [new TypeError("no network")] });
  before.outbox.send(FIELDS);
  await rest();
  const after = phone({ storage: before.storage, claimStore: before.claimStore });
  await rest();
  assert.deepEqual(after.states(), ["saved"]);
  assert.equal(after.asked[0].fields.text, FIELDS.text);
});

test("no answer in three seconds is said", async () => {
  const { outbox, timers, states } = phone({ answers: [new Promise(() => {})] });
  outbox.send(FIELDS);
  timers.find(({ pause }) => pause === 3000).act();
  assert.deepEqual(states(), ["waiting"]);
});

test("a busy server is asked again when it wants to be", async () => {
  const { outbox, retry, states } = phone({ answers: [answer(429, {}, { "Retry-After": "5" }), answer(503)] });
  outbox.send(FIELDS);
  await rest();
  assert.deepEqual(await retry(), [5000]);
  assert.deepEqual(states(), ["waiting"]);
  await retry();
  assert.deepEqual(states(), ["saved"]);
});

test("a redirect to the door is no receipt", async () => {
  const away = { ...answer(200), redirected: true, url: "https://x.example/j" };
  const { outbox, states } = phone({ answers: [away] });
  outbox.send(FIELDS);
  await rest();
  assert.deepEqual(states(), ["refused"]);
});

test("a closed step gives the words back with its sentence; send late keeps id and step", async () => {
  const { outbox, asked, states } = phone({ answers: [answer(409, { refused: { code: "step", say: "This step has closed." } })] });
  const { item } = outbox.send(FIELDS);
  await rest();
  assert.deepEqual(states(), ["refused"]);
  assert.equal(outbox.entries.get(item).say, "This step has closed.");
  outbox.resend(item, { late: "yes" });
  await rest();
  assert.deepEqual(states(), ["saved"]);
  assert.deepEqual([asked[1].fields.item, asked[1].fields.late, asked[1].fields.phase], [item, "yes", "6"]);
});

test("an edit goes with the claim alone: no cookie and no token", async () => {
  const { outbox, claims, asked } = phone();
  const { item } = outbox.send(FIELDS);
  await rest();
  outbox.edit(item, "Better words");
  await rest();
  assert.equal(asked[1].address, "/meetings/m1/perspectives/correction");
  assert.equal(asked[1].credentials, "omit");
  assert.equal(asked[1].headers["X-Form-Token"], undefined);
  assert.deepEqual(asked[1].fields, { claim: letters(claims.get(item)), text: "Better words" });
});

test("taking back forgets the claim, also when the server has nothing to take back", async () => {
  for (const answers of [[], [answer(201), answer(404, { refused: { code: "item", say: "Not found" } })]]) {
    const { outbox, claims, asked, states } = phone({ answers });
    const { item } = outbox.send(FIELDS);
    await rest();
    outbox.withdraw(item);
    await rest();
    assert.equal(asked[1].address, "/meetings/m1/perspectives/withdrawal");
    assert.deepEqual(states(), ["withdrawn"]);
    assert.equal(claims.has(item), false);
  }
});

test("leaving wipes drafts, waiting words and what was said on this page", async () => {
  const { outbox, storage } = phone({ answers: [new TypeError("no network")] });
  outbox.keepDraft("6", { text: "half" });
  outbox.send(FIELDS);
  await rest();
  outbox.wipe();
  assert.equal(storage.kept.size, 0);
  assert.equal(outbox.spoken.size, 0);
});

test("own notes are found on the board by their claims, and only those", async () => {
  const { outbox, claims } = phone();
  const { item } = outbox.send(FIELDS);
  await rest();
  const states = (perspectives) => ownNotes({ claims, outbox, perspectives }).map(({ id, state }) => [id === item, state]);
  assert.deepEqual(states([]), [[true, "saved"]]);
  assert.deepEqual(states([{ id: item, text: "What I saw", mode: "role", label: "Surgery", state: "shown" }, { id: "other", text: "x", state: "shown" }]), [[true, "shown"]]);
  assert.deepEqual(states([{ id: item, text: "", mode: "role", label: "Surgery", state: "set_aside" }]), [[true, "aside"]]);
  outbox.wipe();
  assert.deepEqual(states([]), [[true, "away"]]);
});

test("drafts of other steps are under Mine, the one in the box is not", () => {
  const { outbox, claims } = phone();
  outbox.keepDraft("6", { text: "now", phase: "6" });
  outbox.keepDraft("5", { text: "before", phase: "5", mode: "role" });
  outbox.keepDraft("add-event", { text: "an event" });
  assert.deepEqual(ownNotes({ claims, outbox, perspectives: [], prompt: "6" }).map(({ text, state }) => [text, state]), [["before", "draft"]]);
});
