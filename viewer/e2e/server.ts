// A Shapan server on a copy of a site, started and stopped as a user would.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const binary = process.env.SHAPAN_BINARY ?? join(root, 'shapan')

export interface Server { url: string; port: number; stop(): Promise<void> }

/** Starts `shapan serve` on the test yard; a second start on a port of choice is a restart. */
export function serveYard(folder: string, port = 0): Promise<Server> {
  return start(['serve', join(folder, 'site.yaml'), '--addr', `127.0.0.1:${port}`])
}

/** A port that no other program is given by chance while the server is away: these come from 32768 upwards. */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000), probe = createServer()
    const free = await new Promise<boolean>((done) => probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)))
    if (!free) continue
    await new Promise((done) => probe.close(done))
    return port
  }
}

/** The same for who has to log in: the access file is in the folder. */
export function serveGuarded(folder: string): Promise<Server> {
  return start(['serve', join(folder, 'site.yaml'), '--addr', '127.0.0.1:0', '--access', join(folder, 'access.yaml')])
}

/** Starts the demo. */
export function demo(): Promise<Server> {
  return start(['demo', '--addr', '127.0.0.1:0'])
}

/** Starts a site whose points are live, with its log beside it. */
export function serveLive(folder: string): Promise<Server> {
  return start(['serve', join(folder, 'site.yaml'), '--addr', '127.0.0.1:0', '--data', join(folder, 'data')])
}

export function yard() {
  const folder = mkdtempSync(join(tmpdir(), 'shapan-yard-'))
  cpSync(join(root, 'testdata/yard'), folder, { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A flat site of 40 m with the house of two storeys on it. */
export function house() {
  const folder = mkdtempSync(join(tmpdir(), 'shapan-house-'))
  cpSync(join(root, 'testdata/building/two-storeys.ifc'), join(folder, 'house.ifc'))
  writeFileSync(join(folder, 'flat.asc'), `ncols 40\nnrows 40\nxllcorner 634200\nyllcorner 3456300\ncellsize 1\n${`${'104 '.repeat(40)}\n`.repeat(40)}`)
  writeFileSync(join(folder, 'site.yaml'), 'name: House\ncrs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 100}\nground: {file: flat.asc, coordinates: map}\nmodels:\n  - {id: house, file: house.ifc}\n')
  return { serve: () => start(['serve', join(folder, 'site.yaml'), '--addr', '127.0.0.1:0']), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The same with its services, a schedule up to 13 March 2026, and the comparison of the two models. */
export function building() {
  const folder = mkdtempSync(join(tmpdir(), 'shapan-building-'))
  cpSync(join(root, 'testdata/building'), folder, { recursive: true })
  writeFileSync(join(folder, 'flat.asc'), `ncols 40\nnrows 40\nxllcorner 634200\nyllcorner 3456300\ncellsize 1\n${`${'104 '.repeat(40)}\n`.repeat(40)}`)
  writeFileSync(join(folder, 'site.yaml'), `name: {zh: 两层小楼, en: House}
crs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 100}
ground: {file: flat.asc, coordinates: map}
models:
  - {id: house, file: two-storeys.ifc, discipline: architecture}
  - {id: services, file: services.ifc, discipline: services}
schedule: {file: two-storeys.csv, rules: rules.csv, actual: actual.csv, status_date: "2026-03-13"}
clashes:
  - {a: house, b: services, tolerance_mm: 1}
`)
  return { serve: () => start(['serve', join(folder, 'site.yaml'), '--addr', '127.0.0.1:0']), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A flat site of 200 m with a hammerhead, a luffing and a topless crane, whose operators work at random. */
export function threeKinds() {
  const folder = mkdtempSync(join(tmpdir(), 'shapan-kinds-'))
  const chart = 'load_charts: [{radius_m_load_t: [[10, 8], [20, 4], [30, 2.4], [45, 1.4]]}]'
  writeFileSync(join(folder, 'flat.asc'), `ncols 50\nnrows 50\nxllcorner 634200\nyllcorner 3456300\ncellsize 4\n${`${'4 '.repeat(50)}\n`.repeat(50)}`)
  writeFileSync(join(folder, 'site.yaml'), `name: {zh: 三种塔机, en: Three kinds}
crs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 0}
ground: {file: flat.asc, coordinates: map}
buildings:
  - {id: block, outline: [[84, 96], [116, 96], [116, 118], [84, 118]], height_m: 14}
cranes:
  - {id: H1, name: {zh: 塔帽塔机, en: Hammerhead}, kind: hammerhead, at: [50, 70], jib_height_m: 36, jib_m: 45, counter_jib_m: 13, ${chart}}
  - {id: L1, name: {zh: 动臂塔机, en: Luffing}, kind: luffing, at: [150, 70], jib_height_m: 30, jib_m: 42, counter_jib_m: 8, pivot_m: 1.5, min_radius_m: 6, ${chart}}
  - {id: F1, name: {zh: 平头塔机, en: Topless}, kind: topless, at: [100, 150], jib_height_m: 42, jib_m: 45, counter_jib_m: 13, ${chart}}
zones:
  - {id: yard, name: {zh: 堆场, en: Yard}, kind: laydown, in_emergency: blocked, outline: [[60, 30], [90, 30], [90, 50], [60, 50]]}
`)
  const lift = (id: string, pick: string, place: string) => `        - {id: ${id}, driver: plan, lifts: [{pick: ${pick}, place: ${place}, load_t: 1.4, size_m: [4, 1.5, 1.2], hold_s: 5}, {pick: ${place}, place: ${pick}, load_t: 1.4, size_m: [4, 1.5, 1.2], hold_s: 5}]}\n`
  writeFileSync(join(folder, 'work.yaml'), `title: {zh: 三种塔机作业, en: Three kinds at work}
site: site.yaml
start: 2026-07-21T07:30:00+08:00
duration: 30min
step: 250ms
models:
  - use: crane
    with:
      cranes:
${lift('H1', '[70, 40, 4]', '[30, 95, 4]')}${lift('L1', '[135, 45, 4]', '[170, 95, 4]')}${lift('F1', '[75, 165, 4]', '[125, 175, 4]')}`)
  return { serve: () => start(['serve', join(folder, 'site.yaml'), '--addr', '127.0.0.1:0']), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function start(args: string[]): Promise<Server> {
  const process_ = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => process_.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk
      const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)
      if (address) resolve({ url: address[0] + '/', port: Number(address[1]), stop: () => stop(process_, ended) })
    }
    process_.stdout!.on('data', listen)
    process_.stderr!.on('data', listen)
    process_.once('error', reject)
    process_.once('exit', (code) => reject(new Error(`shapan ${args.join(' ')} ended with ${code}: ${said}`)))
  })
}

async function stop(process_: ChildProcess, ended: Promise<void>) {
  process_.kill('SIGINT')
  await ended
}
