// Real Yjs replicas on a pipe: one JSON request a line in, one answer a line out, in order.
// Run from the folder whose node_modules hold yjs.
import { createInterface } from "node:readline"
import * as Y from "yjs"

const ROOTS = { timeline: "Map", episodes: "Map", lists: "Array", words: "Text" }
const TYPES = { Map: Y.Map, Array: Y.Array, Text: Y.Text }
const STYLES = [{ bold: true }, { bold: null }, { colour: "red" }, { size: 1.5 }]

let replicas = new Map()

function open({ id, client, state, undoes, gc = true }) {
  const doc = new Y.Doc({ gc })
  doc.clientID = client
  const roots = Object.entries(ROOTS).map(([name, kind]) => doc.get(name, TYPES[kind]))
  const replica = { doc, sent: [], undoes }
  const tracked = { all: new Set([null]), adds: new Set(["add"]) }[undoes]
  replica.undo = tracked ? new Y.UndoManager(roots, { captureTimeout: 0, trackedOrigins: tracked }) : null
  replica.undos = new WeakMap()
  doc.on("update", (update, origin) => origin === "server" || replica.sent.push(update))
  Y.applyUpdate(doc, Buffer.from(state, "base64"), "server")
  replicas.set(id, replica)
  return {}
}

const keys = (map) => [...map.keys()].sort()
const pick = (list, n) => list[n % list.length]

// Whole characters only, as every real text field has it.
function cut(text, n) {
  const at = text.length ? n % (text.length + 1) : 0
  const unit = text.toString().charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at
}

function plain(text) {
  // Positions count every unit, so a text that holds nothing but strings is needed to find half characters.
  return text.toString().length === text.length
}

function event(n, words) {
  const map = new Y.Map()
  map.set("agency", `A${n}`)
  map.set("date", { text: "May", start: "2024-05-01", end: null, nested: [1, { a: 2.5 }] })
  map.set("what", new Y.Text(words))
  map.set("flags", Y.Array.from([n, `f${n}`]))
  return map
}

const ACTS = {
  add({ doc, undoes }, n, m, words) {
    const root = doc.getMap(m % 2 ? "timeline" : "episodes"), key = `k${doc.clientID % 97}x${n % 4}`
    // To take back what replaced something is to bring that back.
    if (undoes !== "adds" || !root.has(key)) root.set(key, event(n, words))
  },
  change({ doc }, n, m, words) {
    const map = found(doc, n)
    if (map) map.set(pick(["agency", "date", "source"], m), pick([words, m, null, { m }, [m, words], m * 0.3], n))
  },
  unset({ doc }, n, m) {
    const map = found(doc, n)
    if (map) map.delete(pick(["agency", "date", "source"], m))
  },
  drop({ doc }, n, m) {
    const root = doc.getMap(m % 2 ? "timeline" : "episodes")
    if (root.size) root.delete(pick(keys(root), n))
  },
  swap({ doc }, n, m, words) {
    const map = found(doc, n)
    if (map) map.set("what", new Y.Text(words))
  },
  write(replica, n, m, words) {
    const text = remembered(replica, n)
    text.insert(cut(text, m), words)
  },
  erase(replica, n, m, words) {
    const text = remembered(replica, n)
    if (!plain(text)) return
    const from = cut(text, m)
    const to = cut(text, Math.min(text.length, from + words.length))
    if (to > from) text.delete(from, to - from)
  },
  // Typing goes on where the last words of this person ended, as long as the text is that one.
  type(replica, n, m, words) {
    const text = replica.caret?.text._item?.deleted === false ? replica.caret.text : remembered(replica, n)
    if (replica.caret?.text !== text) replica.caret = { text, at: cut(text, m) }
    const at = cut(text, Math.min(replica.caret.at, text.length))
    text.insert(at, words)
    replica.caret.at = at + words.length
  },
  back(replica) {
    const { text, at: last } = replica.caret ?? {}
    if (!last || text._item?.deleted !== false || last > text.length || !plain(text)) return
    const at = cut(text, last)
    const from = cut(text, at - 1) === at ? at - 2 : at - 1
    text.delete(from, at - from)
    replica.caret.at = from
  },
  style(replica, n, m, words) {
    const text = remembered(replica, n)
    const from = cut(text, m)
    const to = cut(text, Math.min(text.length, from + words.length))
    if (to > from) text.format(from, to - from, pick(STYLES, n + m))
  },
  list({ doc }, n, m, words) {
    const list = lane(doc, n)
    list.insert(m % (list.length + 1), pick([[words], [m, words], [event(n, words)], [new Y.Text(words)]], m))
  },
  unlist({ doc }, n, m) {
    const list = lane(doc, n)
    if (list.length) list.delete(m % list.length, 1)
  },
  undo(replica, n) {
    step("undo", replica, n)
  },
  redo(replica, n) {
    if (replica.undoes !== "adds") step("redo", replica, n)
  },
}

