// The watched run's cranes for panels and picture: shapes, figures, approaches, encounters, who is driven by hand.
import * as api from '../api/client'
import type { Properties } from '../api/types'
import { app } from './app.svelte'
import { approachesOf, encountersOf, shapeOf, zonesOf, type Approach, type CraneShape, type Encounter } from './cranes'
import { ui } from './ui.svelte'

class Cranes {
  /** The crane that the keys move; empty: none. */
  driven = $state('')
  #fromSummary = $state.raw<{ run: string; list: Encounter[] } | null>(null)

  readonly shapes: CraneShape[] = $derived((app.loaded?.site.assets ?? []).map(shapeOf).filter((c) => c !== null))
  readonly zones = $derived(zonesOf(app.loaded?.site.features ?? []))
  readonly values: Map<string, number> = $derived(app.session?.values ?? new Map<string, number>())
  /** Whether the run moves cranes at all. */
  readonly moving: boolean = $derived(this.shapes.some((c) => this.values.has(`${c.id}.slew`)))
  readonly approaches: Approach[] = $derived(approachesOf(this.values))
  readonly selected: string = $derived(ui.selection?.kind === 'asset' && ui.selection.id.startsWith('crane/') ? ui.selection.id : '')
  readonly #live: Encounter[] = $derived.by(() => {
    const s = app.session?.series
    if (!s || this.shapes.length === 0) return []
    void s.version
    return encountersOf(s.t, s.columns)
  })
  readonly encounters: Encounter[] = $derived(this.#fromSummary?.run === app.run?.id && this.#fromSummary ? this.#fromSummary.list : this.#live)

  /** What a finished run's summary lists is better than what curves let one guess. */
  async loadSummary(run: string) {
    const s = await api.summary(run).catch(() => null)
    const list = findEncounters(s)
    if (list) this.#fromSummary = { run, list }
  }

  act(id: string, set: Properties): Promise<unknown> {
    const run = app.run?.id
    return run ? app.tryTo(() => api.act(run, { subject: id, set })) : Promise.resolve()
  }
}

function findEncounters(s: unknown): Encounter[] | null {
  if (!s || typeof s !== 'object') return null
  for (const part of [s, ...Object.values(s)]) {
    const list = part && typeof part === 'object' ? (part as { encounters?: unknown }).encounters : undefined
    if (Array.isArray(list)) return list as Encounter[]
  }
  return null
}

export const cranes = new Cranes()
