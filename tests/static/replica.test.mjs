import assert from "node:assert/strict";
import test from "node:test";
import * as Y from "../../static/node_modules/yjs/dist/yjs.mjs";
import { Replica } from "../../static/src/live/replica.js";
import { View } from "../../static/src/live/view.js";
import "./words.mjs";

class Store {
  constructor() { this.kept = new Map(); }
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, value) { this.kept.set(key, value); }
  removeItem(key) { this.kept.delete(key); }
}

const WHAT = ["timeline", "e1", "what"];

function server(words = "Visit.") {
  const doc = new Y.Doc();
  const event = new Y.Map(Object.entries({ agency: "GP", date: { start: "2024-01-01", end: "2024-01-01", precision: "day" }, number: "1", what: new Y.Text(words) }));
  doc.getMap("timeline").set("e1", event);
  return doc;
}

function browser(doc, storage = new Store(), hello = { client: 7, epoch: "a" }) {
  const replica = new Replica(storage, "sightline:words:m1:board");
  replica.adopt(hello);
  replica.receive(Y.encodeStateAsUpdate(doc));
  replica.arrived(true);
  return replica;
}

const type = (replica, words) => replica.write(WHAT, { at: replica.text(WHAT.join("/")).length, remove: 0, insert: words });
const words = (replica) => replica.text(WHAT.join("/")).toString();

test("every edit carries the id that the server dictates", () => {
  const replica = browser(server());
  type(replica, " Door closed.");
  const { structs } = Y.decodeUpdate(replica.queue[0].update);
  assert.deepEqual([...new Set(structs.map(({ id }) => id.client))], [7]);
  replica.rename(9);
  type(replica, " Later.");
  assert.deepEqual([...new Set(Y.decodeUpdate(replica.queue[1].update).structs.map(({ id }) => id.client))], [9]);
});

test("what is not on disk is counted in places, not in letters", () => {
  const replica = browser(server());
  for (const letter of "abc") type(replica, letter);
  assert.equal(replica.unsaved, 1);
  replica.edit(["timeline", "e2", "what"], () => replica.root("timeline").set("e2", new Y.Map([["what", new Y.Text("New")]])));
  assert.equal(replica.unsaved, 2);
  replica.saved(3);
  assert.equal(replica.unsaved, 1);
  replica.saved(1);
  assert.equal(replica.unsaved, 0);
});

test("words lie in the tab's storage only until they are on disk", () => {
  const storage = new Store(), replica = browser(server(), storage);
  type(replica, " Secret.");
  assert.match([...storage.kept.values()].join(), /Secret/);
  replica.saved(1);
  assert.equal(storage.kept.size, 0);
});

test("after a reload unsaved words are put back where nothing changed", () => {
  const storage = new Store(), doc = server();
  type(browser(doc, storage), " Half");
  const again = browser(doc, storage, { client: 8, epoch: "a" });
  assert.equal(words(again), "Visit. Half");
  assert.equal(again.queue.length, 1);
});

test("what the server has already is not said twice", () => {
  const storage = new Store(), doc = server(), first = browser(doc, storage);
  type(first, " Half");
  Y.applyUpdate(doc, first.queue[0].update);
  const again = browser(doc, storage, { client: 8, epoch: "a" });
  assert.equal(words(again), "Visit. Half");
  assert.equal(again.queue.length, 0);
  assert.equal(storage.kept.size, 0);
});

test("where somebody else changed the line meanwhile, words are given back instead", () => {
  const storage = new Store(), doc = server();
  type(browser(doc, storage), " Mine");
  doc.getMap("timeline").get("e1").get("what").insert(0, "Theirs. ");
  const again = browser(doc, storage, { client: 8, epoch: "a" });
  assert.equal(words(again), "Theirs. Visit.");
  assert.deepEqual(again.kept(), [{ path: WHAT.join("/"), words: "Visit. Mine" }]);
  again.forget(WHAT.join("/"));
  assert.equal(storage.kept.size, 0);
});

test("a refusal throws the copy away, keeps the words and does not try again by itself", () => {
  const doc = server(), replica = browser(doc);
  type(replica, " Refused");
  let renewed = 0;
  replica.addEventListener("renewed", () => { renewed += 1; });
  replica.discard(true);
  assert.deepEqual(replica.hello(), { client: null, epoch: null });
  replica.adopt({ client: 8, epoch: "a" });
  replica.receive(Y.encodeStateAsUpdate(doc));
  replica.arrived(true);
  assert.equal(renewed, 1);
  assert.equal(words(replica), "Visit.");
  assert.deepEqual(replica.kept().map((entry) => entry.words), ["Visit. Refused"]);
  assert.equal(replica.queue.length, 0);
});

test("another epoch is another document: nothing is doubled", () => {
  const replica = browser(server());
  replica.adopt({ client: 8, epoch: "b" });
  replica.receive(Y.encodeStateAsUpdate(server("Anew.")));
  replica.arrived(true);
  assert.equal(words(replica), "Anew.");
  assert.equal(replica.root("timeline").size, 1);
});

test("the same epoch and id go on where they were", () => {
  const replica = browser(server());
  type(replica, " More");
  const { doc } = replica;
  replica.adopt({ client: 7, epoch: "a" });
  assert.equal(replica.doc, doc);
  assert.equal(replica.queue.length, 1);
});

test("where the step does not let this seat write, words are given back", () => {
  const storage = new Store(), doc = server();
  type(browser(doc, storage), " Half");
  const closed = new Replica(storage, "sightline:words:m1:board");
  closed.adopt({ client: 8, epoch: "a" });
  closed.receive(Y.encodeStateAsUpdate(doc));
  closed.arrived(false);
  assert.equal(words(closed), "Visit.");
  assert.equal(closed.kept().length, 1);
});

test("the view follows the board item by item", async () => {
  const doc = server(), replica = browser(doc), view = new View(replica);
  assert.deepEqual(view.events().map(({ shown, what }) => [shown, what]), [["1", "Visit."]]);
  const before = view.event("e1");
  const changed = new Promise((done) => view.addEventListener("changed", ({ detail }) => done([...detail]), { once: true }));
  type(replica, " Door.");
  assert.deepEqual(await changed, ["timeline"]);
  assert.equal(view.event("e1").what, "Visit. Door.");
  assert.notEqual(view.event("e1"), before);
  replica.doc.transact(() => replica.root("perspectives").set("p1", { text: "Said", mode: "role", label: "Surgery", place: 3, on: { kind: "free", id: null } }));
  assert.deepEqual(view.perspectives().map(({ id, text }) => [id, text]), [["p1", "Said"]]);
});
