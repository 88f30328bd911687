// A hammerhead, a luffing and a topless crane in a real page: volumes of where they go, ways of lifts, states, keys.
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, changed, drawn, hook, launch, picture, testid, until, type Watched } from './browser'
import { type Server, threeKinds } from './server'

const kept = process.env.SHAPAN_SHOTS // a folder for whoever wants to look
let server: Server, browser: Browser, watched: Watched, folder: ReturnType<typeof threeKinds>

const post = async <T>(path: string, body: unknown): Promise<T> => {
  const answer = await fetch(`${server.url}api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json() as T
}
const shot = async (name: string) => { if (kept) { mkdirSync(kept, { recursive: true }); await watched.page.screenshot({ path: `${kept}/${name}.png` }) } }
let run = ''

beforeAll(async () => {
  folder = threeKinds()
  server = await folder.serve()
  run = (await post<{ id: string }>('runs', { scenario: 'work', speed: 2, name: 'kinds' })).id
  browser = await launch()
  watched = await browser.page(`${server.url}?run=${run}`)
  await until('the page shows the run', async () => await hook<string>(watched.page, 'runId') === run)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  folder?.remove()
})

test('cranes at work show where they go in the next seconds, and the ways of their lifts', async () => {
  const { page } = watched
  await testid(page, 'tab-cranes').click()
  await until('the ways of three lifts', async () => await hook<number>(page, 'lifts') === 3)
  await until('a sweep', async () => await hook<number>(page, 'sweeps') > 0)
  await shot('work-en')
  await testid(page, 'layer-sweep').uncheck()
  await until('no sweep', async () => await hook<number>(page, 'sweeps') === 0)
  await testid(page, 'layer-sweep').check()
})

test('the envelopes can be seen', async () => {
  const { page } = watched
  await post(`runs/${run}/control`, { do: 'pause' })
  await until('the run rests', async () => await hook<string>(page, 'runState') === 'paused')
  const before = await drawn(page)
  await testid(page, 'layer-reach').check()
  await until('the picture has changed', async () => changed(before, await picture(page)) > 0.02)
  await shot('reach-en')
  await testid(page, 'layer-reach').uncheck()
})

test('what operators set is said at the crane, whoever set it', async () => {
  const { page } = watched
  await post(`runs/${run}/events`, { subject: 'crane/L1', set: { override: true, anti_collision: 'failed' } })
  await post(`runs/${run}/control`, { do: 'play' })
  const states = testid(page, 'crane-states-crane/L1')
  await until('the states of L1', async () => /Overridden/.test(await states.innerText().catch(() => '')) && /failed/.test(await states.innerText().catch(() => '')))
  await testid(page, 'crane-row-crane/L1').click()
  await until('the button knows', async () => await testid(page, 'crane-override').getAttribute('aria-pressed') === 'true')
  await testid(page, 'crane-emergency').click()
  await until('all stop', async () => (await page.locator('[data-state="stopped"]').count()) === 3)
  await shot('emergency-en')
  await testid(page, 'crane-emergency').click()
  await until('none stops', async () => (await page.locator('[data-state="stopped"]').count()) === 0)
})

test('a page lists all keys', async () => {
  const { page } = watched
  await page.keyboard.press('?')
  await until('the help', async () => await testid(page, 'help').isVisible())
  for (const line of ['Emergency stop', 'Hoist, lower', 'Play or pause']) await until(`it says ${line}`, async () => (await testid(page, 'help').innerText()).includes(line))
  await shot('help-en')
  await page.keyboard.press('Escape')
  await until('it is closed', async () => await testid(page, 'help').count() === 0)
})

test('in Chinese too', async () => {
  const { page } = watched
  await page.evaluate("localStorage.setItem('shapan.lang', 'zh')")
  await page.reload()
  await until('the page is Chinese', async () => await page.evaluate('window.__shapan?.ready === true && window.__shapan.lang === "zh"') as boolean)
  await testid(page, 'tab-cranes').click()
  await until('its states', async () => /强制通过/.test(await testid(page, 'crane-states-crane/L1').innerText().catch(() => '')))
  await shot('work-zh')
  await page.keyboard.press('?')
  await until('the help', async () => /紧急停车/.test(await testid(page, 'help').innerText().catch(() => '')))
  await shot('help-zh')
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
