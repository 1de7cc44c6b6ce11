// Knows every edit that was sent and who saw it when; histograms and medians.
import * as Y from 'yjs'

/** A log-linear histogram of milliseconds in steps of 2 %. */
export class Histogram {
  constructor () {
    this.buckets = new Float64Array(1200)
    this.count = 0
  }

  add (ms) {
    this.count++
    this.buckets[ms <= 0.01 ? 0 : Math.min(1199, Math.floor(Math.log(ms / 0.01) / 0.0198))]++
  }

  quantile (share) {
    let left = this.count * share
    if (!left) return null
    const at = this.buckets.findIndex(count => (left -= count) <= 0)
    return 0.01 * Math.exp((at + 0.5) * 0.0198)
  }
}

export class Tracker {
  constructor () {
    this.writers = []
    this.byId = new Map()
    this.known = new Map() // update bytes -> [writer, clock, ...], for three hundred lines get the same bytes
    this.reset()
  }

  writer (id) {
    const edits = { index: this.writers.length, id, ends: [], sentAt: [], seenBy: [] }
    this.writers.push(edits)
    this.byId.set(id, edits)
    return edits
  }

  reset () {
    this.latency = new Histogram()
    this.delivered = 0
  }

  saw (participant, update, now) {
    const ends = this.#ends(update)
    for (let j = 0; j < ends.length; j += 2) {
      const edits = ends[j], end = ends[j + 1]
      let next = participant.seen[edits.index] | 0
      for (; next < edits.ends.length && edits.ends[next] <= end; next++) {
        if (participant.ownId === edits.id) continue
        this.latency.add(now - edits.sentAt[next])
        edits.seenBy[next]++
        this.delivered++
      }
      participant.seen[edits.index] = next
    }
  }

  /** How many deliveries to that many participants are still missing. */
  missing (participants) {
    return this.writers.reduce((sum, { seenBy }) =>
      sum + seenBy.reduce((of, count) => of + Math.max(0, participants - 1 - count), 0), 0)
  }

  #ends (update) {
    const key = update.length < 65536 ? update.latin1Slice() : null
    const found = key && this.known.get(key)
    if (found) return found
    const ends = []
    for (const [id, end] of Y.parseUpdateMeta(update).to) {
      const edits = this.byId.get(id)
      if (edits) ends.push(edits, end)
    }
    if (this.known.size > 2000) this.known.clear()
    if (key) this.known.set(key, ends)
    return ends
  }
}

export const median = values => {
  const sorted = values.filter(value => typeof value === 'number').sort((a, b) => a - b)
  if (!sorted.length) return null
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
