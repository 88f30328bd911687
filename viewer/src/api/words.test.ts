import { describe, expect, it } from 'vitest'
import { decodeWord } from './words'

describe('decodeWord', () => {
  it('reads what Go writes, cut into words where it is long', () => {
    expect(decodeWord('3 of 9 tiles')).toBe('3 of 9 tiles')
    expect(decodeWord('=?utf-8?q?3_of_9_=E7=93=A6=E7=89=87?=')).toBe('3 of 9 瓦片')
    expect(decodeWord('=?utf-8?q?3_of_9_=E7=93=A6?= =?utf-8?q?=E7=89=87=3F?=')).toBe('3 of 9 瓦片?')
  })
})
