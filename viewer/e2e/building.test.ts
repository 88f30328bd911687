// Two building models with a schedule in a real page: what stands on a date, models drawn apart, cuts with lids,
// clashes and what is said of them, BCF out and in again.
import { readFileSync } from 'node:fs'
import type { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, changed, comes, launch, picture, still, testid, told, until, type Watched } from './browser'
import { building, type Server } from './server'

let site: ReturnType<typeof building>, server: Server, browser: Browser, watched: Watched, id: string

beforeAll(async () => {
  site = building()
  server = await site.serve()
  id = (await (await fetch(`${server.url}api/sites`)).json() as { sites: { id: string }[] }).sites[0]!.id
  browser = await launch()
  watched = await browser.page(server.url)
  await shows('a house of brick', (now) => count(now, brick) > 5000)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  site?.remove()
})

type Pixel = (red: number, green: number, blue: number) => boolean
const brick: Pixel = (r, g, b) => r > b + 40 && r > g + 20
const late: Pixel = (r, g, b) => r > 2.4 * g && r > 2.4 * b && r > 90
const working: Pixel = (r, g, b) => r > 110 && g > 0.6 * r && b < 0.5 * g
const drain: Pixel = (r, g, b) => g > 1.6 * r && g > 1.3 * b && g > 90
const lid: Pixel = (r, g, b) => Math.abs(r - 0x59) < 12 && Math.abs(g - 0x60) < 12 && Math.abs(b - 0x69) < 12

function count(p: PNG, is: Pixel): number {
  let n = 0
  for (let k = 0; k < p.data.length; k += 4) if (is(p.data[k]!, p.data[k + 1]!, p.data[k + 2]!)) n++
  return n
}

/** A software renderer may draw late: the picture is asked for until it is as expected. */
async function shows(what: string, holds: (now: PNG) => boolean): Promise<PNG> {
  let now!: PNG
  await until(what, async () => holds(now = await picture(watched.page)))
  return now
}
const text = (id: string) => testid(watched.page, id).innerText()
const reads = (id: string, expected: string) => comes(id, () => text(id), expected)
const ask = async (path: string) => (await fetch(`${server.url}api/sites/${id}/${path}`)).json() as Promise<Record<string, any>>

/** Puts the schedule to noon of a day, and wants the counts that the server tells. */
async function standsOn(date: string, mode: 'planned' | 'actual') {
  const { page } = watched
  await testid(page, `plan-${mode}`).click()
  await testid(page, 'plan-date').fill(date)
  await testid(page, 'plan-date').dispatchEvent('change')
  await reads('plan-now', `${date} 12:00`)
  const told = await ask(`schedule/${date}T12:00:00`)
  const phases = told[mode] as Record<string, number>
  await reads('count-standing', String(phases.standing ?? 0))
  await reads('count-work', String(phases['in work'] ?? 0))
  await reads('count-notbegun', String(phases['not begun'] ?? 0))
  await reads('count-gone', String(phases.gone ?? 0))
  await reads('count-late', mode === 'planned' ? '–' : String(told.late.length))
  return phases
}

test('a site of building models alone opens at them, without a clock of runs', async () => {
  const { page } = watched
  await until('the model tab', async () => await testid(page, 'model-tree').locator('.storey').count() === 4)
  await comes('no legend', () => testid(page, 'legend').count(), 0)
})

test('the schedule shows what stands on a date, planned and as it went', async () => {
  const { page } = watched
  await testid(page, 'tab-schedule').click()
  await until('the Gantt chart', async () => await testid(page, 'gantt').count() === 1)
  await reads('plan-now', '2026-03-14 00:00') // the end of the day up to which progress is known
  await shows('late walls in red', (now) => count(now, late) > 2000)
  // On the 12th at noon the ground floor's columns and walls are at work, four of them later than planned.
  expect(await standsOn('2026-03-12', 'actual')).toEqual({ 'in work': 8, 'not begun': 20, standing: 1 })
  await reads('count-late', '4')
  expect(await standsOn('2026-03-12', 'planned')).toEqual({ 'in work': 4, 'not begun': 20, standing: 5 })
  await shows('walls at work, nothing late', (now) => count(now, working) > 1000 && count(now, late) < 200)
  expect(await standsOn('2026-04-01', 'planned')).toMatchObject({ gone: 4 }) // the props
})

test('the date goes by keys, by dragging and by itself', async () => {
  const { page } = watched
  await standsOn('2026-03-12', 'planned')
  await testid(page, 'plan-track').focus()
  await page.keyboard.press('ArrowRight')
  await reads('plan-now', '2026-03-13 12:00')
  await page.keyboard.press('PageUp')
  await reads('plan-now', '2026-03-20 12:00')
  await page.keyboard.press('Home')
  await reads('count-notbegun', '29')
  const track = (await testid(page, 'plan-track').boundingBox())!
  await page.mouse.move(track.x + 4, track.y + 10)
  await page.mouse.down()
  await page.mouse.move(track.x + track.width - 2, track.y + 10, { steps: 4 })
  await page.mouse.up()
  await reads('count-standing', '25')
  await reads('count-gone', '4')
  await page.keyboard.press('Home')
  await testid(page, 'plan-pace').selectOption('60')
  await testid(page, 'plan-play').click()
  await until('played to the end', async () => (await text('count-standing')) === '25' && await testid(page, 'plan-play').getAttribute('data-playing') === 'false')
})

test('a task tells of itself and leads to its parts', async () => {
  const { page } = watched
  await testid(page, 'task-50').click()
  for (const want of ['Walls G', 'Critical', '4 days late', '60 %']) await until(`it says ${want}`, async () => (await text('plan-task')).includes(want))
  await comes('its parts', () => testid(page, 'plan-task').locator('li').count(), 4)
  await testid(page, 'task-50').click()
  await testid(page, 'plan-on').uncheck()
})

