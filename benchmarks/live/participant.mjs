// One participant's line in y-protocols (and in Hocuspocus' variant of it), and what a writer does over it.
// No Y.Doc a line: edits are recognised by (writer's client id, clock) in the bytes, so merged frames count right.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { SHAPE } from './shape.mjs'
import { Socket } from './socket.mjs'

const SYNC = 0, AWARENESS = 1, HOCUSPOCUS_AUTH = 2, HOCUSPOCUS_SYNC_REPLY = 4
const STEP_1 = 0, STEP_2 = 1, UPDATE = 2
const NOTHING_MORE = Buffer.from([SYNC, STEP_2, 2, 0, 0])
const EVERYTHING = Buffer.from([0])
const SUBPROTOCOL = 'sightline.1'
let nextPresence = 1000

/** The codes of all refusals so far: honest writers have none. */
export const refused = []

export class Participant {
  /**
   * place: { address, room, hocuspocus, speaks, cookies, isEmpty } from servers.mjs; seat: its number in the room.
   * plain: speak only y-protocols, and write under ids of one's own.
   */
  constructor (place, { seat = 0, tracker = null, vector = EVERYTHING, onUpdate = null, plain = false } = {}) {
    this.place = place
    this.tracker = tracker
    this.onUpdate = onUpdate
    this.vector = vector
    this.seen = [] // by writer: how many of its edits were seen here
    this.ownId = null
    this.isSynced = false
    this.syncBytes = 0
    this.saved = 0
    this.presence = nextPresence++
    this.presenceClock = 0
    this.speaks = place.speaks && !plain
    this.prefix = place.hocuspocus ? text(place.room) : Buffer.alloc(0)
    this.startedAt = performance.now()
    this.ready = new Promise((resolve, reject) => { this.resolve = resolve; this.reject = reject })
    this.ready.catch(() => {})
    this.socket = new Socket(place.address, {
      cookie: place.cookies && place.cookies[seat % place.cookies.length],
      subprotocol: this.speaks ? SUBPROTOCOL : undefined,
      onOpen: () => this.#greet(),
      onFrame: (frame, isText) => isText ? this.#words(JSON.parse(frame.toString())) : this.#frame(frame),
      onClose: () => this.#gone()
    })
  }

  sendUpdate (update) { this.#send(Buffer.concat([Buffer.from([SYNC, UPDATE]), varint(update.length), update])) }

  /** Say that one is here, as a browser with y-websocket's provider does. */
  sendPresence () {
    const entry = encoding.createEncoder(), out = encoding.createEncoder()
    for (const n of [1, this.presence, ++this.presenceClock]) encoding.writeVarUint(entry, n)
    encoding.writeVarString(entry, JSON.stringify({ user: { name: `P${this.presence}` } }))
    encoding.writeVarUint(out, AWARENESS)
    encoding.writeVarUint8Array(out, encoding.toUint8Array(entry))
    this.#send(Buffer.from(encoding.toUint8Array(out)))
  }

  close () { this.socket.close() }

  #greet () {
    if (this.place.hocuspocus) {
      const out = encoding.createEncoder()
      encoding.writeVarUint(out, HOCUSPOCUS_AUTH)
      encoding.writeVarUint(out, 0)
      encoding.writeVarString(out, 'token')
      encoding.writeVarString(out, '4.7.0')
      this.#send(Buffer.from(encoding.toUint8Array(out)))
    }
    if (this.speaks) this.socket.sendText(JSON.stringify({ hello: { client: null, epoch: null } }))
    this.#send(Buffer.concat([Buffer.from([SYNC, STEP_1]), varint(this.vector.length), this.vector]))
  }

  #gone () {
    if (!this.isSynced) this.reject(this.socket.error ?? new Error(`closed before sync (${this.socket.closeCode})`))
    else if (this.socket.closeCode) console.error('a line was closed:', this.socket.closeCode)
  }

  #words (words) {
    if (words.hello) this.dictatedId = words.hello.client
    if (words.saved) this.saved = words.saved
    if (words.refused) refused.push(words.refused.code)
  }

  #frame (frame) {
    const kind = frame[this.prefix.length]
    if (kind !== SYNC && !(this.place.hocuspocus && kind === HOCUSPOCUS_SYNC_REPLY)) return
    const step = frame[this.prefix.length + 1]
    if (step === STEP_1) return this.#send(NOTHING_MORE)
    const now = performance.now()
    const update = body(frame, this.prefix.length + 2)
    const isFirst = step === STEP_2 && !this.isSynced
    if (isFirst) {
      this.isSynced = true
      this.syncedAt = now
      this.syncBytes = update.length
    }
    if (this.tracker && update.length > 2) this.tracker.saw(this, update, now)
    this.onUpdate?.(update)
    if (isFirst) this.resolve(this)
  }

  #send (payload) { this.socket.send(this.place.hocuspocus ? Buffer.concat([this.prefix, payload]) : payload) }
}

/** Writes items and types into them. */
export class Writer {
  constructor (participant, tracker, ownId) {
    this.participant = participant
    this.doc = new Y.Doc({ gc: true })
    this.doc.clientID = participant.dictatedId ?? ownId
    this.edits = tracker.writer(this.doc.clientID)
    participant.ownId = this.doc.clientID
    this.root = this.doc.getMap(SHAPE.root)
    this.count = 0
    this.doc.on('update', update => { this.update = update })
  }

  /** One keystroke; every twentieth time a new item. */
  edit () {
    const k = this.count++
    if (k % 20 === 0) this.#begin(`e${this.doc.clientID}x${k}`)
    else this.text.insert(this.text.length, 'abcdefghijklmnopqrstuvwxyz'[k % 26])
    this.edits.ends.push(Y.getState(this.doc.store, this.doc.clientID))
    this.edits.sentAt.push(performance.now())
    this.edits.seenBy.push(0)
    this.participant.sendUpdate(this.update)
  }

  #begin (id) {
    this.text = new Y.Text('')
    this.doc.transact(() => this.root.set(id, SHAPE.item(this.text)))
  }
}

const varint = number => {
  const out = []
  while (number > 127) {
    out.push((number & 127) | 128)
    number = Math.floor(number / 128)
  }
  return Buffer.from([...out, number])
}

const text = words => Buffer.concat([varint(Buffer.byteLength(words)), Buffer.from(words)])

const body = (frame, at) => {
  const decoder = decoding.createDecoder(frame.subarray(at))
  const length = decoding.readVarUint(decoder)
  return frame.subarray(at + decoder.pos, at + decoder.pos + length)
}
