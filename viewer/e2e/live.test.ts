// A live site in a real page: readings come, alarms ring, people act, the past can be seen; and how long it takes from sensor to screen.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, comes, launch, testid, until, type Watched } from './browser'
import { serveLive, type Server } from './server'

let folder: string, server: Server, browser: Browser, watched: Watched
const POINTS = `
points:
  - {id: CX1, name: {zh: 测斜1, en: Inclinometer 1}, at: [5, 5], kind: inclinometer, property: displacement, unit: mm, group: north, limits: {notice: 7, warning: 8.5, danger: 10}, basis: {code: S-07}}
  - {id: CX2, name: {zh: 测斜2, en: Inclinometer 2}, at: [8, 5], kind: inclinometer, property: displacement, unit: mm, limits: {notice: 7, warning: 8.5, danger: 10}, basis: {code: S-07}}
  - {id: CX3, name: {zh: 测斜3, en: Inclinometer 3}, at: [6, 5], kind: inclinometer, property: displacement, unit: mm, group: north, limits: {notice: 7, warning: 8.5, danger: 10}, basis: {code: S-07}}
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shapan-live-'))
  cpSync(join(new URL('../..', import.meta.url).pathname, 'testdata/yard/ground.asc'), join(folder, 'ground.asc'))
  writeFileSync(join(folder, 'site.yaml'), `name: {zh: 活场地, en: Live yard}\ncrs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 0}\nground: {file: ground.asc}\n${POINTS}\nfeeds:\n  replay:\n    - {file: day.csv, speed: 1}\n`)
  writeFileSync(join(folder, 'day.csv'), `subject,property,value,at\n${Array.from({ length: 600 }, (_, k) => `gauge/R,rain,${k},${new Date(Date.UTC(2026, 6, 20, 0, k)).toISOString()}\n`).join('')}`)
  server = await serveLive(folder)
  browser = await launch()
  watched = await browser.page(server.url)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

async function say(id: string, value: number) {
  const answer = await fetch(`${server.url}api/sites/${folder.split('/').at(-1)}/readings`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ subject: `point/${id}`, property: 'displacement', value }) })
  expect(answer.status).toBe(204)
}
const row = (id: string) => testid(watched.page, `live-point/${id}`)
const tierOf = async (id: string) => row(id).getAttribute('data-tier')

test('a played file is paused, made fast, and goes on from another moment', async () => {
  const { page } = watched
  await testid(page, 'tab-live').click()
  const player = testid(page, 'player-0')
  await until('it is there', async () => (await player.count()) === 1)
  await testid(page, 'player-0-do').click()
  await until('it rests', async () => (await player.getAttribute('data-paused')) === 'true')
  await testid(page, 'player-0-speed').selectOption('1000')
  await until('it is fast', async () => (await player.getAttribute('data-speed')) === '1000')
  const nine = Date.UTC(2026, 6, 20, 9)
  await testid(page, 'player-0-seek').fill(String(nine))
  await until('it stands at nine', async () => Math.abs(Number(await testid(page, 'player-0-seek').inputValue()) - nine) < 60_000)
  await testid(page, 'player-0-do').click()
  await until('it comes to its end', async () => /at its end|已放完/.test((await player.textContent()) ?? ''))
})

test('a reading is seen, an alarm is acknowledged, and a moment ago can be seen again', async () => {
  const { page } = watched
  await testid(page, 'tab-live').click()
  await until('the points are listed', async () => (await testid(page, 'live-list').locator('li').count()) === 3)
  await say('CX1', 3)
  await until('its value', async () => (await row('CX1').getAttribute('data-value')) === '3')
  await say('CX1', 9)
  await until('its tier', async () => (await tierOf('CX1')) === 'warning')
  await testid(page, 'live-alarms').click()
  await testid(page, 'ack-point/CX1#limit').click()
  await until('it is acknowledged', async () => (await testid(page, 'alarm-point/CX1#limit').getAttribute('data-phase')) === 'acknowledged')
  await testid(page, 'more-point/CX1#limit').click()
  await testid(page, 'why').fill('seen on site')
  await testid(page, 'do-shelve').click()
  await until('it is in the log', async () => /Shelved/.test((await testid(page, 'live-log').textContent()) ?? ''))
  await testid(page, 'live-points').click()
  await testid(page, 'live-replay').fill('60')
  await until('an hour ago nothing had been heard', async () => (await row('CX1').getAttribute('data-value')) === '')
  await testid(page, 'live-back').click()
  await until('now again', async () => (await row('CX1').getAttribute('data-value')) === '9')
  expect(watched.errors).toEqual([])
  expect(watched.outside).toEqual([])
})

test('what comes of one cause is folded beneath the first', async () => {
  const { page } = watched
  await say('CX3', 9)
  await testid(page, 'live-alarms').click()
  await until('one family', async () => (await testid(page, 'fold-point/CX1#limit').count()) === 1)
  await comes('the other is beneath it', () => testid(page, 'ack-point/CX3#limit').count(), 0)
  await testid(page, 'fold-point/CX1#limit').click()
  await testid(page, 'ack-point/CX3#limit').click()
  await until('it is acknowledged', async () => (await testid(page, 'alarm-point/CX3#limit').getAttribute('data-phase')) === 'acknowledged')
  await testid(page, 'live-points').click()
})

test('from the sensor to the screen', async () => {
  // The page itself is the sensor, so that one clock tells both ends; what is measured ends when the row has the value.
  const site = folder.split('/').at(-1)!, tries = process.env.SHAPAN_LONG ? 200 : 40
  const times = (await watched.page.evaluate(async ({ site, tries }) => {
    const out: number[] = []
    for (let k = 0; k < tries; k++) {
      const value = 1 + k / 1000, began = performance.now()
      void fetch(`api/sites/${site}/readings`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ subject: 'point/CX2', property: 'displacement', value }) })
      const row = document.querySelector('[data-testid="live-point/CX2"]')!
      await new Promise<void>((done) => {
        const look = () => (row.getAttribute('data-value') === String(value) ? done() : void setTimeout(look, 2))
        look()
      })
      out.push(performance.now() - began)
      await new Promise((r) => setTimeout(r, 60 + (k % 7) * 9))
    }
    return out
  }, { site, tries })).sort((a, b) => a - b)
  console.log(`sensor to browser [ms]: p50 ${times[tries / 2]!.toFixed(0)}, p99 ${times[Math.ceil(0.99 * tries) - 1]!.toFixed(0)}, most ${times[tries - 1]!.toFixed(0)}, of ${tries}`)
  expect(times.length).toBe(tries)
})
