import { expect, test } from 'vitest'
import { strongest } from './slots'

test('the strongest of each slot', () => {
  expect(strongest([0, 10, 20, 30, 40], [1, 5, 2, null, 3], 0, 60, 3)).toEqual([5, 2, 3])
})
test('slots between two samples are no holes, and what is not known yet is empty', () => {
  expect(strongest([0, 30, 60], [4, 2, 1], 0, 100, 10)).toEqual([4, 4, 4, 2, 2, 2, 1, 0, 0, 0])
})
test('what lies outside is left out', () => {
  expect(strongest([-50, -10, 5, 400], [9, 8, 1, 7], 0, 10, 2)).toEqual([8, 1])
  expect(strongest([], [], 0, 0, 3)).toEqual([0, 0, 0])
})
