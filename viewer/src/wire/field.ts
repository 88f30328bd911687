// Field bodies: u16 residuals in byte planes, against the MED predictor (key) or an earlier message (delta).

/** The quantised value that stands for "no data". */
export const NO_DATA = 65535

/** Low bytes first, then high bytes → u16. */
export function joinPlanes(body: Uint8Array): Uint16Array<ArrayBuffer> {
  const n = body.length >> 1
  const out = new Uint16Array(n)
  for (let k = 0; k < n; k++) out[k] = body[k]! | (body[n + k]! << 8)
  return out
}

/** Turns residuals into values in place. The predictor is MED (JPEG-LS) of left, lower and lower-left. */
export function undoMED(r: Uint16Array, nx: number, ny: number): void {
  for (let i = 1; i < nx; i++) r[i] = r[i]! + r[i - 1]!
  for (let j = 1; j < ny; j++) {
    const row = j * nx
    let c = r[row - nx]!
    let a = (r[row]! + c) & 0xffff
    r[row] = a
    for (let k = row + 1; k < row + nx; k++) {
      const b = r[k - nx]!
      const hi = a > b ? a : b
      const lo = a > b ? b : a
      const p = c >= hi ? lo : c <= lo ? hi : a + b - c
      a = (r[k]! + p) & 0xffff
      r[k] = a
      c = b
    }
  }
}

/** Adds the base of a delta in place. */
export function addBase(r: Uint16Array, base: Uint16Array): void {
  for (let k = 0; k < r.length; k++) r[k] = r[k]! + base[k]!
}

export function decodeField(body: Uint8Array, nx: number, ny: number, base?: Uint16Array): Uint16Array<ArrayBuffer> {
  if (body.length !== nx * ny * 2) throw new Error(`field body of ${body.length} bytes for ${nx}×${ny} cells`)
  const q = joinPlanes(body)
  if (base) addBase(q, base)
  else undoMED(q, nx, ny)
  return q
}

/** Quantised → metres (or whatever the unit is); NaN where there is no data. */
export function dequantise(q: Uint16Array, scale: number, offset: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(q.length)
  for (let k = 0; k < q.length; k++) {
    const v = q[k]!
    out[k] = v === NO_DATA ? NaN : offset + scale * v
  }
  return out
}
