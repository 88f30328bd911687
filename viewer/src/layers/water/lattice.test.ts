import { describe, expect, it } from 'vitest'
import { DRY, Lattice } from './lattice'
import { brinks, jumpSquares } from '../terrain/jumps'

const nx = 30, ny = 20
const grid = { nx, ny, x0: 0, y0: 0, cell: 1 }
const ground = new Float32Array(nx * ny).fill(40)
for (let j = 5; j < 15; j++) for (let i = 10; i < 20; i++) ground[j * nx + i] = 24
const lattice = new Lattice(ground, grid, jumpSquares(ground, grid), [])

describe('Lattice', () => {
  it('gives cells on both sides of a wall corners of their own', () => {
    expect(lattice.edgeCells.length).toBe(100 - 8 * 8 + 12 * 12 - 100)
  })
  it('never joins street and pit: every drawn triangle is nearly level', () => {
    const depth = Float32Array.from(ground, (z) => (z < 30 ? 3 : 0.2))
    const level = lattice.levels(depth, 0.01, new Float32Array(lattice.vertices))
    const index = new Uint32Array(nx * ny * 6)
    const n = lattice.wetCells(level, level, index)
    expect(n).toBeLessThan(nx * ny * 6)
    let area = 0
    for (let k = 0; k < n; k += 3) {
      const [x0, y0, x1, y1, x2, y2] = [0, 1, 2].flatMap((m) => [lattice.xy[2 * index[k + m]!]!, lattice.xy[2 * index[k + m]! + 1]!]) as [number, number, number, number, number, number]
      area += ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2
    }
    expect(area).toBeCloseTo((nx - 1) * (ny - 1) + 4 * 10 * 0.5 + 4 * 0.25, 6) // as far as the ground goes, and half a cell under the walls
    for (let k = 0; k < n; k += 3) {
      const z = [0, 1, 2].map((m) => level[index[k + m]!]!)
      expect(Math.max(...z) - Math.min(...z)).toBeLessThan(0.01)
    }
  })
  it('ends high water on the wall, wherever between the centres it stands', () => {
    const wall = [10.3, 19.6, 5.2, 14.9] as const // west, east, south, north
    const along = (a: [number, number], b: [number, number], out: [number, number]) => Array.from({ length: 10 }, (_, k) => {
      const at = (s: number): [number, number] => [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s]
      return { a: at(k / 10), b: at((k + 1) / 10), out }
    })
    const [w, e, s, n] = wall
    const stretches = [...along([w, n], [w, s], [1, 0]), ...along([w, s], [e, s], [0, 1]), ...along([e, s], [e, n], [-1, 0]), ...along([e, n], [w, n], [0, -1])]
    const l = new Lattice(ground, grid, jumpSquares(ground, grid), brinks(stretches, ground, grid))
    let onWall = 0
    l.edgeCells.forEach((k, c) => {
      if (ground[k]! < 30) return
      for (let m = 0; m < 4; m++) {
        const x = l.xy[2 * (l.corners + 4 * c + m)]!, y = l.xy[2 * (l.corners + 4 * c + m) + 1]!
        expect(x > w + 1e-6 && x < e - 1e-6 && y > s + 1e-6 && y < n - 1e-6).toBe(false) // none hangs over the pit
        if ((Math.abs(x - w) < 1e-6 || Math.abs(x - e) < 1e-6) && y > 6 && y < 14 || (Math.abs(y - s) < 1e-6 || Math.abs(y - n) < 1e-6) && x > 11 && x < 19) onWall++
      }
    })
    expect(onWall).toBe(4 * 2 * 7) // two cells share each of the corners 7 to 13 and 12 to 18
  })
  it('draws nothing where it is dry, and one ring around what is wet', () => {
    const depth = new Float32Array(nx * ny)
    const index = new Uint32Array(nx * ny * 6)
    const none = lattice.levels(depth, 0.01, new Float32Array(lattice.vertices))
    expect(none.every((v) => v > DRY / 2)).toBe(true)
    expect(lattice.wetCells(none, none, index)).toBe(0)
    depth[2 * nx + 3] = 0.5
    const one = lattice.levels(depth, 0.01, new Float32Array(lattice.vertices))
    expect(one[2 * (nx + 1) + 3]).toBeCloseTo(40.5, 3)
    expect(lattice.wetCells(one, none, index) / 6).toBeGreaterThanOrEqual(4)
    expect(Math.max(...one.filter((v) => v < DRY / 2))).toBeLessThan(41)
  })
})
