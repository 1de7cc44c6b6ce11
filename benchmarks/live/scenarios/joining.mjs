// What joining costs: a long history, then newcomers to a warm and to a restarted server; and everybody at once.
import * as Y from 'yjs'
import { history, inFrames } from '../histories.mjs'
import { Participant } from '../participant.mjs'
import { sleep, untilStored, within } from '../running.mjs'
import { seed } from '../seeding.mjs'
import { Histogram, median } from '../tracking.mjs'
import { costOf, withServer } from './writing.mjs'

/** Fires once everything of a state vector has arrived, in whatever pieces. */
class Complete {
  constructor (vector) {
    this.want = Y.decodeStateVector(vector)
    this.have = new Map()
    this.missing = this.want.size
    this.done = new Promise(resolve => { this.resolve = resolve })
  }

  take (update) {
    const now = performance.now() // before our own parsing, which is not the server's time
    for (const [id, end] of Y.parseUpdateMeta(update).to) {
      const had = this.have.get(id) ?? 0, want = this.want.get(id) ?? Infinity
      if (end > had) this.have.set(id, end)
      if (had < want && end >= want) this.missing--
    }
    if (this.missing <= 0) this.resolve(now)
  }
}

/** Every author pushes a part of the history over a line of their own. Returns the seconds until all of it came back. */
const push = async (place, board, perAuthor, open) => {
  const complete = new Complete(board.vector)
  let echoed = 0
  const observer = new Participant(place, { plain: true, onUpdate: update => { echoed += update.length; complete.take(update) } })
  const authors = perAuthor.map((_, i) => new Participant(place, { seat: i, plain: true }))
  open.push(observer, ...authors)
  await within(Promise.all([observer, ...authors].map(line => line.ready)), 60000, 'joining')
  await seed(place, observer)
  const begin = performance.now()
  for (let turn = 0, sent = 0; sent < perAuthor.length; turn++) {
    sent = 0
    const before = echoed
    perAuthor.forEach((frames, i) => {
      const some = frames.slice(turn * 8, turn * 8 + 8)
      some.forEach(frame => authors[i].sendUpdate(frame))
      if (!some.length) sent++
    })
    // So that no server must queue without bound: the next turn follows when something of this one came back.
    for (let waited = 0; echoed === before && waited < 200 && sent < perAuthor.length; waited++) await sleep(1)
  }
  await within(complete.done, 120000, 'the history')
  return (performance.now() - begin) / 1000
}

const timed = async (place, board, open) => {
  const complete = new Complete(board.vector)
  const line = new Participant(place, { onUpdate: update => complete.take(update) })
  open.push(line)
  await within(line.ready, 60000, 'joining')
  const end = await within(complete.done, 60000, 'the board')
  line.close()
  return { ms: end - line.startedAt, first: line.syncBytes }
}

export const join = {
  forKeepers: true,
  reps: 1,
  quick: { events: 2000, updates: 5000, colds: 2 },
  cells: list => list.numbers('events', '200,2000,5000').map(events =>
    ({ events, updates: list.number('updates', 100000), colds: list.number('colds', 3) })),
  label: cell => `${cell.events} events, ${cell.updates} updates`,
  compared: ['warm_ms', 'cold_ms', 'load_s'],
  run: (server, cell) => withServer(server, async (running, open) => {
    const board = history(cell.events, cell.updates), perAuthor = singly(board)
    const [place] = server.places(running, 1, perAuthor.length)
    const load = await push(place, board, perAuthor, open)
    const warm = []
    for (let i = 0; i < 5; i++) warm.push(await timed(place, board, open))
    const result = { load_s: load, warm_ms: median(warm.map(one => one.ms)), memory_mib: running.memory() / 1024 }
    await untilStored(running, server.quietMs)
    open.splice(0).forEach(line => line.close())
    await untilStored(running, server.quietMs)
    const cold = []
    for (let i = 0; i < cell.colds; i++) {
      await running.down()
      await running.up()
      await sleep(300)
      cold.push(await timed(place, board, open))
      await sleep(300)
    }
    return { ...result, cold_ms: median(cold.map(one => one.ms)), first_cold_bytes: median(cold.map(one => one.first)) }
  })
}

const singly = ({ updates }) => {
  const perAuthor = []
  for (const [author, update] of updates) (perAuthor[author] ??= []).push(update)
  return perAuthor
}

export const storm = {
  forKeepers: true,
  quick: { n: 300, updates: 5000 },
  cells: list => [{ n: list.number('n', 300), events: list.number('events', 2000), updates: list.number('updates', 20000) }],
  label: cell => `${cell.n} join within a second, ${cell.events} events`,
  compared: ['join_p95_ms', 'join_all_ms', 'join_cpu_s', 'back_all_ms', 'back_cpu_s'],
  run: (server, cell) => withServer(server, async (running, open) => {
    const board = history(cell.events, cell.updates)
    const [place] = server.places(running, 1, cell.n)
    await push(place, board, inFrames(board), open)
    await sleep(500)
    const vector = await vectorOf(place)
    const joining = await everybody(running, place, board, cell.n, open)
    await untilStored(running, server.quietMs)
    open.splice(0).forEach(line => line.close())
    await sleep(200)
    await running.down()
    await running.up()
    const coming = await comeBack(running, place, vector, cell.n, open)
    return { ...joining, ...coming, memory_mib: running.memory() / 1024 }
  })
}

/** The state vector of somebody who has the whole board, as a phone that was here before. */
const vectorOf = async place => {
  const pieces = []
  const line = new Participant(place, { onUpdate: update => pieces.push(Buffer.from(update)) })
  await within(line.ready, 60000, 'joining')
  await sleep(500) // y-websocket and pycrdt-websocket may send a part of the board a little later
  line.close()
  return Buffer.from(Y.encodeStateVectorFromUpdate(Y.mergeUpdates(pieces)))
}

const everybody = async (running, place, board, people, open) => {
  const waits = new Histogram()
  const one = async seat => {
    await sleep(seat / people * 1000)
    // By size: reading three hundred boards would make the generator the slowest part.
    let bytes = 0, tell
    const whole = new Promise(resolve => { tell = resolve })
    const onUpdate = update => { if ((bytes += update.length) >= board.state.length * 0.9) tell(performance.now()) }
    const line = new Participant(place, { seat, onUpdate })
    open.push(line)
    await within(line.ready, 60000, 'joining')
    line.sendPresence()
    waits.add(await within(whole, 30000, 'the board') - line.startedAt)
  }
  const { seconds, cpu } = await costOf(running, () => Promise.all(Array.from({ length: people }, (_, i) => one(i))))
  return { join_p50_ms: waits.quantile(0.5), join_p95_ms: waits.quantile(0.95), join_all_ms: seconds * 1000, join_cpu_s: cpu }
}

const comeBack = async (running, place, vector, people, open) => {
  const one = async seat => {
    await sleep(Math.random() * 100)
    for (let tries = 0; tries < 100; tries++) {
      const line = new Participant(place, { seat, vector })
      open.push(line)
      try {
        await within(line.ready, 30000, 'coming back')
        return line.sendPresence()
      } catch {
        await sleep(100 + Math.random() * 100)
      }
    }
    throw new Error('did not come back')
  }
  const { seconds, cpu } = await costOf(running, () => Promise.all(Array.from({ length: people }, (_, i) => one(i))))
  return { back_all_ms: seconds * 1000, back_cpu_s: cpu }
}
