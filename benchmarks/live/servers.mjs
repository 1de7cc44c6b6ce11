// The servers, each with how it is started and where its rooms are.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const node = process.execPath
const { MEASURE_HOUSE: house, MEASURE_PYTHON: python, MEASURE_PEERS_PYTHON: peersPython } = process.env

const sightline = (name, { speaks, wrap = [] }) => ({
  name,
  keeps: true,
  quietMs: 1000,
  start: ({ data }) => ({
    command: [...wrap, python, '-m', 'server', 'serve'],
    folder: house,
    environment: { SIGHTLINE_DATA: path.join(data, 'house'), SIGHTLINE_LOG: 'warning' }
  }),
  places: (running, rooms, people, isBare = false) => {
    const asked = [path.join(house, 'benchmarks/live/meetings.py'), '--meetings', rooms, '--participants', Math.min(300, people), ...isBare ? ['--bare'] : []]
    const env = { ...process.env, PORT: running.port, SIGHTLINE_DATA: path.join(running.folder, 'house') }
    const made = JSON.parse(execFileSync(python, asked.map(String), { cwd: house, env, maxBuffer: 1 << 28 }))
    return made.map(meeting => ({ address: meeting.board_ws, cookies: meeting.participants.map(one => one.cookie), speaks }))
  }
})

const peer = (name, { keeps = true, quietMs = 2000, hocuspocus = false, start }) => ({
  name,
  keeps,
  quietMs,
  start: vars => ({ folder: here, ...start(vars) }),
  places: (running, rooms, _people, isBare = false) => Array.from({ length: rooms }, (_, i) =>
    ({ address: `ws://127.0.0.1:${running.port}/room${i}`, room: `room${i}`, hocuspocus, isEmpty: keeps && !isBare }))
})

const profiler = process.env.MEASURE_PROFILE?.split(' ') ?? []

export const SERVERS = [
  sightline('sightline', { speaks: true, wrap: profiler }),
  sightline('sightline-plain', { speaks: false, wrap: profiler }),
  peer('hocuspocus', {
    hocuspocus: true,
    quietMs: 4000,
    start: ({ data }) => ({ command: [node, 'peers/hocuspocus.mjs'], environment: { DATA: data } })
  }),
  peer('y-websocket', {
    start: ({ data }) => ({ command: [node, 'peers/y-websocket.mjs'], environment: { YPERSISTENCE: path.join(data, 'leveldb') } })
  }),
  peer('pycrdt-websocket', {
    quietMs: 3000,
    start: ({ data }) => ({ command: [peersPython, 'peers/pycrdt_websocket.py'], environment: { DATA: data } })
  }),
  peer('relay', { keeps: false, start: () => ({ command: [node, 'peers/relay.mjs'] }) })
]
