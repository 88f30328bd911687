import { expect, test } from 'vitest'
import type { PlanBody, PlanLife, PlanTask } from '../api/types'
import { DAY_MS, axis, day, extent, freeDay, instant, lateDays, lines, phaseOf, stateOf } from './plan4d'

const at = (s: string) => instant(`2026-03-${s}:00`)

test('the phases of what is built, removed, temporary or was there before', () => {
  const wall = [{ from: '2026-03-02T08:00:00', built: '2026-03-04T17:00:00' }]
  expect(['01T08:00', '02T08:00', '04T16:59', '04T17:00'].map((t) => phaseOf(wall, at(t)))).toEqual(['not begun', 'in work', 'in work', 'standing'])
  const prop = [{ from: '2026-03-02T08:00:00', built: '2026-03-02T17:00:00', leaves: '2026-03-09T08:00:00', gone: '2026-03-09T17:00:00' }]
  expect(['03T00:00', '09T12:00', '09T17:00'].map((t) => phaseOf(prop, at(t)))).toEqual(['standing', 'in removal', 'gone'])
  const scaffold = [{ from: '2026-03-02T08:00:00', built: '2026-03-02T08:00:00', gone: '2026-03-05T17:00:00', temporary: true }, { from: '2026-03-10T08:00:00', built: '2026-03-10T08:00:00', gone: '2026-03-11T17:00:00', temporary: true }]
  expect(['02T07:59', '02T08:00', '06T00:00', '10T08:00'].map((t) => phaseOf(scaffold, at(t)))).toEqual(['not begun', 'standing', 'gone', 'standing'])
  expect(phaseOf([{ leaves: '2026-03-02T08:00:00', gone: '2026-03-03T17:00:00' }], at('01T00:00'))).toBe('standing')
  expect(phaseOf([], at('01T00:00'))).toBe('unscheduled')
})

test('late is what is not as far as planned', () => {
  const life: PlanLife = { model: 'm', guid: 'g', tasks: [0], planned: [{ from: '2026-03-02T08:00:00', built: '2026-03-04T17:00:00' }], actual: [{ from: '2026-03-03T08:00:00', built: '2026-03-09T17:00:00' }] }
  expect(stateOf(life, at('02T12:00'), 'actual')).toEqual({ phase: 'not begun', late: true, temporary: false })
  expect(stateOf(life, at('03T12:00'), 'actual')).toEqual({ phase: 'in work', late: false, temporary: false })
  expect(stateOf(life, at('05T12:00'), 'actual').late).toBe(true)
  expect(stateOf(life, at('05T12:00'), 'planned').late).toBe(false)
  expect(stateOf(life, at('10T12:00'), 'actual').late).toBe(false)
})

const task = (more: Partial<PlanTask>): PlanTask => ({ id: '', name: 'x', parent: -1, kind: 'work', calendar: 0, planned: { start: '', finish: '' }, expected: { start: '', finish: '' }, actual: { start: '', finish: '' }, done: 0, total_float_h: 0, critical: false, elements: 0, ...more })

test('lines of the chart fold, and spacers are left out', () => {
  const tasks = [task({ kind: 'summary' }), task({ parent: 0 }), task({ name: '' }), task({ parent: 0, kind: 'summary' }), task({ parent: 3 })]
  expect(lines(tasks, new Set())).toEqual([{ k: 0, depth: 0 }, { k: 1, depth: 1 }, { k: 3, depth: 1 }, { k: 4, depth: 2 }])
  expect(lines(tasks, new Set([3])).map((l) => l.k)).toEqual([0, 1, 3])
  expect(lines(tasks, new Set([0])).map((l) => l.k)).toEqual([0])
})

test('extent, free days and lateness', () => {
  const t = task({ planned: { start: '2026-03-02T08:00:00', finish: '2026-03-04T17:00:00' }, expected: { start: '2026-03-03T08:00:00', finish: '2026-03-06T17:00:00' } })
  const plan = { tasks: [t], calendars: [{ name: '', week: [[], [8, 17], [8, 17], [8, 17], [8, 17], [8, 17], []], exceptions: [{ from: '2026-03-04T00:00:00', to: '2026-03-05T00:00:00', free: true }] }] } as unknown as PlanBody
  const r = extent(plan)
  expect([day(r.from), day(r.to)]).toEqual(['2026-03-01', '2026-03-08'])
  expect(['01', '02', '04', '05', '06', '07'].map((d) => freeDay(plan, 0, Date.parse(`2026-03-${d}`)))).toEqual([true, false, true, true, false, true])
  expect(freeDay(plan, -1, Date.parse('2026-03-01'))).toBe(false)
  expect(lateDays(t)).toBe(2)
})

test('marks of the axis keep apart', () => {
  for (const days of [7, 40, 300, 4000]) for (const width of [300, 900]) {
    const range = { from: Date.UTC(2026, 1, 27), to: Date.UTC(2026, 1, 27) + days * DAY_MS }
    const marks = axis(range, width)
    expect(marks.length).toBeGreaterThan(0)
    for (let k = 1; k < marks.length; k++) expect(((marks[k]!.at - marks[k - 1]!.at) / (range.to - range.from)) * width).toBeGreaterThan(38)
  }
})
