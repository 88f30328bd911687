import { chromium } from 'playwright-core'
import { mkdtempSync } from 'node:fs'
const [url, size = '1366x768', lang = 'en'] = process.argv.slice(2)
const [width, height] = size.split('x').map(Number)
const ctx = await chromium.launchPersistentContext(mkdtempSync('/tmp/chr-'), {
  executablePath: '/usr/bin/chromium', headless: true, viewport: { width, height }, locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
const page = await ctx.newPage(); page.setDefaultTimeout(120000)
page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) console.log(m.type(), m.text().slice(0, 600)) })
page.on('pageerror', (e) => console.log('PAGEERROR', e.message, e.stack?.slice(0, 900)))
page.on('response', (r) => { if (r.status() >= 400) console.log(r.status(), r.url()) })
const until = async (f, arg, ms = 120000) => { const t = Date.now(); while (Date.now() - t < ms) { if (await page.evaluate(f, arg)) return true; await page.waitForTimeout(300) } console.log('TIMEOUT', f.toString()); return false }
const shot = async (n) => { await page.screenshot({ path: `/tmp/f-${n}.png` }); console.log('shot', n, Date.now() - t0) }
const id = (x) => page.locator(`[data-testid="${x}"]`)
const t0 = Date.now()
await page.goto(url)
await until(() => window.__shapan?.ready)
console.log('ready', Date.now() - t0)
await id('tab-rehearse').click()
await id('plan-edit').click()
const h = await id('handle-pump/P3').boundingBox()
const to = await page.evaluate(() => __shapan.camera.project(300, 262, __shapan.ground(300, 262)))
await page.mouse.move(h.x + h.width / 2, h.y + h.height / 2); await page.mouse.down(); await page.mouse.move(to.x - 20, to.y - 10); await page.mouse.move(to.x, to.y)
await shot('drag')
await page.mouse.up()
console.log('changes:', await id('plan-changes').innerText())
await id('plan-sandbag').click()
for (const [x, y] of [[262, 284], [280, 285], [296, 284]]) { const p = await page.evaluate(([x, y]) => __shapan.camera.project(x, y, __shapan.ground(x, y)), [x, y]); await page.mouse.click(p.x, p.y); await page.waitForTimeout(400) }
await shot('sandbag')
await page.keyboard.press('Enter')
console.log('changes:', await id('plan-changes').innerText())
await id('plan-years').selectOption('100')
await id('plan-name').fill('P3 moved + bags, 100 y')
await id('plan-run').click()
await until(() => window.__shapan.runId !== 'r1')
await page.waitForTimeout(15000)
await shot('compare')
await ctx.close()
