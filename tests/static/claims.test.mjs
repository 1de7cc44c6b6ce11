import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { digest } from "../../static/node_modules/lib0/hash/sha256.js";
import { Claims, claimFrom, draw, itemOf, letters, slip } from "../../static/src/live/claims.js";

class Store {
  constructor() { this.kept = new Map(); }
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, value) { this.kept.set(key, value); }
  removeItem(key) { this.kept.delete(key); }
}

test("the public id is SHA-256 of the word item and the claim", () => {
  const claim = Uint8Array.from({ length: 10 }, (_, at) => at * 25);
  assert.equal(itemOf(claim), createHash("sha256").update("item").update(claim).digest("hex"));
});

test("the hash that browsers run is SHA-256", () => {
  for (const length of [0, 1, 14, 55, 56, 64, 200]) {
    const bytes = new Uint8Array(length).map((_, at) => at * 7);
    assert.equal(Buffer.from(digest(bytes)).toString("hex"), createHash("sha256").update(bytes).digest("hex"));
  }
});

test("a claim is 80 bits and no two are alike", () => {
  assert.equal(draw().length, 10);
  assert.equal(new Set(Array.from({ length: 200 }, () => letters(draw()))).size, 200);
});

test("a return slip is 16 letters in four groups and reads back", () => {
  for (let turn = 0; turn < 200; turn += 1) {
    const claim = draw();
    assert.match(slip(claim), /^[0-9A-HJKMNP-TV-Z]{4}( [0-9A-HJKMNP-TV-Z]{4}){3}$/);
    assert.deepEqual(claimFrom(slip(claim)), claim);
  }
  assert.equal(slip(new Uint8Array(10)), "0000 0000 0000 0000");
  assert.equal(slip(new Uint8Array(10).fill(255)), "ZZZZ ZZZZ ZZZZ ZZZZ");
});

test("letters that look alike are read as what they are", () => {
  assert.deepEqual(claimFrom("oooo-iiii llll 0000"), claimFrom("0000 1111 1111 0000"));
  assert.equal(claimFrom("0000 0000 0000 000"), null);
  assert.equal(claimFrom("UUUU 0000 0000 0000"), null);
});

test("claims come back after a reload and say nothing of seat, words or moment", () => {
  const store = new Store(), claims = new Claims(store, "m1", () => 3_600_001);
  const items = [claims.make(), claims.make()];
  assert.deepEqual(new Set(new Claims(store, "m1", () => 3_700_000).items()), new Set(items));
  const kept = JSON.parse(store.getItem("sightline:claims:m1"));
  assert.deepEqual(Object.keys(kept), ["used", "claims"]);
  assert.equal(kept.used % 3_600_000, 0);
  assert.deepEqual(kept.claims, [...kept.claims].sort());
  assert.equal(store.kept.size, 1);
});

test("claims of one meeting are not those of another", () => {
  const store = new Store();
  new Claims(store, "m1").make();
  assert.deepEqual(new Claims(store, "m2").items(), []);
});

test("claims are gone 12 hours after the last use, and on leaving", () => {
  const store = new Store(), hour = 3_600_000;
  new Claims(store, "m1", () => 0).make();
  assert.equal(new Claims(store, "m1", () => 11 * hour).items().length, 1);
  assert.equal(new Claims(store, "m1", () => 13 * hour).items().length, 0);
  assert.equal(store.kept.size, 0);
  const claims = new Claims(store, "m1", () => 0);
  claims.make();
  claims.wipe();
  assert.equal(store.kept.size, 0);
});

test("a phone whose storage is closed still works until the page goes", () => {
  const closed = { getItem() { throw new DOMException("no", "SecurityError"); }, setItem() { throw new DOMException("no", "QuotaExceededError"); }, removeItem() {} };
  const claims = new Claims(closed, "m1");
  assert.ok(claims.has(claims.make()));
});
