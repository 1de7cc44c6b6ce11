// Claims: the only thing that ties a phone to its own notes (promise A5). 80 random bits, kept in localStorage under one
// key a meeting, without seat, name or words. SHA-256 in plain script: crypto.subtle is missing on plain http.
import { digest } from "lib0/hash/sha256";
import { Shelf } from "./shelf.js";

export const CLAIM_BYTES = 10;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HOUR = 60 * 60 * 1000;
const TWELVE_HOURS = 12 * HOUR;
const KEY = "sightline:claims:";

/** Random bytes for a claim or an id. */
export function draw(count = CLAIM_BYTES) {
  return crypto.getRandomValues(new Uint8Array(count));
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The public id of the note that a claim belongs to: SHA-256("item" || claim), hex. */
export function itemOf(claim) {
  return hex(digest(Uint8Array.from([...new TextEncoder().encode("item"), ...claim])));
}

/** The key of letters to the author of the note: SHA-256("lock" || claim), sent along with the note (promise A10). */
export function lockOf(claim) {
  return Uint8Array.from(digest(Uint8Array.from([...new TextEncoder().encode("lock"), ...claim])));
}

/** The claim as 16 letters. */
export function letters(claim) {
  const bits = Array.from(claim, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("");
}

/** The return slip: the claim as 16 letters in four groups. */
export function slip(claim) {
  return letters(claim).match(/.{4}/g).join(" ");
}

/** A claim from the letters of a slip, typed in any case with any gaps; null when they are not one. */
export function claimFrom(typed) {
  const clean = typed.toUpperCase().replace(/[^A-Z0-9]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (clean.length !== 16 || [...clean].some((letter) => !LETTERS.includes(letter))) return null;
  const bits = [...clean].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
}

/** Forget the claims of any meeting that nobody used for 12 hours: its own page may never be opened again. */
export function sweep(storage, now = Date.now()) {
  for (const key of Object.keys(storage)) if (key.startsWith(KEY) && now - JSON.parse(storage[key]).used > TWELVE_HOURS) storage.removeItem(key);
}

/** The claims of one meeting on this phone. Forgotten on leaving, and 12 hours after the last use. */
export class Claims {
  constructor(storage, meeting, now = Date.now) {
    this.shelf = new Shelf(storage, KEY + meeting);
    this.now = now;
    this.mine = new Map();
    if (!this.lapse()) for (const word of this.#kept().claims) this.#learn(claimFrom(word));
  }

  /** Forget what was not used for 12 hours, on a page that stands open too. Was it so? */
  lapse() {
    const isOver = this.now() - this.#kept().used > TWELVE_HOURS;
    if (isOver) this.wipe();
    return isOver;
  }

  /** Draw a new claim and keep it; returns the public id of the note that it will belong to. */
  make() {
    const item = this.#learn(draw());
    this.#keep();
    return item;
  }

  has(item) {
    return this.mine.has(item);
  }

  get(item) {
    return this.mine.get(item);
  }

  lock(item) {
    return lockOf(this.mine.get(item));
  }

  items() {
    return [...this.mine.keys()];
  }

  drop(item) {
    this.mine.delete(item);
    this.#keep();
  }

  wipe() {
    this.mine.clear();
    this.shelf.clear();
  }

  #kept() {
    return this.shelf.read({ used: 0, claims: [] });
  }

  #learn(claim) {
    const item = itemOf(claim);
    this.mine.set(item, claim);
    return item;
  }

  // Sorted and with the hour only, so that neither the order nor the moment of writing is kept.
  #keep() {
    this.shelf.write({ used: Math.ceil(this.now() / HOUR) * HOUR, claims: [...this.mine.values()].map(letters).sort() });
  }
}
