// The sites that are not on the screen: what is new there, so that nobody misses it.
import * as api from '../api/client'
import * as liveApi from '../api/live'
import type { Text } from '../api/types'
import { ring } from './bell'

const LOOK_MS = 4000

/** A point of another site that has come to the highest tier; open is that site. */
export interface Danger { site: Text; point: Text; open: string }

interface Elsewhere { id: string; name: Text; names: Map<string, Text>; unseen: number; known: Set<string> | null }

class Others {
  /** Alarms that nobody has acknowledged, of all sites but the one shown. */
  unseen = $state(0)
  sites = $state.raw<{ id: string; name: Text }[]>([])
  /** Those that one look has found. */
  onDanger: (all: Danger[]) => void = () => {}
  #all: Elsewhere[] = []
  #begun = false

  /** Begins to look after those sites that are live. */
  async start(all: { id: string; name: Text }[], shown: () => string) {
    if (this.#begun || all.length < 2) return
    this.#begun = true
    for (const { id, name } of all) {
      const site = await api.site(id).catch(() => null)
      if (!site?.assets.some((a) => a.kind === 'point')) continue
      const names = new Map(site.assets.filter((a) => a.kind === 'point').map((a) => [a.id, a.name ?? { zh: a.id, en: a.id }]))
      if (await liveApi.alarms(id).catch(() => null)) this.#all.push({ id, name, names, unseen: 0, known: null })
    }
    this.sites = this.#all.map(({ id, name }) => ({ id, name }))
    for (;;) {
      await Promise.all(this.#all.map((s) => this.#look(s, s.id === shown()).catch(() => {})))
      this.unseen = this.#all.reduce((n, s) => n + (s.id === shown() ? 0 : s.unseen), 0)
      await new Promise((done) => setTimeout(done, LOOK_MS))
    }
  }

  async #look(s: Elsewhere, shown: boolean) {
    const { alarms } = await liveApi.alarms(s.id)
    const open = alarms.filter((a) => a.now.shown && a.now.phase === 'unacknowledged')
    s.unseen = open.length
    const worst = new Set(open.filter((a) => a.alarm === 'limit' && a.now.tier === 'danger').map((a) => a.point))
    if (s.known && !shown) {
      const known = s.known
      const fresh = [...worst].filter((id) => !known.has(id)).map((id) => ({ id, name: s.names.get(id) ?? { zh: id, en: id } }))
      this.onDanger(fresh.map(({ name }) => ({ site: s.name, point: name, open: s.id })))
      ring(fresh.map(({ id, name }) => ({ name: { zh: `${s.name.zh} ${name.zh}`, en: `${s.name.en}: ${name.en}` }, tag: `${s.id}/${id}`, more: '' })))
    }
    s.known = worst // what was there when somebody came is no news
  }
}
export const others = new Others()
