// Pumps, sumps and gauges as small models that show their state by colour.
import * as THREE from 'three'
import type { LiveAsset } from '../state/site.svelte'

/** Drawn larger than life, so that a 2 m pump is seen from across the site. */
const MAGNIFY = 1.9

export const PUMP_STATES = ['off', 'running', 'failed', 'no-power', 'stopped'] as const
export type PumpState = (typeof PUMP_STATES)[number]
export const STATE_COLOUR: Record<string, string> = {
  off: '#93a1ad', stopped: '#6d7a86', running: '#3ddc84', failed: '#ff4d4f', 'no-power': '#ffb020', none: '#5ad1e6', prewarning: '#ffb020', alarm: '#ff4d4f',
  notice: '#ffd23f', warning: '#ff8c2b', danger: '#ff4d4f', fault: '#b48cff', sound: '#3ddc84', silent: '#7d8d9a',
}

interface Made { group: THREE.Group; lamp: THREE.MeshBasicMaterial | null; turning: THREE.Object3D | null; halo: THREE.Mesh; state: string }

const steel = new THREE.MeshLambertMaterial({ color: '#b9c2c9' })
const dark = new THREE.MeshLambertMaterial({ color: '#39434c' })
const body = new THREE.MeshLambertMaterial({ color: '#2d6fb3' })
const white = new THREE.MeshLambertMaterial({ color: '#f1f3f4' })
const red = new THREE.MeshLambertMaterial({ color: '#d0403c' })
const concrete = new THREE.MeshLambertMaterial({ color: '#8d877d' })

function part(g: THREE.Group, geometry: THREE.BufferGeometry, material: THREE.Material, x: number, y: number, z: number): THREE.Mesh {
  const m = new THREE.Mesh(geometry, material)
  m.position.set(x, y, z)
  g.add(m)
  return m
}
const upright = (r: number, h: number, sides = 20) => new THREE.CylinderGeometry(r, r, h, sides).rotateX(Math.PI / 2)

function pump(g: THREE.Group): Pick<Made, 'lamp' | 'turning'> {
  part(g, new THREE.BoxGeometry(2.2, 1.4, 0.25), dark, 0, 0, 0.2)
  part(g, new THREE.CylinderGeometry(0.48, 0.48, 1.1, 20).rotateZ(Math.PI / 2), body, -0.35, 0, 0.85)
  part(g, new THREE.SphereGeometry(0.6, 20, 12), steel, 0.55, 0, 0.85)
  part(g, upright(0.22, 0.9), steel, 0.55, 0, 1.5)
  const lamp = new THREE.MeshBasicMaterial({ color: STATE_COLOUR.off })
  part(g, new THREE.SphereGeometry(0.34, 16, 12), lamp, -0.35, 0, 1.62)
  const fan = new THREE.Group()
  fan.position.set(-0.95, 0, 0.85)
  for (let k = 0; k < 3; k++) {
    const blade = new THREE.Mesh(new THREE.BoxGeometry(0.08, 0.16, 0.86), white)
    blade.rotation.x = (k * Math.PI) / 3
    fan.add(blade)
  }
  g.add(fan)
  return { lamp, turning: fan }
}

function gauge(g: THREE.Group): Pick<Made, 'lamp' | 'turning'> {
  for (let k = 0; k < 6; k++) part(g, new THREE.BoxGeometry(0.34, 0.16, 0.5), k % 2 ? white : red, 0, 0, 0.25 + k * 0.5)
  const lamp = new THREE.MeshBasicMaterial({ color: STATE_COLOUR.none })
  part(g, new THREE.SphereGeometry(0.32, 16, 12), lamp, 0, 0, 3.35)
  return { lamp, turning: null }
}

function point(g: THREE.Group): Pick<Made, 'lamp' | 'turning'> {
  const lamp = new THREE.MeshBasicMaterial({ color: STATE_COLOUR.none })
  part(g, new THREE.SphereGeometry(0.4, 12, 8), lamp, 0, 0, 0.4)
  return { lamp, turning: null }
}

function sump(g: THREE.Group): Pick<Made, 'lamp' | 'turning'> {
  for (const [x, y, w, d] of [[0, 1.1, 2.5, 0.3], [0, -1.1, 2.5, 0.3], [1.1, 0, 0.3, 2], [-1.1, 0, 0.3, 2]] as const) part(g, new THREE.BoxGeometry(w, d, 0.5), concrete, x, y, 0.25)
  return { lamp: null, turning: null }
}

export class Assets {
  readonly group = new THREE.Group()
  #made = new Map<string, Made>()
  #hot: string | null = null
  #selected: string | null = null

  /** Cranes are drawn from their measures elsewhere, barriers as walls. */
  set(assets: LiveAsset[], visible: (kind: string) => boolean) {
    const ids = new Set(assets.map((a) => a.id))
    for (const [id, m] of this.#made) if (!ids.has(id)) { this.group.remove(m.group); this.#made.delete(id) }
    for (const a of assets) {
      if (a.kind === 'barrier' || a.kind === 'crane') continue
      const m = this.#made.get(a.id) ?? this.#make(a)
      m.group.position.set(...a.position)
      m.group.visible = visible(a.kind)
    }
  }

  #make(a: LiveAsset): Made {
    const group = new THREE.Group()
    const parts = a.kind === 'pump' ? pump(group) : a.kind === 'gauge' ? gauge(group) : a.kind === 'point' ? point(group) : sump(group)
    group.scale.setScalar(MAGNIFY)
    group.userData.assetId = a.id
    const halo = new THREE.Mesh(new THREE.RingGeometry(1.75, 2.1, 40), new THREE.MeshBasicMaterial({ color: '#ffffff', transparent: true, opacity: 0.9, depthTest: false }))
    halo.position.z = 0.3
    halo.visible = false
    halo.renderOrder = 6
    group.add(halo)
    const m: Made = { group, ...parts, halo, state: '' }
    this.#made.set(a.id, m)
    this.group.add(group)
    return m
  }

  state(id: string, state: string) {
    const m = this.#made.get(id)
    if (!m || m.state === state) return
    m.state = state
    m.lamp?.color.set(STATE_COLOUR[state] ?? STATE_COLOUR.none!)
  }

  highlight(hot: string | null, selected: string | null): boolean {
    if (hot === this.#hot && selected === this.#selected) return false
    this.#hot = hot
    this.#selected = selected
    for (const [id, m] of this.#made) {
      m.halo.visible = id === hot || id === selected
      ;(m.halo.material as THREE.MeshBasicMaterial).color.set(id === selected ? '#4cc9f0' : '#ffffff')
    }
    return true
  }

  /** Returns whether anything moves. */
  animate(time_s: number): boolean {
    let moving = false
    for (const m of this.#made.values()) {
      if (m.state === 'running' && m.turning) { m.turning.rotation.x = time_s * 7; moving = true }
      if (m.lamp && (m.state === 'failed' || m.state === 'alarm' || m.state === 'danger')) {
        m.lamp.color.set(STATE_COLOUR[m.state]!).multiplyScalar(Math.sin(time_s * 6) > 0 ? 1 : 0.35)
        moving = true
      }
    }
    return moving
  }

  pick(ray: THREE.Raycaster): { id: string; distance: number } | null {
    const hit = ray.intersectObjects([...this.#made.values()].filter((m) => m.group.visible).map((m) => m.group), true)[0]
    let o: THREE.Object3D | null = hit?.object ?? null
    while (o && !o.userData.assetId) o = o.parent
    return hit && o ? { id: o.userData.assetId as string, distance: hit.distance } : null
  }
}
