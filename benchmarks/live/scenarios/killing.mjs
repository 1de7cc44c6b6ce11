// kill -9 in the middle of writing: which edits that somebody else saw, or that were told to be saved, are gone?
import * as Y from 'yjs'
import { Participant } from '../participant.mjs'
import { Running, sleep, within } from '../running.mjs'
import { Tracker } from '../tracking.mjs'
import { drive, joinAll, writersOf } from './writing.mjs'

const PEOPLE = 10, WRITERS = 5

export const durability = {
  forKeepers: true,
  quick: { kills: 1 },
  cells: list => [{ rate: list.number('rate', 50), before: list.number('before', 2000), burst: list.number('burst', 0), kills: list.number('kills', 3) }],
  label: cell => `${cell.rate} edits/s${cell.burst ? ` after a burst of ${cell.burst}` : ''}, ${cell.kills} kills`,
  compared: [],
  run: async (server, cell) => {
    const sum = { sent: 0, seen: 0, lost: 0, saved: 0, saved_lost: 0 }
    for (let kill = 0; kill < cell.kills; kill++) {
      const found = await killed(server, cell)
      for (const key of Object.keys(sum)) sum[key] += found[key]
    }
    return sum
  }
}

const killed = async (server, cell) => {
  const running = await Running.start(server), open = []
  try {
    const tracker = new Tracker()
    const [place] = server.places(running, 1, PEOPLE)
    open.push(...await joinAll(place, PEOPLE, { tracker }))
    const writers = writersOf(open, tracker, WRITERS)
    if (cell.burst) await drive(writers, cell.burst, 1000)
    const moment = cell.burst ? Math.random() * 1000 : cell.before + Math.random() * 1500
    const dying = sleep(moment).then(() => running.down('SIGKILL'))
    await drive(writers, cell.rate, moment + 50)
    await dying
    await sleep(300)
    await running.up()
    await sleep(300)
    return missing(tracker, writers, await standing(place, open))
  } finally {
    open.forEach(line => line.close())
    await running.stop()
  }
}

/** client id -> next clock, as a newcomer finds the board. */
const standing = async (place, open) => {
  const have = new Map()
  const line = new Participant(place, {
    onUpdate: update => { for (const [id, end] of Y.parseUpdateMeta(update).to) have.set(id, Math.max(end, have.get(id) ?? 0)) }
  })
  open.push(line)
  await within(line.ready, 20000, 'joining after the kill')
  await sleep(1000) // some servers answer at once with an empty board and load later
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
