// The live site: its points as they are now or were at a past moment, its alarms, and the socket that brings them.
import { reason } from './reason'
import { address } from '../api/client'
import { door } from '../api/door.svelte'
import * as api from '../api/live'
import { TIERS, type LiveEvent, type Past, type Point, type Status, type Tier } from '../api/live'
import { RIGHTS_CHANGED } from '../wire/stream'
import { ring } from './bell'
import { fold, withFresh, type Root } from './roots'
import { app } from './app.svelte'
import { language } from '../i18n/lang.svelte'
import { offsetIn, onClock } from '../i18n/sitetime'
import { Newest } from './turns'

const MOST_EVENTS = 400
const FIRST_RETRY_MS = 400
const LAST_RETRY_MS = 6000

/** What is shown of a point: now, or at the moment that is looked back to. */
export interface Shown { tier: Tier; fault: boolean; value: number | undefined; at: string | undefined; unseen: boolean }

class Live {
  site = $state('')
  points = $state.raw<Point[]>([])
  statuses = $state.raw<Map<string, Status>>(new Map())
  events = $state.raw<LiveEvent[]>([])
  flood = $state(false)
  /** Which alarms have one cause. */
  roots = $state.raw<Root[]>([])
  up = $state(false)
  picked = $state<string | null>(null)
  /** The moment that is looked back to; null is now. */
  at = $state<Date | null>(null)
  past = $state.raw<Map<string, Past> | null>(null)
  /** Those that came in one message. */
  onAlarms: (all: { e: LiveEvent; p: Point }[]) => void = () => {}
  #ws: WebSocket | null = null
  #epoch = ''
  #seq = 0
  /** The newest event when somebody came: what happened before is no news. */
  #came = 0
  #retryMs = FIRST_RETRY_MS
  #asked = 0
  #asking = false
  #alarms = new Newest()

  async open(site: string) {
    if (this.site === site) return
    this.close()
    this.site = site
    this.points = []
    try {
      const all = await api.points(site)
      if (this.site !== site) return
      this.points = all.points
      this.flood = all.flood
      this.statuses = new Map(all.points.map((p) => [p.id, p.status]))
    } catch {
      return // it is not live
    }
    if (this.points.length === 0) return
    this.#connect()
    void this.#askRoots()
  }

  close() {
    this.site = ''
    this.#ws?.close()
    this.#ws = null
    this.up = false
    this.events = []
    this.roots = []
    this.#epoch = ''
    this.#seq = 0
    this.past = null
    this.at = null
  }

