// One websocket to one board. Dead links are noticed by our own ping, because a browser does not show the protocol's; a
// lost line comes back by itself, at once when the phone wakes or the signal returns.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

const PING_EVERY = 4000, PONG_WITHIN = 4000, LONGEST_WAIT = 4000;
// A hall that lost its signal must not come back in one and the same moment.
const SPREAD = 1000, KNOCKING = 2000, LARGEST_PIECE = 32 * 1024;
const LONGEST_BOARD = 60000, SLOWEST_PER_MS = 8;
const SYNC = 0, STEP_1 = 0, STEP_2 = 1, UPDATE = 2;
const OVER = { 4401: "out", 4403: "out", 4404: "ended", 4410: "ended", 4411: "handed" };
const RESYNC = new Set([4400, 4409, 4413]);
const OVER_STATES = new Set(["out", "ended", "handed"]);

/** Events: "status" (see `status`), "stage" (detail: the stage), "refused" (detail: {code, say}), "presence" (the team's pages only). */
export class Line extends EventTarget {
  constructor(url, replica) {
    super();
    Object.assign(this, { url, replica, status: "connecting", hello: null, tries: 0, flight: [], acknowledged: 0, lostAt: null, at: null });
    replica.addEventListener("outgoing", () => this.#flush());
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#check());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wake());
    addEventListener("pagehide", () => this.#drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    this.connect();
  }

  connect() {
    clearTimeout(this.retry);
    this.#drop();
    const socket = new WebSocket(this.url, ["sightline.1"]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify({ hello: this.replica.hello() }));
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.#hear(JSON.parse(data)) : this.#receive(new Uint8Array(data)));
    socket.onclose = ({ code }) => this.#closed(code);
    this.socket = socket;
    this.begun = Date.now();
    this.#say(this.status === "open" ? "lost" : this.status);
    this.#expect(PONG_WITHIN * 2);
  }

  /** Try again now. */
  again() {
    if (!OVER_STATES.has(this.status)) this.connect();
  }

  /** Say what this page's person looks at: the id of an item, or null. Pages of the team do. */
  look(at) {
    if (at === this.at) return;
    this.at = at;
    if (this.welcomed) this.socket.send(JSON.stringify({ at }));
  }

  close() {
    clearTimeout(this.retry);
    this.#drop();
    this.#say("ended");
  }

  #hear(said) {
    this.#alive();
    if (said.hello) this.#welcome(said.hello);
    if (said.client) this.replica.rename(said.client);
    if (said.stage) this.dispatchEvent(new CustomEvent("stage", { detail: said.stage }));
    if (said.coming) this.#await(said.coming);
    if (said.saved) this.#saved(said.saved);
    if (said.sees) this.dispatchEvent(new CustomEvent("sees", { detail: said.sees }));
    if (said.presence) this.dispatchEvent(new CustomEvent("presence", { detail: said.presence }));
    if (said.refused) this.#refuse(said.refused);
  }

  #welcome(hello) {
    this.hello = hello;
    this.replica.adopt(hello);
    [this.tries, this.flight, this.lostAt] = [0, [], null];
    this.#send((frame) => {
      encoding.writeVarUint(frame, STEP_1);
      encoding.writeVarUint8Array(frame, Y.encodeStateVector(this.replica.doc));
    });
    this.welcomed = true;
    this.#again();
    if (this.at) this.socket.send(JSON.stringify({ at: this.at }));
    this.#say("open");
  }

  // What was made while the line was away goes as few updates, each well below the largest frame that the server takes; it
  // may have part of it, and Yjs lets that be said twice.
  #again() {
    for (const some of inPieces(this.replica.queue)) this.#update(Y.mergeUpdates(some.map(({ update }) => update)), some.length);
  }

  #flush() {
    if (!this.welcomed) return;
    const sent = this.flight.reduce((sum, count) => sum + count, 0);
    for (const { update } of this.replica.queue.slice(sent)) this.#update(update, 1);
  }

  // `flight` holds for each frame that is not acknowledged how many updates of the queue it stands for.
  #update(update, count) {
    this.flight.push(count);
    this.#send((frame) => {
      encoding.writeVarUint(frame, UPDATE);
      encoding.writeVarUint8Array(frame, update);
    });
  }

  #saved(count) {
    const kept = this.flight.splice(0, count - this.acknowledged);
    this.acknowledged = Math.max(count, this.acknowledged);
    if (kept.length) this.replica.saved(kept.reduce((sum, each) => sum + each, 0));
  }

  #refuse(refused) {
    this.dispatchEvent(new CustomEvent("refused", { detail: refused }));
    this.welcomed = false;
    this.replica.discard(true);
  }

  // The server's step 1 is not answered: everything of ours that is not on disk is in the replica's queue already.
  #receive(bytes) {
    this.coming = 0;
    this.#alive();
    const frame = decoding.createDecoder(bytes);
    if (decoding.readVarUint(frame) !== SYNC) return;
    const kind = decoding.readVarUint(frame);
    if (kind === STEP_1) return;
    this.replica.receive(decoding.readVarUint8Array(frame));
    if (kind === STEP_2) this.dispatchEvent(new Event("whole"));
  }

  #send(write) {
    const frame = encoding.createEncoder();
    encoding.writeVarUint(frame, SYNC);
    write(frame);
    this.socket.send(encoding.toUint8Array(frame));
  }

  #alive() {
    this.heard = Date.now();
    if (this.welcomed && this.status !== "open") this.#say("open");
    clearTimeout(this.deadline);
    clearTimeout(this.next);
    this.next = setTimeout(() => this.#ping(), PING_EVERY);
  }

  #ping() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.pings = (this.pings ?? 0) + 1;
    this.socket.send(JSON.stringify({ ping: this.pings }));
    this.#expect(PONG_WITHIN);
  }

  // A large board is under way: on bad hall wifi nothing else comes through meanwhile, and that is no dead link.
  #await(bytes) {
    this.coming = Math.min(LONGEST_BOARD, bytes / SLOWEST_PER_MS);
    this.#expect(PONG_WITHIN);
  }

  #expect(within) {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.#silent(), within + (this.coming ?? 0) + Math.random() * SPREAD);
  }

  // It has been lost since it was last heard, not since we noticed.
  #silent() {
    if (this.status === "open") this.lostAt ??= this.heard;
    this.connect();
  }

  // Awake again: timers slept with the phone, so a silent line is not asked but replaced, and so
  // is one that has been knocking for a while: its first words were lost with the signal.
  #wake() {
    if (OVER_STATES.has(this.status)) return;
    if (this.socket?.readyState === WebSocket.OPEN && Date.now() - this.heard < PING_EVERY * 2) this.#ping();
    else if (this.socket?.readyState !== WebSocket.CONNECTING || Date.now() - this.begun > KNOCKING) this.connect();
  }

  #check() {
    this.#say("lost");
    this.#ping();
  }

  #closed(code) {
    this.#drop();
    if (RESYNC.has(code) && code !== 4409) this.replica.discard(true);
    if (OVER[code]) return this.#say(OVER[code]);
    this.#say("lost");
    const wait = code === 4409 ? 50 : Math.min(LONGEST_WAIT, 250 * 2 ** this.tries) * (code === 4429 ? 4 : 1);
    this.tries += 1;
    this.retry = setTimeout(() => this.connect(), wait * (0.5 + Math.random()));
  }

  #drop() {
    clearTimeout(this.deadline);
    clearTimeout(this.next);
    Object.assign(this, { welcomed: false, acknowledged: 0, flight: [], coming: 0 });
    const old = this.socket;
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
    this.socket = null;
  }

  #say(status) {
    if (status === "lost") this.lostAt ??= Date.now();
    this.status = status;
    this.dispatchEvent(new Event("status"));
  }
}

function inPieces(queue) {
  const pieces = [];
  let room = 0;
  for (const entry of queue) {
    room -= entry.update.length;
    if (room < 0) [room, pieces[pieces.length]] = [LARGEST_PIECE - entry.update.length, []];
    pieces.at(-1).push(entry);
  }
  return pieces;
}
