import { expect, test } from 'vitest'
import { fold, type Root, withFresh } from './roots'

const root = (first: string, ...others: string[]): Root => ({ at: '', group: 'g', first, worst: 'danger', others })
const shown = (alarms: string[], roots: Root[]) => fold(alarms, (a) => a, roots).map((f) => [f.head, ...f.below].join(' > '))

test('consequences are folded beneath the alarm that came up first', () => {
  expect(shown(['c', 'x', 'a', 'b'], [root('a', 'b', 'c')])).toEqual(['a > c > b', 'x'])
})

test('where the root is over, the next of its kin heads them; who has no kin stands alone', () => {
  expect(shown(['c', 'b', 'y'], [root('a', 'b', 'c'), root('y')])).toEqual(['b > c', 'y'])
})

test('an alarm that came up again belongs to the newer root', () => {
  expect(shown(['a', 'b', 'c'], [root('a', 'b'), root('c', 'b')])).toEqual(['a', 'c > b'])
})

test('what the server has not yet told of is taken to its group meanwhile', () => {
  const now = Date.parse('2026-07-20T18:00:00Z'), at = (s: number) => new Date(now - s * 1000).toISOString()
  const keys = ['n1', 'n2', 'n3', 'alone', 'old']
  const alarms = [
    { key: 'n2', group: 'north', since: at(1) }, { key: 'n1', group: 'north', since: at(9) }, { key: 'n3', group: 'north', since: at(0) },
    { key: 'alone', group: '', since: at(1) }, { key: 'old', group: 'north', since: at(3600) },
  ]
  const folded = (roots: Root[]) => shown(keys, withFresh(roots, alarms, now))
  expect(folded([])).toEqual(['n1 > n2 > n3', 'alone', 'old'])
  expect(folded([{ at: at(9), group: 'north', first: 'n1', worst: 'notice', others: [] }])).toEqual(['n1 > n2 > n3', 'alone', 'old'])
  const told: Root[] = [{ at: at(4000), group: 'north', first: 'old', worst: 'notice', others: [] }, { at: at(9), group: 'north', first: 'n1', worst: 'notice', others: ['n2', 'n3'] }]
  expect(withFresh(told, alarms, now)).toEqual(told)
  expect(folded(told.slice(0, 1))).toEqual(['n1 > n2 > n3', 'alone', 'old'])
})
