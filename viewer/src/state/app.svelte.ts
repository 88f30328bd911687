// The whole page's state: which site, which runs, which one is watched, which one beside it.
import * as api from '../api/client'
import { door } from '../api/door.svelte'
import type { Run, Scenario, Text } from '../api/types'
import { say, t } from '../i18n/lang.svelte'
import { Session } from './session.svelte'
import { Series } from './series.svelte'
import { ui } from './ui.svelte'
import { loadSite, type LoadedSite } from './site.svelte'
import { Newest } from './turns'

export interface Toast { n: number; text: string; both?: Text; words?: () => string; level?: 'tier.danger' | 'tier.warning' | 'tier.notice'; tone: 'info' | 'error' | 'alarm' | 'prewarning'; act?: () => void }

const POLL_MS = 2000

class App {
  loaded = $state.raw<LoadedSite | null>(null)
  scenarios = $state.raw<Scenario[]>([])
  runs = $state.raw<Run[]>([])
  session = $state.raw<Session | null>(null)
  compareId = $state<string | null>(null)
  compareSeries = $state.raw<Series | null>(null)
  toasts = $state.raw<Toast[]>([])
  serverDown = $state(false)
  starting = $state(true)
  failure = $state('')
  siteCount = $state(1)
  sites = $state.raw<{ id: string; name: Text }[]>([])
  unread = $state(0)
  onAlarmPick: (subject: string, t_s: number) => void = () => {}
  #toast = 0
  #runs = new Newest()
  #shown = 0 // how often another run or site was to be shown
  #going = false // to one that is not there yet
  /** Another site is being fetched: the watcher sees that he is on his way. */
  fetching = $state(false)

  get run(): Run | null {
    return this.session?.run ?? null
  }
  /** Nothing runs on this site and nothing could: it is there to be looked at. */
  get still(): boolean {
    return !this.session && !!this.loaded && !this.scenarios.some((s) => s.site === this.loaded!.site.id)
  }
  get compareRun(): Run | null {
    return this.runs.find((r) => r.id === this.compareId) ?? null
  }

  /** What a run is called: the name it was given, or else its scenario's title in the reader's language. */
  nameOf(run: Run | null | undefined): string {
    if (!run) return ''
    const title = say(this.scenarios.find((s) => s.id === run.scenario)?.title, run.scenario)
    if (!run.name) return title || run.id
    return run.scenario && run.name.startsWith(run.scenario) ? title + run.name.slice(run.scenario.length) : run.name
  }

  async start() {
    for (;;) {
      try {
        const [scenarios, runs, sites] = await Promise.all([api.scenarios(), api.runs(), api.sites()])
        this.siteCount = sites.length
        // Who rehearses sees the rehearsal; a command centre sees its sites.
        const rehearsal = runs.find((r) => r.state === 'running' && !r.following && !r.parent)
        ui.wall = sites.length > 1 && !rehearsal && new URLSearchParams(location.search).get('run') === null
        this.sites = sites
        this.scenarios = scenarios
        this.runs = runs
        const asked = new URLSearchParams(location.search).get('run')
        const first = runs.find((r) => r.id === asked) ?? rehearsal ?? runs.find((r) => r.state === 'running') ?? runs.at(-1)
        if (first) await this.watch(first.id)
        else {
          const site = scenarios[0]?.site ?? sites[0]?.id
          if (site) this.loaded = await loadSite(site)
        }
        break
      } catch (e) {
        this.failure = e instanceof Error ? e.message : String(e)
        await new Promise((r) => setTimeout(r, 1500))
      }
    }
    this.failure = ''
    this.starting = false
    setInterval(() => void this.refreshRuns().catch(() => {}), POLL_MS) // what cannot be had now is asked for again
  }

