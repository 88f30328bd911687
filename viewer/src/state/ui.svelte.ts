// What the watcher has chosen: selection, tool, colours, layers, open panels. Kept between visits where sensible.
import type { Feature, Part, Point2, Text } from '../api/types'
import type { ColourMode } from '../layers/water/colours'

export type Selection =
  | { kind: 'asset'; id: string }
  | { kind: 'feature'; feature: Feature }
  | { kind: 'element'; id: string; name?: Text; at: Point2; part?: Part }
  | { kind: 'point'; at: Point2 }
  | null
export type Tool = 'select' | 'measure' | 'sandbag'
export type LeftTab = 'layers' | 'model' | 'schedule' | 'clashes' | 'rehearse' | 'runs'
export type RightTab = 'inspect' | 'charts' | 'alarms' | 'cranes' | 'live'

export const LAYERS = [
  'surfaces', 'roads', 'waters', 'buildings', 'hoardings', 'models', 'contours',
  'water', 'falls', 'streaks', 'rain', 'pump', 'hose', 'sump', 'gauge', 'point', 'barrier', 'labels',
  'crane', 'gap', 'sweep', 'lift', 'reach', 'zone',
] as const
export type Layer = (typeof LAYERS)[number]

interface LayerChoice { on: boolean; opacity: number }
const STORE = 'shapan.layers'

function firstLayers(): Record<Layer, LayerChoice> {
  const off: Layer[] = ['contours', 'streaks', 'reach']
  const fresh = Object.fromEntries(LAYERS.map((l) => [l, { on: !off.includes(l), opacity: 1 }])) as Record<Layer, LayerChoice>
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<Record<Layer, LayerChoice>>
    for (const l of LAYERS) if (kept[l]) fresh[l] = { ...fresh[l], ...kept[l] }
  } catch { /* an unreadable choice is no choice */ }
  return fresh
}

class UI {
  /** Several sites on one screen, in place of one. */
  wall = $state(false)
  selection = $state.raw<Selection>(null)
  hovered = $state<string | null>(null)
  tool = $state<Tool>('select')
  editing = $state(false)
  leftTab = $state<LeftTab>('layers')
  rightTab = $state<RightTab>('charts')
  leftOpen = $state(innerWidth > 1100)
  rightOpen = $state(innerWidth >= 1200)
  colour = $state<ColourMode>('depth')
  difference = $state<'off' | 'max' | 'now'>('off')
  threshold_m = $state(0.02)
  layers = $state(firstLayers())
  measured = $state.raw<Point2[]>([])
  drawing = $state.raw<Point2[]>([])
  help = $state(false)
  /** Time under the cursor of a chart; null when there is none. */
  hoverTime = $state<number | null>(null)

  saveLayers() {
    localStorage.setItem(STORE, JSON.stringify(this.layers))
  }

  select(s: Selection) {
    this.selection = s
    if (s && s.kind !== 'point') {
      this.rightTab = s.kind === 'asset' && s.id.startsWith('crane/') ? 'cranes' : 'inspect'
      this.rightOpen = true
    } else if (s) this.rightTab = 'inspect'
  }
}
export const ui = new UI()
