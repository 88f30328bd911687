// The run that follows the site in a real page: it goes by the clock, a branch leaves from now, a forecast says what comes.
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, comes, launch, testid, until, type Watched } from './browser'
import { type Server, serveYard, yard } from './server'

interface Run { id: string; name: string; state: string; parent: string; following: boolean; t_s: number; duration_s: number; recorded_s: [number, number] }

let place: ReturnType<typeof yard>, server: Server, browser: Browser, watched: Watched
const runs = async () => (await (await fetch(`${server.url}api/runs`)).json() as { runs: Run[] }).runs

beforeAll(async () => {
  place = yard()
  writeFileSync(join(place.folder, 'watch.yaml'), `title: {zh: 跟随, en: Watch}
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: 10min
models:
  - use: rainstorm
    with:
      storm: {return_period_years: 50, a1: 9.581, c: 0.846, b_min: 7, n: 0.656, peak_ratio: 0.4, duration: 10min}
      boundaries: {west: wall, east: wall, south: wall, north: wall}
`)
  appendFileSync(join(place.folder, 'site.yaml'), `
live:
  scenario: watch.yaml
  late_s: 0.5
  follow: [{reading: gauge/G1, property: depth_m, of: gauge/G1, sets: measured_depth_m}]
  forecasts: {rain_factors: [0.5, 1]}
`)
  server = await serveYard(place.folder)
  browser = await launch()
  watched = await browser.page(server.url)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  place?.remove()
})

test('the page says that the run follows the site, and offers no command over its clock', async () => {
  const { page } = watched
  await until('it is said', async () => (await testid(page, 'run-state').innerText()).includes('Following'))
  for (const id of ['play', 'speed-60']) await comes(`${id} is off`, () => testid(page, id).isDisabled(), true)
})

test('a branch leaves from now, with its own storm, and comes to its end at once', async () => {
  const { page } = watched
  await testid(page, 'tab-rehearse').click()
  await testid(page, 'whatif-years').selectOption('100')
  await testid(page, 'whatif-pump').selectOption({ index: 1 })
  await testid(page, 'whatif-hours').selectOption('1')
  await testid(page, 'whatif-fork').click()
  await until('the branch is there', async () => (await runs()).some((r) => r.parent === 'r1'))
  const branch = (await runs()).find((r) => r.parent === 'r1')!
  let ended = branch
  await until('it is done', async () => (ended = (await runs()).find((r) => r.id === branch.id)!).state === 'done')
  expect(ended.t_s - ended.recorded_s[0]).toBe(3600)
  await testid(page, 'tab-runs').click()
  await until('it stands below the live run', async () => {
    const [parent, child] = await Promise.all(['r1', branch.id].map((id) => testid(page, `run-${id}`).boundingBox()))
    return child!.x > parent!.x
  })
  expect((await runs()).find((r) => r.id === 'r1')!.state).toBe('running')
})

test('a forecast is made when it is asked for', async () => {
  const { page } = watched
  await testid(page, 'outlook-make').click()
  await until('it is shown', async () => await testid(page, 'outlook-which').count() === 1)
  await until('its members', async () => (await testid(page, 'outlook').innerText()).includes('2 members'))
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
