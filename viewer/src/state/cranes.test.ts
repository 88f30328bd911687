import * as THREE from 'three'
import { describe, expect, it } from 'vitest'
import type { Pose } from '../wire/channel'
import { approachesOf, atRest, encountersOf, envelopeOf, leversOf, lineClearance, mixPostures, planBounds, postureOf, shapeOf, statesOf, sweepOf, zoneStateOf, type CraneShape } from './cranes'

const shape: CraneShape = shapeOf({ id: 'crane/T1', kind: 'crane', position: [10, 20, 5], properties: { type: 'hammerhead', jib_height_m: 40, jib_m: 50, counter_jib_m: 14, head_m: 6, min_radius_m: 3, max_radius_m: 48 } })!

/** Poses as the run sends them, of a trolley at a radius and a rope that hangs aside. */
function poses(slew: number, radius: number, aside = 0, load = false): Map<string, Pose> {
  const q = new THREE.Quaternion().setFromAxisAngle(new THREE.Vector3(0, 0, 1), slew)
  const at = (x: number, y: number, z: number): Pose => {
    const p = new THREE.Vector3(x, y, z).applyQuaternion(q).add(new THREE.Vector3(10, 20, 45))
    return [p.x, p.y, p.z, q.x, q.y, q.z, q.w]
  }
  return new Map([['crane/T1/slew', at(0, 0, 0)], ['crane/T1/jib', at(0, 0, 0)], ['crane/T1/trolley', at(radius, 0, 0)], ['crane/T1/hook', at(radius, aside, -15)], ...(load ? [['crane/T1/load', at(radius, aside, -18)] as const] : [])])
}

describe('postures', () => {
  it('reads joints from poses in site coordinates', () => {
    const p = postureOf(shape, poses(2, 30, 0.5, true))!
    expect(p.slew).toBeCloseTo(2, 6)
    expect(p.height).toBeCloseTo(40, 6)
    expect(p.raise).toBeCloseTo(0, 6)
    expect(p.top.distanceTo(new THREE.Vector3(30, 0, 0))).toBeLessThan(1e-6)
    expect(p.hook.distanceTo(new THREE.Vector3(30, 0.5, -15))).toBeLessThan(1e-6)
    expect(p.load!.at.z).toBeCloseTo(-18, 6)
  })
  it('is none without poses, and then the crane stands at rest within its reach', () => {
    expect(postureOf(shape, new Map())).toBeNull()
    const rest = atRest(shape)
    expect(rest.top.x).toBeLessThanOrEqual(shape.maxRadius)
    expect(rest.hook.z).toBeLessThan(0)
  })
  it('moves a slewing hook on its arc, the short way round', () => {
    const a = postureOf(shape, poses(3.0, 30))!, b = postureOf(shape, poses(-3.0, 30))!
    const m = mixPostures(a, b, 0.5)
    expect(Math.cos(m.slew)).toBeCloseTo(-1, 6)
    expect(m.top.x).toBeCloseTo(30, 6) // a chord would be shorter
  })
  it('has a load when the nearer frame has', () => {
    const a = postureOf(shape, poses(0, 30))!, b = postureOf(shape, poses(0.1, 30, 0, true))!
    expect(mixPostures(a, b, 0.4).load).toBeNull()
    expect(mixPostures(a, b, 0.6).load).not.toBeNull()
  })
})

describe('approaches', () => {
  it('lists what is near now, the worst first', () => {
    const values = new Map([
      ['approach/crane/T1|crane/T2.clearance', 8], ['approach/crane/T1|crane/T2.ttc', 12], ['approach/crane/T1|crane/T2.level', 1],
      ['approach/crane/T3|zone/school.clearance', 2], ['approach/crane/T3|zone/school.ttc', NaN], ['approach/crane/T3|zone/school.level', 4],
      ['approach/crane/T4|crane/T5.clearance', NaN], ['approach/crane/T4|crane/T5.ttc', NaN], ['approach/crane/T4|crane/T5.level', NaN],
      ['crane/T1.level', 3],
    ])
    expect(approachesOf(values).map((x) => [x.a, x.b, x.level])).toEqual([['crane/T3', 'zone/school', 'touching'], ['crane/T1', 'crane/T2', 'warned']])
  })
})

