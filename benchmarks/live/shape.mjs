// What is written, on every server of a run alike: an event of the timeline, as the pens of every practitioner allow it.
import * as Y from 'yjs'

export const dated = (words, day) =>
  ({ text: words, start: day, end: day, precision: 'day', uncertain: false, time: null })

export const SHAPE = {
  root: 'timeline',
  text: 'what',
  item: text => new Y.Map([['agency', 'ASC'], ['date', dated('4 March 2024', '2024-03-04')], [SHAPE.text, text]]),
  /** Sets one plain value of an item anew. */
  change: (item, random) => {
    const day = 1 + Math.floor(random() * 28)
    if (random() < 0.83) item.set('date', dated(`${day} May 2024`, `2024-05-${String(day).padStart(2, '0')}`))
    else item.set('agency', ['ASC', 'GP', 'MHT', 'POL'][Math.floor(random() * 4)])
  }
}
