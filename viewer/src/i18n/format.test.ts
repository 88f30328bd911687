import { beforeAll, describe, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => {} })
let f: typeof import('./format')
beforeAll(async () => { f = await import('./format') })

describe('format', () => {
  it('shows run time and the site\'s own wall time', () => {
    expect(f.clock(4321.9)).toBe('01:12:01')
    expect(f.clock(-3)).toBe('00:00:00')
    expect(f.wallTime('2026-07-20T18:00:00+08:00', 6 * 3600 + 61)).toEqual({ date: '2026-07-21', time: '00:01:01' })
    expect(f.wallTime('2026-07-20T18:00:00Z', 0)).toEqual({ date: '2026-07-20', time: '18:00:00' })
  })
  it('gives quantities the unit people use', () => {
    expect(f.quantity(0.0352, 'm³/s')).toBe('35.2 L/s')
    expect(f.quantity(2.5, 'm³/s')).toBe('2.50 m³/s')
    expect(f.quantity(12345, 'm²')).toBe('1.23 ha')
    expect(f.quantity(NaN, 'm')).toBe('–')
  })
  it('says how long without what is nought', () => {
    expect([f.duration(10800), f.duration(5400), f.duration(900), f.duration(0)]).toEqual(['3 h', '1 h 30 min', '15 min', '0 min'])
  })
  it('reads units off keys', () => {
    expect(f.unitOfKey('start_level_m')).toEqual(['start_level', 'm'])
    expect(f.unitOfKey('flow_m3_per_s')).toEqual(['flow', 'm³/s'])
    expect(f.unitOfKey('slew_rad_per_s')).toEqual(['slew', 'rad/s'])
    expect(f.unitOfKey('vane_inertia_kg_m2')).toEqual(['vane_inertia', 'kg·m²'])
    expect(f.unitOfKey('manning_s_per_m13')).toEqual(['manning', 's/m¹ᐟ³'])
    expect(f.unitOfKey('name')).toEqual(['name', ''])
  })
})
