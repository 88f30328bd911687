// Streaks that drift with the flow: where water goes, seen at a glance.
import * as THREE from 'three'
import type { FieldValues, Grid } from '../wire/channel'
import { NO_DATA } from '../wire/field'
import type { Between } from '../state/frames'

const COUNT = 2600
const LIFE_S = 2.4
const MIN_SPEED = 0.04
const MIN_DEPTH = 0.03

export class Streaks {
  readonly group = new THREE.Group()
  #grid: Grid
  #ground: Float32Array
  #lines: THREE.LineSegments<THREE.BufferGeometry, THREE.LineBasicMaterial>
  #place = new Float32Array(COUNT * 2)
  #age = new Float32Array(COUNT)
  #position = new Float32Array(COUNT * 6)
  #colour = new Float32Array(COUNT * 8)
  #last = 0

  constructor(grid: Grid, ground: Float32Array) {
    this.#grid = grid
    this.#ground = ground
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.BufferAttribute(this.#position, 3))
    g.setAttribute('color', new THREE.BufferAttribute(this.#colour, 4))
    this.#lines = new THREE.LineSegments(g, new THREE.LineBasicMaterial({ vertexColors: true, transparent: true, depthWrite: false }))
    this.#lines.frustumCulled = false
    this.#lines.renderOrder = 4
    this.#age.fill(LIFE_S)
    this.group.visible = false
    this.group.add(this.#lines)
  }

  animate(time_s: number, s: Between | null) {
    const dt = Math.min(0.1, time_s - this.#last)
    this.#last = time_s
    if (!this.group.visible || !s) return
    const f = (s.mix < 0.5 ? s.a : s.b).fields
    const depth = f.get('water_depth'), vx = f.get('water_velocity_x'), vy = f.get('water_velocity_y')
    if (!depth || !vx || !vy) return
    for (let k = 0; k < COUNT; k++) this.#step(k, dt, depth, vx, vy)
    this.#lines.geometry.attributes.position!.needsUpdate = true
    this.#lines.geometry.attributes.color!.needsUpdate = true
  }

  #step(k: number, dt: number, depth: FieldValues, vx: FieldValues, vy: FieldValues) {
    const { nx, ny, x0, y0, cell } = this.#grid
    this.#age[k] = this.#age[k]! + dt
    if (this.#age[k]! >= LIFE_S) {
      this.#age[k] = Math.random() * LIFE_S * 0.3
      this.#place[2 * k] = x0 + Math.random() * nx * cell
      this.#place[2 * k + 1] = y0 + Math.random() * ny * cell
    }
    let x = this.#place[2 * k]!, y = this.#place[2 * k + 1]!
    const i = Math.floor((x - x0) / cell), j = Math.floor((y - y0) / cell)
    const c = j * nx + i
    const inside = i >= 0 && j >= 0 && i < nx && j < ny
    const d = inside && depth.q[c] !== NO_DATA ? depth.offset + depth.scale * depth.q[c]! : 0
    const u = inside && d > MIN_DEPTH ? vx.offset + vx.scale * vx.q[c]! : 0, v = inside && d > MIN_DEPTH ? vy.offset + vy.scale * vy.q[c]! : 0
    const speed = Math.hypot(u, v)
    if (speed < MIN_SPEED) { // nothing flows here: try elsewhere next time
      this.#age[k] = LIFE_S
      this.#colour.fill(0, 8 * k, 8 * k + 8)
      return
    }
    const pace = 6 * cell // faster than the water, so that slow flow is seen to move
    x = this.#place[2 * k] = x + u * dt * pace
    y = this.#place[2 * k + 1] = y + v * dt * pace
    const z = this.#ground[c]! + d + 0.12
    const tail = (0.9 + Math.min(4, speed * 4)) * Math.max(1, cell * 0.8)
    this.#position.set([x, y, z, x - (u / speed) * tail, y - (v / speed) * tail, z], 6 * k)
    const fade = Math.sin((Math.PI * this.#age[k]!) / LIFE_S) * Math.min(1, 0.35 + speed)
    this.#colour.set([0.93, 0.99, 1, fade * 0.85, 0.93, 0.99, 1, 0], 8 * k)
  }

  dispose() {
    this.#lines.geometry.dispose()
    this.#lines.material.dispose()
  }
}