test('models are drawn apart, one is switched off', async () => {
  const { page } = watched
  await testid(page, 'tab-model').click()
  const together = await still(page)
  await testid(page, 'model-apart').fill('1')
  await shows('the services above the house', (now) => changed(together, now) > 0.005)
  await testid(page, 'switch-model/house').uncheck()
  await shows('no house', (now) => count(now, brick) < 500)
  await testid(page, 'switch-model/house').check()
  await testid(page, 'model-apart').fill('0')
  await shows('all together again', (now) => changed(together, now) < 0.005)
})

test('a cut through the walls gets a lid, also where models are apart', async () => {
  const { page } = watched
  const whole = await still(page)
  const before = count(whole, lid)
  await testid(page, 'model-cut').selectOption({ index: 1 })
  const cut = await shows('hatched lids', (now) => count(now, lid) > before + 300)
  await testid(page, 'model-apart').fill('1')
  await shows('lids still', (now) => count(now, lid) > before + 300 && changed(cut, now) > 0.0005)
  await testid(page, 'model-all').click()
  await testid(page, 'model-cut').selectOption({ index: 0 })
  await shows('the whole again', (now) => changed(whole, now) < 0.005)
})

test('volumes are counted net, gross and as authored', async () => {
  const { page } = watched
  await testid(page, 'take-off').locator('summary').click()
  await until('the table', async () => await testid(page, 'sum-IfcWall').count() === 1)
  const all = (await ask('elements')).elements as { type: string; volume_m3: number; gross_volume_m3: number }[]
  const walls = all.filter((p) => p.type === 'IfcWall'), sum = (of: 'volume_m3' | 'gross_volume_m3') => walls.reduce((s, p) => s + p[of], 0).toFixed(2)
  await comes('walls', async () => (await text('sum-IfcWall')).split(/\s+/), ['Wall', '8', sum('volume_m3'), sum('gross_volume_m3')])
  expect(Number(sum('gross_volume_m3'))).toBeGreaterThan(Number(sum('volume_m3')) + 1)
  await testid(page, 'take-off').locator('summary').click()
})

test('a clash is flown to, given a status and a word; BCF carries both out and in', async () => {
  const { page } = watched
  await testid(page, 'tab-clashes').click()
  await reads('clash-count', 'Clashes: 2') // what the site file asks for
  const list = testid(page, 'clash-list')
  await comes('two groups', async () => (await list.locator('summary').allInnerTexts()).map((s) => s.trim()), ['Wall North wall G: 1 × PipeSegment', 'Wall East wall U: 1 × DuctSegment'])
  await list.locator('.issue').first().click()
  await until('the clash', async () => await testid(page, 'clash-chosen').count() === 1)
  await shows('the drain in green, all else faint', (now) => count(now, drain) > 300)
  const issue = (await testid(page, 'clash-chosen').getAttribute('data-id'))!
  await testid(page, 'clash-who').fill('Wang 王工')
  await testid(page, 'clash-status').selectOption('In Progress')
  await testid(page, 'clash-comment').fill('Move the drain 移 200 mm')
  await testid(page, 'clash-say').click()
  await until('the comment', async () => (await text('clash-chosen')).includes('Move the drain 移 200 mm'))
  await until('its author', async () => (await text('clash-chosen')).includes('Wang 王工'))
  await testid(page, 'clash-filter').selectOption('In Progress')
  await reads('clash-count', 'Clashes: 1')
  await testid(page, 'clash-filter').selectOption('')
  await reads('clash-count', 'Clashes: 2')

  const [download] = await Promise.all([page.waitForEvent('download'), testid(page, 'bcf-out').click()])
  const buffer = readFileSync((await download.path())!)
  await testid(page, 'clash-status').selectOption('Closed')
  await until('closed', async () => (await ask('clashes')).issues.find((i: { id: string }) => i.id === issue).status === 'Closed')
  await testid(page, 'bcf-file').setInputFiles({ name: 'issues.bcfzip', mimeType: 'application/zip', buffer })
  await until('taken in', async () => (await told(page)).some((text) => text.includes('2 issues taken in')))
  const before = (await told(page)).length
  const after = (await ask('clashes')).issues.find((i: { id: string }) => i.id === issue)
  expect([after.status, after.comments.length]).toEqual(['Closed', 1]) // the later word counts, nothing is doubled
  await testid(page, 'bcf-file').setInputFiles({ name: 'broken.bcfzip', mimeType: 'application/zip', buffer: Buffer.from('no archive') })
  await until('what is wrong with it', async () => (await told(page)).slice(before).some((text) => /zip/i.test(text)))
  await testid(page, 'clash-back').click()
})

test('two models, and one within itself over time, are compared when asked', async () => {
  const { page } = watched
  await testid(page, 'clash-clearance').fill('100')
  await testid(page, 'clash-run').click()
  await until('more is found', async () => Number(/\d+/.exec(await text('clash-count'))?.[0]) > 2)
  const within = async (overTime: boolean) => {
    await testid(page, 'clash-a').selectOption('model/services')
    await testid(page, 'clash-b').selectOption('model/services')
    await testid(page, 'clash-clearance').fill('0')
    await testid(page, 'clash-overtime').setChecked(overTime)
    await testid(page, 'clash-run').click()
    let found = -1
    await until('compared', async () => {
      const own = ((await ask('clashes')).comparisons as { a: string; b?: string; over_time?: boolean; found: number }[]).find((c) => c.a === 'model/services' && !c.b && !!c.over_time === overTime)
      found = own?.found ?? -1
      return !!own
    })
    return found
  }
  expect([await within(false), await within(true)]).toEqual([1, 0]) // the props are gone before the pipe comes
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
