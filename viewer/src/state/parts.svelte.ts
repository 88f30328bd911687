// The building models of the site: what is known of their parts, and what the watcher wants to see of them.
import * as api from '../api/client'
import type { Part, Parts } from '../api/types'
import { materialColours, palette, tree } from './parts'

export const COLOURS = ['own', 'type', 'storey', 'model', 'material', 'status'] as const
export type PartColour = (typeof COLOURS)[number]
/** A box in site coordinates: from and to along x, y, z. */
export interface Box { low: [number, number, number]; high: [number, number, number] }

class PartsState {
  all = $state.raw<Parts>({ models: [], elements: [] })
  /** Hidden parts, as model/guid. */
  hidden = $state.raw<ReadonlySet<string>>(new Set())
  colour = $state<PartColour>('own')
  /** Everything above this height is cut off [m]; null: nothing is. */
  cut_m = $state<number | null>(null)
  /** Share of the model's box that is shown, along x, y, z; null: all. */
  section = $state.raw<Box | null>(null)
  box = $state.raw<Box | null>(null) // around what has been loaded
  search = $state('')
  /** Models that are switched off. */
  off = $state.raw<ReadonlySet<string>>(new Set())
  /** How far the models are drawn apart, upwards, one above the other: 0 together, 1 clear of each other. */
  apart = $state(0)
  /** Parts that are looked at, with their colours; all else is a ghost. */
  focus = $state.raw<ReadonlyMap<string, [number, number, number]> | null>(null)
  #site = ''

  readonly groups = $derived(tree(this.all.elements, this.all.models.flatMap((m) => m.storeys.map((s) => ({ model: m.id, name: s.name }))), this.search))
  readonly colours = $derived(this.colour === 'own' ? null : this.colour === 'material' ? materialColours(this.all.elements, '–') : palette(this.all.elements.map((p) => this.valueOf(p))))

  key = (p: { model: string; guid: string }) => `${p.model}/${p.guid}`
  valueOf = (p: Part): string => {
    switch (this.colour) {
      case 'storey': return p.storey || '–'
      case 'model': return p.model
      case 'material': return p.material || '–'
      case 'status': return p.status || '–'
      default: return p.type
    }
  }
  /** Which colourings say anything of these models. */
  readonly colourings = $derived(COLOURS.filter((c) => {
    if (c === 'model') return this.all.models.length > 1
    if (c === 'material' || c === 'status') return this.all.elements.some((p) => p[c])
    return true
  }))

  async open(site: string) {
    if (this.#site === site) return
    this.#site = site
    this.all = { models: [], elements: [] }
    this.showAll()
    this.colour = 'own'
    this.box = this.section = this.cut_m = null
    const all = await api.elements(site)
    if (this.#site === site) this.all = all
  }
  show(parts: Part[], on: boolean) {
    const next = new Set(this.hidden)
    for (const p of parts) if (on) next.delete(this.key(p)); else next.add(this.key(p))
    this.hidden = next
  }
  isolate(parts: Part[]) {
    const kept = new Set(parts.map(this.key))
    this.hidden = new Set(this.all.elements.map(this.key).filter((k) => !kept.has(k)))
  }
  showAll() {
    this.hidden = this.off = new Set()
    this.focus = null
    this.apart = 0
  }
  switchModel(id: string, on: boolean) {
    const next = new Set(this.off)
    if (on) next.delete(id); else next.add(id)
    this.off = next
  }
}
export const parts = new PartsState()
