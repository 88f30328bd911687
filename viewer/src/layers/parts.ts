// A building model whose GLB numbers its elements: each can be hidden, coloured and picked by itself, and all
// be cut by planes. What is shown of a feature stands in a texture, one texel each.
import * as THREE from 'three'
import type { Part } from '../api/types'

const WIDTH = 256

interface Look { rgb: [number, number, number] | null; hidden: boolean; chosen: boolean }

export class PartsModel {
  readonly id: string
  readonly box = new THREE.Box3() // in site coordinates
  #state: THREE.DataTexture
  #data: Uint8Array
  #count: number
  #meshes: THREE.Mesh[] = []
  planes: THREE.Plane[] = []

  constructor(id: string, root: THREE.Object3D, parts: Part[]) {
    this.id = id
    this.#count = 1 + parts.reduce((n, p) => Math.max(n, p.feature), 0)
    const rows = Math.max(1, Math.ceil(this.#count / WIDTH))
    this.#data = new Uint8Array(WIDTH * rows * 4).fill(255)
    for (let k = 0; k < WIDTH * rows; k++) this.#data[4 * k + 3] = 0
    this.#state = new THREE.DataTexture(this.#data, WIDTH, rows)
    this.#state.needsUpdate = true
    root.traverse((o) => {
      if (!(o instanceof THREE.Mesh)) return
      const numbers = (o.geometry.getAttribute('_feature_id_0') ?? o.geometry.getAttribute('_FEATURE_ID_0')) as THREE.BufferAttribute | undefined
      if (!numbers) return
      o.geometry.deleteAttribute('_feature_id_0')
      o.geometry.deleteAttribute('_FEATURE_ID_0')
      const values = Float32Array.from({ length: numbers.count }, (_, k) => numbers.getX(k))
      o.geometry.setAttribute('feature', o instanceof THREE.InstancedMesh ? new THREE.InstancedBufferAttribute(values, 1) : new THREE.BufferAttribute(values, 1))
      for (const m of [o.material].flat() as THREE.Material[]) this.#teach(m)
      this.#meshes.push(o)
    })
  }

  #teach(m: THREE.Material) {
    m.clipShadows = false
    m.onBeforeCompile = (shader) => {
      shader.uniforms.partState = { value: this.#state }
      shader.vertexShader = shader.vertexShader
        .replace('#include <common>', `#include <common>
attribute float feature;
uniform sampler2D partState;
flat varying vec4 vPart;`)
        .replace('#include <project_vertex>', `#include <project_vertex>
int part = int(feature + 0.5);
vPart = texelFetch(partState, ivec2(part % ${WIDTH}, part / ${WIDTH}), 0);
if (vPart.a > 0.9) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);`)
      shader.fragmentShader = shader.fragmentShader
        .replace('#include <common>', '#include <common>\nflat varying vec4 vPart;')
        .replace('#include <color_fragment>', `#include <color_fragment>
if (vPart.a > 0.2 && vPart.a < 0.9) { diffuseColor.rgb = vPart.rgb * vPart.rgb; if (vPart.a > 0.6) diffuseColor.a = 1.0; }`)
    }
    m.customProgramCacheKey = () => 'parts'
    m.needsUpdate = true // it may have been drawn already, as its file came before the list of parts
  }

  /** How each part looks. In alpha: 0 as its author wants, 100 in another colour, 170 chosen, 255 hidden. */
  look(parts: Part[], of: (p: Part) => Look) {
    for (const p of parts) {
      const l = of(p), k = 4 * p.feature
      const rgb = l.chosen ? ([69, 191, 238] as const) : (l.rgb ?? ([255, 255, 255] as const))
      this.#data.set(rgb, k)
      this.#data[k + 3] = l.hidden ? 255 : l.chosen ? 170 : l.rgb ? 100 : 0
    }
    this.#state.needsUpdate = true
  }

  clip(planes: THREE.Plane[]) {
    this.planes = planes
    for (const o of this.#meshes) for (const m of [o.material].flat() as THREE.Material[]) m.clippingPlanes = planes.length ? planes : null
  }

  /** The number of the part at a hit; null where it is hidden or cut off. */
  at(hit: THREE.Intersection): number | null {
    const o = hit.object
    if (!(o instanceof THREE.Mesh) || this.planes.some((p) => p.distanceToPoint(hit.point) < 0)) return null
    const numbers = o.geometry.getAttribute('feature') as THREE.BufferAttribute | undefined
    const k = o instanceof THREE.InstancedMesh ? hit.instanceId : hit.face?.a
    if (!numbers || k === undefined) return null
    const feature = Math.round(numbers.getX(k))
    return this.#data[4 * feature + 3] === 255 ? null : feature
  }

  /** Boxes of single parts, in the frame of an ancestor. */
  boxOf(feature: number, frame: THREE.Object3D): THREE.Box3 {
    const box = new THREE.Box3(), p = new THREE.Vector3(), turn = new THREE.Matrix4(), one = new THREE.Matrix4()
    const inverse = frame.matrixWorld.clone().invert()
    for (const o of this.#meshes) {
      const numbers = o.geometry.getAttribute('feature') as THREE.BufferAttribute, at = o.geometry.getAttribute('position')
      turn.multiplyMatrices(inverse, o.matrixWorld)
      if (o instanceof THREE.InstancedMesh) {
        for (let k = 0; k < o.count; k++) {
          if (Math.round(numbers.getX(k)) !== feature) continue
          o.getMatrixAt(k, one)
          one.premultiply(turn)
          for (let i = 0; i < at.count; i++) box.expandByPoint(p.fromBufferAttribute(at, i).applyMatrix4(one))
        }
      } else for (let i = 0; i < at.count; i++) if (Math.round(numbers.getX(i)) === feature) box.expandByPoint(p.fromBufferAttribute(at, i).applyMatrix4(turn))
    }
    return box
  }

  dispose() {
    this.#state.dispose()
  }
}
