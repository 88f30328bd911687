// `shapan demo` as a new user meets it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, colours, hook, launch, picture, testid, until } from './browser'
import { demo, type Server } from './server'

let server: Server, browser: Browser

beforeAll(async () => {
  server = await demo()
  browser = await launch('zh-CN')
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('the demo runs and is drawn, in Chinese for a Chinese browser', async () => {
  const { page, outside, errors } = await browser.page(server.url)
  await until('time passes', async () => await hook<number>(page, 't_s') > 0, 90)
  expect(await hook<string>(page, 'lang')).toBe('zh')
  expect(await testid(page, 'tab-rehearse').innerText()).toBe('推演')
  expect(colours(await picture(page))).toBeGreaterThan(400)
  expect(outside).toEqual([])
  expect(errors).toEqual([])
})

test('beside the storm the same pit is live, with its hours behind it', async () => {
  const { page, errors } = await browser.page(server.url)
  await testid(page, 'wall-open').click()
  await testid(page, 'wall-live').click()
  await testid(page, 'tab-live').click()
  await until('all points', async () => await testid(page, 'live-list').locator('li').count() === 400, 90)
  const row = testid(page, 'live-point/CX038')
  await until('its alarm', async () => /warning|danger/.test(await row.getAttribute('data-tier') ?? ''), 120)
  await testid(page, 'live-replay').fill('720')
  await until('it was none twelve hours ago', async () => await row.getAttribute('data-tier') === 'none')
  expect(await row.innerText()).toContain('南侧测斜')
  expect(errors).toEqual([])
})
