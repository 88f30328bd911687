import { describe, expect, it } from 'vitest'
import { en, zh, type Key } from './dictionary'

const holes = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe('dictionary', () => {
  it('has the same places to fill in both languages, and no empty string', () => {
    for (const key of Object.keys(zh) as Key[]) {
      expect(holes(en[key]), key).toEqual(holes(zh[key]))
      expect(en[key] && zh[key], key).toBeTruthy()
    }
  })
  it('is Chinese in one and not in the other', () => {
    for (const key of Object.keys(zh) as Key[]) if (key !== 'lang.other') expect(/[\u4e00-\u9fff]/.test(en[key]), key).toBe(false)
  })
})
