import { describe, expect, it } from 'vitest'
import { digitsOf, joined } from './lines'

const run = (t: number[], v: (number | null)[]) => ({ t, columns: new Map([['a', v]]) })

describe('joined', () => {
  it('puts two runs on one time axis', () => {
    expect(joined([run([0, 10], [1, 2]), run([5, 10], [3, null])], ['a'], 10)).toEqual([[0, 5, 10], [10, null, 20], [null, 30, null]])
  })
  it('leaves room for curves that are missing', () => {
    expect(joined([run([0, 1], [1, 2])], ['b'], 1)).toEqual([[0, 1], [null, null]])
    expect(joined([], ['a'], 1)).toEqual([[], []])
  })
})

it('tells ticks apart by as many digits as they need', () => {
  expect([0.25, 0.5, 0.2, 1, 5, 50, 0.05, 0.001].map(digitsOf)).toEqual([2, 1, 1, 0, 0, 0, 2, 3])
})
