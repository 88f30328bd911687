import { deflateRawSync } from 'node:zlib'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FrameAssembler, MissingBase, bodyOf, pathsOf, type Channel } from './channel'
import { deltaResiduals, medResiduals, quantise, splitPlanes } from './encode'
import { NO_DATA, decodeField, dequantise } from './field'
import { Flag, Kind, readHeader, writeHeader } from './header'
import { inflateRaw } from './inflate'

const nx = 37, ny = 23
const noise = (seed: number) => {
  let s = seed
  return () => ((s = (s * 1664525 + 1013904223) >>> 0) / 2 ** 32)
}
const randomField = (seed: number) => {
  const r = noise(seed)
  return Uint16Array.from({ length: nx * ny }, () => (r() < 0.1 ? NO_DATA : Math.floor(r() * 65536)))
}
const channels: Channel[] = [
  { id: 1, kind: 'field', name: 'water_depth', unit: 'm', grid: { nx, ny, x0: 0, y0: 0, cell: 1 }, scale: 0.001, offset: 0 },
  { id: 9, kind: 'scalars', names: ['a', 'b'], units: ['m', 'm'] },
]

function message(o: { channel?: number; kind?: number; flags: number; seq: number; baseSeq?: number; body: Uint8Array<ArrayBuffer> }): ArrayBuffer {
  const packed = o.flags & Flag.deflate ? deflateRawSync(o.body) : o.body
  const head = writeHeader({
    kind: o.kind ?? Kind.field, flags: o.flags, channel: o.channel ?? 1, seq: o.seq, baseSeq: o.baseSeq ?? 0,
    bodyBytes: o.body.length, tick: 77, t_s: 12.5,
  })
  const all = new Uint8Array(head.length + packed.length)
  all.set(head)
  all.set(packed, head.length)
  return all.buffer
}

describe('field codec', () => {
  it('undoes MED prediction exactly, over wrap-arounds and no-data', () => {
    for (let seed = 1; seed < 20; seed++) {
      const q = randomField(seed)
      expect(decodeField(splitPlanes(medResiduals(q, nx, ny)), nx, ny)).toEqual(q)
    }
  })
  it('adds deltas', () => {
    const base = randomField(1), q = randomField(2)
    expect(decodeField(splitPlanes(deltaResiduals(q, base)), nx, ny, base)).toEqual(q)
  })
  it('quantises and back within half a step, NaN stays NaN', () => {
    const v = [0, 0.0004, 1.2345, NaN, 16.0004]
    const back = dequantise(quantise(v, 0.001, 0), 0.001, 0)
    v.forEach((x, k) => (Number.isNaN(x) ? expect(back[k]).toBeNaN() : expect(Math.abs(back[k]! - x)).toBeLessThan(0.00051)))
  })
  it('refuses a body of the wrong size', () => {
    expect(() => decodeField(new Uint8Array(10), nx, ny)).toThrow(/10 bytes/)
  })
})

describe('header', () => {
  it('survives a round trip', () => {
    const h = { kind: 1, flags: 21, channel: 513, seq: 4e9, baseSeq: 7, bodyBytes: 99, tick: 1e12, t_s: 3.25 }
    expect(readHeader(writeHeader(h).buffer as ArrayBuffer)).toEqual(h)
  })
  it('refuses what is too short', () => expect(() => readHeader(new ArrayBuffer(31))).toThrow())
})

describe('inflate', () => {
  it('refuses lengths that are not as promised', async () => {
    const packed = new Uint8Array(deflateRawSync(new Uint8Array(1000)))
    await expect(inflateRaw(packed, 999)).rejects.toThrow()
    await expect(inflateRaw(packed, 1001)).rejects.toThrow()
    await expect(inflateRaw(packed, 2 ** 31)).rejects.toThrow(/refused/)
    expect(await inflateRaw(packed, 1000)).toHaveLength(1000)
  })
})

