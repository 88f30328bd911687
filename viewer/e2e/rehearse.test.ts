// The main job in a real page: see the storm, drag a pump, lay sandbags, run again, compare.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, changed, colours, comes, drawn, hook, launch, picture, ready, testid, until, type Watched } from './browser'
import { ownPort, type Server, serveYard, yard } from './server'

interface Run { id: string; name: string; state: string; parent?: string; t_s: number; assets?: Record<string, { position?: number[][] }> }

let place: ReturnType<typeof yard>, server: Server, browser: Browser, watched: Watched

const api = async <T>(path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(`${server.url}api/${path}`, body === undefined ? undefined : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json() as T
}
const runs = async () => (await api<{ runs: Run[] }>('runs')).runs
const done = (id: string) => until(`run ${id} done`, async () => (await runs()).find((r) => r.id === id)?.state === 'done')

beforeAll(async () => {
  place = yard()
  server = await serveYard(place.folder, await ownPort())
  browser = await launch()
  watched = await browser.page(server.url)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  place?.remove()
})

test('the scene is drawn, not an empty canvas', async () => {
  const { page } = watched
  await until('a frame drawn', async () => await hook<number>(page, 'framesDrawn') > 0)
  await until('many colours', async () => colours(await picture(page)) > 60)
})

test('water is seen where there was none', async () => {
  const { page } = watched
  const run = await api<Run>('runs', { scenario: 'burst', speed: 1, name: 'first' })
  await api(`runs/${run.id}/control`, { do: 'pause' }) // or it would be wet before a slow page is there
  await until('the page shows the run', async () => await hook<string>(page, 'runId') === run.id && await hook<string>(page, 'runState') === 'paused')
  await testid(page, 'layer-rain').uncheck()
  const dry = await drawn(page)
  expect(await hook<number>(page, 'waterCells')).toBe(0)
  await testid(page, 'speed-max').click()
  await testid(page, 'play').click()
  await done(run.id)
  await until('wet cells on the page', async () => await hook<number>(page, 'waterCells') > 100)
  await until('water in the picture', async () => changed(dry, await picture(page)) > 0.02)
  await testid(page, 'tab-alarms').click()
  await until('alarms listed', async () => await testid(page, 'log-entry').count() > 0)
})

test('a dragged pump makes a second run, and the two are compared', async () => {
  const { page } = watched
  await testid(page, 'tab-rehearse').click()
  await testid(page, 'plan-edit').click()
  const at = async (x: number, y: number) => await page.evaluate(([x, y]) => {
    const s = (window as unknown as { __shapan: { ground(x: number, y: number): number; camera: { project(x: number, y: number, z: number): { x: number; y: number } } } }).__shapan
    return s.camera.project(x!, y!, s.ground(x!, y!))
  }, [x, y])
  const before = await at(22.5, 12.5)
  await testid(page, 'view-top').click()
  // It stands where it did until the page gets round to moving it: arrived is elsewhere, and still.
  await until('the camera has arrived', async () => {
    const now = await at(22.5, 12.5)
    await page.waitForTimeout(500)
    const then = await at(22.5, 12.5)
    const still = Math.hypot(then.x - now.x, then.y - now.y) < 0.5 && Math.hypot(then.x - before.x, then.y - before.y) > 1
    return still && !(await hook<boolean>(page, 'camera.moving'))
  })
  const from = await at(22.5, 12.5), to = await at(35, 22)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 6 })
  await page.mouse.move(to.x, to.y, { steps: 6 })
  await page.mouse.up()
  await until('the change is listed', async () => (await testid(page, 'plan-changes').innerText()).includes('35'))

  await testid(page, 'plan-sandbag').click()
  for (const [k, [x, y]] of ([[31, 9], [31, 19]] as const).entries()) {
    const p = await at(x, y)
    await page.mouse.click(p.x, p.y)
    await comes('a point of the line', () => hook<number>(page, 'drawing'), k + 1)
  }
  await page.keyboard.press('Enter')
  await comes('the line is one', () => hook<string>(page, 'tool'), 'select')
  await testid(page, 'plan-name').fill('moved')
  await testid(page, 'plan-run').click()
  await until('a second run', async () => (await runs()).some((r) => r.name === 'moved'))
  const moved = (await runs()).find((r) => r.name === 'moved')!
  await done(moved.id)
  const position = (await runs()).find((r) => r.name === 'moved')!.assets?.['pump/P1']?.position?.[0]
  expect(position?.[0]).toBeGreaterThan(33)
  expect(position?.[1]).toBeGreaterThan(20)

  await testid(page, 'tab-runs').click()
  await until('the table of two runs', async () => /Pit floor/.test(await testid(page, 'compare-table').innerText()))
})

