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

  const triangles = tile * tile * 2 - 2
  const parents = triangles - tile * tile
  for (let k = triangles - 1; k >= 0; k--) {
    let id = k + 2
    let ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0
    if (id & 1) bx = by = cx = tile
    else ax = ay = cy = tile
    while ((id >>= 1) > 1) {
      const mx = (ax + bx) >> 1, my = (ay + by) >> 1
      if (id & 1) { bx = ax; by = ay; ax = cx; ay = cy }
      else { ax = bx; ay = by; bx = cx; by = cy }
      cx = mx
      cy = my
    }
    const mx = (ax + bx) >> 1, my = (ay + by) >> 1
    const m = my * size + mx
    let e = Math.abs((height(ax, ay) + height(bx, by)) / 2 - height(mx, my))
    if (k < parents) {
      // the apex of a right isosceles triangle lies off the middle of its hypotenuse by half of it, turned
      const px = mx + my - ay, py = my + ax - mx
      e = Math.max(e, errors[((ay + py) >> 1) * size + ((ax + px) >> 1)]!, errors[((by + py) >> 1) * size + ((bx + px) >> 1)]!)
    }
    if (e > errors[m]!) errors[m] = e
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
