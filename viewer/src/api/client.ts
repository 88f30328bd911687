// HTTP: asking and commanding. Addresses are relative, so the viewer works behind any prefix.
import { door } from './door.svelte'
import { readHeader } from '../wire/header'
import { bodyOf, type FieldValues } from '../wire/channel'
import { decodeField } from '../wire/field'
import { decodeMesh } from '../wire/mesh'
import { decodeWord } from './words'
import type { ClashQuestion, Forecast, Intention, Issue, Issues, NewRun, PartFacts, Parts, PlanBody, Properties, Recording, Run, RunEvent, Scenario, SeriesAnswer, Site, Summary, Text, LogEntry } from './types'
import type { WallPoint } from '../state/wall'

export const address = (path: string) => new URL(`api/${path}`, document.baseURI)

/** An answer other than 2xx; `detail` is what the server says about it (RFC 9457). */
export class ApiError extends Error {
  readonly status: number
  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

async function call(path: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(address(path), init)
  if (answer.ok) return answer
  if (answer.status === 401) door.close()
  let detail = answer.statusText
  try {
    const problem = (await answer.json()) as { title?: string; detail?: string; errors?: { message?: string; location?: string }[] }
    detail = problem.detail ?? problem.title ?? detail
    for (const e of problem.errors ?? []) detail += `; ${e.location ?? ''} ${e.message ?? ''}`
  } catch { /* no JSON: the status line must do */ }
  throw new ApiError(answer.status, detail)
}

const get = async <T>(path: string): Promise<T> => (await call(path)).json() as Promise<T>

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const text = await answer.text()
  return (text ? JSON.parse(text) : undefined) as T
}

const part = encodeURIComponent
const list = <T>(x: T[] | null | undefined): T[] => x ?? []

export const sites = async () => list((await get<{ sites: { id: string; name: Text }[] }>('sites')).sites)

export async function site(id: string): Promise<Site> {
  const s = await get<Site>(`sites/${part(id)}`)
  return { ...s, features: list(s.features), assets: list(s.assets), elements: list(s.elements), fields: list(s.fields), pictures: list(s.pictures) }
}

export const wallPoints = async (siteId: string) => list((await get<{ points: WallPoint[] }>(`sites/${part(siteId)}/points`)).points)
export const elements = (siteId: string) => get<Parts>(`sites/${part(siteId)}/elements`)
export const element = (siteId: string, model: string, guid: string) => get<PartFacts>(`sites/${part(siteId)}/elements/${part(guid)}?model=${part(model)}`)
export const schedule = (siteId: string) => get<PlanBody>(`sites/${part(siteId)}/schedule`)
export const clashes = (siteId: string) => get<Issues>(`sites/${part(siteId)}/clashes`)
export const findClashes = (siteId: string, q: ClashQuestion) => post<Issues>(`sites/${part(siteId)}/clashes`, q)
export const sayOfClash = (siteId: string, id: string, change: { status?: string; comment?: string; author?: string }) => post<Issue>(`sites/${part(siteId)}/clashes/${part(id)}`, change)
export const takeBCF = async (siteId: string, file: Blob) =>
  (await call(`sites/${part(siteId)}/bcf`, { method: 'POST', headers: { 'content-type': 'application/zip' }, body: file })).json() as Promise<{ taken: number; warnings: string[] }>
export const bcfAddress = (siteId: string, version: string) => address(`sites/${part(siteId)}/bcf?version=${version}`).href
export const modelAddress = (siteId: string, file: string) => address(`sites/${part(siteId)}/models/${part(file)}`).href
export const scenarios = async () => list((await get<{ scenarios: Scenario[] }>('scenarios')).scenarios)
export const runs = async () => list((await get<{ runs: Run[] }>('runs')).runs)
export const run = (id: string) => get<Run>(`runs/${part(id)}`)
export const newRun = (r: NewRun) => post<Run>('runs', r)
export const removeRun = (id: string) => call(`runs/${part(id)}`, { method: 'DELETE' })
export const act = (id: string, e: { subject: string; set: Properties }) => post<void>(`runs/${part(id)}/events`, e)
export const fork = (id: string, f: { name?: string; speed?: number; ahead_s?: number; events?: RunEvent[] }) => post<Run>(`runs/${part(id)}/fork`, f)
export const forecasts = (id: string) => get<{ forecasts: Forecast[]; misheard: Record<string, number> }>(`runs/${part(id)}/forecasts`)
export const makeForecast = (id: string) => post<Forecast>(`runs/${part(id)}/forecasts`, {})
export const adopt = (id: string, why: string, who: string) => post<Intention>(`runs/${part(id)}/adopt`, { why, ...(who && { who }) })
export const series = (id: string, max = 2000) => get<SeriesAnswer>(`runs/${part(id)}/series?max=${max}`)
export const log = async (id: string) => list((await get<{ log: LogEntry[] }>(`runs/${part(id)}/log`)).log)
export const summary = (id: string) => get<Summary>(`runs/${part(id)}/summary`)
export const recordings = async () => list((await get<{ recordings: Recording[] }>('recordings')).recordings)
export const openRecording = (file: string) => post<Run>(`recordings/${part(file)}/open`, {})
export const recordingAddress = (id: string) => address(`runs/${part(id)}/recording`).href

export type Control = { do?: 'play' | 'pause' | 'step' | 'stop'; speed?: number }
export const control = (id: string, c: Control) => post<Run>(`runs/${part(id)}/control`, c)

async function field(path: string): Promise<FieldValues> {
  const answer = await call(path)
  const spec = JSON.parse(answer.headers.get('Shapan-Field') ?? 'null') as Omit<FieldValues, 'q'> | null
  if (!spec) throw new ApiError(answer.status, `${path}: no Shapan-Field header`)
  const message = await answer.arrayBuffer()
  const q = decodeField(await bodyOf(message, readHeader(message)), spec.grid.nx, spec.grid.ny)
  return { q, scale: spec.scale, offset: spec.offset, grid: spec.grid }
}

/** A picture's image, and what of it is missing, in the server's words. */
export async function picture(siteId: string, id: string): Promise<{ image: ImageBitmap; missing: string }> {
  const answer = await call(`sites/${part(siteId)}/pictures/${part(id)}`)
  const image = await createImageBitmap(await answer.blob(), { premultiplyAlpha: 'premultiply', colorSpaceConversion: 'none' })
  return { image, missing: decodeWord(answer.headers.get('Shapan-Missing') ?? '') }
}

export const siteMesh = async (siteId: string) => decodeMesh(await (await call(`sites/${part(siteId)}/mesh`)).arrayBuffer())

export const siteField = (siteId: string, name: string) => field(`sites/${part(siteId)}/fields/${part(name)}`)
export const runField = (id: string, name: string, at_s?: number) =>
  field(`runs/${part(id)}/fields/${part(name)}${at_s === undefined ? '' : `?at_s=${at_s}`}`)
