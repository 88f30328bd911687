import { describe, expect, it } from 'vitest'
import { InTurn, Newest } from './turns'

/** A promise that is kept when the test says so. */
function later<T>() {
  let keep!: (v: T) => void, fail!: (e: Error) => void
  const promise = new Promise<T>((resolve, reject) => { keep = resolve; fail = reject })
  return { promise, keep, fail }
}

describe('answers', () => {
  it('that come late, after a newer one, are none', async () => {
    const newest = new Newest(), first = later<string>(), second = later<string>()
    const a = newest.ask(() => first.promise), b = newest.ask(() => second.promise)
    second.keep('new')
    expect(await b).toBe('new')
    first.keep('old')
    expect(await a).toBeUndefined()
    expect(await newest.ask(async () => 'newer')).toBe('newer')
  })
  it('that come in order all count, also after one that failed', async () => {
    const newest = new Newest(), first = later<string>(), second = later<string>(), third = later<string>()
    const all = [first, second, third].map((x) => newest.ask(() => x.promise))
    first.keep('1')
    expect(await all[0]).toBe('1')
    third.fail(new Error('lost'))
    await expect(all[2]).rejects.toThrow('lost')
    second.keep('2')
    expect(await all[1]).toBe('2')
  })
})

describe('deeds in turn', () => {
  it('begin when the one before has ended, well or not', async () => {
    const turn = new InTurn(), first = later<string>(), second = later<string>(), said: string[] = []
    const a = turn.do(() => { said.push('first'); return first.promise })
    const b = turn.do(() => { said.push('second'); return second.promise })
    const c = turn.do(async () => { said.push('third') })
    await Promise.resolve()
    expect(said).toEqual(['first'])
    first.fail(new Error('refused'))
    await expect(a).rejects.toThrow('refused')
    await new Promise((r) => setTimeout(r))
    expect(said).toEqual(['first', 'second'])
    second.keep('done')
    expect(await b).toBe('done')
    await c
    expect(said).toEqual(['first', 'second', 'third'])
  })
})
