import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gathering } from './gather'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

test('the first is told at once, the rest of a flood together, and nothing is lost', () => {
  const told: number[][] = []
  const say = gathering<number>((all) => told.push(all), 3000)
  say([])
  expect(told).toEqual([])
  say([1])
  expect(told).toEqual([[1]])
  for (let k = 2; k <= 200; k++) say([k])
  vi.advanceTimersByTime(2999)
  expect(told.length).toBe(1)
  vi.advanceTimersByTime(1)
  expect(told.map((all) => all.length)).toEqual([1, 199])
  say([201])
  vi.advanceTimersByTime(3000)
  expect(told.at(-1)).toEqual([201])
  vi.advanceTimersByTime(60_000)
  say([202])
  expect(told.at(-1)).toEqual([202]) // long after: at once again
})
