// Hangs the building models' parts to what the watcher has chosen.
import { untrack } from 'svelte'
import * as THREE from 'three'
import { parts } from '../state/parts.svelte'
import { ui } from '../state/ui.svelte'
import { camera } from './commands'
import { planesOf } from './section'
import type { Stage } from './stage'

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
  })
  $effect(() => {
    void loads
    const { hidden, colours, all } = parts
    const chosen = ui.selection?.kind === 'element' && ui.selection.part ? parts.key(ui.selection.part) : ''
    for (const m of stage.elements?.models ?? []) {
      m.look(all.elements.filter((p) => p.model === m.id), (p) => ({ hidden: hidden.has(parts.key(p)), chosen: parts.key(p) === chosen, rgb: colours?.get(parts.valueOf(p)) ?? null }))
    }
    stage.dirty = true
  })
  $effect(() => {
    void loads
    const planes = planesOf(parts.section, parts.cut_m, stage.table.matrixWorld)
    for (const m of stage.elements?.models ?? []) m.clip(planes)
    stage.dirty = true
  })
  camera.flyToPart = (p) => {
    const m = stage.elements?.models.find((x) => x.id === p.model)
    const box = m?.boxOf(p.feature, stage.table)
    if (!box || box.isEmpty()) return
    const at = box.getCenter(new THREE.Vector3())
    stage.flyTo([at.x, at.y, at.z], Math.max(20, 2.5 * box.getSize(new THREE.Vector3()).length()))
  }
}
