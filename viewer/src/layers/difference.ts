// The difference of two runs' depths, laid over the ground in a diverging scale.
import * as THREE from 'three'
import type { FieldValues, Grid } from '../wire/channel'
import { NO_DATA } from '../wire/field'
import { colourTable } from './water/colours'
import { coverUniform } from './terrain/materials'
import type { Terrain } from './terrain/terrain'

const NOTHING_M = 0.005

export class Difference {
  readonly group = new THREE.Group()
  #values: Uint16Array
  #texture: THREE.DataTexture
  #mesh: THREE.Mesh<THREE.BufferGeometry, THREE.ShaderMaterial>
  /** Largest difference [m] and area that changed by more than 1 cm [m²], for the legend. */
  extremes = { less: 0, more: 0, wetter_m2: 0, drier_m2: 0 }
  #grid: Grid

  constructor(grid: Grid, terrain: Terrain) {
    this.#grid = grid
    this.#values = new Uint16Array(grid.nx * grid.ny)
    this.#texture = new THREE.DataTexture(this.#values, grid.nx, grid.ny, THREE.RedFormat, THREE.HalfFloatType)
    this.#texture.magFilter = this.#texture.minFilter = THREE.LinearFilter
    const colours = new THREE.DataTexture(colourTable(), 256, 4, THREE.RGBAFormat)
    colours.colorSpace = THREE.SRGBColorSpace
    colours.magFilter = THREE.LinearFilter
    colours.needsUpdate = true
    this.#mesh = new THREE.Mesh(terrain.surface, new THREE.ShaderMaterial({
      transparent: true, depthWrite: false, polygonOffset: true, polygonOffsetFactor: -2, polygonOffsetUnits: -4, fog: true,
      uniforms: {
        fogColor: { value: new THREE.Color() }, fogNear: { value: 1 }, fogFar: { value: 2000 },
        difference: { value: this.#texture }, colours: { value: colours }, range: { value: 1 }, cover: { value: coverUniform(grid, terrain.origin) },
      },
      vertexShader: `uniform vec4 cover; varying vec2 vUv;\n#include <fog_pars_vertex>\nvoid main() { vUv = (position.xy - cover.xy) * cover.zw; vec4 mvPosition = modelViewMatrix * vec4(position, 1.0); gl_Position = projectionMatrix * mvPosition;\n#include <fog_vertex>\n}`,
      fragmentShader: `uniform sampler2D difference, colours; uniform float range; varying vec2 vUv;\n#include <fog_pars_fragment>\nvoid main() {
        float d = texture2D(difference, vUv).r;
        float a = smoothstep(0.008, 0.05, abs(d));
        if (a < 0.01) discard;
        vec3 c = texture2D(colours, vec2((clamp(d / range * 0.5 + 0.5, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.875)).rgb;
        gl_FragColor = vec4(c, a * 0.9);\n#include <colorspace_fragment>\n#include <fog_fragment>\n}`,
    }))
    this.#mesh.position.copy(terrain.origin)
    this.#mesh.renderOrder = 4
    this.#mesh.visible = false
    this.group.add(this.#mesh)
  }

  hide() {
    this.#mesh.visible = false
  }

  /** b − a in metres; `range` is the value at the ends of the scale. */
  show(a: FieldValues, b: FieldValues, range: number) {
    const area = this.#grid.cell ** 2
    const e = (this.extremes = { less: 0, more: 0, wetter_m2: 0, drier_m2: 0 })
    const value = (f: FieldValues, k: number) => (f.q[k] === NO_DATA ? 0 : f.offset + f.scale * f.q[k]!)
    for (let k = 0; k < this.#values.length; k++) {
      const d = value(b, k) - value(a, k)
      this.#values[k] = Math.abs(d) < NOTHING_M ? 0 : THREE.DataUtils.toHalfFloat(d)
      if (d > e.more) e.more = d
      if (d < e.less) e.less = d
      if (d > 0.01) e.wetter_m2 += area
      else if (d < -0.01) e.drier_m2 += area
    }
    this.#texture.needsUpdate = true
    this.#mesh.material.uniforms.range!.value = range
    this.#mesh.visible = true
  }

  dispose() {
    this.#texture.dispose()
    this.#mesh.material.dispose()
  }
}
