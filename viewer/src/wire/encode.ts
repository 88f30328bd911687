// The inverse of field.ts. The viewer itself never sends fields: tests and the mock server do.
import { NO_DATA } from './field'

export function quantise(values: ArrayLike<number>, scale: number, offset: number): Uint16Array {
  const q = new Uint16Array(values.length)
  for (let k = 0; k < q.length; k++) {
    const v = values[k]!
    q[k] = Number.isNaN(v) ? NO_DATA : Math.max(0, Math.min(65534, Math.round((v - offset) / scale)))
  }
  return q
}

export function medResiduals(q: Uint16Array, nx: number, ny: number): Uint16Array {
  const r = new Uint16Array(q.length)
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const k = j * nx + i
      const a = i > 0 ? q[k - 1]! : 0
      const b = j > 0 ? q[k - nx]! : 0
      const c = i > 0 && j > 0 ? q[k - nx - 1]! : 0
      let p: number
      if (i === 0) p = b
      else if (j === 0) p = a
      else p = c >= Math.max(a, b) ? Math.min(a, b) : c <= Math.min(a, b) ? Math.max(a, b) : a + b - c
      r[k] = q[k]! - p
    }
  }
  return r
}

export function deltaResiduals(q: Uint16Array, base: Uint16Array): Uint16Array {
  return q.map((v, k) => v - base[k]!)
}

export function splitPlanes(r: Uint16Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(r.length * 2)
  for (let k = 0; k < r.length; k++) {
    out[k] = r[k]! & 255
    out[r.length + k] = r[k]! >> 8
  }
  return out
}
