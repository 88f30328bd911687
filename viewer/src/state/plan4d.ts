// The schedule in four dimensions: what stands when, and what is late. Pure. Times are the clock on the
// site's wall, kept as milliseconds as if it were UTC.
import type { PlanBody, PlanLife, PlanStage, PlanTask } from '../api/types'

export type Phase = 'unscheduled' | 'not begun' | 'in work' | 'standing' | 'in removal' | 'gone'
export const PHASES: Phase[] = ['unscheduled', 'not begun', 'in work', 'standing', 'in removal', 'gone']
export const DAY_MS = 86_400_000

export const instant = (clock: string | undefined): number => (clock ? Date.parse(`${clock}Z`) : NaN)
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The phase at an instant; the server's Timeline.On says the same. */
export function phaseOf(stages: PlanStage[], at: number): Phase {
  let phase: Phase = stages.length ? 'not begun' : 'unscheduled'
  for (const s of stages) {
    if (s.from && at < instant(s.from)) break
    if (s.gone && at >= instant(s.gone)) phase = 'gone'
    else if (s.leaves && at >= instant(s.leaves)) phase = 'in removal'
    else if (s.built && at < instant(s.built)) phase = 'in work'
    else phase = 'standing'
  }
  return phase
}

export const isTemporary = (stages: PlanStage[], at: number): boolean => {
  let now = stages[0]
  for (const s of stages) if (!s.from || at >= instant(s.from)) now = s
  return !!now && (!!now.temporary || !!now.gone)
}

export interface Standing { phase: Phase; late: boolean; temporary: boolean }

/** How a part is at an instant, by the plan or as it went; late is what is not as far as planned. */
export function stateOf(life: PlanLife, at: number, mode: 'planned' | 'actual'): Standing {
  const planned = phaseOf(life.planned, at)
  const phase = mode === 'planned' ? planned : phaseOf(life.actual, at)
  const late = mode === 'actual' && PHASES.indexOf(phase) < PHASES.indexOf(planned)
  return { phase, late, temporary: isTemporary(mode === 'planned' ? life.planned : life.actual, at) }
}

export const there = (s: Standing) => s.phase !== 'not begun' && s.phase !== 'gone'

/** Lines of the Gantt chart: what lies in a closed summary is left out, and so are spacers without work or parts. */
export function lines(tasks: PlanTask[], closed: ReadonlySet<number>): { k: number; depth: number }[] {
  const out: { k: number; depth: number }[] = []
  tasks.forEach((t, k) => {
    if (!t.name && t.elements === 0 && t.kind !== 'summary') return
    let depth = 0, hidden = false
    for (let up = t.parent; up >= 0; up = tasks[up]!.parent) {
      depth++
      hidden ||= closed.has(up)
    }
    if (!hidden) out.push({ k, depth })
  })
  return out
}

export interface Run { from: number; to: number }
export const runOf = (r: { start: string; finish: string }): Run | null => {
  const from = instant(r.start), to = instant(r.finish)
  return Number.isFinite(from) && Number.isFinite(to) ? { from, to } : null
}

/** First and last instant of a schedule, planned and expected, at whole days with one to spare. */
export function extent(plan: PlanBody): Run {
  let from = Infinity, to = -Infinity
  for (const t of plan.tasks) for (const r of [runOf(t.planned), runOf(t.expected)]) if (r) {
    from = Math.min(from, r.from)
    to = Math.max(to, r.to)
  }
  if (!(to >= from)) return { from: 0, to: DAY_MS }
  return { from: (Math.floor(from / DAY_MS) - 1) * DAY_MS, to: (Math.ceil(to / DAY_MS) + 1) * DAY_MS }
}

/** Working time of a calendar: whole days that are free, for shading. Week days from Sunday. */
export function freeDay(plan: PlanBody, calendar: number, ms: number): boolean {
  const c = plan.calendars[calendar]
  if (!c) return false
  const date = day(ms)
  const x = c.exceptions.filter((e) => e.from.slice(0, 10) <= date && date <= e.to.slice(0, 10)).at(-1) // a later one wins
  return x ? x.free : c.week[new Date(ms).getUTCDay()]!.length === 0
}

/** How late a task is expected to end [days by the clock]; below half a day: 0. */
export function lateDays(t: PlanTask): number {
  const p = runOf(t.planned), e = runOf(t.expected)
  if (!p || !e) return 0
  const d = (e.to - p.to) / DAY_MS
  return Math.abs(d) < 0.5 ? 0 : d
}

/** Marks of the time axis that keep apart: days, weeks, months, quarters or years. */
export function axis(range: Run, width: number): { at: number; label: string; strong: boolean }[] {
  const perDay = width / ((range.to - range.from) / DAY_MS)
  const out: { at: number; label: string; strong: boolean }[] = []
  if (perDay * 7 >= 46) {
    const every = perDay >= 42 ? 1 : perDay * 2 >= 42 ? 2 : 7
    let at = range.from
    if (every === 7) at += ((8 - new Date(at).getUTCDay()) % 7) * DAY_MS // Mondays
    for (; at <= range.to; at += every * DAY_MS) out.push({ at, label: day(at).slice(5), strong: new Date(at).getUTCDate() <= every })
    return out
  }
  const months = [1, 3, 6, 12, 24, 60].find((m) => perDay * 30.4 * m >= 58) ?? 120
  const first = new Date(range.from)
  for (let m = first.getUTCFullYear() * 12 + Math.ceil((first.getUTCMonth() + 1) / months) * months; ; m += months) {
    const at = Date.UTC(Math.floor(m / 12), m % 12, 1)
    if (at > range.to) return out
    out.push({ at, label: day(at).slice(0, 7), strong: m % 12 === 0 })
  }
}
