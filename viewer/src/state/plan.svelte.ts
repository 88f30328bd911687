// What is planned for the next rehearsal: moved pumps, sandbag lines, failures.
import type { Point2, Properties, RunEvent } from '../api/types'

export interface PlannedMove { kind: 'move'; subject: string; position?: Point2; discharge?: Point2 }
export interface PlannedBarrier { kind: 'barrier'; subject: string; line: Point2[]; height_m: number }
export interface PlannedState { kind: 'state'; subject: string; state: string; at_s: number }
export type Planned = PlannedMove | PlannedBarrier | PlannedState

const tenth = (p: Point2): Point2 => [Math.round(p[0] * 10) / 10, Math.round(p[1] * 10) / 10]

class Plan {
  scenario = $state('')
  years = $state<number | null>(null)
  name = $state('')
  changes = $state.raw<Planned[]>([])
  barrierHeight_m = $state(0.6)
  #barriers = 0

  move(subject: string, what: 'position' | 'discharge', to: Point2) {
    const old = this.changes.find((c): c is PlannedMove => c.kind === 'move' && c.subject === subject)
    const next: PlannedMove = { ...(old ?? { kind: 'move', subject }), [what]: tenth(to) }
    this.changes = old ? this.changes.map((c) => (c === old ? next : c)) : [...this.changes, next]
  }

  barrier(line: Point2[], height_m: number) {
    const subject = `barrier/sandbags-${++this.#barriers}`
    this.changes = [...this.changes, { kind: 'barrier', subject, line: line.map(tenth), height_m }]
  }

  state(subject: string, state: string, at_s: number) {
    this.changes = [...this.changes.filter((c) => !(c.kind === 'state' && c.subject === subject && c.at_s === at_s)), { kind: 'state', subject, state, at_s }]
  }

  remove(c: Planned) {
    this.changes = this.changes.filter((x) => x !== c)
  }

  moved(subject: string): PlannedMove | undefined {
    return this.changes.find((c): c is PlannedMove => c.kind === 'move' && c.subject === subject)
  }

  static set(c: Planned): Properties {
    switch (c.kind) {
      case 'move': return { ...(c.position && { position: c.position }), ...(c.discharge && { discharge: c.discharge }) }
      case 'barrier': return { line: c.line, height_m: c.height_m }
      case 'state': return { state: c.state }
    }
  }

  events(): RunEvent[] {
    return this.changes.map((c) => ({ at_s: c.kind === 'state' ? c.at_s : 0, subject: c.subject, set: Plan.set(c) }))
  }
}
export { Plan }
export const plan = new Plan()
