import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeMesh } from '../../wire/mesh'
import { brinks, jumpSquares } from './jumps'
import { edgesOf, sidesOf, stretchesOf, surfaceOf, wallsOf } from './surface'

// 7 × 5 cells of 2 m from (100, −50); a hole of 4 × 4 m from (104, −46) with its floor at 37 m, the ground at 40 m.
const mesh = decodeMesh(Uint8Array.from(readFileSync(new URL('../../../../testdata/wire/mesh.bin', import.meta.url))).buffer)
const grid = { nx: 7, ny: 5, x0: 100, y0: -50, cell: 2 }
const heights = Float32Array.from({ length: 35 }, (_, k) => (k % 7 >= 2 && k % 7 < 4 && k >= 14 && k < 28 ? 37 : 40 + 0.1 * (k % 7)))

describe('surface', () => {
  it('gives corners to classes apart, and facets their normal', () => {
    const s = surfaceOf(mesh)
    const kinds = new Set<number>()
    for (let k = 3; k < s.facet.length; k += 4) kinds.add(s.facet[k]!)
    expect([...kinds].sort()).toEqual([0, 1])
    for (let k = 0; k < s.index.length; k += 3) expect(new Set([0, 1, 2].map((m) => s.facet[4 * s.index[k + m]! + 3])).size).toBe(1)
    for (let k = 0; k < s.facet.length; k += 4) if (s.facet[k + 3] === 1) expect([...s.facet.subarray(k, k + 3)]).toEqual([0, 0, 127])
  })
  it('stands walls on the outline, looking inwards, measured from their top', () => {
    const w = wallsOf(mesh)
    expect(w.position.length / 9).toBeGreaterThanOrEqual(8)
    for (let k = 0; k < w.position.length; k += 3) {
      const [x, y, z] = [w.position[k]! + mesh.origin[0], w.position[k + 1]! + mesh.origin[1], w.position[k + 2]! + mesh.origin[2]]
      expect(Math.min(Math.abs(x - 104), Math.abs(x - 108), Math.abs(y + 46), Math.abs(y + 42))).toBeLessThan(1e-5)
      expect((106 - x) * w.facing[k]! + (-44 - y) * w.facing[k + 1]!).toBeGreaterThan(1.9)
      expect(w.facing[k + 2]!).toBeCloseTo(z > 38 ? 0 : 40 + 0.05 * (x - 101) - 37, 3)
    }
  })
  it('cuts walls into stretches whose low side is the pit', () => {
    const all = stretchesOf(mesh, 2)
    expect(all.reduce((l, s) => l + Math.hypot(s.b[0] - s.a[0], s.b[1] - s.a[1]), 0)).toBeCloseTo(16, 4)
    const b = brinks(all, heights, grid)
    expect(b.length).toBe(all.length)
    for (const s of b) {
      expect(heights[s.below]).toBe(37)
      expect(heights[s.above]).toBeGreaterThan(39)
      expect(s.out[0] * (106 - s.a[0]) + s.out[1] * (-44 - s.a[1])).toBeGreaterThan(1.9)
    }
  })
  it('finds the rim once around, and closes it downwards', () => {
    const { rim, creases } = edgesOf(mesh)
    let around = 0
    for (let k = 0; k < rim.length; k += 2) around += Math.hypot(...[0, 1].map((c) => mesh.positions[3 * rim[k]! + c]! - mesh.positions[3 * rim[k + 1]! + c]!))
    expect(around).toBeCloseTo(2 * (12 + 8), 4)
    expect(creases.length / 6).toBeGreaterThanOrEqual(8) // crest and foot of four walls
    const sides = sidesOf(mesh, rim, -6)
    for (let k = 0; k < sides.position.length; k += 3) { // outwards
      expect((sides.position[k]! - 6) * sides.facing[k]! + (sides.position[k + 1]! - 4) * sides.facing[k + 1]!).toBeGreaterThan(3.9)
    }
  })
})

describe('jumpSquares', () => {
  it('marks the squares that a wall crosses, and no slope', () => {
    const s = jumpSquares(heights, grid)
    expect(s.reduce((a, b) => a + b, 0)).toBe(3 * 3 - 1) // one has all its corners in the hole
    expect(jumpSquares(Float32Array.from(heights, (_, k) => 0.5 * (k % 7)), grid).some((v) => v)).toBe(false)
  })
})
