import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Issue, Issues } from '../api/types'

const asked: { what: string; keep: (v: unknown) => void }[] = []
const ask = (what: string) => new Promise((keep) => asked.push({ what, keep }))
vi.mock('../api/client', () => ({
  clashes: () => ask('clashes'),
  findClashes: () => ask('find'),
  sayOfClash: (_site: string, _id: string, change: { status?: string; comment?: string }) => ask(`say ${change.status ?? change.comment}`),
  takeBCF: () => ask('take'),
}))
const { clashes } = await import('./clashes.svelte')

const issue = (status: string, comments = 0) => ({ id: 'i', status, comments: Array.from({ length: comments }, () => ({})), parts: [] }) as unknown as Issue
const issues = (i: Issue) => ({ issues: [i], comparisons: [], notes: [] }) as Issues
const settled = () => new Promise((r) => setTimeout(r))
const now = () => [clashes.all?.issues[0]?.status, clashes.all?.issues[0]?.comments.length]
async function answer(what: string, with_: unknown) {
  await settled()
  expect(asked.map((a) => a.what)).toContain(what)
  asked.splice(asked.findIndex((a) => a.what === what), 1)[0]!.keep(with_)
  await settled()
}

beforeEach(async () => {
  asked.length = 0
  await clashes.open(`site ${Math.random()}`)
  const loaded = clashes.load()
  await answer('clashes', issues(issue('Open')))
  await loaded
})

describe('what is said of clashes', () => {
  it('goes out in turn, so that the last answer knows all', async () => {
    const both = [clashes.say('i', { status: 'Closed' }), clashes.say('i', { comment: 'why' })]
    await settled()
    expect(asked.map((a) => a.what)).toEqual(['say Closed'])
    await answer('say Closed', issue('Closed'))
    await answer('say why', issue('Closed', 1))
    await Promise.all(both)
    expect(now()).toEqual(['Closed', 1])
  })
  it('is not undone by a comparison that was asked for before it', async () => {
    const found = clashes.find({ a: 'model/a' } as never), said = clashes.say('i', { status: 'Closed' })
    await answer('say Closed', issue('Closed'))
    await said
    await answer('find', issues(issue('Open')))
    expect(now()).toEqual(['Closed', 0])
    await answer('clashes', issues(issue('Closed', 2)))
    await found
    expect(now()).toEqual(['Closed', 2])
    expect(clashes.busy).toBe(false)
  })
  it('is shown as a file has it, also when the file comes during a comparison', async () => {
    const found = clashes.find({ a: 'model/a' } as never), taken = clashes.take(new Blob())
    await answer('take', { taken: 1, warnings: [] })
    expect(await taken).toEqual({ taken: 1, warnings: [] })
    await answer('find', issues(issue('Open')))
    await answer('clashes', issues(issue('Resolved', 3)))
    await found
    expect(now()).toEqual(['Resolved', 3])
  })
  it('of another site is not shown', async () => {
    const said = clashes.say('i', { status: 'Closed' })
    await settled()
    await clashes.open('another')
    await answer('say Closed', issue('Closed'))
    await said
    expect(clashes.all).toBeNull()
  })
})
