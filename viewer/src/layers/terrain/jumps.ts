// Where the cells' heights jump (walls of pits and stages): water must not be drawn across.
import type { Grid } from '../../wire/channel'
import type { Stretch } from './surface'

/** Height differences between neighbours that count as a jump [m]. */
export const jumpHeight = (cell: number) => Math.max(1.2, 1.5 * cell)

/** 1 for each square between four cells' centres (by its south-west cell) in which the ground jumps. */
export function jumpSquares(h: Float32Array, { nx, ny, cell }: Grid): Uint8Array {
  const jump = jumpHeight(cell), square = new Uint8Array(nx * ny)
  for (let j = 0; j + 1 < ny; j++) for (let i = 0; i + 1 < nx; i++) {
    const k = j * nx + i
    const z0 = h[k]!, z1 = h[k + 1]!, z2 = h[k + nx]!, z3 = h[k + nx + 1]!
    if (Math.max(z0, z1, z2, z3) - Math.min(z0, z1, z2, z3) >= jump) square[k] = 1
  }
  return square
}

/** A stretch of wall with the cells above and below it. */
export interface Brink extends Stretch { above: number; below: number }

/** The stretches over which water can fall; those without two different cells beside them are left out. */
export function brinks(stretches: Stretch[], h: Float32Array, { nx, ny, x0, y0, cell }: Grid): Brink[] {
  const cellAt = (x: number, y: number) => {
    const i = Math.floor((x - x0) / cell), j = Math.floor((y - y0) / cell)
    return i < 0 || j < 0 || i >= nx || j >= ny ? -1 : j * nx + i
  }
  const out: Brink[] = []
  for (const s of stretches) {
    const x = (s.a[0] + s.b[0]) / 2, y = (s.a[1] + s.b[1]) / 2
    for (const away of [0.5, 0.75, 1]) { // the wall runs anywhere between two centres
      const above = cellAt(x - s.out[0] * away * cell, y - s.out[1] * away * cell), below = cellAt(x + s.out[0] * away * cell, y + s.out[1] * away * cell)
      if (above < 0 || below < 0 || !(h[above]! - h[below]! >= jumpHeight(cell))) continue
      out.push({ ...s, above, below })
      break
    }
  }
  return out
}
