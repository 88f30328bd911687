// What is planned or being measured, shown in the picture: handles to drag, ghost hoses, sandbag lines, lengths.
import * as THREE from 'three'
import { number } from '../i18n/format'
import { language, say, t } from '../i18n/lang.svelte'
import type { Point2, Point3 } from '../api/types'
import { overGround, polyline, sandbags } from '../layers/lines'
import { app } from '../state/app.svelte'
import { plan, type PlannedBarrier } from '../state/plan.svelte'
import { assetsOf, line3 } from '../state/site.svelte'
import { ui } from '../state/ui.svelte'
import { groundUnder, rayFrom } from './probe'
import type { Stage } from './stage'

const PLANNED = new THREE.MeshLambertMaterial({ color: '#ffcf6b', transparent: true, opacity: 0.85 })
const MOVE_ICON = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v16M4 12h16M9.500 6.500L12 4l2.500 2.500M9.500 17.500L12 20l2.500-2.500M6.500 9.500L4 12l2.500 2.500M17.500 9.500L20 12l-2.500 2.500"/></svg>'

type What = 'position' | 'discharge'
interface Spot { subject: string; name: string; what: What; at: Point3 }

export const dragging = $state<{ label: string; at: Point2 | null }>({ label: '', at: null })

function spots(): Spot[] {
  const loaded = app.loaded
  if (!loaded) return []
  const { ground } = loaded
  const on = (p: Point2): Point3 => [p[0], p[1], ground.at(p[0], p[1]) || 0]
  return assetsOf(loaded, app.run).filter((a) => a.kind === 'pump').flatMap((a) => {
    const moved = plan.moved(a.id)
    const out = line3(a.properties?.discharge, ground).at(-1)
    const list: Spot[] = [{ subject: a.id, name: say(a.name, a.id), what: 'position', at: moved?.position ? on(moved.position) : a.position }]
    if (out) list.push({ subject: a.id, name: t('edit.discharge', { name: say(a.name, a.id) }), what: 'discharge', at: moved?.discharge ? on(moved.discharge) : out })
    return list
  })
}

export function bindPlanning(stage: Stage) {
  let drawn: THREE.Object3D[] = []
  const draw = (...o: THREE.Object3D[]) => { for (const x of o) { stage.extras.add(x); drawn.push(x) } }
  const clear = () => {
    for (const o of drawn) { stage.extras.remove(o); if (o instanceof THREE.Line) o.geometry.dispose() }
    drawn = []
    for (const id of [...stage.overlay.tags.keys()]) if (id.startsWith('node:')) stage.overlay.remove(id)
  }
  let nodes = 0
  const node = (at: Point3, className: string, text = '') => {
    const e = document.createElement('div')
    e.className = className
    e.textContent = text
    if (className !== 'dist') e.dataset.anchor = 'centre'
    stage.overlay.add({ id: `node:${++nodes}`, element: e, at, priority: 9, always: true, visible: true })
  }

  $effect(() => {
    void language.current
    clear()
    const ground = app.loaded?.ground
    stage.dirty = true
    if (!ground) return
    const on = (p: Point2): Point3 => [p[0], p[1], (ground.at(p[0], p[1]) || 0) + 0.3]
    for (const c of plan.changes.filter((c): c is PlannedBarrier => c.kind === 'barrier')) draw(sandbags(c.line, c.height_m, ground, PLANNED))
    if (ui.drawing.length) {
      for (const p of ui.drawing) node(on(p), 'node')
      if (ui.drawing.length > 1) draw(polyline(overGround(ui.drawing, ground, 1, 0.4), '#ffcf6b'), sandbags(ui.drawing, plan.barrierHeight_m, ground, PLANNED))
    }
    const s = ui.selection
    if (s?.kind === 'point' || s?.kind === 'element') node(on(s.at), 'pin')
    if (ui.measured.length) {
      draw(polyline(overGround(ui.measured, ground, 1, 0.4), '#ffd27a'))
      let sum = 0
      ui.measured.forEach((p, k) => {
        const before = ui.measured[k - 1]
        const step = before ? Math.hypot(p[0] - before[0], p[1] - before[1]) : Infinity
        if (step < 0.05) return // the second of a double click
        node(on(p), 'node')
        if (!before) return
        sum += step
        const up = on(p)[2] - on(ui.measured[0]!)[2]
        node(on(p), 'dist', `${number(sum, 1)} m · Δh ${up < 0 ? '−' : '+'}${number(Math.abs(up), 2)} m`)
      })
    }
    if (!ui.editing) return
    for (const s of spots()) {
      const moved = plan.moved(s.subject)
      if (s.what !== 'position' || !moved) continue
      const all = spots().filter((x) => x.subject === s.subject)
      const line = all.map((x): Point2 => [x.at[0], x.at[1]])
      if (line.length > 1) draw(polyline(overGround(line, ground, 1, 0.6), '#ffcf6b'))
    }
  })

  $effect(() => {
    void language.current
    const wanted = ui.editing ? spots() : []
    const ids = new Set(wanted.map((s) => `handle:${s.what}:${s.subject}`))
    for (const id of [...stage.overlay.tags.keys()]) if (id.startsWith('handle:') && !ids.has(id)) stage.overlay.remove(id)
    for (const s of wanted) {
      const id = `handle:${s.what}:${s.subject}`
      const tag = stage.overlay.tags.get(id)
      if (tag) {
        tag.at = s.at
        tag.element.ariaLabel = t('edit.handle', { name: s.name })
      } else stage.overlay.add({ id, element: handle(stage, s), at: s.at, priority: 10, always: true, visible: true })
    }
    stage.dirty = true
  })
}

function handle(stage: Stage, s: Spot): HTMLElement {
  const e = document.createElement('button')
  e.className = `handle ${s.what}`
  e.dataset.anchor = 'centre'
  e.dataset.testid = `${s.what === 'position' ? 'handle' : 'discharge'}-${s.subject}`
  e.ariaLabel = t('edit.handle', { name: s.name })
  e.title = s.name
  e.innerHTML = MOVE_ICON
  const put = (p: Point2) => {
    plan.move(s.subject, s.what, p)
    dragging.label = s.name
    dragging.at = p
  }
  e.addEventListener('pointerdown', (down) => {
    e.setPointerCapture(down.pointerId)
    const move = (m: PointerEvent) => {
      const p = groundUnder(stage, rayFrom(stage, m.clientX, m.clientY))
      if (p) put([p.at[0], p.at[1]])
    }
    const up = () => {
      e.removeEventListener('pointermove', move)
      dragging.at = null
    }
    e.addEventListener('pointermove', move)
    e.addEventListener('pointerup', up, { once: true })
    e.addEventListener('pointercancel', up, { once: true })
  })
  e.addEventListener('keydown', (k) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[k.key]
    const at = stage.overlay.tags.get(`handle:${s.what}:${s.subject}`)?.at
    if (!step || !at) return
    k.preventDefault()
    put([at[0] + step[0]!, at[1] + step[1]!])
    dragging.at = null
  })
  return e
}
