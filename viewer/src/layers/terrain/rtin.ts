// Right-triangulated irregular network (Evans, Kirkpatrick, Townsend 2001; after Agafonkin's Martini):
// as few triangles as keep the lattice within `tolerance` metres, without cracks.

/** Triangles as lattice indices `j*nx+i`. Vertices where `keep` is set are refined to the finest level. */
export function refine(h: Float32Array, nx: number, ny: number, keep: Uint8Array, tolerance: number): Uint32Array {
  let tile = 1
  while (tile + 1 < Math.max(nx, ny)) tile *= 2
  const size = tile + 1
  const errors = new Float32Array(size * size)
  const height = (x: number, y: number) => h[(y < ny ? y : ny - 1) * nx + (x < nx ? x : nx - 1)]!

  for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
    const border = (i === nx - 1 && nx < size) || (j === ny - 1 && ny < size)
    if (border || keep[j * nx + i]) errors[j * size + i] = Infinity
  }

  // The error of a vertex is that of leaving it out, and no less than its children's: then no side of a
  // triangle is split on one side only. From the finest level up; each level first the middles of the squares'
  // sides, then the squares' middles, whose diagonal runs through the middle of the square one level up.
  const raise = (m: number, flat: number, c: number) => { if (flat > errors[m]!) errors[m] = flat; if (errors[c]! > errors[m]!) errors[m] = errors[c]! }
  const bend = (ax: number, ay: number, bx: number, by: number, mx: number, my: number) => Math.abs((height(ax, ay) + height(bx, by)) / 2 - height(mx, my))
  for (let s = 1; s < tile; s *= 2) {
    const q = s >> 1
    for (let my = 0; my <= tile; my += s) for (let mx = (my / s) % 2 ? 0 : s; mx <= tile; mx += 2 * s) {
      const m = my * size + mx
      const e = (my / s) % 2 ? bend(mx, my - s, mx, my + s, mx, my) : bend(mx - s, my, mx + s, my, mx, my)
      if (e > errors[m]!) errors[m] = e
      if (q === 0) continue
      for (const dy of [-q, q]) for (const dx of [-q, q]) {
        const x = mx + dx, y = my + dy
        if (x >= 0 && y >= 0 && x <= tile && y <= tile) raise(m, 0, y * size + x)
      }
    }
    for (let my = s; my < tile; my += 2 * s) for (let mx = s; mx < tile; mx += 2 * s) {
      const m = my * size + mx
      const dx = ((mx - s) / (2 * s)) % 2 ? -s : s, dy = ((my - s) / (2 * s)) % 2 ? -s : s
      raise(m, bend(mx + dx, my + dy, mx - dx, my - dy, mx, my), m - s)
      raise(m, 0, m + s)
      raise(m, 0, m - s * size)
      raise(m, 0, m + s * size)
    }
  }

  const out: number[] = []
  const emit = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number) => {
    const mx = (ax + bx) >> 1, my = (ay + by) >> 1
    if (Math.abs(ax - cx) + Math.abs(ay - cy) > 1 && errors[my * size + mx]! > tolerance) {
      emit(cx, cy, ax, ay, mx, my)
      emit(bx, by, cx, cy, mx, my)
    } else if (ax < nx && bx < nx && cx < nx && ay < ny && by < ny && cy < ny) {
      out.push(ay * nx + ax, cy * nx + cx, by * nx + bx) // counter-clockwise from above
    }
  }
  emit(0, 0, tile, tile, tile, 0)
  emit(tile, tile, 0, 0, 0, tile)
  return Uint32Array.from(out)
}
