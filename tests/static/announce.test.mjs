import assert from "node:assert/strict";
import test from "node:test";

test("what arrives one after the other is told together, and seldom", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const region = { said: [], set textContent(words) { this.said.push(words); } };
  globalThis.document = { getElementById: (id) => (id === "polite" ? region : null) };
  const { politely } = await import("../../static/src/live/announce.js");
  for (let count = 1; count <= 12; count += 1) politely("notes", `${count} new notes`);
  politely("step", "A new step");
  assert.deepEqual(region.said, []);
  t.mock.timers.tick(200);
  assert.deepEqual(region.said, ["12 new notes A new step"]);
  for (let count = 13; count <= 20; count += 1) politely("notes", `${count} new notes`);
  t.mock.timers.tick(14_000);
  assert.equal(region.said.length, 1);
  t.mock.timers.tick(1100);
  assert.deepEqual(region.said.slice(1), ["20 new notes"]);
});
