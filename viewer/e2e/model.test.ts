// A building model in a real page: found, hidden, cut, asked for its properties, counted.
import { readFileSync } from 'node:fs'
import type { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, changed, launch, picture, still, testid, until, type Watched } from './browser'
import { house, type Server } from './server'

let site: ReturnType<typeof house>, server: Server, browser: Browser, watched: Watched

beforeAll(async () => {
  site = house()
  server = await site.serve()
  browser = await launch()
  watched = await browser.page(server.url)
  await testid(watched.page, 'tab-model').click()
  await until('the storeys are listed', async () => await testid(watched.page, 'model-tree').locator('.storey').count() === 2)
  await shows('a house of brick', (now) => brick(now) > 5000)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  site?.remove()
})

/** A software renderer may draw late: the picture is asked for until it is as expected. */
const shows = (what: string, holds: (now: PNG) => boolean) => until(what, async () => holds(await picture(watched.page)))
const like = (before: PNG) => (now: PNG) => changed(before, now) < 0.005
const unlike = (before: PNG) => (now: PNG) => changed(before, now) > 0.01
const brick = (p: PNG) => p.data.filter((red, k) => k % 4 === 0 && red > p.data[k + 2]! + 40).length

test('hiding the building shows the ground, and showing it brings it back', async () => {
  const { page } = watched
  const before = await still(page)
  await testid(page, 'storey-Ground floor').click()
  await testid(page, 'storey-二层 Upper floor').click()
  await shows('no brick', (now) => brick(now) < 500)
  await testid(page, 'model-all').click()
  await shows('the building again', like(before))
})

test('a cut in the ground floor takes the upper one off', async () => {
  const { page } = watched
  const before = await still(page)
  await testid(page, 'model-cut').selectOption({ index: 1 })
  await shows('the cut', unlike(before))
  await testid(page, 'model-cut').selectOption({ index: 0 })
  await shows('the whole again', like(before))
})

test('a part that is searched for tells all its properties', async () => {
  const { page } = watched
  await testid(page, 'model-search').fill('north upper')
  await page.locator('[data-testid^="part-"]').first().click()
  await until('its properties', async () => await testid(page, 'set-Pset_WallCommon').count() === 1)
  for (const text of ['North wall U', 'REI 60', 'Brick 300', 'EF_25_10', 'Mineral wool', '7.860', '8.400']) await until(`it says ${text}`, async () => (await testid(page, 'inspector').innerText()).includes(text))
  await until('how far it is off', async () => (await testid(page, 'part-deviation').innerText()).includes('6.9'))
  await testid(page, 'model-search').fill('')
})

test('the quantities come as a table', async () => {
  const { page } = watched
  const [download] = await Promise.all([page.waitForEvent('download'), testid(page, 'model-csv').click()])
  const rows = readFileSync((await download.path())!, 'utf8').trim().split('\r\n')
  expect(rows.length).toBe(23)
  expect(rows.find((r) => r.includes('North wall U'))).toMatch(/,7\.86,8\.4,6\.870229,8\.4,8\.4,0,/)
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
