// The loaded site, and its assets as the watched run has them.
import * as api from '../api/client'
import type { Asset, Point2, Point3, Properties, Run, Site } from '../api/types'
import type { Mesh } from '../wire/mesh'
import { Raster } from './ground'

export interface LoadedSite { site: Site; ground: Raster; building: Raster | null; mesh: Mesh }

export async function loadSite(id: string): Promise<LoadedSite> {
  const site = await api.site(id)
  const [ground, building, mesh] = await Promise.all([
    api.siteField(id, 'ground'),
    site.fields.includes('building') ? api.siteField(id, 'building').catch(() => null) : null,
    api.siteMesh(id),
  ])
  return { site, ground: Raster.of(ground), building: building && Raster.of(building), mesh }
}

const isPoint = (p: unknown): p is number[] => Array.isArray(p) && p.length >= 2 && p.every((v) => typeof v === 'number')

/** Points with two numbers get the ground's height. */
export function point3(p: unknown, ground: Raster): Point3 | null {
  if (!isPoint(p)) return null
  const z = p.length > 2 ? p[2]! : ground.at(p[0]!, p[1]!)
  return [p[0]!, p[1]!, Number.isFinite(z) ? z : 0]
}

/** Properties that hold one point or a line of points. */
export function line3(v: unknown, ground: Raster): Point3[] {
  if (isPoint(v)) return [point3(v, ground)!]
  return Array.isArray(v) ? v.map((p) => point3(p, ground)).filter((p) => p !== null) : []
}

function onGround(p: Point3, ground: Raster): Point3 {
  const z = ground.at(p[0], p[1])
  return [p[0], p[1], Number.isFinite(z) ? z : p[2]]
}

export interface LiveAsset extends Asset { moved: boolean }

/** The site's assets with what the run has changed laid over them. */
export function assetsOf(loaded: LoadedSite, run: Run | null): LiveAsset[] {
  return loaded.site.assets.map((a) => {
    const own: Properties = run?.assets?.[a.id] ?? {}
    const to = line3(own.position, loaded.ground)[0] // what an operator sets has no height of its own: it stands on the ground
    const position = to ? onGround(to, loaded.ground) : a.position
    return { ...a, position, properties: { ...a.properties, ...own }, moved: 'position' in own || 'discharge' in own }
  })
}

export interface Barrier { id: string; line: Point2[]; height_m: number }

/** Barriers: of the site, of the run's changes, of its assets. */
export function barriersOf(loaded: LoadedSite, run: Run | null): Barrier[] {
  const found = new Map<string, Barrier>()
  const see = (id: string, p: Properties | undefined) => {
    if (!p || !Array.isArray(p.line)) return
    found.set(id, { id, line: p.line as Point2[], height_m: Number(p.height_m ?? 0.5) })
  }
  for (const a of loaded.site.assets) if (a.kind === 'barrier') see(a.id, a.properties)
  for (const e of run?.changes?.events ?? []) if (e.subject.startsWith('barrier/') && (e.at_s ?? 0) <= run!.t_s) see(e.subject, e.set)
  for (const [id, p] of Object.entries(run?.assets ?? {})) if (id.startsWith('barrier/')) see(id, p)
  return [...found.values()]
}
