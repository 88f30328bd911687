// The ground's surface as the server sends it (docs/wire.md, "Mesh").

export const MESH_HEADER_BYTES = 48
const MAGIC = 0x4d504853 // "SHPM", little-endian
const VERSION = 1

/** Classes of triangles. */
export const Class = { natural: 0, floor: 1, side: 2, bench: 3, ramp: 4, rampSide: 5, filled: 6, wall: 255 } as const

export interface Mesh {
  /** Added to positions [m]: site coordinates. */
  origin: [number, number, number]
  /** How far the surface may be from the ground at the centre of any cell [m]. */
  tolerance_m: number
  positions: Float32Array<ArrayBuffer>
  /** Three to a triangle, anticlockwise from above; of walls, as seen from their low side. */
  indices: Uint32Array<ArrayBuffer>
  classes: Uint8Array<ArrayBuffer>
}

/** Views into the message: nothing is copied. */
export function decodeMesh(message: ArrayBuffer): Mesh {
  const v = new DataView(message)
  if (message.byteLength < MESH_HEADER_BYTES || v.getUint32(0, true) !== MAGIC) throw new Error(`${message.byteLength} bytes that are no mesh`)
  if (v.getUint32(4, true) !== VERSION) throw new Error(`a mesh of version ${v.getUint32(4, true)}: this page knows ${VERSION}; reload it`)
  const corners = v.getUint32(8, true), triangles = v.getUint32(12, true)
  const size = MESH_HEADER_BYTES + 12 * corners + 13 * triangles
  if (size !== message.byteLength) throw new Error(`a mesh of ${corners} corners and ${triangles} triangles in ${message.byteLength} bytes: ${size} expected`)
  const indices = new Uint32Array(message, MESH_HEADER_BYTES + 12 * corners, 3 * triangles)
  for (const k of indices) if (k >= corners) throw new Error(`a mesh with corner ${k} of ${corners}`)
  return {
    origin: [v.getFloat64(16, true), v.getFloat64(24, true), v.getFloat64(32, true)],
    tolerance_m: v.getFloat64(40, true),
    positions: new Float32Array(message, MESH_HEADER_BYTES, 3 * corners),
    indices,
    classes: new Uint8Array(message, MESH_HEADER_BYTES + 12 * corners + 12 * triangles, triangles),
  }
}
