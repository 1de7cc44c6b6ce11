import assert from "node:assert/strict";
import test from "node:test";
import * as Y from "../../static/node_modules/yjs/dist/yjs.mjs";
import { bind, difference, moveCaret, rebase } from "../../static/src/live/binding.js";

class Area extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { value: "", selectionStart: 0, selectionEnd: 0, selectionDirection: "none", scrollTop: 0, ownerDocument: { activeElement: this } });
  }
  setSelectionRange(start, end) { [this.selectionStart, this.selectionEnd] = [start, end]; }
  type(value, caret = value.length) { this.value = value; this.setSelectionRange(caret, caret); this.dispatchEvent(new Event("input")); }
  say(name) { this.dispatchEvent(new Event(name)); }
}

const ours = Symbol("ours");
const apply = (text, { at, remove, insert }) => {
  if (remove) text.delete(at, remove);
  if (insert) text.insert(at, insert);
};

function screen(words = "") {
  const doc = new Y.Doc(), text = doc.getText("t"), area = new Area();
  text.insert(0, words);
  const untie = bind(area, text, { write: (change) => doc.transact(() => apply(text, change), ours), isOurs: (origin) => origin === ours });
  return { doc, text, area, untie };
}

const changed = (before, after) => {
  const change = difference(before, after);
  return before.slice(0, change.at) + change.insert + before.slice(change.at + change.remove);
};

test("the difference between two texts turns one into the other", () => {
  for (const [before, after] of [["", "a"], ["abc", ""], ["aaa", "aa"], ["aa", "aaa"], ["the cat", "the fat cat"], ["xyz", "xyz!"], ["hello", "help"]]) assert.equal(changed(before, after), after);
  assert.equal(difference("same", "same"), null);
});

test("a surrogate pair is never cut", () => {
  const before = "a😀b", after = "a😁b", change = difference(before, after);
  assert.deepEqual(change, { at: 1, remove: 2, insert: "😁" });
  assert.equal(changed("👨‍👩‍👧", "👨‍👩‍👦"), "👨‍👩‍👦");
  for (const part of [difference("😀", "😀😀"), difference("😀😀", "😀")]) assert.doesNotMatch(part.insert, /^[\udc00-\udfff]|[\ud800-\udbff]$/);
});

test("a caret stays with its letters", () => {
  assert.equal(moveCaret(5, [{ insert: "ab" }]), 7);
  assert.equal(moveCaret(5, [{ retain: 5 }, { insert: "ab" }]), 5);
  assert.equal(moveCaret(5, [{ retain: 2 }, { delete: 2 }]), 3);
  assert.equal(moveCaret(5, [{ retain: 4 }, { delete: 9 }]), 4);
  assert.equal(moveCaret(5, [{ retain: 8 }, { insert: "x" }]), 5);
});

test("what is typed reaches the shared text, and what others type reaches the box", () => {
  const { doc, text, area } = screen("Hello");
  area.type("Hello world");
  assert.equal(text.toString(), "Hello world");
  area.setSelectionRange(11, 11);
  doc.transact(() => text.insert(0, ">> "), "others");
  assert.equal(area.value, ">> Hello world");
  assert.deepEqual([area.selectionStart, area.selectionEnd], [14, 14]);
});

test("others never move the caret of a box that is not in use", () => {
  const { doc, text, area } = screen("Hello");
  area.ownerDocument = { activeElement: null };
  area.setSelectionRange = () => assert.fail("it would take the focus on some phones");
  doc.transact(() => text.insert(0, "x"), "others");
  assert.equal(area.value, "xHello");
});

test("a letter being composed is left alone, and nothing of others is lost with it", () => {
  const { doc, text, area } = screen("one two");
  area.say("compositionstart");
  area.type("one two ん", 9);
  doc.transact(() => text.insert(0, "zero "), "others");
  doc.transact(() => text.delete(5, 4), "others");
  assert.equal(area.value, "one two ん", "the box is not touched while composing");
  area.type("one two 何", 9);
  area.say("compositionend");
  assert.equal(text.toString(), "zero two 何");
  assert.equal(area.value, "zero two 何");
});

test("a change is carried over the changes of others", () => {
  assert.deepEqual(rebase({ at: 4, remove: 3, insert: "x" }, [[{ insert: "ab" }], [{ retain: 1 }, { delete: 1 }]]), { at: 5, remove: 3, insert: "x" });
});

test("untied, the box and the text go their own ways", () => {
  const { text, area, untie } = screen("a");
  untie();
  area.type("b");
  assert.equal(text.toString(), "a");
});

test("two people typing at once end with the same words", () => {
  const left = screen(), right = screen();
  left.doc.on("update", (update, origin) => origin !== "wire" && Y.applyUpdate(right.doc, update, "wire"));
  right.doc.on("update", (update, origin) => origin !== "wire" && Y.applyUpdate(left.doc, update, "wire"));
  for (let turn = 0; turn < 60; turn += 1) {
    const { area } = turn % 2 ? left : right, letters = [...area.value];
    letters.splice((turn * 7) % (letters.length + 1), turn % 5 === 4 ? 1 : 0, ["a", "é", "😀", "z"][turn % 4]);
    area.type(letters.join(""));
  }
  assert.equal(left.area.value, right.area.value);
  assert.equal(left.text.toString(), left.area.value);
});
