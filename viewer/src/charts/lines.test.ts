import { describe, expect, it } from 'vitest'
import { joined } from './lines'

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
