// Labels of assets: built once, rewritten when values or language change.
import { number, quantity } from '../i18n/format'
import { say, t } from '../i18n/lang.svelte'
import { STATE_COLOUR } from '../layers/assets'
import { levelState, pumpState } from '../state/readings'
import { LEVEL_COLOUR, levelOf } from '../state/cranes'
import { live, TIER_COLOUR } from '../state/live.svelte'
import type { LiveAsset } from '../state/site.svelte'
import type { Overlay } from './overlay'

const PRIORITY: Record<string, number> = { gauge: 3, point: 4, pump: 2, crane: 2, sump: 1 }
/** What somebody must see keeps its label where there is not room for all. */
export const priorityOf = (kind: string, element: HTMLElement) => (PRIORITY[kind] ?? 0) + (element.classList.contains('alarm') ? 20 : element.classList.contains('prewarning') ? 10 : 0)

const HEIGHT: Record<string, number> = { gauge: 7.4, pump: 5.2, sump: 2.2 }

export function tagFor(overlay: Overlay, a: LiveAsset, onClick: () => void, onHover: (on: boolean) => void) {
  const id = `label:${a.id}`
  let tag = overlay.tags.get(id)
  if (!tag) {
    const e = document.createElement('button')
    e.className = 'tag'
    e.dataset.testid = `label-${a.id}`
    const dot = document.createElement('span')
    dot.className = 'dot'
    const name = document.createElement('span')
    const value = document.createElement('span')
    value.className = 'value'
    e.append(dot, name, value)
    e.addEventListener('click', onClick)
    e.addEventListener('pointerenter', () => onHover(true))
    e.addEventListener('pointerleave', () => onHover(false))
    e.addEventListener('wheel', (w) => overlay.root.parentElement?.querySelector('canvas')?.dispatchEvent(new WheelEvent('wheel', w)), { passive: true })
    tag = { id, element: e, at: [0, 0, 0], priority: priorityOf(a.kind, e), visible: true }
    overlay.add(tag)
  }
  if (a.kind === 'crane') tag.at = [a.position[0], a.position[1], a.position[2] + Number(a.properties?.jib_height_m ?? 40) + Number(a.properties?.head_m ?? 0) + 2.5]
  else tag.at = [a.position[0], a.position[1], a.position[2] + (HEIGHT[a.kind] ?? 3)]
  return tag
}

/** Returns the state shown, so that the model can take the same colour. */
export function writeTag(element: HTMLElement, a: LiveAsset, values: Map<string, number>): string {
  const [dot, name, value] = element.children as unknown as HTMLElement[]
  let state: string, shown: string
  if (a.kind === 'pump') {
    state = pumpState(values, a.id)
    const flow = values.get(`${a.id}.flow`)
    shown = state === 'running' && flow !== undefined ? quantity(flow, 'm³/s') : t(`pump.${state as 'off'}`)
  } else if (a.kind === 'point') {
    const s = live.shown(a.id)
    state = s.fault && s.tier === 'none' ? 'fault' : s.tier
    shown = s.value === undefined ? '' : `${number(s.value, 1)} ${String(a.properties?.unit ?? '')}`
  } else if (a.kind === 'crane') {
    const ratio = values.get(`${a.id}.ratio`), load = values.get(`${a.id}.load`)
    state = levelOf(values.get(`${a.id}.level`))
    shown = load && ratio !== undefined ? `${number(load / 1000, 2)} t · ${number(ratio * 100, 0)} %` : ''
  } else {
    const level = values.get(`${a.id}.level`)
    state = a.kind === 'gauge' ? levelState(a, level) : 'none'
    // a gauge whose limits are depths is read as a depth, a sump as what stands in it
    const floor = a.properties?.floor_level_m
    const depth = 'alarm_depth_m' in (a.properties ?? {}) ? values.get(`${a.id}.depth`) : typeof floor === 'number' && level !== undefined ? Math.max(0, level - floor) : undefined
    shown = level === undefined || !Number.isFinite(level) ? '' : depth !== undefined ? `${t('value.depth')} ${number(depth, 2)} m` : `${number(level, 2)} m`
  }
  if (a.kind === 'point') element.dataset.tier = state
  dot!.style.color = (a.kind === 'point' ? (TIER_COLOUR[state as 'none'] ?? STATE_COLOUR.fault) : a.kind === 'crane' ? LEVEL_COLOUR[state as 'free'] : STATE_COLOUR[state]) ?? STATE_COLOUR.none!
  const title = say(a.name, a.id)
  if (name!.textContent !== title) name!.textContent = title
  if (value!.textContent !== shown) value!.textContent = shown
  element.classList.toggle('alarm', state === 'alarm' || state === 'failed' || state === 'danger' || state === 'stopped' && a.kind === 'crane' || state === 'touching')
  element.classList.toggle('prewarning', state === 'prewarning' || state === 'warning' || state === 'notice' || state === 'no-power' || state === 'warned' || state === 'slowed')
  return state
}
