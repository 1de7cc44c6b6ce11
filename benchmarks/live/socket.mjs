// A lean WebSocket client (RFC 6455) on a plain TCP socket: hundreds fit in one process.
import crypto from 'node:crypto'
import net from 'node:net'

const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10
const MASK = [0x5a, 0x17, 0xc3, 0x8e] // not zero, so that the server pays for unmasking
const LARGE = 262144

export const received = { frames: 0, bytes: 0 }

export class Socket {
  constructor (address, { cookie, subprotocol, onOpen, onFrame, onClose }) {
    this.isOpen = this.isClosed = false
    this.onOpen = onOpen
    this.onFrame = onFrame
    this.onClose = onClose
    this.rest = null // the beginning of a frame whose end did not arrive yet
    this.large = null // the same for large frames, collected without quadratic copying
    this.parts = null // fragments of one message
    const url = new URL(address)
    this.tcp = net.connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafe(65536), callback: (n, octets) => { this.#arrived(octets.subarray(0, n)); return true } }
    })
    this.tcp.on('connect', () => this.tcp.write(request(url, cookie, subprotocol)))
    this.tcp.on('error', error => { this.error = error })
    this.tcp.on('close', () => this.#gone())
  }

  sendText (words) { this.#write(TEXT, Buffer.from(words)) }
  send (payload) { this.#write(BINARY, payload) }

  close () {
    this.isClosed = true
    this.isOpen = false
    this.tcp.destroy()
  }

  #gone () {
    if (this.isClosed) return
    this.isClosed = true
    this.isOpen = false
    this.onClose?.()
  }

  #arrived (octets) {
    if (this.large) return this.#collect(octets)
    let buffer = this.rest ? Buffer.concat([this.rest, octets]) : octets
    this.rest = null
    if (!this.isOpen) {
      buffer = this.#open(buffer)
      if (!buffer) return
    }
    this.#frames(buffer)
  }

  #open (buffer) {
    const end = buffer.indexOf('\r\n\r\n')
    if (end < 0) {
      this.rest = Buffer.from(buffer)
      return null
    }
    const head = buffer.subarray(0, end).toString('latin1')
    if (!head.startsWith('HTTP/1.1 101')) {
      this.error = new Error(head.split('\r\n')[0])
      this.tcp.destroy()
      return null
    }
    this.isOpen = true
    this.onOpen()
    return buffer.subarray(end + 4)
  }

  #frames (buffer) {
    let at = 0
    while (buffer.length - at >= 2) {
      const [head, length] = header(buffer, at)
      if (head === 0) break
      if (buffer.length - at < head + length) {
        if (length <= LARGE) break
        this.large = { whole: Buffer.allocUnsafe(head + length), head, have: 0 }
        return this.#collect(buffer.subarray(at))
      }
      this.#frame(buffer[at], buffer.subarray(at + head, at + head + length))
      at += head + length
    }
    if (at < buffer.length) this.rest = Buffer.from(buffer.subarray(at))
  }

  #collect (octets) {
    const { whole, head, have } = this.large
    const taken = octets.copy(whole, have)
    this.large.have += taken
    if (this.large.have < whole.length) return
    this.large = null
    this.#frame(whole[0], whole.subarray(head))
    if (taken < octets.length) this.#arrived(Buffer.from(octets.subarray(taken)))
  }

  #frame (first, payload) {
    const kind = first & 15
    if (kind === CLOSE) {
      this.closeCode = payload.length > 1 ? payload.readUInt16BE(0) : 0
      return this.tcp.end()
    }
    if (kind === PING) return this.#write(PONG, payload)
    if (kind === PONG) return
    const whole = this.#whole(first, kind, payload)
    if (!whole) return
    received.frames++
    received.bytes += payload.length
    this.onFrame(whole, this.kind === TEXT)
  }

  #whole (first, kind, payload) {
    if (kind !== 0) this.kind = kind
    if (first & 128) {
      const all = this.parts ? Buffer.concat([...this.parts, payload]) : payload
      this.parts = null
      return all
    }
    this.parts = [...(this.parts ?? []), Buffer.from(payload)]
    return null
  }

  #write (kind, payload) {
    if (this.isClosed) return
    const length = payload.length
    const head = length < 126 ? 6 : length < 65536 ? 8 : 14
    const out = Buffer.allocUnsafe(head + length)
    out[0] = 0x80 | kind
    out[1] = 0x80 | (length < 126 ? length : length < 65536 ? 126 : 127)
    if (head === 8) out.writeUInt16BE(length, 2)
    if (head === 14) out.writeBigUInt64BE(BigInt(length), 2)
    for (let i = 0; i < 4; i++) out[head - 4 + i] = MASK[i]
    for (let i = 0; i < length; i++) out[head + i] = payload[i] ^ MASK[i & 3]
    this.tcp.write(out)
  }
}

/** Size of a frame's header (0: not all of it is here) and of its payload. */
const header = (buffer, at) => {
  const short = buffer[at + 1] & 127
  if (short < 126) return [2, short]
  const head = short === 126 ? 4 : 10
  if (buffer.length - at < head) return [0, 0]
  return [head, short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2))]
}

const request = (url, cookie, subprotocol) => [
  `GET ${url.pathname}${url.search} HTTP/1.1`,
  `Host: ${url.host}`,
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}`,
  'Sec-WebSocket-Version: 13',
  ...(subprotocol ? [`Sec-WebSocket-Protocol: ${subprotocol}`] : []),
  ...(cookie ? [`Cookie: ${cookie}`] : []),
  '\r\n'
].join('\r\n')