// One stack for each text that still stands, or one for all roots. The latter can bring deleted containers
// back; Yjs 13.6.33 then sometimes writes neighbours in the wrong order, or falls over.
function step(way, { doc, undo, undos }, n) {
  try {
    (undo ?? undos.get(lines(doc, n)))?.[way]()
  } catch (fallen) {
    if (!(undo && fallen instanceof TypeError)) throw fallen
    undo.clear()
  }
}

function remembered({ doc, undos }, n) {
  const text = lines(doc, n)
  if (!undos.has(text)) undos.set(text, new Y.UndoManager(text, { captureTimeout: 0 }))
  return text
}

function found(doc, n) {
  const maps = [...keys(doc.getMap("timeline")).map((key) => doc.getMap("timeline").get(key)),
    ...keys(doc.getMap("episodes")).map((key) => doc.getMap("episodes").get(key)),
    ...doc.getArray("lists").toArray()].filter((item) => item instanceof Y.Map)
  return maps.length ? pick(maps, n) : null
}

function lines(doc, n) {
  const map = n % 5 ? found(doc, n) : null
  const text = map ? map.get("what") : null
  return text instanceof Y.Text ? text : doc.getText("words")
}

function lane(doc, n) {
  const map = n % 3 ? found(doc, n) : null
  const list = map ? map.get("flags") : null
  return list instanceof Y.Array ? list : doc.getArray("lists")
}

const REQUESTS = {
  reset() {
    replicas = new Map()
    return {}
  },
  open,
  // Acts of one person; together they are one transaction, otherwise one each.
  act({ id, acts, together }) {
    const replica = replicas.get(id)
    // With "adds", undo remembers what was added and nothing else: the origin of a transaction says which that is.
    const adds = ([name]) => replica.undoes === "adds" && (name === "add" || name === "list")
    const one = ([name, ...rest]) => ACTS[name](replica, ...rest)
    const run = () => acts.forEach((act) => (adds(act) ? replica.doc.transact(() => one(act), "add") : one(act)))
    const isTogether = together && !acts.some(([name]) => name === "undo" || name === "redo")
    if (isTogether) replica.doc.transact(run, acts.every(adds) ? "add" : null)
    else run()
    return {}
  },
  deliver({ id, update }) {
    Y.applyUpdate(replicas.get(id).doc, Buffer.from(update, "base64"), "server")
    return {}
  },
  // Sync step 2: what the server with this state vector lacks, and every deletion there is.
  answer({ id, vector }) {
    const update = Y.encodeStateAsUpdate(replicas.get(id).doc, Buffer.from(vector, "base64"))
    replicas.get(id).sent = []
    return { update: Buffer.from(update).toString("base64") }
  },
  vector({ id }) {
    return { vector: Buffer.from(Y.encodeStateVector(replicas.get(id).doc)).toString("base64") }
  },
  read({ id }) {
    const { doc } = replicas.get(id)
    return { holds: Object.fromEntries(Object.keys(ROOTS).map((name) => [name, doc.get(name).toJSON()])) }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  const answer = REQUESTS[request.do](request)
  const replica = replicas.get(request.id)
  if (replica) {
    answer.sent = replica.sent.map((update) => Buffer.from(update).toString("base64"))
    replica.sent = []
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
