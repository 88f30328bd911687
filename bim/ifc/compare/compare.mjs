// web-ifc 0.0.78 in Node against `shapan inspect FILE.ifc --json`, whole
// processes, cold, by turns on the same machine: wall time, processor time and
// peak memory, the median of several runs.
//
//   npm install --no-package-lock && go build -o shapan ../../.. && node compare.mjs [--runs 7] FILE.ifc…
//
// Linux: peak memory is read from GNU time (/usr/bin/time).
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'

const files = process.argv.slice(2)
let runs = 7
if (files[0] === '--runs') {
  runs = Number(files[1])
  files.splice(0, 2)
}
if (files.length === 0 || !(runs >= 1)) {
  console.error('node compare.mjs [--runs 7] FILE.ifc…')
  process.exit(2)
}
const here = import.meta.dirname

function measure(command) {
  const r = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', ...command], { encoding: 'utf8', maxBuffer: 1 << 30 })
  const [wall, user, system, kilobytes] = r.stderr.trim().split('\n').at(-1).split(' ').map(Number)
  if (r.status !== 0 || !(kilobytes > 0)) throw new Error(`${command.join(' ')}: ${r.stderr}`)
  return { wall, cpu: user + system, mb: kilobytes / 1024, out: r.stdout }
}

function median(list, of) {
  const sorted = list.map(of).sort((a, b) => a - b)
  return sorted[sorted.length >> 1]
}

console.log('| file | web-ifc s (CPU s), MB | ours s (CPU s), MB | time | memory | triangles |')
console.log('|---|---|---|---|---|---|')
for (const file of files) {
  const theirs = [], ours = []
  for (let k = 0; k < runs; k++) {
    theirs.push(measure([process.execPath, join(here, 'webifc.mjs'), file]))
    ours.push(measure([join(here, 'shapan'), 'inspect', file, '--json']))
  }
  const t = { wall: median(theirs, r => r.wall), cpu: median(theirs, r => r.cpu), mb: median(theirs, r => r.mb) }
  const o = { wall: median(ours, r => r.wall), cpu: median(ours, r => r.cpu), mb: median(ours, r => r.mb) }
  const mine = JSON.parse(ours[0].out).elements.reduce((sum, e) => sum + e.triangles, 0)
  console.log(`| ${basename(file)} | ${t.wall.toFixed(2)} (${t.cpu.toFixed(2)}), ${t.mb.toFixed(0)} | ${o.wall.toFixed(2)} (${o.cpu.toFixed(2)}), ${o.mb.toFixed(0)} | ${(o.wall / t.wall).toFixed(2)} | ${(o.mb / t.mb).toFixed(2)} | ${theirs[0].out.trim()}; ${mine} |`)
}