  async refreshRuns() {
    const watched = this.session
    try {
      const runs = await this.#runs.ask(api.runs)
      if (!runs) return
      this.runs = runs
      if (this.serverDown) this.scenarios = await api.scenarios()
      this.serverDown = false
    } catch (e) {
      this.serverDown = !(e instanceof api.ApiError) || e.status >= 500 // one that refuses is there
      return
    }
    if (this.compareId && !this.compareRun) this.compare(null)
    else if (this.compareRun && (this.compareRun.state === 'running' || this.compareSeries?.t.length === 0)) void this.compareSeries?.load().catch(() => {})
    // Of a run that is watched since it was asked, the answer may be too old to know.
    if (watched && watched === this.session && !this.runs.some((r) => r.id === watched.id)) await this.#lost()
    else if (!this.session && !this.#going && this.runs.length > 0 && this.siteCount === 1) await this.watch(this.runs.at(-1)!.id)
  }

  // The server no longer knows the watched run: it was started anew, or somebody removed the run.
  async #lost() {
    this.session?.close()
    this.session = null
    this.say(t('link.runGone'), 'info')
    const next = this.runs.find((r) => r.state === 'running') ?? this.runs.at(-1)
    if (next) await this.watch(next.id)
  }

  /** Goes to a run or site, unless somebody has meanwhile chosen another. */
  async #go<T>(fetch: () => Promise<T>, show: (what: T) => void) {
    const n = ++this.#shown
    this.#going = true
    try {
      const what = await fetch()
      if (n === this.#shown) show(what)
    } finally {
      if (n === this.#shown) this.#going = this.fetching = false
    }
  }
  #site = async (id: string) => (this.loaded?.site.id === id ? this.loaded : await this.#fetch(id))
  #fetch(id: string) {
    this.fetching = true
    return loadSite(id)
  }

  async watch(id: string) {
    await this.#go(async () => {
      if (this.session?.id === id) return null
      const run = this.runs.find((r) => r.id === id) ?? (await api.run(id))
      return { run, site: await this.#site(run.site) }
    }, (found) => { if (found) this.#watch(found.run, found.site) })
  }
  #watch(run: Run, site: LoadedSite) {
    this.loaded = site
    this.session?.close()
    const s = new Session(run)
    s.onAlarm = (e) => {
      this.unread++
      this.say('', e.level === 'alarm' ? 'alarm' : 'prewarning', () => this.onAlarmPick(e.subject, e.t_s), e.text)
    }
    s.onError = (text) => this.say(text, 'error')
    this.session = s
    this.unread = 0
    if (this.compareId === run.id) this.compare(null)
  }

  /** Shows a site of which nothing runs. */
  async visit(site: string) {
    this.session?.close()
    this.session = null
    this.compare(null)
    await this.#go(() => this.#fetch(site), (loaded) => (this.loaded = loaded))
  }

  /** Shows a site: the run that follows it, or else what runs there or ran last. */
  async enter(site: string) {
    const own = this.runs.filter((r) => r.site === site)
    const run = own.find((r) => r.following) ?? own.find((r) => r.state === 'running') ?? own.at(-1)
    await (run ? this.watch(run.id) : this.visit(site))
  }

  compare(id: string | null) {
    this.compareId = id
    this.compareSeries = id ? new Series(id) : null
    void this.compareSeries?.load().catch(() => {})
  }

  say(text: string, tone: Toast['tone'], act?: () => void, both?: Text) {
    this.show({ text, tone, act, both })
  }
  show(what: Omit<Toast, 'n'>) {
    const toast: Toast = { ...what, n: ++this.#toast }
    this.toasts = [...this.toasts.slice(-3), toast]
    setTimeout(() => this.drop(toast.n), toast.tone === 'info' && !toast.act ? 5000 : 12000)
  }

  drop(n: number) {
    this.toasts = this.toasts.filter((x) => x.n !== n)
  }

  /** Runs something that asks the server, and tells the watcher when it is refused. */
  async tryTo<T>(what: () => Promise<T>): Promise<T | undefined> {
    try {
      return await what()
    } catch (e) {
      if (door.shut) return undefined // that is told already
      // fetch tells a lost server by a TypeError in the browser's own words
      this.say(e instanceof TypeError ? t('link.serverDown') : e instanceof Error ? e.message : String(e), 'error')
      return undefined
    }
  }
}
export const app = new App()
