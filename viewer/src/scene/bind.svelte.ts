// Brings the page's state to the stage. Must be called while a component starts, for its effects to live with it.
import * as THREE from 'three'
import * as api from '../api/client'
import { untrack } from 'svelte'
import { language, say, t } from '../i18n/lang.svelte'
import { sandbags, type Hose } from '../layers/lines'
import { bindCranes } from './cranes.svelte'
import { app } from '../state/app.svelte'
import { pictures } from '../state/pictures.svelte'
import { pumpState } from '../state/readings'
import { assetsOf, barriersOf, line3, type LiveAsset } from '../state/site.svelte'
import { live } from '../state/live.svelte'
import { parts } from '../state/parts.svelte'
import { clashes } from '../state/clashes.svelte'
import { schedule } from '../state/schedule.svelte'
import { ui } from '../state/ui.svelte'
import { bindParts } from './parts.svelte'
import type { Stage } from './stage'
import { priorityOf, tagFor, writeTag } from './tags'

const SAND = new THREE.MeshLambertMaterial({ color: '#cdb17a' })

export function bindStage(stage: Stage) {
  $effect(() => {
    if (app.loaded && app.loaded !== stage.loaded) {
      stage.setSite(app.loaded)
      const site = app.loaded.site
      untrack(() => pictures.open(site))
      stage.elements!.onError = (text) => app.say(text, 'error')
      for (const opened of [() => schedule.open(site.id, site.schedule), () => clashes.open(site.id), () => parts.open(site.id)]) untrack(() => void opened().catch((e: unknown) => app.say(e instanceof Error ? e.message : String(e), 'error')))
    }
  })
  $effect(() => {
    stage.session = app.session
    stage.water?.show(null)
    stage.dirty = true
  })

  const assets = $derived<LiveAsset[]>(app.loaded ? assetsOf(app.loaded, app.run) : [])
  const assetsKey = $derived(JSON.stringify(assets.map((a) => [a.id, a.position, a.properties?.discharge])))
  const barriers = $derived(app.loaded ? barriersOf(app.loaded, app.run) : [])
  const barriersKey = $derived(JSON.stringify(barriers))

  $effect(() => {
    void assetsKey
    const on = ui.layers
    stage.assets.set(assets, (kind) => on[kind as 'pump']?.on ?? true)
    const ids = new Set(assets.map((a) => `label:${a.id}`))
    for (const id of [...stage.overlay.tags.keys()]) if (id.startsWith('label:') && !ids.has(id)) stage.overlay.remove(id)
    for (const a of assets) {
      if (a.kind === 'barrier') continue
      const tag = tagFor(stage.overlay, a, () => ui.select({ kind: 'asset', id: a.id }), (h) => (ui.hovered = h ? a.id : null))
      tag.visible = on.labels.on && (on[a.kind as 'pump']?.on ?? true)
    }
    stage.dirty = true
  })

  $effect(() => {
    void language.current
    void [live.statuses, live.past]
    const values = app.session?.values ?? new Map<string, number>()
    for (const a of assets) {
      const tag = stage.overlay.tags.get(`label:${a.id}`)
      if (!tag) continue
      const state = writeTag(tag.element, a, values)
      tag.priority = priorityOf(a.kind, tag.element)
      stage.assets.state(a.id, a.kind !== 'point' || state !== 'none' ? state : live.shown(a.id).value === undefined ? 'silent' : 'sound')
      // Of hundreds of points those are named that somebody must see.
      if (a.kind === 'point') tag.visible = ui.layers.labels.on && ui.layers.point.on && (state !== 'none' || live.picked === a.id || ui.hovered === a.id)
    }
    stage.rainRate = values.get('rain.intensity') ?? 0
    hoses(values)
    stage.dirty = true
  })

  function hoses(values: Map<string, number>) {
    if (!app.loaded) return
    const ground = app.loaded.ground
    stage.hoses.set(assets.filter((a) => a.kind === 'pump').flatMap((a): Hose[] => {
      const to = line3(a.properties?.discharge, ground)
      return to.length ? [{ id: a.id, from: a.position, to, running: pumpState(values, a.id) === 'running' }] : []
    }), ground)
  }

  let walls: THREE.InstancedMesh[] = []
  $effect(() => {
    void barriersKey
    const loaded = app.loaded
    walls.forEach((w) => { stage.table.remove(w); w.dispose() })
    walls = loaded ? barriers.map((b) => sandbags(b.line, b.height_m, loaded.ground, SAND)) : []
    walls.forEach((w) => { w.visible = ui.layers.barrier.on; stage.table.add(w) })
    stage.dirty = true
  })

  $effect(() => {
    const l = ui.layers
    if (!app.loaded || !stage.terrain) return
    stage.terrain.drape({ roads: l.roads.on, surfaces: l.surfaces.on, waters: l.waters.on })
    stage.dirty = true
  })

  $effect(() => {
    const l = ui.layers
    if (!app.loaded || !stage.terrain) return
    stage.terrain.contours(l.contours.on)
    stage.buildings!.group.visible = l.buildings.on
    stage.buildings!.opacity(l.buildings.opacity)
    stage.elements!.group.visible = l.models.on
    stage.hoardings!.visible = l.hoardings.on
    stage.hoses.group.visible = l.hose.on && l.pump.on
    stage.streaks!.group.visible = l.streaks.on
    stage.rainOn = l.rain.on
    stage.water!.group.children[1]!.visible = l.falls.on && ui.difference === 'off'
    stage.water!.group.visible = l.water.on && ui.difference === 'off'
    stage.water!.style({ mode: ui.colour, opacity: l.water.opacity, threshold: ui.threshold_m, calm: 1 })
    stage.dirty = true
  })

  $effect(() => {
    pictures.fetch((p, text, wholly) => app.say(`${t(wholly ? 'picture.failed' : 'picture.partly', { name: say(p.name, p.id) })}${text ? `: ${text}` : ''}`, 'error'))
  })
  $effect(() => {
    const photos = pictures.shown
    if (!app.loaded || !stage.terrain) return
    stage.terrain.lay(photos)
    stage.dirty = true
  })

  $effect(() => {
    app.session?.want(ui.colour === 'hazard' || ui.selection?.kind === 'point' ? ['water_hazard'] : [])
  })

  $effect(() => {
    const selected = ui.selection?.kind === 'asset' ? ui.selection.id : null
    if (stage.assets.highlight(ui.hovered, selected)) stage.dirty = true
    for (const [id, tag] of stage.overlay.tags) if (id.startsWith('label:')) {
      const own = id.slice(6)
      tag.element.classList.toggle('selected', own === selected)
      tag.element.classList.toggle('hot', own === ui.hovered)
      tag.always = own === selected
    }
  })

  bindCranes(stage)
  bindParts(stage)
  bindDifference(stage)
}

// The difference map is fetched, not streamed: of the greatest depths, or of the depths now.
function bindDifference(stage: Stage) {
  let wanted = 0
  const instant = $derived(ui.difference === 'now' ? Math.round((app.session?.playback.t ?? 0) / 30) * 30 : -1)
  $effect(() => {
    const kind = ui.difference, a = app.session?.id, b = app.compareId, at = instant
    const mine = ++wanted
    if (kind === 'off' || !a || !b || !app.loaded) {
      stage.difference?.hide()
      stage.dirty = true
      return
    }
    const name = kind === 'max' ? 'max_depth' : 'water_depth', time = kind === 'max' ? undefined : Math.max(0, at)
    void app.tryTo(async () => {
      const [fa, fb] = await Promise.all([api.runField(a, name, time), api.runField(b, name, time)])
      if (mine !== wanted) return
      stage.difference?.show(fa, fb, 1)
      differenceNote.extremes = { ...stage.difference!.extremes }
      stage.dirty = true
    })
  })
}

class DifferenceNote {
  extremes = $state({ less: 0, more: 0, wetter_m2: 0, drier_m2: 0 })
}
export const differenceNote = new DifferenceNote()
