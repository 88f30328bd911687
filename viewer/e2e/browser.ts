// A headless Chromium and what the tests ask of a page.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { PNG } from 'pngjs'

const flags = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
]

function executable(): string {
  if (process.env.SHAPAN_CHROMIUM) return process.env.SHAPAN_CHROMIUM
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim()
    } catch { /* the next one */ }
  }
  throw new Error('no Chromium: run scripts/chromium.sh or set SHAPAN_CHROMIUM')
}

/** How long is waited for what comes at once on a quiet machine. */
const PATIENCE_S = 240

export interface Browser { page(url: string, stands?: boolean): Promise<Watched>; close(): Promise<void> }
export interface Watched { page: Page; outside: string[]; errors: string[] }

export async function launch(locale = 'en-GB'): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'shapan-chromium-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: executable(), headless: true, args: flags, locale, timeout: PATIENCE_S * 1000, viewport: { width: 1366, height: 768 },
  })
  return {
    async page(url, stands = true) {
      const page = await context.newPage()
      page.setDefaultTimeout(PATIENCE_S * 1000)
      await page.addInitScript(noteToasts)
      const outside: string[] = [], errors: string[] = []
      page.on('request', (r) => { if (!/^(http|ws):\/\/127\.0\.0\.1[:/]|^(data|blob):/.test(r.url())) outside.push(r.url()) })
      page.on('pageerror', (e) => errors.push(e.message))
      await page.goto(url)
      if (stands) await ready(page)
      return { page, outside, errors }
    },
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** Waits until the scene stands. The page's policy forbids eval, so the page cannot be asked to wait by itself. */
export async function ready(page: Page) {
  await until('the scene stands', async () => await page.evaluate('window.__shapan?.ready === true') as boolean)
}

/** Keeps what toasts have said: they are gone after a few seconds, which a slow machine may sleep through. */
function noteToasts() {
  const told: string[] = []
  Object.defineProperty(window, '__told', { value: told })
  new MutationObserver((all) => {
    for (const { addedNodes } of all) for (const node of addedNodes) {
      if (node instanceof HTMLElement && node.matches('[data-testid="toast"]')) told.push(node.innerText)
    }
  }).observe(document, { childList: true, subtree: true })
}

/** All toasts since the page was opened. */
export const told = (page: Page) => page.evaluate('window.__told') as Promise<string[]>

/** A look into window.__shapan. */
export function hook<T>(page: Page, expression: string): Promise<T> {
  return page.evaluate(`window.__shapan.${expression}`) as Promise<T>
}

export const testid = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`)

/** The picture of the scene as pixels. */
export async function picture(page: Page): Promise<PNG> {
  return PNG.sync.read(await testid(page, 'scene').first().screenshot())
}

/** How many different colours a picture has, 5 bits a channel. */
export function colours(picture: PNG): number {
  const seen = new Set<number>()
  for (let k = 0; k < picture.data.length; k += 4) {
    seen.add((picture.data[k]! >> 3) << 10 | (picture.data[k + 1]! >> 3) << 5 | picture.data[k + 2]! >> 3)
  }
  return seen.size
}

/** The share of pixels that differ clearly between two pictures. */
export function changed(a: PNG, b: PNG): number {
  let n = 0
  for (let k = 0; k < a.data.length; k += 4) {
    const d = Math.abs(a.data[k]! - b.data[k]!) + Math.abs(a.data[k + 1]! - b.data[k + 1]!) + Math.abs(a.data[k + 2]! - b.data[k + 2]!)
    if (d > 45) n++
  }
  return n / (a.width * a.height)
}

/** The picture with all in it that has been asked for: the software renderer rests between pictures. */
export async function drawn(page: Page): Promise<PNG> {
  const before = await hook<number>(page, 'framesDrawn')
  await until('it is drawn', async () => await hook<boolean>(page, 'settled') || await hook<number>(page, 'framesDrawn') > before + 1)
  return picture(page)
}

/** The same where nothing moves by itself: it stays as it is. */
export async function still(page: Page): Promise<PNG> {
  let now = await drawn(page)
  await until('a picture that stays', async () => {
    const before = now
    now = await drawn(page)
    return before.width === now.width && before.height === now.height && changed(before, now) < 0.0005
  })
  return now
}

/** Waits until a condition on the page's hook or anything else holds. */
export async function until(what: string, holds: () => Promise<boolean>, seconds = PATIENCE_S) {
  const end = Date.now() + seconds * 1000
  for (let why = ''; ; why = '') {
    try {
      if (await holds()) return
    } catch (e) { // of a page that is just loading, say
      why = `: ${e instanceof Error ? e.message : String(e)}`
    }
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}${why}`)
    await new Promise((r) => setTimeout(r, 200))
  }
}

/** Reads until it is as expected, and where it never is, tells what was read last. */
export async function comes<T>(what: string, read: () => Promise<T>, expected: T, seconds = PATIENCE_S): Promise<void> {
  let last: T | undefined
  await until(what, async () => isDeepStrictEqual(last = await read(), expected), seconds).catch((e: Error) => {
    throw new Error(`${e.message}: ${JSON.stringify(last)}, want ${JSON.stringify(expected)}`)
  })
}
