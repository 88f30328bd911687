// Who loses his rights while he watches is told so, and finds the way back in.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, launch, ready, testid, until, type Watched } from './browser'
import { type Server, serveGuarded, yard } from './server'

let place: ReturnType<typeof yard>, server: Server, browser: Browser, watched: Watched

/** Lets in who has this secret, and nobody else. */
function admit(secret: string) {
  const sum = createHash('sha256').update(secret).digest('hex')
  writeFileSync(join(place.folder, 'access.yaml'), `origins: [http://127.0.0.1]\ntokens:\n  - {name: li, role: operator, sha256: ${sum}}\n`)
}
async function logIn(secret: string) {
  const { page } = watched
  await page.locator('#token').fill(secret)
  await page.locator('#token').press('Enter')
  await ready(page)
}

beforeAll(async () => {
  place = yard()
  admit('the first secret')
  server = await serveGuarded(place.folder)
  browser = await launch()
  watched = await browser.page(server.url, false)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  place?.remove()
})

test('a token that is taken away is told, and another one lets in again', async () => {
  const { page } = watched
  await logIn('the first secret')
  expect(await testid(page, 'locked').count()).toBe(0)
  admit('the second secret')
  await until('it is told', async () => await testid(page, 'locked').isVisible())
  expect(await testid(page, 'locked').innerText()).toContain('no longer logged in')
  await page.keyboard.press('Escape')
  expect(await testid(page, 'locked').isVisible()).toBe(true) // there is nothing to do beneath it
  await testid(page, 'locked-login').click()
  await until('the login page', async () => new URL(page.url()).pathname === '/login')
  await logIn('the second secret')
  expect(await testid(page, 'locked').count()).toBe(0)
  expect(watched.errors).toEqual([])
})
