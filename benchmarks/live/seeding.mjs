// The training case's board in the rooms of peers: theirs hold the same bytes as a room of the product.
import fs from 'node:fs'
import { Participant } from './participant.mjs'
import { within } from './running.mjs'

const board = () => fs.readFileSync(process.env.MEASURE_BOARD)

/** Put the board into a room through somebody who stays; done when another one saw it. */
export const seed = async (place, through) => {
  if (!place.isEmpty) return
  const whole = board()
  let seen
  const arrived = new Promise(resolve => { seen = resolve })
  const witness = new Participant(place, { onUpdate: update => { if (update.length > whole.length * 0.9) seen() } })
  await within(witness.ready, 30000, 'joining to see the board')
  through.sendUpdate(whole)
  await within(arrived, 30000, 'putting the board into a room')
  witness.close()
}
