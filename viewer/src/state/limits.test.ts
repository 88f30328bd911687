import { expect, test } from 'vitest'
import type { Rule } from '../api/live'
import { limitOf } from './limits'

const rule = (side: Rule['side'], limits: (number | null)[], rate_over_s = 0): Rule => ({ rate_over_s, limits, side, basis: { code: '', verified: false } })

test('a value is held against the limit that it has passed, on its own side', () => {
  const settles = { rules: [rule('above', [2, 3, 4], 86400), rule('both', [16.8, 20.4, 24])] }
  expect(limitOf(settles, 'danger', 24.67)).toBe(24)
  expect(limitOf(settles, 'notice', -17)).toBe(-16.8)
  expect(limitOf({ rules: [rule('above', [-2.5, -2.2, -2])] }, 'notice', -2.38)).toBe(-2.5)
  expect(limitOf({ rules: [rule('below', [-2.5, null, -4])] }, 'danger', -4.1)).toBe(-4)
})

test('no limit is told that did not bring the tier', () => {
  expect(limitOf({ rules: [rule('both', [16.8, 20.4, 24])] }, 'notice', 5)).toBeNull() // its rate did
  expect(limitOf({ rules: [rule('below', [-2.5, null, -4])] }, 'warning', -3)).toBeNull()
  expect(limitOf({ rules: [rule('above', [2, 3, 4], 86400)] }, 'danger', 9)).toBeNull()
  expect(limitOf({ rules: [rule('above', [2, 3, 4])] }, 'none', 1)).toBeNull()
  expect(limitOf(undefined, 'danger', 9)).toBeNull()
})