describe('frames', () => {
  it('joins key, delta and scalars of one seq', async () => {
    const a = new FrameAssembler(channels)
    const q0 = randomField(3), q1 = randomField(4)
    const scalars = new Uint8Array(new Float64Array([1.5, NaN]).buffer)
    expect(await a.accept(message({ flags: Flag.key | Flag.deflate, seq: 1, body: splitPlanes(medResiduals(q0, nx, ny)) }))).toBeNull()
    const f0 = await a.accept(message({ kind: Kind.scalars, channel: 9, flags: Flag.key | Flag.last, seq: 1, body: scalars }))
    expect(f0?.fields.get('water_depth')?.q).toEqual(q0)
    expect(f0?.scalars.get('a')).toBe(1.5)
    expect(f0?.scalars.get('b')).toBeNaN()
    const f1 = await a.accept(message({ flags: Flag.delta | Flag.deflate | Flag.last | Flag.past, seq: 5, baseSeq: 1, body: splitPlanes(deltaResiduals(q1, q0)) }))
    expect(f1).toMatchObject({ seq: 5, tick: 77, t_s: 12.5, past: true })
    expect(f1?.fields.get('water_depth')?.q).toEqual(q1)
  })
  it('reads poses, and leaves out what is not there now', async () => {
    const a = new FrameAssembler([{ id: 10, kind: 'poses', names: ['crane/T1/jib', 'crane/T1/load'] }])
    const body = new Uint8Array(new Float32Array([1, 2, 3, 0, 0, 0.5, 0.75, ...new Array<number>(7).fill(NaN)]).buffer)
    const f = await a.accept(message({ kind: Kind.poses, channel: 10, flags: Flag.key | Flag.last, seq: 1, body }))
    expect([...f!.poses]).toEqual([['crane/T1/jib', [1, 2, 3, 0, 0, 0.5, 0.75]]])
  })
  it('names the channel whose base is missing', async () => {
    const a = new FrameAssembler(channels)
    const delta = message({ flags: Flag.delta | Flag.last, seq: 2, baseSeq: 1, body: new Uint8Array(nx * ny * 2) })
    await expect(a.accept(delta)).rejects.toThrow(MissingBase)
  })
})

// Written by the Go tests; see the note in expected.json.
interface Expected {
  messages: {
    file: string; base?: string; names?: string[]; quanta?: number[]; values: (number | null)[]
    field?: { name: string; unit: string; grid: { nx: number; ny: number; x0: number; y0: number; cell: number }; scale: number; offset: number }
    header: { kind: number; flags: number; channel: number; seq: number; base_seq: number; body_len: number; tick: number; t_s: number }
  }[]
}
const fixtures = new URL('../../../testdata/wire/', import.meta.url)
const bytesOf = (file: string): ArrayBuffer => {
  const b = readFileSync(new URL(file, fixtures))
  return b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength) as ArrayBuffer
}
describe.skipIf(!existsSync(fixtures))('fixtures shared with Go', () => {
  const all = existsSync(fixtures) ? (JSON.parse(readFileSync(new URL('expected.json', fixtures), 'utf8')) as Expected).messages : []
  it.each(all.map((m) => [m.file, m] as const))('%s', async (file, m) => {
    const h = readHeader(bytesOf(file))
    expect(h).toEqual({
      kind: m.header.kind, flags: m.header.flags, channel: m.header.channel, seq: m.header.seq, baseSeq: m.header.base_seq,
      bodyBytes: m.header.body_len, tick: m.header.tick, t_s: m.header.t_s,
    })
    const body = await bodyOf(bytesOf(file), h)
    if (m.field) {
      const { nx, ny } = m.field.grid
      const key = m.base && decodeField(await bodyOf(bytesOf(m.base), readHeader(bytesOf(m.base))), nx, ny)
      const q = decodeField(body, nx, ny, key || undefined)
      expect([...q]).toEqual(m.quanta)
      dequantise(q, m.field.scale, m.field.offset).forEach((v, k) => (m.values[k] === null ? expect(v).toBeNaN() : expect(v).toBeCloseTo(m.values[k]!, 4)))
    } else if (h.kind === Kind.scalars) {
      const view = new DataView(body.buffer, body.byteOffset)
      m.values.forEach((v, k) => expect(view.getFloat64(8 * k, true)).toEqual(v ?? NaN))
    }
  })
})

describe('paths', () => {
  it('come as JSON of any length, filled up with spaces', async () => {
    const paths = [{ name: 'crane/T1/lift', kind: 'lift', points: [[1, 2, 3], [4, 5, 6]] }]
    const body = new TextEncoder().encode(JSON.stringify(paths) + '   ')
    const a = new FrameAssembler([{ id: 12, kind: 'paths' }])
    const f = await a.accept(message({ channel: 12, kind: Kind.paths, flags: Flag.key | Flag.last, seq: 3, body }))
    expect(f!.paths).toEqual(paths)
  })
  it('leaves out what is none', () => {
    expect(pathsOf('{}')).toEqual([])
    expect(pathsOf('[null, {"name": "a"}, {"name": "b", "points": [[1, 2]]}, {"name": "c", "points": [[1, 2, null]]}]')).toEqual([])
  })
})
