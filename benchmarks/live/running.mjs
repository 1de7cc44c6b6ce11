// Starts, stops and kills servers; reads their CPU time and memory from /proc, children included.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

export const within = (promise, ms, what) => {
  let timer
  const late = new Promise((resolve, reject) => { timer = setTimeout(() => reject(new Error(`${what} took too long`)), ms) })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** What runs now: it is detached, so that it must be ended when we are. */
const alive = new Set()
export const endAll = () => alive.forEach(running => tree(running.child.pid).forEach(pid => kill(pid, 'SIGKILL')))

export class Running {
  /** A fresh process on a fresh folder. */
  static async start (server, options = {}) {
    const running = new Running()
    running.server = server
    running.options = options
    running.port = await freePort()
    running.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'measure-'))
    await running.up()
    return running
  }

  async up () {
    const { command, environment = {}, folder } = this.server.start({ port: this.port, data: this.folder })
    const log = fs.openSync(path.join(this.folder, 'server.log'), 'a')
    const env = { ...process.env, PORT: String(this.port), HOST: '127.0.0.1', ...environment }
    this.child = spawn(command[0], command.slice(1), { cwd: folder, env, stdio: ['ignore', log, log], detached: true })
    fs.closeSync(log)
    alive.add(this)
    this.exited = new Promise(resolve => this.child.on('exit', resolve))
    const since = performance.now()
    while (!(await canConnect(this.port))) {
      if (performance.now() - since > 30000 || this.child.exitCode !== null) throw new Error(`${this.server.name} did not start: ${this.log()}`)
      await sleep(20)
    }
  }

  async down (signal = 'SIGTERM') {
    const all = tree(this.child.pid)
    for (const pid of signal === 'SIGKILL' ? all : [this.child.pid]) kill(pid, signal)
    const isGone = await Promise.race([this.exited.then(() => true), sleep(8000)])
    if (!isGone) all.forEach(pid => kill(pid, 'SIGKILL'))
    await this.exited
  }

  async stop () {
    await this.down(process.env.MEASURE_STOP ?? 'SIGKILL') // SIGTERM lets a profiler write its file
    alive.delete(this)
    fs.rmSync(this.folder, { recursive: true, force: true })
  }

  log () { return fs.readFileSync(path.join(this.folder, 'server.log'), 'utf8').slice(-800) }

  /** CPU seconds so far; by nanoseconds of each thread, as the ticks of /proc/PID/stat are too coarse. */
  cpu () {
    return tree(this.child.pid).flatMap(pid => threads(pid)).reduce((sum, thread) =>
      sum + Number(read(`${thread}/schedstat`).split(' ')[0]) / 1e9, 0)
  }

  /** Resident memory in KiB. */
  memory () {
    return tree(this.child.pid).reduce((sum, pid) =>
      sum + Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0), 0)
  }
}

/** Waits until the server's files did not change for so long. */
export const untilStored = async (running, quietMs) => {
  let last = '', since = performance.now()
  while (performance.now() - since < quietMs) {
    const now = fs.readdirSync(running.folder, { recursive: true }).map(name => sizeAndTime(path.join(running.folder, name))).join()
    if (now !== last) since = performance.now()
    last = now
    await sleep(100)
  }
}

const sizeAndTime = file => {
  const stat = fs.statSync(file, { throwIfNoEntry: false })
  return stat?.isFile() && !file.endsWith('server.log') ? `${file}:${stat.size}:${stat.mtimeMs}` : ''
}

const read = file => { try { return fs.readFileSync(file, 'latin1') } catch { return '' } }
const threads = pid => { try { return fs.readdirSync(`/proc/${pid}/task`).map(id => `/proc/${pid}/task/${id}`) } catch { return [] } }
const kill = (pid, signal) => { try { process.kill(pid, signal) } catch { /* it is gone already */ } }

const tree = pid => {
  const children = new Map()
  for (const name of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const stat = read(`/proc/${name}/stat`)
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [pid]
  for (const one of found) found.push(...(children.get(one) ?? []))
  return found
}

const freePort = () => new Promise(resolve => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})

const canConnect = port => new Promise(resolve => {
  const probe = net.connect(port, '127.0.0.1')
  probe.on('connect', () => { probe.destroy(); resolve(true) })
  probe.on('error', () => resolve(false))
})
