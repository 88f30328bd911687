import { expect, test } from 'vitest'
import { cellsOf, tally, type WallPoint } from './wall'

const point = (id: string, tier: string, cell?: string, more: { fault?: string; phase?: string } = {}): WallPoint =>
  ({ id, position: [0, 0, 0], cell, status: { tier, fault: more.fault, limit_alarm: { phase: more.phase ?? 'normal', shown: true } } })

test('points are counted by tier, with what is broken and what nobody has seen', () => {
  const t = tally([point('a', 'none'), point('b', 'danger', 'C1', { phase: 'unacknowledged' }), point('c', 'notice', 'C2'), point('d', 'none', 'C2', { fault: 'stuck' })])
  expect(t).toEqual({ tiers: [2, 1, 0, 1], faulty: 1, unseen: 1 })
})

test('cells come by their worst tier, quiet ones not at all', () => {
  const cells = cellsOf([point('a', 'notice', 'C2'), point('b', 'warning', 'C2'), point('c', 'danger', 'C1'), point('d', 'none', 'C3'), point('e', 'danger')])
  expect(cells).toEqual([{ code: 'C1', worst: 3, count: 1 }, { code: 'C2', worst: 2, count: 2 }])
})
