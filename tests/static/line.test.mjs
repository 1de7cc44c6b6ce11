import assert from "node:assert/strict";
import test, { mock } from "node:test";
import * as Y from "../../static/node_modules/yjs/dist/yjs.mjs";
import "./words.mjs";

const WHAT = ["timeline", "e1", "what"];
const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.document = Object.assign(new EventTarget(), { hidden: false });

/** The browser's socket, in the hands of a test. */
class Socket {
  static CONNECTING = 0; static OPEN = 1; static CLOSED = 3;
  static all = [];
  constructor() { this.readyState = 0; this.sent = []; Socket.all.push(this); }
  send(frame) { this.sent.push(frame); }
  close() { this.readyState = 3; }
  opens() { this.readyState = 1; this.onopen(); }
  says(words) { this.onmessage?.({ data: JSON.stringify(words) }); }
  brings(update) { this.onmessage({ data: Uint8Array.from([0, 1, ...lengthOf(update), ...update]).buffer }); }
  get updates() { return this.sent.filter((frame) => typeof frame !== "string" && frame[1] === 2).length; }
}
globalThis.WebSocket = Socket;

const { Line } = await import("../../static/src/live/line.js");
const { Replica } = await import("../../static/src/live/replica.js");

class Store {
  constructor() { this.kept = new Map(); }
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, value) { this.kept.set(key, value); }
  removeItem(key) { this.kept.delete(key); }
}

function lengthOf(bytes) {
  const out = [];
  let left = bytes.length;
  for (; left > 127; left >>= 7) out.push(128 | (left & 127));
  return [...out, left];
}

function server(words = "Visit.") {
  const doc = new Y.Doc();
  doc.getMap("timeline").set("e1", new Y.Map([["what", new Y.Text(words)]]));
  return Y.encodeStateAsUpdate(doc);
}

function connected(epoch = "a") {
  const line = new Line("ws://x", new Replica(new Store(), "words"));
  line.addEventListener("whole", () => line.replica.arrived(true));
  arrives(line, epoch);
  return line;
}

function arrives({ socket }, epoch, client = 7) {
  socket.opens();
  socket.says({ hello: { client, epoch } });
  socket.brings(server());
}

const type = ({ replica }, words) => replica.write(WHAT, { at: replica.text(WHAT.join("/")).length, remove: 0, insert: words });

test.beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
test.afterEach(() => mock.timers.reset());

test("a link that dies in silence is noticed within ten seconds, and known to be lost since it was last heard", () => {
  const line = connected(), first = line.socket, heard = Date.now();
  mock.timers.tick(4000);
  assert.match(first.sent.at(-1), /ping/);
  mock.timers.tick(6000);
  assert.notEqual(line.socket, first);
  assert.equal(line.status, "lost");
  assert.equal(line.lostAt, heard);
  line.close();
});

test("an answered ping keeps the line", () => {
  const line = connected(), first = line.socket;
  for (let turn = 0; turn < 10; turn += 1) {
    mock.timers.tick(4000);
    first.says({ pong: 1 });
  }
  assert.equal(line.socket, first);
  line.close();
});

test("a phone that wakes with a dead line comes back at once", () => {
  const line = connected(), first = line.socket;
  line.heard -= 60_000; // its timers slept with it
  document.dispatchEvent(new Event("visibilitychange"));
  assert.notEqual(line.socket, first);
  line.close();
});

test("when the signal is back a line that knocks in vain is knocked anew", () => {
  const line = connected();
  line.socket.onclose({ code: 1006 });
  mock.timers.tick(400);
  const knocking = line.socket;
  assert.equal(knocking.readyState, 0);
  page.dispatchEvent(new Event("online"));
  assert.equal(line.socket, knocking, "it has only begun");
  mock.timers.tick(2500);
  page.dispatchEvent(new Event("online"));
  assert.notEqual(line.socket, knocking);
  line.close();
});

test("what is not on disk is counted truly: before and after a drop, and whatever the acknowledgements come as", () => {
  const line = connected(), { replica } = line;
  type(line, " a");
  type(line, " b");
  assert.equal(replica.queue.length, 2);
  line.socket.says({ saved: 1 });
  assert.equal(replica.unsaved, 1);
  line.socket.onclose({ code: 1006 });
  type(line, " c");
  mock.timers.tick(400);
  arrives(line, "a");
  assert.equal(line.socket.updates, 1, "what waited goes as one");
  type(line, " d");
  assert.equal(replica.unsaved, 1);
  assert.equal(replica.queue.length, 3);
  line.socket.says({ saved: 1 });
  assert.equal(replica.queue.length, 1);
  line.socket.says({ saved: 2 });
  assert.equal(replica.unsaved, 0);
  line.close();
});

test("much that waited goes in pieces that the server takes", () => {
  const line = connected();
  line.socket.onclose({ code: 1006 });
  for (let turn = 0; turn < 20; turn += 1) type(line, "x".repeat(8000));
  mock.timers.tick(400);
  arrives(line, "a");
  assert.ok(line.socket.updates > 1);
  assert.ok(line.socket.sent.every((frame) => frame.length < 48 * 1024));
  line.socket.says({ saved: line.socket.updates });
  assert.equal(line.replica.queue.length, 0);
  line.close();
});

test("another epoch: the copy is thrown away before anything is asked or sent, and nothing is doubled", () => {
  const line = connected();
  type(line, " mine");
  line.socket.onclose({ code: 1006 });
  mock.timers.tick(400);
  arrives(line, "b", 8);
  assert.deepEqual(Array.from(line.socket.sent[1].subarray(0, 4)), [0, 0, 1, 0], "it asks as an empty browser");
  assert.equal(line.replica.root("timeline").size, 1);
  assert.equal(line.replica.text(WHAT.join("/")).toString().match(/Visit/g).length, 1);
  line.close();
});

test("a lost hall comes back spread out", () => {
  const waits = new Set(Array.from({ length: 20 }, () => {
    const line = connected(), first = line.socket;
    let waited = 0;
    for (; line.socket === first && waited < 10_000; waited += 50) mock.timers.tick(50);
    line.close();
    return waited;
  }));
  assert.ok(waits.size > 3);
});
