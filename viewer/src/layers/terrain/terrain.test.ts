import { describe, expect, it } from 'vitest'
import { refine } from './rtin'
import { findSteps } from './steps'

const nx = 40, ny = 30
const area = (tri: Uint32Array) => {
  let sum = 0
  for (let n = 0; n < tri.length; n += 3) {
    const [a, b, c] = [tri[n]!, tri[n + 1]!, tri[n + 2]!].map((k) => [k % nx, Math.floor(k / nx)] as const)
    sum += ((b![0] - a![0]) * (c![1] - a![1]) - (c![0] - a![0]) * (b![1] - a![1])) / 2
  }
  return sum
}

describe('refine', () => {
  it('covers the lattice exactly once, with few triangles where it is flat', () => {
    const flat = refine(new Float32Array(nx * ny), nx, ny, new Uint8Array(nx * ny), 0.01)
    expect(Math.abs(area(flat))).toBeCloseTo((nx - 1) * (ny - 1), 6)
    const rough = refine(Float32Array.from({ length: nx * ny }, (_, k) => Math.sin(k * 12.9) * 5), nx, ny, new Uint8Array(nx * ny), 0.01)
    expect(Math.abs(area(rough))).toBeCloseTo((nx - 1) * (ny - 1), 6)
    expect(flat.length).toBeLessThan(rough.length / 2)
  })
  it('leaves no crack: every inner side belongs to two triangles', () => {
    const h = Float32Array.from({ length: nx * ny }, (_, k) => ((k % nx) > 25 ? Math.sin(k * 0.7) * 3 : 0))
    const tri = refine(h, nx, ny, new Uint8Array(nx * ny), 0.5)
    const sides = new Set<string>()
    for (let n = 0; n < tri.length; n += 3) for (let m = 0; m < 3; m++) sides.add(`${tri[n + m]}>${tri[n + ((m + 1) % 3)]}`)
    const border = (k: number) => k % nx === 0 || k % nx === nx - 1 || k < nx || k >= nx * (ny - 1)
    for (const side of sides) {
      const [a, b] = side.split('>').map(Number) as [number, number]
      if (!sides.has(`${b}>${a}`)) expect(border(a) && border(b)).toBe(true)
    }
  })
})

describe('findSteps', () => {
  it('makes upright walls exactly on the ring of the pit', () => {
    const h = new Float32Array(nx * ny).fill(40)
    for (let j = 10; j < 20; j++) for (let i = 10; i < 30; i++) h[j * nx + i] = 24
    const ring: [number, number][] = [[10.2, 9.8], [29.8, 9.8], [29.8, 20.1], [10.2, 20.1], [10.2, 9.8]]
    const s = findSteps(h, { nx, ny, x0: 0, y0: 0, cell: 1 }, [ring])
    expect(s.square.reduce((a, b) => a + b, 0)).toBe(2 * (20 + 10))
    for (let k = 0; k < s.walls.length; k += 3) {
      const [x, y, z] = [s.walls[k]!, s.walls[k + 1]!, s.walls[k + 2]!]
      expect([24, 40]).toContain(z)
      const onRing = [10.2, 29.8].some((v) => Math.abs(v - x) < 1e-5) || [9.8, 20.1].some((v) => Math.abs(v - y) < 1e-5)
      expect(onRing).toBe(true)
    }
  })
})
