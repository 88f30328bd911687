import { describe, expect, it } from 'vitest'
import { FrameBuffer } from './frames'
import type { Frame } from '../wire/channel'

const at = (t_s: number): Frame => ({ seq: t_s, tick: t_s, t_s, past: false, fields: new Map(), scalars: new Map(), poses: new Map(), paths: [] })
const filled = (...ts: number[]) => {
  const b = new FrameBuffer(4)
  ts.forEach((t) => b.add(at(t)))
  return b
}

describe('FrameBuffer', () => {
  it('orders what comes and replaces equals', () => {
    const b = filled(60, 0, 30, 30)
    expect(b.size).toBe(3)
    expect(b.newest?.t_s).toBe(60)
  })
  it('mixes neighbours', () => {
    const m = filled(0, 30, 60).around(45)!
    expect([m.a.t_s, m.b.t_s, m.mix]).toEqual([30, 60, 0.5])
  })
  it('clamps outside and does not bridge wide gaps', () => {
    const b = filled(30, 60, 600)
    expect(b.around(0)).toMatchObject({ mix: 0, a: { t_s: 30 } })
    expect(b.around(900)).toMatchObject({ mix: 0, a: { t_s: 600 } })
    expect(b.around(300, 60)).toMatchObject({ mix: 0, a: { t_s: 60 } })
  })
  it('prunes the farthest and tells the median interval', () => {
    const b = filled(0, 30, 60, 90, 120, 150)
    b.prune(120)
    expect(b.size).toBe(4)
    expect(b.around(0)!.a.t_s).toBe(60)
    expect(b.interval()).toBe(30)
  })
})
