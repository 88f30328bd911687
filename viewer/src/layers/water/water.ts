// The water surface between two frames. Meshes and looks: lattice.ts, shaders.ts.
import * as THREE from 'three'
import type { Between } from '../../state/frames'
import type { Terrain } from '../terrain/terrain'
import { SUN } from '../terrain/light'
import { mood } from '../terrain/materials'
import type { Grid } from '../../wire/channel'
import { Lattice } from './lattice'
import { WaterState } from './state'
import { colourTable, type ColourMode } from './colours'
import { rippleTexture } from './ripples'
import { fallFragment, fallVertex, waterFragment, waterVertex } from './shaders'

const MODES: Record<ColourMode, number> = { depth: 0, hazard: 1, speed: 2 }

const BEFORE_WALL_M = 0.25

export class Water {
  readonly group = new THREE.Group()
  readonly lattice: Lattice
  threshold = 0.02
  #a: WaterState
  #b: WaterState
  #mesh: THREE.Mesh<THREE.BufferGeometry, THREE.ShaderMaterial>
  #index: Uint32Array
  #uniforms: Record<string, THREE.IUniform>

  constructor(grid: Grid, terrain: Terrain, coarse: number) {
    this.lattice = new Lattice(terrain.heights, grid, terrain.jumps, terrain.brinks, coarse)
    const levelWidth = Math.min(2048, grid.nx + 1)
    this.#a = new WaterState(this.lattice, levelWidth)
    this.#b = new WaterState(this.lattice, levelWidth)
    const colours = new THREE.DataTexture(colourTable(), 256, 4, THREE.RGBAFormat)
    colours.colorSpace = THREE.SRGBColorSpace
    colours.magFilter = THREE.LinearFilter
    colours.needsUpdate = true
    this.#uniforms = {
      fogColor: { value: new THREE.Color() }, fogNear: { value: 1 }, fogFar: { value: 2000 },
      levelA: { value: this.#a.levels }, levelB: { value: this.#b.levels }, stateA: { value: this.#a.cells }, stateB: { value: this.#b.cells },
      mixAB: { value: 0 }, lift: { value: terrain.tolerance }, levelWidth: { value: levelWidth }, colours: { value: colours }, ripples: { value: rippleTexture() }, light: { value: terrain.light },
      time: { value: 0 }, threshold: { value: this.threshold }, opacity: { value: 1 }, rain: { value: 0 }, mode: { value: 0 }, calm: { value: 1 },
      cells: { value: new THREE.Vector2(grid.nx, grid.ny) }, eye: { value: new THREE.Vector3() },
      sun: { value: new THREE.Vector3(SUN.x, SUN.y, SUN.z) }, sky: { value: new THREE.Color('#a9bccb') }, mood,
    }
    const g = new THREE.BufferGeometry()
    const position = new Float32Array(this.lattice.vertices * 3)
    for (let v = 0; v < this.lattice.vertices; v++) position.set([this.lattice.xy[2 * v]!, this.lattice.xy[2 * v + 1]!, 0], 3 * v)
    g.setAttribute('position', new THREE.BufferAttribute(position, 3))
    g.setAttribute('uv', new THREE.BufferAttribute(this.lattice.uv, 2))
    this.#index = new Uint32Array(grid.nx * grid.ny * 6)
    const index = new THREE.BufferAttribute(this.#index, 1)
    index.setUsage(THREE.DynamicDrawUsage)
    g.setIndex(index)
    g.setDrawRange(0, 0)
    this.#mesh = new THREE.Mesh(g, new THREE.ShaderMaterial({
      vertexShader: waterVertex, fragmentShader: waterFragment, uniforms: this.#uniforms, transparent: true, fog: true,
      polygonOffset: true, polygonOffsetFactor: -1, polygonOffsetUnits: -2,
    }))
    this.#mesh.frustumCulled = false
    this.#mesh.renderOrder = 2
    this.group.add(this.#mesh, this.#falls(terrain, grid))
  }

  // Where the street stands above the pit, water that reaches the edge goes over it.
  #falls(terrain: Terrain, grid: Grid): THREE.Mesh {
    const n = terrain.brinks.length * 6
    const position = new Float32Array(n * 3), upper = new Float32Array(n * 2), lower = new Float32Array(n * 2), place = new Float32Array(n * 3)
    const uv = (k: number) => [((k % grid.nx) + 0.5) / grid.nx, (Math.floor(k / grid.nx) + 0.5) / grid.ny]
    let v = 0
    for (const { a, b, out, above, below } of terrain.brinks) {
      for (const [p, top] of [[a, 1], [a, 0], [b, 1], [b, 1], [a, 0], [b, 0]] as const) {
        position.set([p[0] + out[0] * BEFORE_WALL_M, p[1] + out[1] * BEFORE_WALL_M, 0], 3 * v)
        upper.set(uv(above), 2 * v)
        lower.set(uv(below), 2 * v)
        place.set([top, terrain.heights[above]!, terrain.heights[below]!], 3 * v++)
      }
    }
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.BufferAttribute(position, 3))
    g.setAttribute('upper', new THREE.BufferAttribute(upper, 2))
    g.setAttribute('lower', new THREE.BufferAttribute(lower, 2))
    g.setAttribute('place', new THREE.BufferAttribute(place, 3))
    const m = new THREE.Mesh(g, new THREE.ShaderMaterial({
      vertexShader: fallVertex, fragmentShader: fallFragment, uniforms: this.#uniforms, transparent: true, depthWrite: false, side: THREE.DoubleSide, fog: true,
    }))
    m.frustumCulled = false
    m.renderOrder = 3
    return m
  }

  get wetCells() {
    return this.#uniforms.mixAB!.value < 0.5 ? this.#a.wetCells : this.#b.wetCells
  }

  style(o: { mode: ColourMode; opacity: number; threshold: number; calm: number }) {
    this.#uniforms.mode!.value = MODES[o.mode]
    this.#uniforms.opacity!.value = o.opacity
    this.#uniforms.calm!.value = o.calm
    if (o.threshold !== this.threshold) {
      this.threshold = this.#uniforms.threshold!.value = o.threshold
      this.#a.frame = this.#b.frame = null
    }
  }

  /** Returns true when the picture has changed. */
  show(s: Between | null): boolean {
    if (!s) {
      this.#mesh.geometry.setDrawRange(0, 0)
      this.#a.frame = this.#b.frame = null
      return true
    }
    if (this.#b.frame === s.a && this.#a.frame !== s.a) { // time went on by one frame: the later becomes the earlier
      ;[this.#a, this.#b] = [this.#b, this.#a]
      this.#bind()
    }
    const same = s.a === s.b
    let changed = this.#a.load(s.a, this.threshold)
    if (!same) changed = this.#b.load(s.b, this.threshold) || changed
    const u = this.#uniforms
    const mix = same ? 0 : s.mix
    if (changed) {
      const n = this.lattice.wetCells(this.#a.level, same ? this.#a.level : this.#b.level, this.#index)
      const index = this.#mesh.geometry.index!
      index.clearUpdateRanges()
      index.addUpdateRange(0, n)
      index.needsUpdate = true
      this.#mesh.geometry.setDrawRange(0, n)
    }
    const moved = u.mixAB!.value !== mix
    u.mixAB!.value = mix
    return changed || moved
  }

  #bind() {
    const u = this.#uniforms
    u.levelA!.value = this.#a.levels
    u.levelB!.value = this.#b.levels
    u.stateA!.value = this.#a.cells
    u.stateB!.value = this.#b.cells
  }

  animate(time_s: number, eye: THREE.Vector3, rain: number) {
    this.#uniforms.time!.value = time_s % 10000
    this.#uniforms.eye!.value.copy(eye)
    this.#uniforms.rain!.value = rain
  }

  dispose() {
    this.#a.dispose()
    this.#b.dispose()
    for (const m of this.group.children as THREE.Mesh[]) { m.geometry.dispose(); (m.material as THREE.Material).dispose() }
  }
}
