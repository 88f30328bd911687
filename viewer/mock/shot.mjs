// node mock/shot.mjs OUT.png [WxH] [lang] [url] [script]
import { chromium } from 'playwright-core'
import { mkdtempSync } from 'node:fs'
const [out, size = '1920x1080', lang = 'zh', url = 'http://127.0.0.1:5173/', script = ''] = process.argv.slice(2)
const [width, height] = size.split('x').map(Number)
const ctx = await chromium.launchPersistentContext(mkdtempSync('/tmp/chr-'), {
  executablePath: '/usr/bin/chromium', headless: true, bypassCSP: true, viewport: { width, height }, locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
const page = await ctx.newPage()
page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) console.log(m.type(), m.text().slice(0, 600)) })
page.on('pageerror', (e) => console.log('PAGEERROR', e.message, e.stack?.slice(0, 900)))
await page.goto(url)
const t0 = Date.now()
await page.waitForFunction('window.__shapan?.ready && window.__shapan.waterCells >= 0', null, { timeout: 60000 }).catch((e) => console.log('not ready', e.message.slice(0, 100)))
console.log('ready after', Date.now() - t0, 'ms')
await page.waitForTimeout(2500)
if (script) { const f = new Function('page', 'return (async () => {' + script + '})()'); console.log(await f(page)) }
const a = await page.evaluate('({f: __shapan.framesDrawn, t: __shapan.t_s, w: __shapan.waterCells, now: performance.now()})')
await page.waitForTimeout(2000)
const b = await page.evaluate('({f: __shapan.framesDrawn, t: __shapan.t_s, w: __shapan.waterCells, now: performance.now()})')
console.log(JSON.stringify({ fps: ((b.f - a.f) / (b.now - a.now) * 1000).toFixed(1), t: b.t, wet: b.w }))
await page.screenshot({ path: out, timeout: 120000 })
await ctx.close()
