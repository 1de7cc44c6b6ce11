// A board with a long editing history: so many events, so many updates by forty people who type, erase and move.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as Y from 'yjs'
import { SHAPE } from './shape.mjs'

const PEOPLE = 40
const FIRST_ID = 500000
const MOST_BYTES = 48 * 1024 // a frame may have 64 KiB at the product
const MOST_UPDATES = 1000

/** { updates: [author, update][], state, vector }: made once, then kept in the temporary folder. */
export const history = (events, length) => {
  const file = path.join(os.tmpdir(), `measure-history-${events}-${length}.bin`)
  if (!fs.existsSync(file)) write(file, make(events, length))
  const [state, vector, ...rest] = [...parts(fs.readFileSync(file))]
  return { state, vector, updates: rest.map(part => [part[0], part.subarray(1)]) }
}

/** The same board in few frames: for each author a list of merged updates within the limits of a frame. */
export const inFrames = ({ updates }) => {
  const frames = Array.from({ length: PEOPLE }, () => [])
  const waiting = Array.from({ length: PEOPLE }, () => ({ updates: [], bytes: 0 }))
  const flush = author => {
    if (waiting[author].updates.length) frames[author].push(Buffer.from(Y.mergeUpdates(waiting[author].updates)))
    waiting[author] = { updates: [], bytes: 0 }
  }
  for (const [author, update] of updates) {
    if (waiting[author].bytes + update.length > MOST_BYTES || waiting[author].updates.length === MOST_UPDATES) flush(author)
    waiting[author].updates.push(update)
    waiting[author].bytes += update.length
  }
  frames.forEach((_, author) => flush(author))
  return frames
}

const make = (events, length) => {
  const random = generator(events * 31 + length)
  const whole = new Y.Doc({ gc: true })
  const updates = []
  const authors = Array.from({ length: PEOPLE }, (_, i) => {
    const doc = new Y.Doc({ gc: true })
    doc.clientID = FIRST_ID + i
    doc.on('update', update => {
      updates.push([i, Buffer.from(update)])
      Y.applyUpdate(whole, update)
    })
    return { doc, own: [] }
  })
  let made = 0
  while (updates.length < length) {
    const author = authors[Math.floor(random() * PEOPLE)]
    const share = (events - made) / Math.max(1, length - updates.length) * 1.02
    if (made < events && (!author.own.length || random() < share)) begin(author, `k${made++}`)
    else if (author.own.length) change(author, random)
  }
  return { whole, updates }
}

const begin = ({ doc, own }, id) => {
  doc.transact(() => doc.getMap(SHAPE.root).set(id, SHAPE.item(new Y.Text(''))))
  own.push(id)
}

const change = ({ doc, own }, random) => {
  const item = doc.getMap(SHAPE.root).get(own[Math.max(0, own.length - 1 - Math.floor(random() * random() * own.length))])
  const text = item.get(SHAPE.text), chance = random()
  if (chance < 0.72) text.insert(chance < 0.62 ? text.length : Math.floor(random() * text.length), 'etaoin shrdl'[Math.floor(random() * 12)])
  else if (chance < 0.82 && text.length) text.delete(text.length - 1, 1)
  else SHAPE.change(item, random)
}

const write = (file, { whole, updates }) => {
  const chunks = []
  const put = part => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(part.length)
    chunks.push(size, part)
  }
  put(Buffer.from(Y.encodeStateAsUpdate(whole)))
  put(Buffer.from(Y.encodeStateVector(whole)))
  for (const [author, update] of updates) put(Buffer.concat([Buffer.from([author]), update]))
  fs.writeFileSync(`${file}.part`, Buffer.concat(chunks))
  fs.renameSync(`${file}.part`, file)
}

function * parts (whole) {
  for (let at = 0; at < whole.length;) {
    const length = whole.readUInt32LE(at)
    yield whole.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
}

/** Random numbers that are the same in every run (mulberry32). */
const generator = seed => () => {
  seed = (seed + 0x6D2B79F5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
