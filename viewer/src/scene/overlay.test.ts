import { expect, test } from 'vitest'
import { inside } from './overlay'

test('a label is whole at every edge, and stays where there is room', () => {
  const size = { w: 100, h: 20 }
  expect(inside(300, 200, size, 800, 600)).toEqual([300, 200])
  expect(inside(-30, 200, size, 800, 600)).toEqual([4, 200])
  expect(inside(760, 595, size, 800, 600)).toEqual([696, 576])
  expect(inside(20, -8, size, 800, 600)).toEqual([20, 4])
  expect(inside(20, 20, size, 60, 10)).toEqual([4, 4]) // no room at all: its beginning is seen
})