test('a hand acts on a live run, and a fork leaves it as it is', async () => {
  const { page } = watched
  const run = await api<Run>('runs', { scenario: 'burst', speed: 1, name: 'live' })
  await testid(page, 'run-select').selectOption(run.id)
  await until('the page shows the live run', async () => await hook<string>(page, 'runId') === run.id)
  await testid(page, 'tab-rehearse').click()
  await testid(page, 'act-stop-pump/P1').click()
  await until('the act is in the log', async () => (await hook<{ kind: string; subject: string }[]>(page, 'log')).some((e) => e.kind === 'event' && e.subject === 'pump/P1'))
  await testid(page, 'act-fork').click()
  await until('a fork is watched', async () => (await runs()).some((r) => r.parent === run.id && r.id !== run.id))
  const fork = (await runs()).find((r) => r.parent === run.id)!
  await until('the page shows the fork', async () => await hook<string>(page, 'runId') === fork.id)
  await testid(page, 'speed-max').click()
  await done(fork.id)
  expect((await runs()).find((r) => r.id === run.id)?.state).toBe('running')
  await fetch(`${server.url}api/runs/${run.id}`, { method: 'DELETE' })
})

test('the past is looked up on the timeline', async () => {
  const { page } = watched
  const first = (await runs()).find((r) => r.name === 'first')!
  await testid(page, 'run-select').selectOption(first.id)
  await until('the page shows the first run', async () => await hook<string>(page, 'runId') === first.id)
  const track = (await testid(page, 'timeline-track').boundingBox())!
  await page.mouse.click(track.x + track.width * 0.9, track.y + track.height / 2)
  await until('a late moment with water', async () => Math.abs(await hook<number>(page, 't_s') - 810) < 45 && await hook<number>(page, 'waterCells') > 100)
  await page.mouse.click(track.x + track.width * 0.02, track.y + track.height / 2)
  await until('an early moment without', async () => await hook<number>(page, 't_s') < 60 && await hook<number>(page, 'waterCells') === 0)
  await comes('the past', () => hook<string>(page, 'mode'), 'past')
})

test('the language is switched and kept', async () => {
  const { page } = watched
  await comes('English', () => testid(page, 'tab-rehearse').innerText(), 'Rehearse')
  await testid(page, 'lang-toggle').click()
  await comes('Chinese', () => testid(page, 'tab-rehearse').innerText(), '推演')
  await page.reload()
  await ready(page)
  await comes('Chinese still', () => hook<string>(page, 'lang'), 'zh')
  await testid(page, 'lang-toggle').click()
})

test('the page finds a restarted server again', async () => {
  const { page } = watched
  const port = server.port
  await until('connected', () => hook<boolean>(page, 'connected'))
  await server.stop()
  await until('the loss is seen', async () => !(await hook<boolean>(page, 'connected')))
  server = await serveYard(place.folder, port)
  const again = await api<Run>('runs', { scenario: 'burst', speed: 0, name: 'after' })
  await until('the new run is shown', async () => await hook<string>(page, 'runId') === again.id && await hook<boolean>(page, 'connected'))
})

test('no outside address was asked and nothing was thrown', () => {
  expect(watched.outside).toEqual([])
  expect(watched.errors).toEqual([])
})
