// What clicking in the picture means, by tool: select, measure, draw a sandbag line.
import type { Point2 } from '../api/types'
import { plan } from '../state/plan.svelte'
import { ui } from '../state/ui.svelte'
import { groundUnder, rayFrom } from './probe'
import type { Stage } from './stage'

const CLICK_PX = 5

export function installPointer(stage: Stage): () => void {
  const canvas = stage.renderer.domElement
  let down: { x: number; y: number; t: number } | null = null
  let hoverAt = 0

  const onDown = (e: PointerEvent) => { if (e.button === 0) down = { x: e.clientX, y: e.clientY, t: performance.now() } }
  const onUp = (e: PointerEvent) => {
    const d = down
    down = null
    if (!d || e.button !== 0 || Math.hypot(e.clientX - d.x, e.clientY - d.y) > CLICK_PX) return
    if (ui.tool === 'select') select(e)
    else {
      const p = groundUnder(stage, rayFrom(stage, e.clientX, e.clientY))
      if (p) addPoint([p.at[0], p.at[1]])
    }
  }
  const select = (e: PointerEvent) => {
    const ray = rayFrom(stage, e.clientX, e.clientY)
    const ground = groundUnder(stage, ray)
    let nearest = ground?.distance ?? Infinity
    let act = () => ui.select(ground ? { kind: 'point', at: [ground.at[0], ground.at[1]] } : null)
    const asset = nearer(stage.assets.pick(ray), stage.cranes.pick(ray))
    if (asset && asset.distance < nearest + 3) return ui.select({ kind: 'asset', id: asset.id })
    const model = stage.elements?.group.visible ? stage.elements.pick(ray) : null
    if (model && model.distance < nearest) {
      nearest = model.distance
      const at = stage.table.worldToLocal(model.point.clone())
      act = () => ui.select({ kind: 'element', id: model.element.id, name: model.part ? { zh: model.part.name, en: model.part.name } : model.element.name, at: [at.x, at.y], part: model.part })
    }
    const building = stage.buildings?.group.visible ? stage.buildings.pick(ray) : null
    if (building && building.distance < nearest) act = () => ui.select({ kind: 'feature', feature: building.feature })
    act()
  }
  const addPoint = (p: Point2) => {
    if (ui.tool === 'measure') ui.measured = [...ui.measured, p]
    else if (ui.tool === 'sandbag') ui.drawing = [...ui.drawing, p]
  }
  const onMove = (e: PointerEvent) => {
    if (e.buttons || ui.tool !== 'select' || performance.now() - hoverAt < 60) return
    hoverAt = performance.now()
    const ray = rayFrom(stage, e.clientX, e.clientY)
    const hit = nearer(stage.assets.pick(ray), stage.cranes.pick(ray))
    ui.hovered = hit?.id ?? null
    canvas.style.cursor = hit ? 'pointer' : ''
  }
  const onDouble = (e: MouseEvent) => {
    if (ui.tool === 'sandbag') finishSandbags()
    else if (ui.tool === 'measure') ui.tool = 'select'
    else {
      const p = groundUnder(stage, rayFrom(stage, e.clientX, e.clientY))
      if (p) stage.flyTo(p.at)
    }
  }
  const onKey = (e: KeyboardEvent) => {
    if ((e.target as HTMLElement).closest('input, select, textarea')) return
    if (e.key === 'Enter' && ui.tool === 'sandbag') { e.preventDefault(); finishSandbags() }
    if (e.key === 'Escape' && ui.tool !== 'select') {
      ui.drawing = []
      ui.measured = []
      ui.tool = 'select'
    }
    if (e.key === 'Backspace' && ui.tool === 'sandbag') ui.drawing = ui.drawing.slice(0, -1)
  }
  canvas.addEventListener('pointerdown', onDown)
  canvas.addEventListener('pointerup', onUp)
  canvas.addEventListener('pointermove', onMove)
  canvas.addEventListener('dblclick', onDouble)
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

const nearer = <T extends { distance: number }>(a: T | null, b: T | null) => (a && b ? (a.distance < b.distance ? a : b) : (a ?? b))

/** A double click leaves its point twice: equal neighbours are one point. */
export function finishSandbags() {
  const line = ui.drawing.filter((p, k) => k === 0 || Math.hypot(p[0] - ui.drawing[k - 1]![0], p[1] - ui.drawing[k - 1]![1]) > 0.3)
  if (line.length >= 2) plan.barrier(line, plan.barrierHeight_m)
  ui.drawing = []
  ui.tool = 'select'
}
