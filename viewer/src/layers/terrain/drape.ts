// What lies flat on the ground, drawn once into a picture that is laid over the terrain.
import type { Feature, Point2, Site } from '../../api/types'
import { depth, width } from '../../state/ground'

export interface DrapeChoice { roads: boolean; surfaces: boolean; waters: boolean }

const INK = {
  ground: '#6c716c', kerb: '#8b9092', asphalt: '#444b52', line: '#b9bfbf', park: '#56715a', tree: '#3f5c47', paving: '#8a8c8b',
  site: '#84796a', yard: '#72716c', sport: '#7a5f52', water: '#3b6679', pitTop: '#77726a', hoarding: '#c9cdd0',
}

const surfaceInk = (f: Feature): string => {
  const use = `${String(f.properties?.class ?? f.properties?.use ?? '')} ${f.id}`
  if (/park|green|grass|lawn|garden/i.test(use)) return INK.park
  if (/sport|pitch/i.test(use)) return INK.sport
  if (/site|construction/i.test(use)) return INK.site
  if (/yard/i.test(use)) return INK.yard
  return INK.paving
}

function inside(p: Point2, ring: Point2[]): boolean {
  let within = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]!, b = ring[j]!
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) within = !within
  }
  return within
}
export const insideFeature = (p: Point2, f: Feature) => f.rings.length > 0 && inside(p, f.rings[0]!) && !f.rings.slice(1).some((r) => inside(p, r))

export function drawDrape(canvas: HTMLCanvasElement, site: Site, show: DrapeChoice) {
  const c = canvas.getContext('2d')!
  const { x0, y0 } = site.grid
  const scale = canvas.width / width(site.grid)
  c.setTransform(scale, 0, 0, -scale, -x0 * scale, canvas.height + y0 * scale)
  c.fillStyle = INK.ground
  c.fillRect(x0, y0, width(site.grid), depth(site.grid))
  speckle(c, site)

  const trace = (f: Feature) => {
    c.beginPath()
    for (const ring of f.rings) {
      ring.forEach((p, k) => (k ? c.lineTo(p[0], p[1]) : c.moveTo(p[0], p[1])))
      c.closePath()
    }
  }
  const of = (kind: string) => site.features.filter((f) => f.kind === kind)
  const roads = of('road')

  const rank = (f: Feature) => [INK.yard, INK.site, INK.paving, INK.sport, INK.park].indexOf(surfaceInk(f)) // the general below the particular
  if (show.surfaces) for (const f of of('surface').sort((a, b) => rank(a) - rank(b))) {
    trace(f)
    c.fillStyle = surfaceInk(f)
    c.fill('evenodd')
    if (surfaceInk(f) === INK.park) trees(c, f)
  }
  if (show.roads) {
    c.lineJoin = 'round'
    for (const f of roads) { trace(f); c.strokeStyle = INK.kerb; c.lineWidth = 5; c.stroke() }
    for (const f of roads) { trace(f); c.fillStyle = INK.asphalt; c.fill('evenodd') }
    for (const f of roads) markings(c, f, roads)
  }
  if (show.waters) for (const f of of('water')) {
    trace(f); c.fillStyle = INK.water; c.fill('evenodd')
    c.strokeStyle = '#83a0a8'; c.lineWidth = 0.8; c.stroke()
  }
  for (const f of of('pit')) { trace(f); c.strokeStyle = INK.pitTop; c.lineWidth = 4; c.stroke() } // what is inside has colours of its own
  if (show.surfaces) for (const f of of('hoarding')) { trace(f); c.strokeStyle = INK.hoarding; c.lineWidth = 0.7; c.stroke() }
}

// A centre line for roads that are plain quadrilaterals, broken where they meet others.
function markings(c: CanvasRenderingContext2D, f: Feature, roads: Feature[]) {
  const ring = f.rings[0]?.slice(0, 4)
  if (!ring || f.rings.length > 1 || f.rings[0]!.length > 5 || ring.length < 4) return
  const middle = (a: Point2, b: Point2): Point2 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const length = (a: Point2, b: Point2) => Math.hypot(a[0] - b[0], a[1] - b[1])
  const alongFirst = length(ring[0]!, ring[1]!) > length(ring[1]!, ring[2]!)
  const [p, q] = alongFirst ? [middle(ring[0]!, ring[3]!), middle(ring[1]!, ring[2]!)] : [middle(ring[0]!, ring[1]!), middle(ring[2]!, ring[3]!)]
  const across = alongFirst ? length(ring[1]!, ring[2]!) : length(ring[0]!, ring[1]!)
  const l = length(p, q)
  if (l < 20) return
  const ux = (q[0] - p[0]) / l, uy = (q[1] - p[1]) / l
  const others = roads.filter((r) => r !== f)
  const free = (s: number, margin: number) => ![s - margin, s + margin].some((m) => others.some((r) => insideFeature([p[0] + ux * m, p[1] + uy * m], r)))
  c.strokeStyle = INK.line
  c.lineWidth = 0.3
  for (let s = 2; s + 3 < l; s += 7) if (free(s + 1.5, 6)) dash(c, p, ux, uy, s, s + 3.2, 0)
  if (across < 13) return
  for (const side of [-across / 4, across / 4]) for (let s = 2; s + 3 < l; s += 7) if (free(s + 1.5, 6)) dash(c, p, ux, uy, s, s + 2, side)
}

function dash(c: CanvasRenderingContext2D, p: Point2, ux: number, uy: number, from: number, to: number, side: number) {
  c.beginPath()
  c.moveTo(p[0] + ux * from - uy * side, p[1] + uy * from + ux * side)
  c.lineTo(p[0] + ux * to - uy * side, p[1] + uy * to + ux * side)
  c.stroke()
}

/** The same pseudo-random numbers in every browser: the picture must not change between loads. */
export function randomFrom(text: string): () => number {
  let s = 2166136261
  for (const ch of text) s = Math.imul(s ^ ch.charCodeAt(0), 16777619) >>> 0
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    return s / 2 ** 32
  }
}

function trees(c: CanvasRenderingContext2D, f: Feature) {
  const ring = f.rings[0]!, random = randomFrom(f.id)
  const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1])
  const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys)
  const count = Math.min(900, ((x1 - x0) * (y1 - y0)) / 45)
  for (let k = 0; k < count; k++) {
    const p: Point2 = [x0 + random() * (x1 - x0), y0 + random() * (y1 - y0)]
    if (!insideFeature(p, f)) continue
    c.fillStyle = random() < 0.5 ? INK.tree : '#4a6850'
    c.globalAlpha = 0.55
    c.beginPath()
    c.arc(p[0], p[1], 1.2 + random() * 1.8, 0, 7)
    c.fill()
  }
  c.globalAlpha = 1
}

function speckle(c: CanvasRenderingContext2D, site: Site) {
  const random = randomFrom(site.id)
  for (let k = 0; k < 1600; k++) {
    c.fillStyle = random() < 0.5 ? 'rgb(255 255 255 / 0.018)' : 'rgb(0 0 0 / 0.025)'
    const r = 3 + random() * 14
    c.fillRect(site.grid.x0 + random() * width(site.grid), site.grid.y0 + random() * depth(site.grid), r, r)
  }
}
