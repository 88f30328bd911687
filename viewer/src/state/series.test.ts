import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SeriesAnswer } from '../api/types'
import type { Frame } from '../wire/channel'

let asked = 0
let answer: () => Promise<SeriesAnswer>
vi.mock('../api/client', () => ({ series: () => { asked++; return answer() } }))
const { Series } = await import('./series.svelte')

const curve = (t_s: number[]): SeriesAnswer => ({ t_s, series: { rain: { unit: 'mm/h', values: t_s.map((t) => t / 10) } } })
const frame = (t_s: number) => ({ t_s, past: false, scalars: new Map([['rain', t_s / 10]]) }) as unknown as Frame

beforeEach(() => { vi.useFakeTimers(); asked = 0 })
afterEach(() => { vi.useRealTimers() })

test('what a starved browser was not sent is asked for, once for several gaps', async () => {
  const s = new Series('r1')
  answer = async () => curve([0, 30, 60, 90, 120, 150, 180])
  for (const t of [0, 30, 120, 180]) s.append(frame(t), 60)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toBe(1)
  expect(s.t).toEqual([0, 30, 60, 90, 120, 150, 180])
  expect(s.columns.get('rain')).toEqual([0, 3, 6, 9, 12, 15, 18])
  s.append(frame(210), 60)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toBe(1) // nothing was missed
})

test('a server that fails is asked again, a series that nobody looks at is not', async () => {
  const s = new Series('r1')
  answer = () => (asked < 3 ? Promise.reject(new Error('away')) : Promise.resolve(curve([0, 50, 100])))
  s.append(frame(0), 60)
  s.append(frame(100), 60)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(3)
  expect(s.t).toEqual([0, 50, 100])
  s.append(frame(300), 60)
  s.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(3)
})

test('who asks while an older answer is on its way gets a newer one too', async () => {
  const s = new Series('r1')
  const told: ((a: SeriesAnswer) => void)[] = []
  answer = () => new Promise((done) => told.push(done))
  const first = s.load()
  void s.load()
  told[0]!(curve([0, 30]))
  await first
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toBe(2)
  told[1]!(curve([0, 30, 60]))
  await vi.advanceTimersByTimeAsync(1000)
  expect(s.t).toEqual([0, 30, 60])
})