describe('encounters from curves', () => {
  const t = [0, 10, 20, 30, 400, 410]
  const columns = (levels: (number | null)[], clear: (number | null)[]) => new Map([['approach/crane/T1|crane/T2.level', levels], ['approach/crane/T1|crane/T2.clearance', clear]])
  it('begin at the first stop and keep the least clearance', () => {
    expect(encountersOf(t, columns([1, 3, 4, 0, 0, 0], [9, 5, 3, 9, 9, 9]))).toEqual([{ at_s: 10, a: 'crane/T1', b: 'crane/T2', clearance_m: 3 }])
  })
  it('are two when five minutes lie between, and one when less', () => {
    expect(encountersOf(t, columns([0, 3, 0, 0, 3, 3], [9, 5, 9, 9, 4, 4])).map((e) => e.at_s)).toEqual([10, 400])
    expect(encountersOf(t, columns([0, 3, null, 3, 0, 0], [9, 5, null, 4, 9, 9])).map((e) => e.at_s)).toEqual([10])
  })
  it('are none where nobody was stopped', () => expect(encountersOf(t, columns([2, 2, 1, 0, 0, 0], [9, 9, 9, 9, 9, 9]))).toEqual([]))
})

describe('the cab', () => {
  it('moves levers while keys are held, opposite keys cancel', () => {
    expect(leversOf(new Set(['KeyA', 'KeyR']), false)).toEqual({ lever_slew: 1, lever_reach: 0, lever_rope: -1 })
    expect(leversOf(new Set(['KeyA', 'KeyD', 'KeyW']), false)).toEqual({ lever_slew: 0, lever_reach: 1, lever_rope: 0 })
    expect(leversOf(new Set(), false)).toEqual({ lever_slew: 0, lever_reach: 0, lever_rope: 0 })
  })
  it('lowers a luffing jib to reach out', () => expect(leversOf(new Set(['KeyW']), true).lever_reach).toBe(-1))
})

describe('the plan', () => {
  it('holds every circle', () => expect(planBounds([shape], 2)).toEqual({ x0: -40, y0: -30, x1: 60, y1: 70 }))
  it('is none without cranes', () => expect(planBounds([], 2)).toBeNull())
})

it('keeps the distances that the run keeps from power lines', () => {
  expect([400, 10e3, 35e3, 110e3, 220e3, 440e3].map(lineClearance)).toEqual([1.5, 3, 4, 5, 6, 12])
})

describe('sweeps and envelopes', () => {
  const still = { slew: 0, radius: 0, rope: 0 }
  it('has no sweep at rest', () => {
    expect(sweepOf(shape, atRest(shape), still)).toBeNull()
  })
  it('turns with the jib, holds the hook where it is and where it will be', () => {
    const p = atRest(shape), s = sweepOf(shape, p, { slew: -0.07, radius: 0.5, rope: 1 }, 8)!
    expect(s.to).toBeCloseTo(p.slew, 9)
    expect(s.from).toBeCloseTo(p.slew - 0.56, 9)
    expect(s.inner).toBeLessThan(p.top.x)
    expect(s.outer).toBeGreaterThan(p.top.x + 4)
    expect(s.foot).toBeLessThan(p.hook.z - 8)
    expect(s.tip).toBe(50)
  })
  it('never reaches beyond the crane', () => {
    const s = sweepOf(shape, atRest(shape), { slew: 0, radius: 5, rope: 0 }, 100)!
    expect(s.outer).toBeLessThanOrEqual(shape.maxRadius + 1)
  })
  it('ends under the jib, or under the arc of a luffing jib', () => {
    expect(Math.max(...envelopeOf(shape, 0.6).map(([, z]) => z))).toBe(40)
    const luffing: CraneShape = { ...shape, type: 'luffing', pivot: 1.5, jib: 40, minRadius: 5, maxRadius: 41.5 }
    const outline = envelopeOf(luffing, 0.6)
    for (const [r, z] of outline.slice(2, -1)) expect(Math.hypot(r - 1.5, z - 40)).toBeCloseTo(40, 6)
    expect(Math.min(...outline.map(([r]) => r))).toBe(5)
  })
})

describe('states', () => {
  const of = (o: Record<string, number>) => new Map(Object.entries(o))
  it('are read from the run, the gravest first', () => {
    expect(statesOf('crane/T1', of({ 'crane/T1.guard': 1, 'crane/T1.override': 0 }))).toEqual([])
    expect(statesOf('crane/T1', of({ 'crane/T1.guard': 0, 'crane/T1.override': 1, 'crane/T1.stopped': 1, 'crane/T1.manual': 1 }))).toEqual(['stopped', 'failed', 'override', 'manual'])
    expect(statesOf('crane/T1', new Map())).toEqual([]) // an old recording says nothing
  })
  it('of zones', () => {
    expect(zoneStateOf('zone/yard', of({ 'zone/yard.state': 4 }))).toBe('flooded')
    expect(zoneStateOf('zone/yard', new Map())).toBeNull()
  })
})
