// `shapan demo` as a new user meets it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, colours, comes, hook, launch, picture, testid, until } from './browser'
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
  await until('time passes', async () => await hook<number>(page, 't_s') > 0)
  expect(await hook<string>(page, 'lang')).toBe('zh')
  await comes('Chinese', () => testid(page, 'tab-rehearse').innerText(), '推演')
  await until('a picture of many colours', async () => colours(await picture(page)) > 400)
  expect(outside).toEqual([])
  expect(errors).toEqual([])
  await page.close()
})

test('beside the storm the same pit is live, with its hours behind it', async () => {
  const { page, errors } = await browser.page(server.url)
  await testid(page, 'wall-open').click()
  await testid(page, 'wall-live').click()
  await testid(page, 'tab-live').click()
  await until('all points', async () => await testid(page, 'live-list').locator('li').count() === 400)
  const row = testid(page, 'live-point/CX038')
  await until('its alarm', async () => /warning|danger/.test(await row.getAttribute('data-tier') ?? ''))
  await testid(page, 'live-replay').fill('720')
  await until('it was none twelve hours ago', async () => await row.getAttribute('data-tier') === 'none')
  await until('its name', async () => (await row.innerText()).includes('南侧测斜'))
  expect(errors).toEqual([])
})
