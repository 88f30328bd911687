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
