// Cranes in a real page: seen, selected, driven by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, comes, hook, launch, testid, until, type Watched } from './browser'
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
  await comes('five cranes', () => testid(page, 'crane-table').locator('li').count(), 5)
  await until('its bearing is that of the picture', async () => {
    const [row, slew] = await page.evaluate(`[document.querySelector('[data-testid="crane-row-crane/T2"]').innerText, window.__shapan.crane('crane/T2').slew]`) as [string, number] // of one instant: it turns
    const bearing = /Bearing\s*(\d+)°/.exec(row)
    const drawn = ((450 - (slew * 180) / Math.PI) % 360 + 360) % 360
    return !!bearing && Math.abs(((drawn - Number(bearing[1]) + 540) % 360) - 180) < 15
  })
})

test('a hand on the keys moves the crane, and the space bar stops it without pausing the run', async () => {
  const { page } = watched
  await testid(page, 'crane-row-crane/T2').click()
  await testid(page, 'crane-take').click()
  await until('the hand is known', async () => await testid(page, 'crane-driver').getAttribute('data-driving') === 'true')
  const before = await posture()
  await page.keyboard.down('KeyR')
  let key = 'KeyD', since = Date.now()
  await page.keyboard.down(key)
  await until('the jib has turned', async () => {
    if (Math.abs((await posture()).slew - before.slew) > 0.03) return true
    if (Date.now() - since < 20_000) return false
    await page.keyboard.up(key) // its neighbour is in the way: the other way round
    key = key === 'KeyD' ? 'KeyA' : 'KeyD'
    await page.keyboard.down(key)
    since = Date.now()
    return false
  })
  await page.keyboard.up(key)
  await page.keyboard.up('KeyR')
  await page.keyboard.press('Space')
  await until('the stop is shown', async () => await testid(page, 'crane-stop').getAttribute('aria-pressed') === 'true')
  await comes('the run goes on', () => hook<string>(page, 'runState'), 'running')
  await page.keyboard.press('Escape')
  await until('control is given back', async () => await testid(page, 'crane-driver').getAttribute('data-driving') === 'false')
})

test('encounters of the day stand on the timeline and lead to their moment', async () => {
  const { page } = watched
  const run = await post<{ id: string }>('runs', { scenario: 'crane-day', speed: 0, name: 'day' })
  await until('the first encounter has been', async () => (await (await fetch(`${server.url}api/runs/${run.id}`)).json() as { t_s: number }).t_s > 3600, 900)
  await page.goto(`${server.url}?run=${run.id}`)
  await until('the page shows the day', async () => await page.evaluate(`window.__shapan?.ready === true && window.__shapan.runId === '${run.id}'`) as boolean)
  const mark = testid(page, 'timeline-encounter').first()
  await until('a mark', async () => await mark.count() > 0)
  await mark.dispatchEvent('click') // later ones may lie over it
  await until('its moment is shown', async () => Math.abs(await hook<number>(page, 't_s') - 3143) < 30 && await hook<string>(page, 'mode') === 'past')
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
