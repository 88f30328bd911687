// The site's schedule, and the date at which it is looked at.
import * as api from '../api/client'
import type { Part, PlanBody, PlanLife } from '../api/types'
import { DAY_MS, extent, instant, stateOf, type Run, type Standing } from './plan4d'
import { parts } from './parts.svelte'

export type Span4D = 'planned' | 'actual'

class ScheduleState {
  plan = $state.raw<PlanBody | null>(null)
  /** The models are shown as they are on the date. */
  on = $state(false)
  at = $state(0)
  mode = $state<Span4D>('planned')
  ghosts = $state(true)
  playing = $state(false)
  /** Days a second. */
  pace = $state(4)
  /** Number of the chosen task, whose parts are marked; null: none. */
  task = $state<number | null>(null)
  #site = ''
  #timer = 0

  readonly range = $derived<Run>(this.plan ? extent(this.plan) : { from: 0, to: DAY_MS })
  readonly lives = $derived(new Map<string, PlanLife>((this.plan?.lives ?? []).map((l) => [`${l.model}/${l.guid}`, l])))
  /** Of every part that the schedule may know, at the date. */
  readonly states = $derived.by<Map<string, Standing>>(() => {
    const out = new Map<string, Standing>()
    if (!this.plan || !this.on) return out
    for (const [key, life] of this.lives) out.set(key, stateOf(life, this.at, this.mode))
    return out
  })

  /** Whether there is one is known from the site. */
  async open(site: string, scheduled: boolean) {
    if (this.#site === site) return
    this.#site = site
    this.plan = null
    this.on = false
    this.task = null
    this.pause()
    if (!scheduled) return
    const plan = await api.schedule(site)
    if (this.#site !== site) return
    this.plan = plan
    this.mode = plan.tasks.some((t) => t.actual.start) ? 'actual' : 'planned'
    const { from, to } = extent(plan)
    const today = Date.now() - new Date().getTimezoneOffset() * 60_000, status = instant(plan.status)
    this.at = Number.isFinite(status) ? status : today > from && today < to ? Math.floor(today / DAY_MS) * DAY_MS : from + DAY_MS * Math.round((to - from) / DAY_MS / 2)
  }

  lifeOf = (p: Part): PlanLife | undefined => this.lives.get(parts.key(p))

  seek(ms: number) {
    this.at = Math.max(this.range.from, Math.min(this.range.to, ms))
  }
  play() {
    if (this.at >= this.range.to) this.at = this.range.from
    this.on = this.playing = true
    let last = performance.now()
    clearInterval(this.#timer)
    this.#timer = window.setInterval(() => {
      const now = performance.now()
      this.seek(this.at + ((now - last) / 1000) * this.pace * DAY_MS)
      last = now
      if (this.at >= this.range.to) this.pause()
    }, 100)
  }
  pause() {
    clearInterval(this.#timer)
    this.playing = false
  }
}
export const schedule = new ScheduleState()
