// Runs one scenario against several servers, interleaved, and prints medians with ratios.
//   measure.mjs SCENARIO [--servers a,b] [--reference b] [--reps 3] [--quick] [--out FILE] [the scenario's own options]
import fs from 'node:fs'
import { SERVERS } from './servers.mjs'
import { join, storm } from './scenarios/joining.mjs'
import { durability } from './scenarios/killing.mjs'
import { fanout, idle, rooms, saturation } from './scenarios/writing.mjs'
import { refused } from './participant.mjs'
import { endAll, sleep } from './running.mjs'
import { median } from './tracking.mjs'

const SCENARIOS = { fanout, saturation, join, storm, rooms, idle, durability }
// A run in which the generator itself lagged more is repeated, twice at most.
const MOST_LAG_MS = Number(process.env.MEASURE_MOST_LAG ?? 20)

const [name, ...words] = process.argv.slice(2)
const given = new Map(), report = []
for (let i = 0; i < words.length; i++) {
  const isAlone = words[i + 1] === undefined || words[i + 1].startsWith('--')
  given.set(words[i].replace(/^--/, ''), isAlone ? true : words[++i])
}
const asked = key => given.get(key) ?? (given.has('quick') ? SCENARIOS[name].quick[key] : undefined)
const list = {
  number: (key, otherwise) => Number(asked(key) ?? otherwise),
  numbers: (key, otherwise) => String(asked(key) ?? otherwise).split(',').map(Number)
}

const main = async scenario => {
  const servers = (given.get('servers') ?? 'sightline,hocuspocus').split(',').map(named).filter(server => server.keeps || !scenario.forKeepers)
  const reference = given.get('reference') ?? 'hocuspocus', reps = list.number('reps', given.has('quick') ? 1 : scenario.reps ?? 3)
  for (const cell of scenario.cells(list)) {
    const runs = Object.fromEntries(servers.map(server => [server.name, []]))
    report.push({ scenario: name, cell, reference, reps, on: process.env.MEASURE_ON, runs })
    for (let rep = 0; rep < reps; rep++) {
      for (let i = 0; i < servers.length; i++) {
        const server = servers[(i + rep) % servers.length]
        runs[server.name].push(await once(scenario, server, cell))
        await sleep(200)
      }
    }
    print(scenario, cell, mediansOfAll(runs), runs, reference, reps)
  }
  console.log(`\nsightline, found out by trying: ${process.env.MEASURE_ON}`)
  save()
  return report.some(({ runs }) => runs.sightline?.some(isBad)) ? 1 : 0
}

/** Also when it is stopped in the middle: what was measured by then counts. */
const save = () => {
  const done = report.map(cell => ({ ...cell, medians: mediansOfAll(cell.runs) }))
  if (given.has('out')) fs.writeFileSync(given.get('out'), JSON.stringify(done, null, 1))
}

const stop = () => {
  endAll()
  save()
  process.exit(1)
}

/** An error, or something of the product that was seen or told to be saved and is gone (promise S8). */
const isBad = found => found.error || found.lost > 0 || found.saved_lost > 0

const named = wanted => {
  const found = SERVERS.find(server => server.name === wanted)
  if (!found) throw new Error(`no server ${wanted}; there are ${SERVERS.map(server => server.name).join(' ')}`)
  return found
}

const once = async (scenario, server, cell) => {
  let found
  for (let tries = 0; tries < 3; tries++) {
    try {
      found = await scenario.run(server, cell)
    } catch (error) {
      found = { error: String(error.message ?? error).slice(0, 300) }
    }
    if (refused.length) found = { error: `honest edits were refused: ${refused.splice(0)}` }
    if (!(found.lag_ms > MOST_LAG_MS)) break
  }
  console.error(new Date().toISOString().slice(11, 19), name, scenario.label(cell), server.name, JSON.stringify(found, short))
  return found
}

const mediansOfAll = runs => Object.fromEntries(Object.entries(runs).map(([server, found]) => [server, mediansOf(found)]))

const mediansOf = found => {
  const keys = new Set(found.flatMap(Object.keys))
  return Object.fromEntries([...keys].map(key => [key, median(found.map(one => one[key]))]).filter(([, value]) => value !== null))
}

const print = (scenario, cell, medians, runs, reference, reps) => {
  const keys = [...new Set(Object.values(medians).flatMap(Object.keys))]
  console.log(`\n### ${name}: ${scenario.label(cell)} (median of ${reps}, [least-most]; x: ratio to ${reference})\n`)
  console.log(`| server | ${keys.join(' | ')} |`)
  console.log(`|${' --- |'.repeat(keys.length + 1)}`)
  for (const [server, found] of Object.entries(medians)) {
    console.log(`| ${server} | ${keys.map(key => shown(scenario, key, found[key], runs[server], server !== reference && medians[reference]?.[key])).join(' | ')} |`)
  }
}

const shown = (scenario, key, value, runs, beside) => {
  if (value === undefined) return '-'
  const isCompared = scenario.compared.includes(key), all = runs.map(run => run[key]).filter(Number.isFinite)
  const ratio = isCompared && beside ? ` (x${(value / beside).toFixed(2)})` : ''
  const spread = isCompared && all.length > 1 ? ` [${short(key, Math.min(...all))}-${short(key, Math.max(...all))}]` : ''
  return short(key, value) + spread + ratio
}

const short = (key, value) => typeof value === 'number' ? +value.toPrecision(4) : value

if (!SCENARIOS[name]) {
  console.error(`scenarios: ${Object.keys(SCENARIOS).join(' ')}`)
  process.exit(2)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.exit(await main(SCENARIOS[name]))
