// A photograph and a map service over the ground, and the city's cells in the log.
import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, comes, hook, launch, testid, told, until, type Watched } from './browser'
import { type Server, serveYard, yard } from './server'

const KEY = 'a-key-that-nobody-sees'
type RGB = [number, number, number]

/** An image of one colour in its western half and another in its eastern half. */
function halves(width: number, height: number, west: RGB, east: RGB): Buffer {
  const png = new PNG({ width, height })
  for (let k = 0; k < width * height; k++) png.data.set([...(k % width < width / 2 ? west : east), 255], 4 * k)
  return PNG.sync.write(png)
}

let place: ReturnType<typeof yard>, server: Server, browser: Browser, watched: Watched, service: HttpServer
let asked = 0, keyless = 0, forbid = false
const bodies: Promise<string>[] = []

beforeAll(async () => {
  const green = halves(256, 256, [0, 220, 0], [0, 220, 0])
  service = createServer((request, response) => {
    asked++
    if (!request.url!.endsWith(`?tk=${KEY}`)) keyless++
    if (forbid) response.writeHead(403).end('wrong key')
    else response.writeHead(200, { 'content-type': 'image/png' }).end(green)
  })
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done))
  place = yard()
  // 40 × 10 m in the south of the yard: red west of x = 20, blue east of it
  writeFileSync(join(place.folder, 'ortho.png'), halves(80, 20, [230, 0, 0], [0, 0, 230]))
  writeFileSync(join(place.folder, 'ortho.pgw'), '0.5\n0\n0\n-0.5\n634200.25\n3456309.75\n')
  appendFileSync(join(place.folder, 'site.yaml'), `
city_grid: {prefix: "320506"}
drape: [{id: ortho, name: {zh: 航拍, en: Photograph}, file: ortho.png}]
basemap:
  name: {zh: 试验底图, en: Test map}
  url: http://127.0.0.1:${(service.address() as AddressInfo).port}/{z}/{x}/{y}.png?tk={key}
  key_env: SHAPAN_TEST_MAP_KEY
  datum: gcj02
  attribution: © map of the test
`)
  process.env.SHAPAN_TEST_MAP_KEY = KEY
  process.env.XDG_CACHE_HOME = join(place.folder, 'cache')
  server = await serveYard(place.folder)
  browser = await launch()
  watched = await browser.page(server.url)
  watched.page.on('response', (r) => { bodies.push(r.text().catch(() => '')) })
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  service?.close()
  place?.remove()
})

/** Colours of the picture at places of the ground. */
async function colours(...places: [number, number][]): Promise<RGB[]> {
  const { page } = watched
  const at = await page.evaluate((all) => {
    const s = (window as unknown as { __shapan: { ground(x: number, y: number): number; camera: { project(x: number, y: number, z: number): { x: number; y: number } } } }).__shapan
    return all.map(([x, y]) => s.camera.project(x!, y!, s.ground(x!, y!)))
  }, places)
  const picture = PNG.sync.read(await page.screenshot())
  return at.map(({ x, y }) => {
    const k = 4 * (Math.round(y) * picture.width + Math.round(x))
    return [picture.data[k]!, picture.data[k + 1]!, picture.data[k + 2]!]
  })
}
const mostly = ([r, g, b]: RGB): string => (r > 1.5 * Math.max(g, b) ? 'red' : g > 1.5 * Math.max(r, b) ? 'green' : b > 1.5 * Math.max(r, g) ? 'blue' : 'other')

const west: [number, number] = [18.5, 5], east: [number, number] = [21.5, 5], north: [number, number] = [18.5, 22], dug: [number, number] = [27, 16.5]

test('a photograph lies where its world file says', async () => {
  const { page } = watched
  await testid(page, 'tab-layers').click()
  await testid(page, 'layer-labels').uncheck()
  await until('the photograph is there', async () => await testid(page, 'picture-ortho').getAttribute('data-status') === 'ready')
  await testid(page, 'view-top').click()
  await until('the camera has arrived', async () => !(await hook<boolean>(page, 'camera.moving')))
  await until('red in the west, blue in the east, neither in the north', async () => (await colours(west, east, north)).map(mostly).join() === 'red,blue,other')
})

test('a map service is asked only when it is switched on, by the server, and its key stays there', async () => {
  const { page } = watched
  const box = testid(page, 'picture-basemap')
  expect(await box.isChecked()).toBe(false)
  expect(asked).toBe(0)
  await box.check()
  await until('the map is there', async () => await box.getAttribute('data-status') === 'ready')
  expect(asked).toBeGreaterThan(0)
  expect(keyless).toBe(0)
  await until('whose it is', async () => (await testid(page, 'attributions').innerText()).includes('© map of the test'))
  await until('the map below the photograph, not in the pit', async () => (await colours(west, north, dug)).map(mostly).join() === 'red,green,other')
  await testid(page, 'picture-ortho').uncheck()
  await until('the map alone', async () => (await colours(west, north)).map(mostly).join() === 'green,green')
  const all = await Promise.all(bodies)
  expect(all.length).toBeGreaterThan(0)
  expect(all.some((text) => text.includes(KEY))).toBe(false)
  expect(await page.content()).not.toContain(KEY)
})

test('it is off again at the next visit, what was chosen of photographs stays', async () => {
  const { page } = watched
  await page.reload()
  await until('the list of pictures', async () => await testid(page, 'picture-ortho').count() > 0)
  for (const id of ['basemap', 'ortho']) await comes(`${id} is off`, () => testid(page, `picture-${id}`).isChecked(), false)
})

test('a map that cannot be had is told of, and all else goes on', async () => {
  forbid = true
  const lost = yard()
  appendFileSync(join(lost.folder, 'site.yaml'), `
basemap: {url: "http://127.0.0.1:${(service.address() as AddressInfo).port}/other/{z}/{x}/{y}.png?tk={key}", key_env: SHAPAN_TEST_MAP_KEY, attribution: © map of the test}
`)
  const second = await serveYard(lost.folder)
  try {
    const { page, errors } = await browser.page(second.url)
    await testid(page, 'tab-layers').click()
    await testid(page, 'picture-basemap').click()
    await until('the failure is told', async () => await testid(page, 'picture-basemap').getAttribute('data-status') === 'failed')
    await comes('it is off', () => testid(page, 'picture-basemap').isChecked(), false)
    await until('with its reason', async () => (await told(page)).some((text) => text.includes('403')))
    expect(await page.content()).not.toContain(KEY)
    expect(errors).toEqual([])
    await page.close()
  } finally {
    await second.stop()
    lost.remove()
  }
})

test('an alarm names its cell of the city', async () => {
  const { page } = watched
  const answer = await fetch(`${server.url}api/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ scenario: 'burst', speed: 0, name: 'cells' }) })
  const run = await answer.json() as { id: string }
  await until('the page shows the run', async () => await hook<string>(page, 'runId') === run.id)
  await testid(page, 'tab-alarms').click()
  await until('alarms with their cells', async () => await testid(page, 'log-cell').count() > 0)
  const cell = (like: RegExp) => until(String(like), async () => like.test(await testid(page, 'log-cell').first().innerText()))
  await cell(/^Cell 320506-100-N\d+E\d+$/)
  await testid(page, 'lang-toggle').click()
  await cell(/^网格 320506-100-N\d+E\d+$/)
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
