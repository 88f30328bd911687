import { expect, test } from 'vitest'
import { cellsOf, frameOf, tally, worstOf, type WallPoint } from './wall'

const point = (id: string, tier: string, cell?: string, more: { fault?: string; phase?: string } = {}): WallPoint =>
  ({ id, position: [0, 0, 0], cell, rules: [], status: { tier, fault: more.fault, limit_alarm: { phase: more.phase ?? 'normal', shown: true } } })

test('points are counted by tier, with what is broken and what nobody has seen', () => {
  const t = tally([point('a', 'none'), point('b', 'danger', 'C1', { phase: 'unacknowledged' }), point('c', 'notice', 'C2'), point('d', 'none', 'C2', { fault: 'stuck' })])
  expect(t).toEqual({ tiers: [2, 1, 0, 1], faulty: 1, unheard: 4, unseen: 1 })
})

test('cells come by their worst tier, quiet ones not at all', () => {
  const cells = cellsOf([point('a', 'notice', 'C2'), point('b', 'warning', 'C2'), point('c', 'danger', 'C1'), point('d', 'none', 'C3'), point('e', 'danger')])
  expect(cells).toEqual([{ code: 'C1', worst: 3, count: 1 }, { code: 'C2', worst: 2, count: 2 }])
})

test('the worst points come first, then those nearest to their next tier, then what is broken', () => {
  const near = point('n', 'notice')
  near.status.outlook = { next: 'warning', likely_s: 600 }
  expect(worstOf([point('f', 'none', undefined, { fault: 'stuck' }), point('m', 'notice'), point('ok', 'none'), near, point('d', 'danger')]).map((p) => p.id)).toEqual(['d', 'n', 'm', 'f'])
})

test('the wall looks at what is measured and dug, or at the whole site', () => {
  const grid = { x0: 0, y0: 0, nx: 600, ny: 600, cell: 1 }
  expect(frameOf({ grid, features: [] }, [])).toEqual({ x: 0, y: -600, size: 600 })
  const f = frameOf({ grid, features: [{ kind: 'pit', rings: [[[200, 250], [300, 250], [300, 280]]] }] }, [])
  expect(f).toEqual({ x: 175, y: -340, size: 150 })
})
