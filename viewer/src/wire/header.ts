// The 32-byte little-endian header in front of every binary message (docs/wire.md).

export const HEADER_BYTES = 32

export const Kind = { field: 1, scalars: 2, poses: 3, paths: 4 } as const
export const Flag = { key: 1, delta: 2, deflate: 4, past: 8, last: 16 } as const

export interface Header {
  kind: number
  flags: number
  channel: number
  seq: number
  baseSeq: number
  bodyBytes: number
  tick: number
  t_s: number
}

export function readHeader(message: ArrayBuffer): Header {
  if (message.byteLength < HEADER_BYTES) throw new Error(`message of ${message.byteLength} bytes is shorter than its header`)
  const v = new DataView(message)
  return {
    kind: v.getUint8(0),
    flags: v.getUint8(1),
    channel: v.getUint16(2, true),
    seq: v.getUint32(4, true),
    baseSeq: v.getUint32(8, true),
    bodyBytes: v.getUint32(12, true),
    tick: Number(v.getBigInt64(16, true)),
    t_s: v.getFloat64(24, true),
  }
}

export function writeHeader(h: Header): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const v = new DataView(bytes.buffer)
  v.setUint8(0, h.kind)
  v.setUint8(1, h.flags)
  v.setUint16(2, h.channel, true)
  v.setUint32(4, h.seq, true)
  v.setUint32(8, h.baseSeq, true)
  v.setUint32(12, h.bodyBytes, true)
  v.setBigInt64(16, BigInt(h.tick), true)
  v.setFloat64(24, h.t_s, true)
  return bytes
}
