// Sun, shadow and sky light of the standing scene, computed once per site on its own cells: the picture
// then costs one texture look-up instead of a shadow map in every frame.
import type { Grid } from '../../wire/channel'

/** Towards the sun, in site axes: from the south-west, 40° high. */
export const SUN = (() => {
  const azimuth = (228 * Math.PI) / 180, up = (40 * Math.PI) / 180
  return { x: Math.sin(azimuth) * Math.cos(up), y: Math.cos(azimuth) * Math.cos(up), z: Math.sin(up) }
})()

const AMBIENT = 0.62
const DIRECT = 0.62
const DIRECTIONS = 10
const REACH = [1, 2, 3, 5, 8, 12, 18, 27]

/** How bright a face that looks to the sun is by it, level ground alike [-]. */
export const SUNLIGHT = DIRECT * 0.62

/**
 * Light per cell, 0…255, four to a cell: of the natural ground; of the sky alone; the share of the sun that is
 * seen; nothing. `ground` is bare, `tops` with what stands on it.
 */
export function bakeLight(ground: Float32Array, tops: Float32Array, grid: Grid): Uint8Array<ArrayBuffer> {
  const { nx, ny, cell } = grid
  const whole = new Uint8Array(nx * ny), sky = new Uint8Array(nx * ny), seen = new Uint8Array(nx * ny)
  let highest = -Infinity
  for (const v of tops) if (v > highest) highest = v
  const flat = Math.hypot(SUN.x, SUN.y)
  const dx = SUN.x / flat, dy = SUN.y / flat, rise = (SUN.z / flat) * cell
  const half = (nx + 1) >> 1
  const open = openSky(ground, tops, grid, half)

  for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
    const k = j * nx + i
    const z = ground[k]!
    let sun = 1
    for (let s = 1, ray = z + rise; ray < highest && sun > 0; s++, ray += rise) {
      const x = Math.round(i + dx * s), y = Math.round(j + dy * s)
      if (x < 0 || y < 0 || x >= nx || y >= ny) break
      const clear = (ray - tops[y * nx + x]!) / (s * cell)
      if (clear < 0.09) sun = Math.min(sun, Math.max(0, clear / 0.09))
    }
    const slope = (a: number, b: number) => {
      const g = (ground[a]! - ground[b]!) / (2 * cell)
      return Math.abs(g) > 1 ? 0 : g // a wall, not a slope
    }
    const gx = i > 0 && i + 1 < nx ? slope(k + 1, k - 1) : 0
    const gy = j > 0 && j + 1 < ny ? slope(k + nx, k - nx) : 0
    const facing = Math.max(0, (SUN.z - 2.2 * (gx * SUN.x + gy * SUN.y)) / Math.hypot(1, 2.2 * gx, 2.2 * gy)) / SUN.z
    const ambient = AMBIENT * (0.25 + 0.75 * open[(j >> 1) * half + (i >> 1)]!)
    whole[k] = Math.min(255, Math.round((ambient + SUNLIGHT * facing * sun) * 255))
    sky[k] = Math.round(ambient * 255)
    seen[k] = Math.round(sun * 255)
  }
  const out = new Uint8Array(4 * nx * ny)
  ;[whole, sky, seen].forEach((channel, c) => soften(channel, nx, ny).forEach((v, k) => (out[4 * k + c] = v)))
  return out
}

/** Share of the sky that is seen, for every second cell: it changes slowly, and is soft anyway. */
function openSky(ground: Float32Array, tops: Float32Array, { nx, ny, cell }: Grid, half: number): Float32Array {
  const out = new Float32Array(half * ((ny + 1) >> 1))
  const dx = new Int32Array(DIRECTIONS * REACH.length), dy = new Int32Array(dx.length)
  for (let d = 0; d < DIRECTIONS; d++) REACH.forEach((s, r) => {
    dx[d * REACH.length + r] = Math.round(Math.cos((d * 2 * Math.PI) / DIRECTIONS) * s)
    dy[d * REACH.length + r] = Math.round(Math.sin((d * 2 * Math.PI) / DIRECTIONS) * s)
  })
  for (let j = 0; j < ny; j += 2) for (let i = 0; i < nx; i += 2) {
    const z = ground[j * nx + i]!
    let seen = 0
    for (let d = 0; d < DIRECTIONS; d++) {
      let horizon = 0
      for (let r = 0; r < REACH.length; r++) {
        const n = d * REACH.length + r
        const x = i + dx[n]!, y = j + dy[n]!
        if (x < 0 || y < 0 || x >= nx || y >= ny) break
        const up = (tops[y * nx + x]! - z) / (REACH[r]! * cell)
        if (up > horizon) horizon = up
      }
      seen += 1 / (1 + horizon * horizon) // cos² of the horizon's angle
    }
    out[(j >> 1) * half + (i >> 1)] = seen / DIRECTIONS
  }
  return out
}

function soften(a: Uint8Array, nx: number, ny: number): Uint8Array<ArrayBuffer> {
  const out = Uint8Array.from(a)
  for (let j = 1; j + 1 < ny; j++) for (let i = 1; i + 1 < nx; i++) {
    const k = j * nx + i
    out[k] = (4 * a[k]! + 2 * (a[k - 1]! + a[k + 1]! + a[k - nx]! + a[k + nx]!) + a[k - nx - 1]! + a[k - nx + 1]! + a[k + nx - 1]! + a[k + nx + 1]!) / 16
  }
  return out
}
