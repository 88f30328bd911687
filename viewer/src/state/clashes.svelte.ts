// Issues of the building models: clashes that were found, and what BCF files tell.
import * as api from '../api/client'
import type { ClashQuestion, Issue, Issues, Part } from '../api/types'
import { parts } from './parts.svelte'
import { InTurn } from './turns'

/** The two that clash; all else is a ghost. */
export const CLASH_RGB: [number, number, number][] = [[240, 80, 60], [70, 200, 110]]

class ClashesState {
  all = $state.raw<Issues | null>(null)
  busy = $state(false)
  chosen = $state<string | null>(null)
  site = ''
  #words = new InTurn()
  #said = 0 // words and files so far
  readonly byKey = $derived(new Map(parts.all.elements.map((p) => [parts.key(p), p] as const)))

  async open(site: string) {
    if (this.site === site) return
    this.site = site
    this.all = null
    this.busy = false // what is still under way is of another site
    this.chosen = null
  }
  async load() {
    if (this.all || this.busy) return
    await this.#ask((site) => api.clashes(site))
  }
  find = (q: ClashQuestion) => this.#ask((site) => api.findClashes(site, q))
  /** In turn: of a status and a comment at once, the first's answer knows nothing of the second. */
  say(id: string, change: { status?: string; comment?: string; author?: string }): Promise<void> {
    const site = this.site
    return this.#words.do(async () => {
      const changed = await api.sayOfClash(site, id, change)
      if (this.site !== site) return
      this.#said++
      if (this.all) this.all = { ...this.all, issues: this.all.issues.map((i) => (i.id === id ? changed : i)) }
    })
  }
  take(file: Blob): Promise<{ taken: number; warnings: string[] }> {
    const site = this.site
    return this.#words.do(async () => {
      const answer = await api.takeBCF(site, file)
      if (this.site !== site) return answer
      this.#said++
      if (!this.busy) await this.#ask((site) => api.clashes(site)) // else it is asked for when that is done
      return answer
    })
  }
  async #ask(what: (site: string) => Promise<Issues>) {
    this.busy = true
    const site = this.site
    try {
      for (let said = -1; said !== this.#said && this.site === site; what = (site) => api.clashes(site)) {
        said = this.#said // what is said while it is asked, the answer may not know
        const all = await what(site)
        if (this.site === site && (said === this.#said || !this.all)) this.all = all
      }
    } finally {
      if (this.site === site) this.busy = false
    }
  }
  partsOf = (i: Issue): Part[] => i.parts.map((p) => this.byKey.get(parts.key(p))).filter((p) => p !== undefined)
  isolate(i: Issue | null) {
    this.chosen = i?.id ?? null
    const list = i ? this.partsOf(i) : []
    parts.focus = list.length ? new Map(list.map((p, k) => [parts.key(p), CLASH_RGB[k % 2]!])) : null
    if (list.length) parts.apart = 0 // where they clash they stand together
    if (list.length) parts.off = new Set([...parts.off].filter((m) => !list.some((p) => p.model === m)))
  }
}
export const clashes = new ClashesState()
