// Messages about notes whose authors nobody knows (promise A10). Every phone fetches the same list of pieces of one size at
// the same pace, whether or not it has notes; only a claim opens its own, here on the phone.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { filled } from "./even.js";

const NONCE = 12, PIECE = 1024, EVERY = 40_000;

/** Events: "changed". `all` holds {id, item, kind, words, reason}. */
export class Letters extends EventTarget {
  constructor({ meeting, claims, fetch: ask = fetch.bind(globalThis), wait = (act, pause) => setTimeout(act, pause) }) {
    super();
    Object.assign(this, { meeting, claims, ask, wait, all: [], answered: new Set() });
  }

  /** Fetch the list now and then, at a pace that tells nothing. */
  begin() {
    this.look().finally(() => this.wait(() => this.begin(), EVERY * (0.9 + Math.random() * 0.2)));
  }

  async look() {
    const answer = await this.ask(`/meetings/${this.meeting}/letters`, { credentials: "omit" }).catch(() => null);
    if (!answer?.ok) return;
    this.open(new Uint8Array(await answer.arrayBuffer()));
  }

  /** Find the letters among the pieces. */
  open(list) {
    const found = [], bound = new TextEncoder().encode(this.meeting), locks = this.claims.items().map((item) => this.claims.lock(item));
    for (let start = 0; start + PIECE <= list.length; start += PIECE) {
      const piece = list.subarray(start, start + PIECE);
      for (const lock of locks) {
        const letter = opened(lock, piece, bound);
        if (letter) found.push(letter);
      }
    }
    this.all = found.sort((one, other) => (one.id < other.id ? -1 : 1));
    this.dispatchEvent(new Event("changed"));
  }

  /** How many wait to be read or answered. */
  get fresh() {
    return this.all.filter(({ id }) => !this.answered.has(id)).length;
  }

  /** Answer one without cookie and without name. True when it is on disk. */
  async answer({ id }, words, claim) {
    const letter = { method: "POST", body: filled(new URLSearchParams({ claim, letter: id, words })), credentials: "omit", redirect: "error" };
    const answer = await this.ask(`/meetings/${this.meeting}/letters/answer`, letter).catch(() => null);
    if (!answer?.ok) return false;
    this.answered.add(id);
    this.dispatchEvent(new Event("changed"));
    return true;
  }
}

function opened(lock, piece, bound) {
  try {
    const plain = chacha20poly1305(lock, piece.subarray(0, NONCE), bound).decrypt(piece.subarray(NONCE));
    const length = plain[0] * 256 + plain[1];
    return JSON.parse(new TextDecoder().decode(plain.subarray(2, 2 + length)));
  } catch {
    return null; // A dummy, or somebody else's: nearly every piece is.
  }
}
