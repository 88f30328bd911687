// Cranes in a real page: seen, selected, driven by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, hook, launch, testid, until, type Watched } from './browser'
import { demo, type Server } from './server'

interface Posture { slew: number; hook: number[] }

let server: Server, browser: Browser, watched: Watched

const post = async <T>(path: string, body: unknown): Promise<T> => {
  const answer = await fetch(`${server.url}api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json() as T
}
const posture = () => hook<Posture>(watched.page, "crane('crane/T2')")

beforeAll(async () => {
  server = await demo()
  const run = await post<{ id: string }>('runs', { scenario: 'crane-work', speed: 1, name: 'hand' })
  browser = await launch()
  watched = await browser.page(`${server.url}?run=${run.id}`)
  await until('the page shows the run', async () => await hook<string>(watched.page, 'runId') === run.id)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('cranes are listed with what the run says of them, and drawn where it says they are', async () => {
  const { page } = watched
  await testid(page, 'tab-cranes').click()
  await until('the bearing of a crane', async () => /Bearing\s*\d+°/.test(await testid(page, 'crane-row-crane/T2').innerText()))
  expect(await testid(page, 'crane-table').locator('li').count()).toBe(5)
  const bearing = Number(/Bearing\s*(\d+)°/.exec(await testid(page, 'crane-row-crane/T2').innerText())![1])
  const p = await posture()
  const drawn = ((450 - (p.slew * 180) / Math.PI) % 360 + 360) % 360
  expect(Math.abs(((drawn - bearing + 540) % 360) - 180)).toBeLessThan(15)
})

test('a hand on the keys moves the crane, and the space bar stops it without pausing the run', async () => {
  const { page } = watched
  await testid(page, 'crane-row-crane/T2').click()
  await testid(page, 'crane-take').click()
  await until('the hand is known', async () => await testid(page, 'crane-driver').getAttribute('data-driving') === 'true')
  const before = await posture()
  await page.keyboard.down('KeyR')
  await page.keyboard.down('KeyD')
  await until('the jib has turned', async () => Math.abs((await posture()).slew - before.slew) > 0.03, 90)
  await page.keyboard.up('KeyD')
  await page.keyboard.up('KeyR')
  await page.keyboard.press('Space')
  await until('the stop is shown', async () => await testid(page, 'crane-stop').getAttribute('aria-pressed') === 'true')
  expect(await hook<string>(page, 'runState')).toBe('running')
  await page.keyboard.press('Escape')
  await until('control is given back', async () => await testid(page, 'crane-driver').getAttribute('data-driving') === 'false')
})

test('encounters of the day stand on the timeline and lead to their moment', async () => {
  const { page } = watched
  const run = await post<{ id: string }>('runs', { scenario: 'crane-day', speed: 0, name: 'day' })
  await until('the first encounter has been', async () => (await (await fetch(`${server.url}api/runs/${run.id}`)).json() as { t_s: number }).t_s > 3600, 300)
  await page.goto(`${server.url}?run=${run.id}`)
  await until('the page shows the day', async () => await page.evaluate(`window.__shapan?.ready === true && window.__shapan.runId === '${run.id}'`) as boolean, 120)
  const mark = testid(page, 'timeline-encounter').first()
  await until('a mark', async () => await mark.count() > 0, 120)
  await mark.click({ force: true })
  await until('its moment is shown', async () => Math.abs(await hook<number>(page, 't_s') - 3143) < 30 && await hook<string>(page, 'mode') === 'past', 60)
}, 600_000)

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
