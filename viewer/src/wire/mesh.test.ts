import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Class, decodeMesh } from './mesh'

// Written by gis/tin's own test: 7 × 5 cells of 2 m from (100, −50), rising 0.1 m a cell eastwards, and a hole of
// 4 × 4 m from (104, −46), floor at 37 m.
const file = readFileSync(new URL('../../../testdata/wire/mesh.bin', import.meta.url))
const message = () => Uint8Array.from(file).buffer
const broken = (at: number, value: number) => {
  const m = message()
  new DataView(m).setUint32(at, value, true)
  return m
}

describe('decodeMesh', () => {
  it('reads what Go has written', () => {
    const m = decodeMesh(message())
    expect(m.origin).toEqual([101, -49, 37])
    expect(m.tolerance_m).toBe(0.01)
    expect(m.indices.length).toBe(3 * m.classes.length)
    let area = 0, floor = 0, walls = 0
    for (let t = 0; t < m.classes.length; t++) {
      const [a, b, c] = [0, 1, 2].map((k) => m.positions.subarray(3 * m.indices[3 * t + k]!, 3 * m.indices[3 * t + k]! + 3)) as [Float32Array, Float32Array, Float32Array]
      const plan = ((b[0]! - a[0]!) * (c[1]! - a[1]!) - (c[0]! - a[0]!) * (b[1]! - a[1]!)) / 2
      area += plan
      if (m.classes[t] === Class.floor) {
        floor += plan
        expect([a[2], b[2], c[2]]).toEqual([0, 0, 0])
      }
      if (m.classes[t] === Class.wall) { walls++; expect(Math.abs(plan)).toBeLessThan(1e-6) }
    }
    expect(area).toBeCloseTo(12 * 8, 4) // between the centres of the outermost cells
    expect(floor).toBeCloseTo(16, 4)
    expect(walls).toBeGreaterThanOrEqual(8)
  })
  it('refuses what is cut short, of another version, or points beyond its corners', () => {
    expect(() => decodeMesh(message().slice(0, 47))).toThrow('no mesh')
    expect(() => decodeMesh(message().slice(0, -1))).toThrow('expected')
    expect(() => decodeMesh(broken(0, 7))).toThrow('no mesh')
    expect(() => decodeMesh(broken(4, 2))).toThrow('version 2')
    expect(() => decodeMesh(broken(8, 4_000_000_000))).toThrow('expected')
    const corners = new DataView(message()).getUint32(8, true)
    expect(() => decodeMesh(broken(48 + 12 * corners, corners))).toThrow(`corner ${corners}`)
  })
})
