// Hangs the building models' parts to what the watcher has chosen.
import { untrack } from 'svelte'
import * as THREE from 'three'
import type { Part } from '../api/types'
import type { Cut } from '../layers/caps'
import type { Look, PartsModel, Rgb } from '../layers/parts'
import { parts } from '../state/parts.svelte'
import { schedule } from '../state/schedule.svelte'
import { ui } from '../state/ui.svelte'
import { camera } from './commands'
import { planesOf } from './section'
import type { Stage } from './stage'

/** Colours of the schedule; the legend shows the same. */
export const PHASE_RGB = { work: [255, 190, 60], removal: [190, 130, 250], late: [235, 64, 52], ghost: [150, 170, 190], chosen: [69, 191, 238] } as const satisfies Record<string, Rgb>

/** How a part looks: switched off, looked at among ghosts, chosen, at the schedule's date, in a colour. */
export function lookOf(p: Part, chosen: string): Look {
  const key = parts.key(p)
  if (parts.off.has(p.model) || parts.hidden.has(key)) return { as: 'hidden' }
  if (parts.focus) {
    const rgb = parts.focus.get(key)
    return rgb ? { as: 'solid', rgb } : { as: 'ghost', rgb: PHASE_RGB.ghost }
  }
  const s = schedule.on ? schedule.states.get(key) : undefined
  const marked = key === chosen || (schedule.on && schedule.task !== null && schedule.lives.get(key)?.tasks.includes(schedule.task))
  if (s?.phase === 'gone') return { as: 'hidden' }
  if (s?.phase === 'not begun') return schedule.ghosts || marked ? { as: 'ghost', rgb: marked ? PHASE_RGB.chosen : s.late ? PHASE_RGB.late : PHASE_RGB.ghost } : { as: 'hidden' }
  if (marked) return { as: 'solid', rgb: PHASE_RGB.chosen }
  if (s?.late) return { as: 'solid', rgb: PHASE_RGB.late }
  if (s?.phase === 'in work') return { as: 'solid', rgb: PHASE_RGB.work }
  if (s?.phase === 'in removal') return { as: 'solid', rgb: PHASE_RGB.removal }
  const rgb = parts.colours?.get(parts.valueOf(p))
  return rgb ? { as: 'tinted', rgb } : { as: 'own' }
}

export function bindParts(stage: Stage) {
  let loads = $state(0)
  $effect(() => {
    const all = parts.all
    const elements = stage.elements
    if (!elements || !all.elements.length) return
    elements.onLoad = () => { stage.dirty = true; loads++ }
    elements.know(all)
    untrack(() => loads++)
  })
  $effect(() => {
    void loads
    const box = new THREE.Box3()
    for (const m of stage.elements?.models ?? []) box.union(m.box)
    parts.box = box.isEmpty() ? null : { low: box.min.toArray(), high: box.max.toArray() }
    if (!box.isEmpty() && !stage.rig.touched) untrack(() => stage.view('home', true)) // what one sees first is the models, once they are here
  })
  $effect(() => {
    void loads
    const { all } = parts
    const chosen = ui.selection?.kind === 'element' && ui.selection.part ? parts.key(ui.selection.part) : ''
    for (const m of stage.elements?.models ?? []) m.look(all.elements.filter((p) => p.model === m.id), (p) => lookOf(p, chosen))
    stage.dirty = true
  })
  $effect(() => {
    void loads
    const models = stage.elements?.models ?? []
    // Models that are drawn apart stand one above the other, and a cut goes up with each.
    const height = Math.max(0, ...models.map((m) => m.box.max.z - m.box.min.z)) + 1
    const shown = parts.all.models.map((i) => models.find((m) => m.id === i.id)).filter((m) => m !== undefined && !parts.off.has(m.id)) as PartsModel[]
    shown.forEach((m, k) => m.raise(k * height * parts.apart))
    const cuts = new Map<number, Cut>()
    for (const m of shown) {
      const up = m.raised_m, cut: Cut = cuts.get(up) ?? { models: [], planes: planesOf(parts.section, parts.cut_m, up, stage.table.matrixWorld), box: new THREE.Box3() }
      cuts.set(up, cut)
      cut.models.push(m)
      cut.box.union(m.box.clone().translate(new THREE.Vector3(0, 0, up)))
      m.clip(cut.planes)
    }
    stage.caps.set([...cuts.values()], stage.table.matrixWorld)
    stage.caps.group.visible = ui.layers.models.on
    stage.dirty = true
  })
  camera.flyToPart = (p) => camera.flyToParts([p])
  camera.flyToParts = (list) => {
    const box = new THREE.Box3()
    for (const p of list) {
      const m = stage.elements?.models.find((x) => x.id === p.model)
      if (m) box.union(m.boxOf(p.feature, stage.table))
    }
    if (box.isEmpty()) return
    const at = box.getCenter(new THREE.Vector3())
    stage.flyTo([at.x, at.y, at.z], Math.max(20, 2.5 * box.getSize(new THREE.Vector3()).length()))
  }
}
