// kill -9 in the middle of writing: which edits that somebody else saw, or that were told to be saved, are gone?
import * as Y from 'yjs'
import { Participant } from '../participant.mjs'
import { Running, sleep, within } from '../running.mjs'
import { Tracker } from '../tracking.mjs'
import { drive, joinAll, writersOf } from './writing.mjs'

const PEOPLE = 10, WRITERS = 5

export const durability = {
  forKeepers: true,
  reps: 1,
  quick: { kills: 2, before: 500 },
  cells: list => [{
    rate: list.number('rate', 50),
    burst: list.number('burst', 0),
    before: list.number('before', 2000),
    spread: list.number('spread', 1500),
    kills: list.number('kills', 20)
  }],
  label: ({ rate, burst, before, spread, kills }) =>
    `${kills} kills, ${rate} edits/s, each killed ${burst ? `within a second after a burst of ${burst}` : `${before}-${before + spread} ms after the first edit`}`,
  compared: [],
  run: async (server, cell) => {
    const running = await Running.start(server), open = []
    try {
      const [place] = server.places(running, 1, PEOPLE), sum = { kills: 0 }
      for (; sum.kills < cell.kills; sum.kills++) {
        const found = await killed(running, place, cell, open)
        for (const [key, count] of Object.entries(found)) sum[key] = (sum[key] ?? 0) + count
        if (found.lost) console.error(`kill ${sum.kills}:`, JSON.stringify(found))
      }
      return sum
    } finally {
      open.forEach(line => line.close())
      await running.stop()
    }
  }
}

/** One kill of the server in a room that outlives it: what was seen before, and is it still there? */
const killed = async (running, place, cell, open) => {
  const tracker = new Tracker()
  open.push(...await joinAll(place, PEOPLE, { tracker }))
  place.isEmpty = false
  const writers = writersOf(open, tracker, WRITERS)
  if (cell.burst) await drive(writers, cell.burst, 1000)
  const moment = cell.burst ? Math.random() * 1000 : cell.before + Math.random() * cell.spread
  const dying = sleep(moment).then(() => running.down('SIGKILL'))
  await drive(writers, cell.rate, moment + 50)
  await dying
  await sleep(100)
  open.splice(0).forEach(line => line.close())
  await running.up()
  return missing(tracker, writers, await standing(place, open))
}

/** client id -> next clock, as a newcomer finds the board. */
const standing = async (place, open) => {
  const have = new Map()
  const line = new Participant(place, {
    onUpdate: update => { for (const [id, end] of Y.parseUpdateMeta(update).to) have.set(id, Math.max(end, have.get(id) ?? 0)) }
  })
  open.push(line)
  await within(line.ready, 20000, 'joining after the kill')
  if (!place.cookies) await sleep(1000) // some peers answer at once with an empty board and load later
  line.close()
  return have
}

const missing = (tracker, writers, have) => {
  const found = { sent: 0, seen: 0, lost: 0, saved: 0, saved_lost: 0 }
  for (const { edits, participant } of writers) {
    edits.ends.forEach((end, i) => {
      const isGone = (have.get(edits.id) ?? 0) < end
      const isSeen = edits.seenBy[i] > 0, isSaved = i < participant.saved
      found.sent++
      found.seen += isSeen
      found.saved += isSaved
      found.lost += isSeen && isGone
      found.saved_lost += isSaved && isGone
    })
  }
  return found
}
