import { expect, test } from 'vitest'
import { fromField, offsetIn, onClock, toField } from './sitetime'

test('the offset is the one that was written', () => {
  expect(offsetIn('2026-11-26T20:46:18+08:00')).toBe(480)
  expect(offsetIn('2026-11-26T09:16:18.25-03:30')).toBe(-210)
  expect(offsetIn('2026-11-26T12:46:18Z')).toBeNull()
  expect(offsetIn('2026-11-26')).toBeNull()
  expect(offsetIn(undefined)).toBeNull()
})

test('an instant goes into the field at the site\'s time and comes back as it was', () => {
  const at = new Date('2026-11-26T20:46:18+08:00')
  expect(toField(at, 480)).toBe('2026-11-26T20:46:18')
  expect(onClock(at, 480).getUTCHours()).toBe(20)
  for (const offset of [480, 0, -210]) expect(fromField(toField(at, offset), offset).getTime()).toBe(at.getTime())
  expect(fromField('2026-11-26T20:46', 480).toISOString()).toBe('2026-11-26T12:46:00.000Z') // browsers leave seconds away where they are 0
})
