import { expect, test } from 'vitest'
import { fold, type Root } from './roots'

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
