// What a run's stream offers, and how its binary messages become values.
import { Flag, HEADER_BYTES, Kind, readHeader, type Header } from './header'
import { decodeField } from './field'
import { inflateRaw } from './inflate'

export interface Grid { nx: number; ny: number; x0: number; y0: number; cell: number }

export type Channel =
  | { id: number; kind: 'field'; name: string; unit: string; grid: Grid; scale: number; offset: number }
  | { id: number; kind: 'scalars'; names: string[]; units: string[] }
  | { id: number; kind: 'poses'; names: string[] }
  | { id: number; kind: 'paths' }

export interface FieldValues { q: Uint16Array; scale: number; offset: number; grid: Grid }

/** Where a thing is in the site [m] and how it is turned: x, y, z, quaternion x, y, z, w. */
export type Pose = readonly [number, number, number, number, number, number, number]

/** A line in the site [m] that a run shows: the way of a lift, a wall of sandbags. */
export interface Path { name: string; kind: string; points: [number, number, number][]; height_m?: number }

/** All channel messages of one instant. */
export interface Frame {
  seq: number
  tick: number
  t_s: number
  past: boolean
  fields: Map<string, FieldValues>
  scalars: Map<string, number>
  poses: Map<string, Pose>
  paths: Path[]
}

export async function bodyOf(message: ArrayBuffer, h: Header): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Uint8Array(message, HEADER_BYTES)
  if (h.flags & Flag.deflate) return inflateRaw(packed, h.bodyBytes)
  if (packed.length !== h.bodyBytes) throw new Error(`body of ${packed.length} bytes, ${h.bodyBytes} were promised`)
  return packed
}

/** A delta whose base this client does not hold: the channel must be asked for afresh. */
export class MissingBase extends Error {
  readonly channel: number
  constructor(channel: number, seq: number) {
    super(`channel ${channel}: no base ${seq} for a delta`)
    this.channel = channel
  }
}

const BASES_KEPT = 4

/** Paths come as JSON; what is not one is left out. */
export function pathsOf(text: string): Path[] {
  const list: unknown = JSON.parse(text)
  if (!Array.isArray(list)) return []
  return (list as Path[]).filter((p) => typeof p?.name === 'string' && Array.isArray(p.points) && p.points.every((q) => q.length === 3 && q.every(Number.isFinite)))
}

/** Collects messages into frames. Decoded arrays are shared as bases of deltas: nobody may change them. */
export class FrameAssembler {
  #channels: Map<number, Channel>
  #bases = new Map<number, { seq: number; q: Uint16Array }[]>()
  #open: Frame | null = null

  constructor(channels: Channel[]) {
    this.#channels = new Map(channels.map((c) => [c.id, c]))
  }

  /** Returns a frame when its last message has come. Calls must not overlap. */
  async accept(message: ArrayBuffer): Promise<Frame | null> {
    const h = readHeader(message)
    const channel = this.#channels.get(h.channel)
    if (this.#open && this.#open.seq !== h.seq) this.#open = null // its end was dropped: what came is old
    this.#open ??= { seq: h.seq, tick: h.tick, t_s: h.t_s, past: (h.flags & Flag.past) !== 0, fields: new Map(), scalars: new Map(), poses: new Map(), paths: [] }
    const frame = this.#open
    if (channel?.kind === 'field' && h.kind === Kind.field) await this.#field(message, h, channel, frame)
    if (channel?.kind === 'scalars' && h.kind === Kind.scalars) await this.#scalars(message, h, channel, frame)
    if (channel?.kind === 'poses' && h.kind === Kind.poses) await this.#poses(message, h, channel, frame)
    if (channel?.kind === 'paths' && h.kind === Kind.paths) frame.paths = pathsOf(new TextDecoder().decode(await bodyOf(message, h)))
    if (!(h.flags & Flag.last)) return null
    this.#open = null
    return frame
  }

  async #field(message: ArrayBuffer, h: Header, c: Channel & { kind: 'field' }, into: Frame) {
    const { nx, ny } = c.grid
    const bases = this.#bases.get(c.id) ?? []
    let base: Uint16Array | undefined
    if (h.flags & Flag.delta) {
      base = bases.find((b) => b.seq === h.baseSeq)?.q
      if (!base) throw new MissingBase(c.id, h.baseSeq)
    }
    const q = decodeField(await bodyOf(message, h), nx, ny, base)
    bases.push({ seq: h.seq, q })
    if (bases.length > BASES_KEPT) bases.shift()
    this.#bases.set(c.id, bases)
    into.fields.set(c.name, { q, scale: c.scale, offset: c.offset, grid: c.grid })
  }

  async #scalars(message: ArrayBuffer, h: Header, c: Channel & { kind: 'scalars' }, into: Frame) {
    const body = await bodyOf(message, h)
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
    c.names.forEach((name, k) => into.scalars.set(name, view.getFloat64(k * 8, true)))
  }

  // A thing that is not there now has no numbers, and gets no pose.
  async #poses(message: ArrayBuffer, h: Header, c: Channel & { kind: 'poses' }, into: Frame) {
    const body = await bodyOf(message, h)
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
    c.names.forEach((name, k) => {
      const p = Array.from({ length: 7 }, (_, n) => view.getFloat32((7 * k + n) * 4, true))
      if (p.every(Number.isFinite)) into.poses.set(name, p as unknown as Pose)
    })
  }
}
