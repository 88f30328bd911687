// A Shapan server on a copy of a site, started and stopped as a user would.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const binary = process.env.SHAPAN_BINARY ?? join(root, 'shapan')

export interface Server { url: string; port: number; stop(): Promise<void> }

/** Starts `shapan serve` on the test yard; a second start on a port of choice is a restart. */
export function serveYard(folder: string, port = 0): Promise<Server> {
  return start(['serve', join(folder, 'site.yaml'), '--addr', `127.0.0.1:${port}`])
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
