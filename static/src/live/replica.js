// This browser's copy of one board. Born by the server, never seeded here, never stored: only words that are not saved yet
// lie in sessionStorage, so that they survive a reload. Another epoch means another document: ours is thrown away.
import * as Y from "yjs";
import { difference } from "./binding.js";
import { Shelf } from "./shelf.js";

export const ROOTS = ["timeline", "episodes", "perspectives", "good_practice", "quick_wins", "parked", "ballots", "counts"];

/** Where an edit comes from: the place it touches, so that "2 not yet saved" counts places and not keystrokes. */
class Edit {
  constructor(path) {
    this.path = path;
  }
}

/**
 * Events: "changed" (detail: {root, ids}), "renewed" (another document: bind again), "unsaved" (the count may
 * have changed), "outgoing" (an update waits in `queue`), "kept" (words could not be put back; see `kept()`).
 */
export class Replica extends EventTarget {
  constructor(storage, key) {
    super();
    this.shelf = new Shelf(storage, key);
    this.epoch = null;
    this.client = null;
    this.words = new Map(this.shelf.read([]));
    this.#begin();
  }

  /** What a new line says of itself: {client, epoch}. */
  hello() {
    return { client: this.client, epoch: this.epoch };
  }

  /** Take what the server dictates. A foreign epoch, or another id while edits wait, throws our copy away. */
  adopt({ client, epoch }) {
    const foreign = this.epoch !== null && this.epoch !== epoch;
    if (foreign || (this.queue.length && this.client !== client)) this.discard();
    [this.epoch, this.client] = [epoch, client];
    this.doc.clientID = client;
  }

  /** From now on write as this client (a new phase). Updates already made keep the old one and go out first. */
  rename(client) {
    this.client = client;
    this.doc.clientID = client;
  }

  /** Throw the copy away and begin anew; people's words stay. After a refusal they are given back, not tried again. */
  discard(refused = false) {
    this.doc.destroy();
    this.#begin();
    this.refused = refused;
    this.epoch = null;
    this.client = null;
    this.dispatchEvent(new Event("renewed"));
    this.#tell();
  }

  receive(update) {
    Y.applyUpdate(this.doc, update, this);
  }

  /** The first whole answer has arrived: what was typed before a reload or a refusal goes back where it can. */
  arrived(mayWrite) {
    if (this.whole) return;
    this.whole = true;
    for (const [path, entry] of this.words) if (!entry.lost) this.#restore(path, entry, mayWrite && !this.refused);
    this.#remember();
  }

  root(name) {
    return this.doc.getMap(name);
  }

  /** Change the document at a place; `path` is [root, id, field]. */
  edit(path, act) {
    const place = path.join("/"), text = this.text(place);
    const before = text?.toString() ?? null;
    this.doc.transact(() => act(), new Edit(place));
    this.#note(place, before, this.text(place)?.toString() ?? null);
  }

  /** One difference into a shared text. */
  write(path, change) {
    this.edit(path, () => apply(this.text(path.join("/")), change));
  }

  text(place) {
    const [root, id, field] = place.split("/");
    const found = this.root(root).get(id)?.get?.(field);
    return found instanceof Y.Text ? found : null;
  }

  /** What this page did to one text, step by step, whatever others do to it meanwhile. */
  past(path) {
    const place = path.join("/"), past = new Y.UndoManager(this.text(place), { trackedOrigins: new Set([Edit]) });
    this.pasts.set(past, place);
    return past;
  }

  /** Take the last step of a past back, or take it again: `act` is "undo" or "redo". */
  turn(past, act) {
    const place = this.pasts.get(past), before = this.text(place)?.toString() ?? null;
    past[act]();
    this.#note(place, before, this.text(place)?.toString() ?? null);
  }

  isOurs(origin) {
    return origin instanceof Edit;
  }

  /** The first `count` updates of `queue` are on disk. */
  saved(count) {
    this.queue.splice(0, count);
    const still = new Set(this.queue.map(({ place }) => place));
    for (const [path, entry] of this.words) if (!entry.lost && !still.has(path)) this.words.delete(path);
    this.#remember();
    this.#tell();
  }

  /** How many places hold edits that are not on disk. */
  get unsaved() {
    return new Set(this.queue.map(({ place }) => place)).size;
  }

  /** Words that could not be put back: [{path, words}]. */
  kept() {
    return [...this.words].filter(([, entry]) => entry.lost).map(([path, { words }]) => ({ path, words }));
  }

  /** There is no way back to the board: what is not on it is given back. */
  giveBack() {
    for (const entry of this.words.values()) entry.lost = true;
    this.#remember();
    this.dispatchEvent(new Event("kept"));
  }

  forget(path) {
    this.words.delete(path);
    this.#remember();
    this.dispatchEvent(new Event("kept"));
  }

  wipe() {
    this.words.clear();
    this.shelf.clear();
  }

  #begin() {
    this.doc = new Y.Doc();
    this.pasts = new WeakMap();
    this.queue = [];
    this.whole = false;
    this.doc.on("update", (update, origin) => this.#made(update, origin));
    for (const root of ROOTS) this.root(root).observeDeep((events) => this.#changed(root, events));
  }

  #made(update, origin) {
    const place = origin instanceof Edit ? origin.path : this.pasts.get(origin);
    if (!place) return;
    this.queue.push({ update, place });
    this.dispatchEvent(new Event("outgoing"));
    this.#tell();
  }

  #changed(root, events) {
    const ids = events.flatMap((event) => (event.path.length ? [event.path[0]] : [...event.keysChanged]));
    this.dispatchEvent(new CustomEvent("changed", { detail: { root, ids } }));
  }

  #note(place, before, words) {
    if (words === null || words === before) return;
    const known = this.words.get(place);
    this.words.set(place, { before: known && !known.lost ? known.before : before, words });
    this.#remember();
  }

  #restore(place, { before, words }, mayWrite) {
    const text = this.text(place), now = text?.toString();
    if (now === words) return void this.words.delete(place);
    const change = difference(before ?? "", words);
    if (text && now === before && mayWrite) return void this.write(place.split("/"), change);
    this.words.set(place, { before, words, lost: true });
    this.dispatchEvent(new Event("kept"));
  }

  #remember() {
    if (this.words.size) this.shelf.write([...this.words]);
    else this.shelf.clear();
  }

  #tell() {
    this.dispatchEvent(new Event("unsaved"));
  }
}

function apply(text, { at, remove, insert }) {
  if (remove) text.delete(at, remove);
  if (insert) text.insert(at, insert);
}
