// A stand-in for the real server while the viewer is written: same protocol, invented site and flood.
import { createServer } from 'node:http'
import { deflateRawSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { WebSocketServer } from 'ws'

const nx = 600, ny = 600
const grid = { nx, ny, x0: 0, y0: 0, cell: 1 }
let seed = 7
const rnd = () => ((seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32)
const rect = (x0, y0, x1, y1) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
const features = [], addF = (kind, id, ring, properties = {}, name) => features.push({ id: `${kind}/${id}`, kind, rings: [ring], properties, name })
const roadsX = [70, 220, 420, 540], roadsY = [80, 300, 480]
roadsX.forEach((x, k) => addF('road', `ns${k}`, rect(x - 9, 0, x + 9, 600), {}, { zh: `南北${k + 1}路`, en: `NS Road ${k + 1}` }))
roadsY.forEach((y, k) => addF('road', `ew${k}`, rect(0, y - 10, 600, y + 10), {}, { zh: `东西${k + 1}路`, en: `EW Road ${k + 1}` }))
const pit = [250, 328, 370, 353]
addF('pit', 'main', rect(...pit), { formation_level_m: 24 }, { zh: '主基坑', en: 'Main pit' })
addF('hoarding', 'h1', rect(238, 316, 404, 392), { height_m: 2.5 })
addF('surface', 'park', rect(440, 320, 528, 460), { use: 'park' }, { zh: '人民公园', en: "People's Park" })
addF('water', 'pond', [[470, 370], [500, 365], [510, 390], [490, 410], [465, 400], [470, 370]], {}, { zh: '池塘', en: 'Pond' })
addF('surface', 'site', rect(238, 316, 404, 392), { use: 'pavement' })
const xs = [0, ...roadsX, 600], ys = [0, ...roadsY, 600]
let nb = 0
for (let a = 0; a < xs.length - 1; a++) for (let b = 0; b < ys.length - 1; b++) {
  const X0 = xs[a] + 16, X1 = xs[a + 1] - 16, Y0 = ys[b] + 17, Y1 = ys[b + 1] - 17
  if ((a === 2 && b === 2) || (a === 3 && b === 2)) continue
  for (let x = X0; x + 22 < X1; x += 38) for (let y = Y0; y + 16 < Y1; y += 30) {
    if (rnd() < 0.12) continue
    const w = 20 + rnd() * 12, d = 12 + rnd() * 8
    addF('building', `b${++nb}`, rect(x, y, Math.min(x + w, X1), Math.min(y + d, Y1)), { height_m: Math.round(9 + rnd() * rnd() * 45) })
  }
}
const ground = new Float32Array(nx * ny), building = new Float32Array(nx * ny).fill(NaN)
for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
  const x = i + 0.5, y = j + 0.5
  let z = 40 + 1.2 * Math.cos((x - 300) / 300 * 2) * -1 + Math.abs(y - 318) * 0.004 + 0.15 * Math.sin(x / 23) * Math.cos(y / 31)
  for (const r of roadsX) if (Math.abs(x - r) < 9) z -= 0.2
  for (const r of roadsY) if (Math.abs(y - r) < 10) z -= 0.2
  if (x > pit[0] && x < pit[2] && y > pit[1] && y < pit[3]) z = x > 330 ? 30 : 24
  ground[j * nx + i] = z
}
const assets = [
  ...[[262, 340, 24], [300, 334, 24], [322, 348, 24], [352, 340, 30]].map((p, k) => ({ id: `pump/P${k + 1}`, kind: 'pump', name: { zh: `${k + 1}号泵`, en: `Pump ${k + 1}` }, position: p, properties: { discharge: [[p[0], 372, 39.5]], start_level_m: 24.6, stop_level_m: 24.2, rated_flow_m3_per_s: 0.035, curve: [[0, 0.05], [20, 0.03]] } })),
  { id: 'sump/S1', kind: 'sump', name: { zh: '1号集水坑', en: 'Sump 1' }, position: [258, 336, 23], properties: { area_m2: 9, depth_m: 1.5 } },
  { id: 'sump/S2', kind: 'sump', name: { zh: '2号集水坑', en: 'Sump 2' }, position: [326, 346, 23], properties: { area_m2: 9, depth_m: 1.5 } },
  { id: 'gauge/G1', kind: 'gauge', name: { zh: '坑底水位', en: 'Pit floor' }, position: [290, 341, 24], properties: { prewarning_level_m: 25, alarm_level_m: 26.5 } },
  { id: 'gauge/G2', kind: 'gauge', name: { zh: '坑边街道', en: 'Street at pit' }, position: [310, 312, 39], properties: { prewarning_level_m: 39.2, alarm_level_m: 39.4 } },
]
const site = { id: 'demo', name: { zh: '演示车站基坑', en: 'Demo station pit' }, origin: { epsg: 4547, crs: 'CGCS2000 / 3-degree Gauss-Kruger CM 114E', easting: 503400, northing: 3381200, height: 0, rotation: 0 }, grid, fields: ['ground', 'building'], features, assets, elements: [] }

const split = (r) => { const o = new Uint8Array(r.length * 2); for (let k = 0; k < r.length; k++) { o[k] = r[k] & 255; o[r.length + k] = r[k] >> 8 } return o }
const quant = (v, s, o) => Uint16Array.from(v, (x) => (Number.isNaN(x) ? 65535 : Math.max(0, Math.min(65534, Math.round((x - o) / s)))))
function med(q) {
  const r = new Uint16Array(q.length)
  for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
    const k = j * nx + i, a = i ? q[k - 1] : 0, b = j ? q[k - nx] : 0, c = i && j ? q[k - nx - 1] : 0
    r[k] = q[k] - (i === 0 ? b : j === 0 ? a : c >= Math.max(a, b) ? Math.min(a, b) : c <= Math.min(a, b) ? Math.max(a, b) : a + b - c)
  }
  return r
}
function msg(kind, flags, channel, seq, base, t, body) {
  const packed = flags & 4 ? deflateRawSync(body, { level: 1 }) : body
  const out = Buffer.alloc(32 + packed.length), v = new DataView(out.buffer, out.byteOffset)
  v.setUint8(0, kind); v.setUint8(1, flags); v.setUint16(2, channel, true); v.setUint32(4, seq, true); v.setUint32(8, base, true)
  v.setUint32(12, body.length, true); v.setBigInt64(16, BigInt(Math.round(t)), true); v.setFloat64(24, t, true)
  out.set(packed, 32)
  return out
}
// The invented flood.
const rain = (t) => 120 * Math.exp(-(((t - 4000) / 1500) ** 2)) + 8
const street = (t, boost) => 38.2 + boost + 1.25 / (1 + Math.exp(-(t - 3600) / 700))
const pitLevel = (t, boost) => 24 + 0.2 + Math.max(0, t - 3300) * 0.0011 * (1 + boost)
function depthAt(t, boost) {
  const d = new Float32Array(nx * ny), s = street(t, boost), p = pitLevel(t, boost)
  for (let k = 0; k < d.length; k++) {
    const z = ground[k], x = k % nx, y = (k / nx) | 0
    const inPit = x >= pit[0] && x < pit[2] && y >= pit[1] && y < pit[3]
    let v = inPit ? p - z : s - z + 0.03 * Math.sin(x / 40 - t / 200)
    if (!inPit) v = Math.max(v, rain(t) / 120 * 0.03 * (0.5 + 0.5 * Math.sin(x / 7) * Math.sin(y / 9)))
    d[k] = Math.max(0, v)
  }
  return d
}
const channels = [
  { id: 1, kind: 'field', name: 'water_depth', unit: 'm', grid, scale: 0.001, offset: 0 },
  { id: 2, kind: 'field', name: 'water_velocity_x', unit: 'm/s', grid, scale: 0.001, offset: -32.767 },
  { id: 3, kind: 'field', name: 'water_velocity_y', unit: 'm/s', grid, scale: 0.001, offset: -32.767 },
  { id: 4, kind: 'field', name: 'water_hazard', unit: '1', grid, scale: 1, offset: 0 },
  { id: 9, kind: 'scalars', names: ['rain.intensity', 'gauge/G1.level', 'gauge/G1.depth', 'gauge/G1.freeboard', 'gauge/G2.level', 'gauge/G2.depth', ...[1, 2, 3, 4].flatMap((k) => [`pump/P${k}.flow`, `pump/P${k}.moved`, `pump/P${k}.state`]), 'sump/S1.level', 'sump/S2.level', 'pit/main.volume', 'pit/main.inflow', 'flooded.area', 'flooded.volume'], units: [] },
]
channels[4].units = channels[4].names.map((n) => (n.startsWith('rain') ? 'mm/h' : n.endsWith('flow') ? 'm³/s' : n.endsWith('state') ? '1' : n.endsWith('moved') || n.endsWith('volume') ? 'm³' : n.endsWith('area') ? 'm²' : 'm'))
function scalars(run, t) {
  const p = pitLevel(t, run.boost), s = street(t, run.boost)
  const v = { 'rain.intensity': rain(t), 'gauge/G1.level': p, 'gauge/G1.depth': p - 24, 'gauge/G1.freeboard': 39 - p, 'gauge/G2.level': Math.max(39, s), 'gauge/G2.depth': Math.max(0, s - 39), 'sump/S1.level': p - 0.4, 'sump/S2.level': p - 0.4, 'pit/main.volume': (p - 24) * 3000, 'pit/main.inflow': t > 3300 ? 3.3 : 0, 'flooded.area': Math.max(0, (t - 1500) * 10), 'flooded.volume': Math.max(0, (t - 1500) * 3) }
  for (let k = 1; k <= 4; k++) { const on = t > 3300 + k * 200 && !(k === 2 && t > 4500); v[`pump/P${k}.flow`] = on ? 0.035 : 0; v[`pump/P${k}.moved`] = on ? (t - 3300 - k * 200) * 0.035 : 0; v[`pump/P${k}.state`] = k === 2 && t > 4500 ? 2 : on ? 1 : k === 4 && t > 6000 ? 3 : 0 }
  return channels[4].names.map((n) => v[n] ?? NaN)
}
function fieldsAt(run, t) {
  const d = depthAt(t, run.boost), vx = new Float32Array(d.length), vy = new Float32Array(d.length), hz = new Float32Array(d.length)
  for (let k = 0; k < d.length; k++) if (d[k] > 0.01) { const x = k % nx, y = (k / nx) | 0; vx[k] = 0.5 * Math.tanh((300 - x) / 80); vy[k] = 0.4 * Math.tanh((320 - y) / 60); const D = d[k], V = Math.hypot(vx[k], vy[k]); hz[k] = D <= 0.3 && D * V <= 0.3 ? 1 : D <= 0.5 && D * V <= 0.6 ? 2 : D <= 1.2 && D * V <= 0.6 ? 3 : D <= 2 && D * V <= 1 ? 4 : D * V <= 4 ? 5 : 6 }
  return { 1: quant(d, 0.001, 0), 2: quant(vx, 0.001, -32.767), 3: quant(vy, 0.001, -32.767), 4: quant(hz, 1, 0) }
}
const events = [{ at_s: 2700, subject: 'pump/P2', set: { state: 'failed' } }]
const scenarios = [5, 20, 50, 100].map((y) => ({ id: `storm-${y}y`, title: { zh: `${y}年一遇暴雨`, en: `${y}-year storm` }, site: 'demo', duration_s: 10800, step_s: 1, start: '2026-07-20T18:00:00+08:00', models: [{ use: 'rainstorm', with: { rain: { design_storm: { return_period_years: y } } } }], events }))
const epoch = Math.random().toString(16).slice(2)
const runs = new Map()
let rn = 0
function makeRun(o) {
  const id = `r${++rn}`
  const r = { id, name: o.name ?? o.scenario, mode: 'live', scenario: o.scenario, site: 'demo', parent: o.parent ?? '', state: 'running', error: '', speed: o.speed ?? 0, rate: 0, start: '2026-07-20T18:00:00+08:00', step_s: 1, duration_s: 10800, t_s: o.t_s ?? 0, recorded_s: [0, 0], frame_every_s: 30, changes: { with: o.with ?? {}, events: o.events ?? [] }, assets: {}, epoch, boost: rn > 1 ? 0.25 : 0, log: [], clients: new Set(), frames: 0 }
  for (const e of o.events ?? []) if (e.subject.startsWith('pump/')) r.assets[e.subject] = { ...r.assets[e.subject], ...e.set }
  runs.set(id, r)
  return r
}
const pub = ({ clients, log, boost, frames, ...r }) => r
const alarmsAt = [[2700, { type: 'log', kind: 'event', subject: 'pump/P2', text: { zh: '2号泵故障', en: 'Pump 2 failed' } }], [4200, { type: 'alarm', level: 'prewarning', state: 'raised', subject: 'gauge/G1', text: { zh: '坑底水位达到预警值 25.00 m', en: 'Pit floor level reached pre-warning 25.00 m' } }], [5600, { type: 'alarm', level: 'alarm', state: 'raised', subject: 'gauge/G1', text: { zh: '坑底水位超过红线 26.50 m', en: 'Pit floor level passed the red line 26.50 m' } }]]
setInterval(() => {
  for (const r of runs.values()) {
    if (r.state !== 'running') continue
    const before = r.t_s, dt = (r.speed || 600) * 0.1
    r.t_s = Math.min(r.duration_s, r.t_s + dt); r.rate = dt / 0.1
    for (const [t, m] of alarmsAt) if (before < t && r.t_s >= t) { const e = { ...m, t_s: t, seq: r.log.length + 1 }; r.log.push(e); for (const c of r.clients) c.send(JSON.stringify(e)) }
    const f = Math.floor(r.t_s / 30)
    if (f !== r.frames) { r.frames = f; r.recorded_s = [0, f * 30]; for (const c of r.clients) c.push() }
    if (r.t_s >= r.duration_s) { r.state = 'done'; for (const c of r.clients) c.send(JSON.stringify({ type: 'run', run: pub(r) })) }
  }
}, 100)
setInterval(() => { for (const r of runs.values()) for (const c of r.clients) if (r.state === 'running') c.send(JSON.stringify({ type: 'run', run: pub(r) })) }, 500)

