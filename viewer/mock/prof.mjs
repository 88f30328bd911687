import { chromium } from 'playwright-core'
import { mkdtempSync, writeFileSync } from 'node:fs'
const url = process.argv[2] ?? 'http://127.0.0.1:8090/'
const ctx = await chromium.launchPersistentContext(mkdtempSync('/tmp/chr-'), {
  executablePath: '/usr/bin/chromium', headless: true, bypassCSP: true, viewport: { width: 1366, height: 768 }, locale: 'zh-CN',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
const page = await ctx.newPage()
const c = await ctx.newCDPSession(page)
await c.send('Profiler.enable'); await c.send('Profiler.start')
await page.goto(url)
await page.waitForFunction('window.__shapan?.ready', null, { timeout: 60000 })
await page.waitForTimeout(Number(process.argv[3] ?? 6000))
const { profile } = await c.send('Profiler.stop')
const self = new Map(), dt = profile.timeDeltas, byId = new Map(profile.nodes.map((n) => [n.id, n]))
profile.samples.forEach((id, k) => { const n = byId.get(id).callFrame; const key = `${n.functionName || '(anon)'} ${n.url.split('/').at(-1)}:${n.lineNumber}:${n.columnNumber}`; self.set(key, (self.get(key) ?? 0) + dt[k]) })
console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 22).map(([k, v]) => `${(v / 1000).toFixed(0).padStart(7)} ms ${k}`).join('\n'))
await ctx.close()
