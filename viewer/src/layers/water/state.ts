// One frame of water, ready for the shader: depth, velocity and class per cell, and levels per corner.
import * as THREE from 'three'
import type { FieldValues, Frame } from '../../wire/channel'
import { NO_DATA } from '../../wire/field'
import type { Lattice } from './lattice'

const tables = new Map<string, Uint16Array>()

/** Quantised value → half float, by table: a million look-ups per frame must cost little. */
function halfTable(f: { scale: number; offset: number }): Uint16Array {
  const key = `${f.scale}/${f.offset}`
  let table = tables.get(key)
  if (!table) {
    table = new Uint16Array(65536)
    for (let q = 0; q < NO_DATA; q++) table[q] = THREE.DataUtils.toHalfFloat(Math.max(-65000, Math.min(65000, f.offset + f.scale * q)))
    tables.set(key, table)
  }
  return table
}

export class WaterState {
  readonly cells: THREE.DataTexture
  readonly levels: THREE.DataTexture
  readonly level: Float32Array
  readonly depth: Float32Array
  frame: Frame | null = null
  wetCells = 0
  readonly #packed: Uint16Array
  readonly #lattice: Lattice

  constructor(lattice: Lattice, levelWidth: number) {
    this.#lattice = lattice
    const { nx, ny } = lattice.grid
    this.#packed = new Uint16Array(nx * ny * 4)
    this.depth = new Float32Array(nx * ny)
    this.cells = new THREE.DataTexture(this.#packed, nx, ny, THREE.RGBAFormat, THREE.HalfFloatType)
    this.cells.magFilter = this.cells.minFilter = THREE.LinearFilter
    const rows = Math.ceil(lattice.vertices / levelWidth)
    this.level = new Float32Array(levelWidth * rows)
    this.levels = new THREE.DataTexture(this.level, levelWidth, rows, THREE.RedFormat, THREE.FloatType)
  }

  /** Returns false when it already holds this frame. */
  load(frame: Frame, threshold: number): boolean {
    if (frame === this.frame) return false
    this.frame = frame
    const depth = frame.fields.get('water_depth')
    if (!depth) return false
    this.#fill(depth, frame.fields.get('water_velocity_x'), frame.fields.get('water_velocity_y'), frame.fields.get('water_hazard'), threshold)
    this.#lattice.levels(this.depth, threshold * 0.4, this.level)
    this.cells.needsUpdate = this.levels.needsUpdate = true
    return true
  }

  #fill(d: FieldValues, vx: FieldValues | undefined, vy: FieldValues | undefined, hazard: FieldValues | undefined, threshold: number) {
    const out = this.#packed, depth = this.depth
    const td = halfTable(d), tx = vx && halfTable(vx), ty = vy && halfTable(vy), th = hazard && halfTable(hazard)
    let wet = 0
    for (let k = 0, o = 0; k < depth.length; k++, o += 4) {
      const q = d.q[k]!
      const v = q === NO_DATA ? 0 : d.offset + d.scale * q
      depth[k] = v
      if (v > threshold) wet++
      out[o] = td[q]!
      out[o + 1] = vx ? tx![vx.q[k]!]! : 0
      out[o + 2] = vy ? ty![vy.q[k]!]! : 0
      out[o + 3] = hazard ? th![hazard.q[k]!]! : 0
    }
    this.wetCells = wet
  }

  dispose() {
    this.cells.dispose()
    this.levels.dispose()
  }
}
