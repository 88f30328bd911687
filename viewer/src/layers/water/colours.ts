// Colour scales, shared by the water's shader and the legends.

export type ColourMode = 'depth' | 'hazard' | 'speed'
export type RGB = [number, number, number]
type Stop = [at: number, css: string]

/** Depth [m], log-spaced: shallow is light, deep is dark, in even steps of lightness. */
export const DEPTH: Stop[] = [
  [0.05, '#b4e4f3'], [0.15, '#7ccbee'], [0.3, '#4dade6'], [0.5, '#3190dc'], [1, '#2670cb'], [2, '#274fae'], [4, '#2b3186'],
]
/** Speed [m/s]. */
export const SPEED: Stop[] = [[0, '#24506f'], [0.25, '#2f83a0'], [0.5, '#4dbd9f'], [1, '#b6df7c'], [1.5, '#f8d25c'], [2, '#f2803d'], [3, '#d43a4f']]
/** AIDR hazard classes H1…H6. */
export const HAZARD = ['#8fd3c1', '#c7e07a', '#f7d84a', '#f7a035', '#e8513a', '#a02470']
/** B − A: blue where B has less water, red where more; nothing at zero. */
export const DIFFERENCE: Stop[] = [[-1, '#1f4fd0'], [-0.5, '#4f8df0'], [-0.1, '#a9cdf8'], [0, '#eef1f3'], [0.1, '#f8c3a4'], [0.5, '#ef6f4d'], [1, '#b8142f']]

export const rgb = (css: string): RGB => [1, 3, 5].map((k) => parseInt(css.slice(k, k + 2), 16)) as RGB

function along(stops: Stop[], v: number): RGB {
  if (v <= stops[0]![0]) return rgb(stops[0]![1])
  for (let k = 1; k < stops.length; k++) {
    const [x1, c1] = stops[k]!, [x0, c0] = stops[k - 1]!
    if (v > x1) continue
    const f = (v - x0) / (x1 - x0), a = rgb(c0), b = rgb(c1)
    return a.map((s, n) => s + (b[n]! - s) * f) as RGB
  }
  return rgb(stops.at(-1)![1])
}

export const DEPTH_RANGE = [0.05, 4] as const
export const SPEED_RANGE = [0, 3] as const

/** One row per mode, 256 wide, as the shader looks it up. */
export function colourTable(): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(256 * 4 * 4)
  const put = (row: number, k: number, c: RGB) => out.set([...c.map(Math.round), 255], (row * 256 + k) * 4)
  for (let k = 0; k < 256; k++) {
    const f = k / 255
    put(0, k, along(DEPTH, DEPTH_RANGE[0] * (DEPTH_RANGE[1] / DEPTH_RANGE[0]) ** f))
    put(1, k, rgb(HAZARD[Math.min(5, Math.floor(f * 6))]!))
    put(2, k, along(SPEED, f * SPEED_RANGE[1]))
    put(3, k, along(DIFFERENCE, f * 2 - 1))
  }
  return out
}

/** AIDR Guideline 7-3 class from depth and speed; 0 = dry. The server's own field is used where it is at hand. */
export function hazardClass(depth: number, speed: number): number {
  const dv = depth * speed
  if (!(depth > 0)) return 0
  if (depth <= 0.3 && dv <= 0.3) return 1
  if (depth <= 0.5 && dv <= 0.6) return 2
  if (depth <= 1.2 && dv <= 0.6) return 3
  if (depth <= 2 && dv <= 1) return 4
  return depth <= 4 && dv <= 4 ? 5 : 6
}

export function gradient(stops: Stop[], log = false): string {
  const [lo, hi] = [stops[0]![0], stops.at(-1)![0]]
  const place = (v: number) => (log ? Math.log(v / lo) / Math.log(hi / lo) : (v - lo) / (hi - lo))
  return `linear-gradient(90deg, ${stops.map(([v, c]) => `${c} ${(place(v) * 100).toFixed(1)}%`).join(', ')})`
}
