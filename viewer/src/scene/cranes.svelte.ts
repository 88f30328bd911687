// Brings cranes, zones and what approaches to the stage.
import { number } from '../i18n/format'
import { language, say, t } from '../i18n/lang.svelte'
import { app } from '../state/app.svelte'
import { cranes } from '../state/cranes.svelte'
import type { Approach } from '../state/cranes'
import { ui } from '../state/ui.svelte'
import type { Stage } from './stage'

/** Approaches drawn at once: the worst. */
const DRAWN = 6

export function bindCranes(stage: Stage) {
  $effect(() => {
    stage.cranes.set(cranes.shapes)
    if (app.loaded) stage.zones.set(cranes.zones, app.loaded.ground)
    stage.dirty = true
  })
  $effect(() => {
    const l = ui.layers
    stage.cranes.visible({ models: l.crane.on, reach: l.reach.on, gaps: l.gap.on, sweeps: l.sweep.on, lifts: l.lift.on })
    stage.zones.group.visible = l.zone.on && cranes.moving
    stage.dirty = true
  })
  $effect(() => {
    if (stage.zones.states(cranes.values)) stage.dirty = true
  })
  $effect(() => {
    void language.current
    const near = ui.layers.gap.on ? cranes.approaches.filter((x) => x.level !== 'free' || x.clearance < 10).slice(0, DRAWN) : []
    const middles = stage.cranes.gaps(app.session?.playback.shown ?? null, near)
    for (const id of [...stage.overlay.tags.keys()]) if (id.startsWith('gap:') && !middles.has(id.slice(4))) stage.overlay.remove(id)
    for (const x of near) {
      const at = middles.get(x.name)
      if (at) label(stage, x, at)
    }
    stage.dirty = true
  })
}

export const nameOf = (id: string) => {
  const s = app.loaded?.site
  const found = s?.assets.find((a) => a.id === id) ?? s?.features.find((f) => f.id === id)
  return say(found?.name, id)
}

function label(stage: Stage, x: Approach, at: [number, number, number]) {
  const id = `gap:${x.name}`
  let tag = stage.overlay.tags.get(id)
  if (!tag) {
    const e = document.createElement('div')
    e.dataset.testid = id
    tag = { id, element: e, at, priority: 8, visible: true }
    stage.overlay.add(tag)
  }
  tag.at = at
  tag.always = x.level !== 'free'
  tag.element.className = `tag gap num ${x.level}`
  const text = Number.isFinite(x.ttc) ? `${number(x.clearance, 1)} m · ${number(x.ttc, x.ttc < 10 ? 1 : 0)} s` : `${number(x.clearance, 1)} m`
  if (tag.element.textContent !== text) tag.element.textContent = text
  tag.element.title = `${nameOf(x.a)} – ${nameOf(x.b)}: ${t(`crane.level.${x.level}`)}`
}