  #connect() {
    const url = address(`sites/${encodeURIComponent(this.site)}/live`)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const ws = new WebSocket(url, 'shapan.v1'), site = this.site
    this.#ws = ws
    ws.onopen = () => { if (this.#epoch) ws.send(JSON.stringify({ type: 'resume', epoch: this.#epoch, seq: this.#seq })) }
    ws.onmessage = (m) => this.#hear(JSON.parse(m.data as string))
    ws.onclose = (e) => {
      if (this.site !== site || this.#ws !== ws) return
      this.up = false
      if (e.code === RIGHTS_CHANGED) { door.close(); return }
      setTimeout(() => { if (this.site === site && this.#ws === ws) this.#connect() }, this.#retryMs)
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
    }
  }

  #hear(m: { type: string; epoch?: string; seq?: number; flood?: boolean; points?: Status[]; events?: LiveEvent[] }) {
    if (m.type === 'hello') {
      if (m.epoch !== this.#epoch) { this.#epoch = m.epoch!; this.#seq = 0; this.#came = m.seq ?? 0; this.events = [] }
      this.up = true
      this.#retryMs = FIRST_RETRY_MS
    } else if (m.type === 'points') {
      const next = new Map(this.statuses)
      for (const s of m.points ?? []) next.set(s.id, s)
      this.statuses = next
      this.flood = m.flood ?? false
    } else if (m.type === 'events') {
      const fresh = (m.events ?? []).filter((e) => e.seq > this.#seq)
      if (fresh.length === 0) return
      this.#seq = fresh.at(-1)!.seq
      this.events = [...this.events, ...fresh].slice(-MOST_EVENTS)
      void this.#askRoots()
      const rang: { e: LiveEvent; p: Point }[] = []
      for (const e of fresh) {
        const p = this.points.find((x) => x.id === e.point)
        if (p && e.seq > this.#came && e.alarm === 'limit' && (e.what === 'raised' || e.what === 'higher' || e.what === 'escalated')) rang.push({ e, p })
      }
      this.onAlarms(rang)
      ring(rang.filter(({ e }) => e.tier === 'danger').map(({ e, p }) => ({ name: p.name, tag: p.id, more: reason(e, p) })))
    }
  }

  /** Asks which alarms belong together, not more often than twice a second. */
  async #askRoots() {
    if (this.#asking) return
    this.#asking = true
    await new Promise((done) => setTimeout(done, 500))
    this.#asking = false
    const site = this.site
    const told = await this.#alarms.ask(() => api.alarms(site)).catch(() => null)
    if (told && site === this.site) this.roots = told.roots
  }

  /** Goes to a past moment, or back to now. */
  async lookAt(at: Date | null) {
    const asked = ++this.#asked
    this.at = at
    if (!at) { this.past = null; return }
    const then = await api.moment(this.site, at)
    if (asked === this.#asked) this.past = new Map(then.points.map((p) => [p.id, p]))
  }

  shown(id: string): Shown {
    if (this.past) {
      const p = this.past.get(id)
      const active = p?.limit_alarm.phase === 'unacknowledged' || p?.limit_alarm.phase === 'acknowledged'
      return { tier: active ? p!.limit_alarm.tier : 'none', fault: (p?.sensor_alarm.tier ?? 'none') !== 'none', value: p?.value, at: p?.at, unseen: p?.limit_alarm.phase === 'unacknowledged' }
    }
    const s = this.statuses.get(id)
    return { tier: s?.tier ?? 'none', fault: !!s?.fault, value: s?.value, at: s?.at, unseen: s?.limit_alarm.phase === 'unacknowledged' }
  }

  /** Alarms that are not over, the worst and newest first. */
  get alarms() {
    const all: { status: Status; of: 'limit' | 'sensor'; now: api.AlarmNow }[] = []
    for (const status of this.statuses.values()) {
      if (status.limit_alarm.phase !== 'normal') all.push({ status, of: 'limit', now: status.limit_alarm })
      if (status.sensor_alarm.phase !== 'normal') all.push({ status, of: 'sensor', now: status.sensor_alarm })
    }
    const rank = (a: { of: string; now: api.AlarmNow }) => (a.now.shown ? 0 : -20) + (a.of === 'limit' ? 10 : 0) + TIERS.indexOf(a.now.tier) * 2 + (a.now.phase === 'unacknowledged' ? 1 : 0)
    return all.sort((a, b) => rank(b) - rank(a) || Date.parse(b.now.since ?? '') - Date.parse(a.now.since ?? ''))
  }

  /** The same, consequences beneath their roots. */
  get families() {
    const alarms = this.alarms, keyOf = (a: (typeof alarms)[number]) => `${a.status.id}#${a.of}`
    const groups = new Map(this.points.map((p) => [p.id, p.group ?? '']))
    return fold(alarms, keyOf, withFresh(this.roots, alarms.map((a) => ({ key: keyOf(a), group: groups.get(a.status.id) ?? '', since: a.now.since ?? '' }))))
  }

  /** Minutes east of Greenwich at the site, as what runs there is dated; where nothing says so, the watcher's own. */
  get offset_min(): number {
    const own = app.runs.filter((r) => r.site === this.site)
    return offsetIn((own.find((r) => r.following) ?? own[0])?.start) ?? -new Date().getTimezoneOffset()
  }

  /** An instant by the site's clock, in the reader's way to write it. */
  told(at: Date, how: Intl.DateTimeFormatOptions): string {
    return onClock(at, this.offset_min).toLocaleString(language.current === 'zh' ? 'zh-CN' : 'en-GB', { ...how, timeZone: 'UTC' })
  }

  get unseen() {
    let n = 0
    for (const s of this.statuses.values()) for (const a of [s.limit_alarm, s.sensor_alarm]) if (a.shown && a.phase === 'unacknowledged') n++
    return n
  }
}
export const live = new Live()
export const FAULT_COLOUR = '#b48cff'
export const TIER_COLOUR: Record<Tier, string> = { none: '#3ddc84', notice: '#ffd23f', warning: '#ff8c2b', danger: '#ff4d4f' }
