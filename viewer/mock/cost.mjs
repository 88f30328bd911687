// CPU seconds per drawn picture of the GPU process and the page.
import { chromium } from 'playwright-core'
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
const [url = 'http://127.0.0.1:8090/', size = '1366x768', script = ''] = process.argv.slice(2)
const [width, height] = size.split('x').map(Number)
const dir = mkdtempSync('/tmp/chr-')
const ctx = await chromium.launchPersistentContext(dir, {
  executablePath: '/usr/bin/chromium', headless: true, bypassCSP: true, viewport: { width, height }, locale: 'zh-CN',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
const cpu = () => { const r = { gpu: 0, page: 0, other: 0 }
  for (const p of readdirSync('/proc')) { if (!/^\d+$/.test(p)) continue; try { const c = readFileSync(`/proc/${p}/cmdline`, 'utf8'); if (!c.includes(dir) && !c.includes('chromium')) continue; if (!c.includes(dir.split('/').at(-1)) && !/type=(gpu|renderer)/.test(c)) continue; const s = readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1].split(' '); const t = (Number(s[11]) + Number(s[12])) / 100; if (c.includes('type=gpu-process')) r.gpu += t; else if (c.includes('type=renderer')) r.page += t; else r.other += t } catch {} } return r }
const page = await ctx.newPage()
const c0 = cpu(), t0 = Date.now()
await page.goto(url)
await page.waitForFunction(() => window.__shapan?.ready, null, { timeout: 90000 })
const c1 = cpu()
console.log('start', ((Date.now() - t0) / 1000).toFixed(1), 's wall; cpu gpu', (c1.gpu - c0.gpu).toFixed(1), 'page', (c1.page - c0.page).toFixed(1))
await page.waitForTimeout(4000)
if (script) await new Function('page', 'return (async () => {' + script + '})()')(page)
const f0 = await page.evaluate(() => __shapan.framesDrawn), d0 = cpu()
await page.waitForTimeout(10000)
const f1 = await page.evaluate(() => __shapan.framesDrawn), d1 = cpu()
console.log('triangles', await page.evaluate(() => __shapan.triangles)); console.log('frames', f1 - f0, 'cpu per frame: gpu', ((d1.gpu - d0.gpu) / (f1 - f0)).toFixed(3), 'page', ((d1.page - d0.page) / (f1 - f0)).toFixed(3))
await ctx.close()