const json = (res, x, status = 200) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(JSON.stringify(x)) }
const sendField = (res, q, name, scale, offset) => { res.writeHead(200, { 'content-type': 'application/octet-stream', 'Shapan-Field': JSON.stringify({ name, unit: 'm', grid, scale, offset }) }); res.end(msg(1, 5, 0, 0, 0, 0, split(med(q)))) }
const server = createServer(async (req, res) => {
  if (!req.url.startsWith('/api/')) {
    const name = req.url === '/' ? '/index.html' : req.url.split('?')[0]
    try { const b = await readFile(new URL('../dist' + name, import.meta.url)); res.writeHead(200, { 'content-type': { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', html: 'text/html' }[name.split('.').at(-1)], 'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: data: blob:" }); return res.end(b) } catch { res.writeHead(404); return res.end() }
  }
  const u = new URL(req.url, 'http://x'), p = u.pathname.split('/').slice(2)
  let body = ''
  for await (const c of req) body += c
  const b = body ? JSON.parse(body) : {}
  if (p[0] === 'version') return json(res, { version: 'mock', go: '-' })
  if (p[0] === 'sites' && p.length === 1) return json(res, { sites: [{ id: 'demo', name: site.name }] })
  if (p[0] === 'sites' && p.length === 2) return json(res, site)
  if (p[0] === 'sites' && p[2] === 'fields') return p[3] === 'ground' ? sendField(res, quant(ground, 0.0005, 20), 'ground', 0.0005, 20) : sendField(res, quant(building, 0.001, 0), p[3], 0.001, 0)
  if (p[0] === 'scenarios') return json(res, { scenarios })
  if (p[0] === 'recordings') return json(res, { recordings: [] })
  if (p[0] === 'runs' && p.length === 1) return req.method === 'POST' ? json(res, pub(makeRun(b)), 201) : json(res, { runs: [...runs.values()].map(pub) })
  const r = runs.get(p[1])
  if (!r) return json(res, { title: 'Not Found', detail: `no run ${p[1]}`, status: 404 }, 404)
  if (p.length === 2) { if (req.method === 'DELETE') { runs.delete(p[1]); res.writeHead(204); return res.end() } return json(res, pub(r)) }
  if (p[2] === 'control') { if (b.do === 'play') r.state = 'running'; if (b.do === 'pause') r.state = 'paused'; if (b.do === 'stop') r.state = 'stopped'; if (b.do === 'step') { r.t_s += 30; for (const c of r.clients) c.push() } if (b.speed !== undefined) r.speed = b.speed; return json(res, pub(r)) }
  if (p[2] === 'events') { r.log.push({ t_s: r.t_s, kind: 'event', subject: b.subject, text: { zh: '操作', en: 'act' } }); return json(res, {}, 202) }
  if (p[2] === 'fork') return json(res, pub(makeRun({ ...b, name: b.name ?? r.name + '-fork', scenario: r.scenario, parent: r.id, t_s: r.t_s, speed: b.speed ?? r.speed })), 201)
  if (p[2] === 'series') { const t_s = []; for (let t = 0; t <= r.t_s; t += 30) t_s.push(t); const rows = t_s.map((t) => scalars(r, t)); const series = {}; channels[4].names.forEach((n, k) => (series[n] = { unit: channels[4].units[k], values: rows.map((x) => x[k]) })); return json(res, { t_s, series }) }
  if (p[2] === 'log') return json(res, { log: r.log.map((e) => ({ ...e, kind: e.type === 'alarm' ? 'alarm' : 'event' })) })
  if (p[2] === 'summary') return json(res, { title: 'not finished' }, 404)
  if (p[2] === 'fields') { const t = Number(u.searchParams.get('at_s') ?? r.t_s); return sendField(res, fieldsAt(r, t)[1], p[3], 0.001, 0) }
  json(res, { title: 'Not Found' }, 404)
})
const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false })
server.on('upgrade', (req, socket, head) => {
  const r = runs.get(req.url.split('/')[3])
  if (!r) return socket.destroy()
  wss.handleUpgrade(req, socket, head, (ws) => {
    let subs = [], seq = 0, base = null, past = false, flight = 0, dirty = false
    const c = { send: (s) => ws.send(s), push() { if (past || !subs.length) return; if (flight >= 2) { dirty = true; return } flight++; emit(r.t_s, false) } }
    function emit(t, isPast) {
      seq++
      const f = fieldsAt(r, t), flag = isPast ? 8 : 0
      subs.forEach((id, n) => {
        const last = n === subs.length - 1 ? 16 : 0
        if (id === 9) return ws.send(msg(2, 1 | flag | last, 9, seq, 0, t, new Uint8Array(new Float64Array(scalars(r, t)).buffer)))
        const b = !isPast && base?.f[id] && seq % 8 ? base : null
        ws.send(b ? msg(1, 2 | 4 | last, id, seq, b.seq, t, split(f[id].map((x, k) => x - b.f[id][k]))) : msg(1, 1 | 4 | flag | last, id, seq, 0, t, split(med(f[id]))))
      })
      base = isPast ? null : { seq, f: Object.fromEntries(subs.filter((i) => i !== 9).map((i) => [i, f[i]])) }
    }
    ws.send(JSON.stringify({ type: 'hello', epoch, run: pub(r), channels }))
    r.log.forEach((e) => ws.send(JSON.stringify(e)))
    r.clients.add(c)
    ws.on('message', (m) => {
      const x = JSON.parse(m)
      if (x.type === 'subscribe') { subs = x.channels; base = null; if (!past) emit(r.t_s, false) }
      if (x.type === 'ack') { flight = Math.max(0, flight - 1); if (dirty) { dirty = false; c.push() } }
      if (x.type === 'at') { past = true; emit(Math.floor(Math.min(x.t_s, r.t_s) / 30) * 30, true) }
      if (x.type === 'live') { past = false; base = null; emit(r.t_s, false) }
    })
    ws.on('close', () => r.clients.delete(c))
  })
})
makeRun({ scenario: 'storm-50y', name: 'storm-50y', speed: 60, t_s: Number(process.env.T0 ?? 3000) })
server.listen(Number(process.env.PORT ?? 8090), '127.0.0.1', () => console.log('mock at http://127.0.0.1:8090'))
