// The mesh the water is drawn on: one vertex per cell corner, so that water reaches the cells' borders;
// cells beside a jump of the ground have four corners of their own, so that no sheet hangs down the wall.
import type { Grid } from '../../wire/channel'
import { jumpHeight } from '../terrain/steps'

/** Added to heights of corners where there is no water: marks them and keeps their ground height. */
export const DRY = 100000

const SPREAD = 10 * DRY // marks corners that took a neighbour's level, until all have been seen

const CORNER = [[0, 0], [1, 0], [1, 1], [0, 1]] as const // of a cell, counter-clockwise from south-west

export class Lattice {
  readonly grid: Grid
  readonly ground: Float32Array
  readonly corners: number
  readonly vertices: number
  /** x, y of every vertex, and where it looks up the cell textures. */
  readonly xy: Float32Array
  readonly uv: Float32Array
  readonly edgeCells: Uint32Array
  readonly #edgeOf: Int32Array

  constructor(ground: Float32Array, grid: Grid, cutSquares: Uint8Array) {
    this.grid = grid
    this.ground = ground
    const { nx, ny, x0, y0, cell } = grid
    const edge = new Uint8Array(nx * ny)
    cutSquares.forEach((cut, k) => { if (cut) edge[k] = edge[k + 1] = edge[k + nx] = edge[k + nx + 1] = 1 })
    this.#edgeOf = new Int32Array(nx * ny).fill(-1)
    const list: number[] = []
    edge.forEach((e, k) => { if (e) { this.#edgeOf[k] = list.length; list.push(k) } })
    this.edgeCells = Uint32Array.from(list)
    this.corners = (nx + 1) * (ny + 1)
    this.vertices = this.corners + 4 * list.length
    this.xy = new Float32Array(this.vertices * 2)
    this.uv = new Float32Array(this.vertices * 2)
    for (let j = 0, v = 0; j <= ny; j++) for (let i = 0; i <= nx; i++, v++) {
      this.xy[2 * v] = x0 + i * cell
      this.xy[2 * v + 1] = y0 + j * cell
      this.uv[2 * v] = i / nx
      this.uv[2 * v + 1] = j / ny
    }
    list.forEach((k, e) => this.#placeEdge(k, this.corners + 4 * e))
  }

  // Low cells reach half a cell under what rises beside them: the wall may stand a little off the border.
  #placeEdge(k: number, v: number) {
    const { nx, ny, x0, y0, cell } = this.grid
    const i = k % nx, j = Math.floor(k / nx)
    const jump = jumpHeight(cell)
    const rises = (di: number, dj: number) => {
      const a = i + di, b = j + dj
      return a >= 0 && b >= 0 && a < nx && b < ny && this.ground[b * nx + a]! - this.ground[k]! > jump
    }
    CORNER.forEach(([ci, cj], c) => {
      const sx = 2 * ci - 1, sy = 2 * cj - 1
      const out = (on: boolean) => (on ? 0.5 : 0)
      this.xy[2 * (v + c)] = x0 + (i + ci + sx * out(rises(sx, 0))) * cell
      this.xy[2 * (v + c) + 1] = y0 + (j + cj + sy * out(rises(0, sy))) * cell
      this.uv[2 * (v + c)] = (i + 0.5) / nx
      this.uv[2 * (v + c) + 1] = (j + 0.5) / ny
    })
  }

  /** Height of the water at every vertex; where it is dry, ground + DRY. `wet` [m] is the least depth that counts. */
  levels(depth: Float32Array, wet: number, out: Float32Array): Float32Array {
    const { nx, ny } = this.grid
    const g = this.ground, w = nx + 1
    for (let j = 0; j <= ny; j++) for (let i = 0; i <= nx; i++) {
      let sum = 0, count = 0, dry = 0, all = 0
      for (let b = j > 0 ? j - 1 : 0; b <= j && b < ny; b++) for (let a = i > 0 ? i - 1 : 0; a <= i && a < nx; a++) {
        const k = b * nx + a, d = depth[k]!
        dry += g[k]!
        all++
        if (d > wet) { sum += g[k]! + d; count++ }
      }
      out[j * w + i] = count > 0 ? sum / count : DRY + dry / all
    }
    this.#spread(out, w, ny + 1)
    this.#edgeLevels(depth, wet, out)
    return out
  }

  // One ring beyond the wet corners takes their level: the shore is then where depth fades, not where cells end.
  #spread(out: Float32Array, w: number, h: number) {
    for (let j = 1; j + 1 < h; j++) for (let i = 1; i + 1 < w; i++) {
      const k = j * w + i
      if (out[k]! < DRY / 2) continue
      let sum = 0, count = 0
      const see = (v: number) => { if (v < DRY / 2) { sum += v; count++ } }
      see(out[k - 1]!); see(out[k + 1]!); see(out[k - w]!); see(out[k + w]!)
      if (count > 0) out[k] = SPREAD + sum / count
    }
    for (let k = 0; k < w * h; k++) if (out[k]! > SPREAD / 2) out[k] = out[k]! - SPREAD
  }

  #edgeLevels(depth: Float32Array, wet: number, out: Float32Array) {
    const { nx, ny } = this.grid
    const g = this.ground
    this.edgeCells.forEach((k, e) => {
      const i = k % nx, j = Math.floor(k / nx)
      const isWet = depth[k]! > wet
      const own = g[k]! + (isWet ? depth[k]! : 0)
      CORNER.forEach(([ci, cj], c) => {
        let sum = 0, count = 0
        for (const b of [j + cj - 1, j + cj]) for (const a of [i + ci - 1, i + ci]) {
          if (a < 0 || b < 0 || a >= nx || b >= ny) continue
          const n = b * nx + a
          if (depth[n]! <= wet || Math.abs(g[n]! + depth[n]! - own) > (isWet ? 1 : 0.3)) continue
          sum += g[n]! + depth[n]!
          count++
        }
        out[this.corners + 4 * e + c] = count > 0 && isWet ? sum / count : DRY + g[k]!
      })
    })
  }

  /** Triangles of all cells that hold water in either frame; returns how many indices were written. */
  wetCells(a: Float32Array, b: Float32Array, out: Uint32Array): number {
    const { nx, ny } = this.grid
    const w = nx + 1, half = DRY / 2
    let n = 0
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
      const edge = this.#edgeOf[j * nx + i]!
      let v0 = j * w + i, v1 = v0 + 1, v2 = v0 + w + 1, v3 = v0 + w
      if (edge >= 0) { v0 = this.corners + 4 * edge; v1 = v0 + 1; v2 = v0 + 2; v3 = v0 + 3 }
      const inA = a[v0]! < half && a[v1]! < half && a[v2]! < half && a[v3]! < half
      if (!inA && !(b[v0]! < half && b[v1]! < half && b[v2]! < half && b[v3]! < half)) continue
      out[n++] = v0; out[n++] = v1; out[n++] = v2
      out[n++] = v0; out[n++] = v2; out[n++] = v3
    }
    return n
  }
}
