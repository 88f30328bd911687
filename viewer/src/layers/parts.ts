// A building model whose GLB numbers its elements: each can be hidden, coloured, made a ghost and picked by itself,
// and all be cut by planes. How a feature is drawn stands in a texture, one texel each.
import * as THREE from 'three'
import type { Part } from '../api/types'

const WIDTH = 256

export type Rgb = readonly [number, number, number]
/** As its author wants, in a colour (glass stays glass), wholly in a colour, as a ghost of one, or not at all. */
export type Look = { as: 'own' | 'hidden' } | { as: 'tinted' | 'solid' | 'ghost'; rgb: Rgb }
const MODE = { own: 0, tinted: 1, solid: 2, ghost: 3, hidden: 4 } as const

/** What a pass draws, by mode and whether the part's shape is closed: a cut through an open one has no inside. */
const DRAWN = { body: 'mode < 3', ghost: 'mode == 3', cap: 'mode < 3 && code % 2 == 1' } as const
export type Pass = keyof typeof DRAWN

export class PartsModel {
  readonly id: string
  readonly box = new THREE.Box3() // in site coordinates, where it belongs
  raised_m = 0 // above where it belongs
  readonly root: THREE.Object3D
  readonly meshes: THREE.Mesh[] = []
  planes: THREE.Plane[] = []
  #state: THREE.DataTexture
  #data: Uint8Array
  #ghosts: THREE.Mesh[] = []
  #ghost = new THREE.MeshLambertMaterial({ transparent: true, opacity: 0.22, depthWrite: false })

  constructor(id: string, root: THREE.Object3D, parts: Part[]) {
    this.id = id
    this.root = root
    const count = 1 + parts.reduce((n, p) => Math.max(n, p.feature), 0)
    const rows = Math.max(1, Math.ceil(count / WIDTH))
    this.#data = new Uint8Array(WIDTH * rows * 4).fill(255)
    for (let k = 0; k < WIDTH * rows; k++) this.#data[4 * k + 3] = 0
    this.#state = new THREE.DataTexture(this.#data, WIDTH, rows)
    this.#state.needsUpdate = true
    this.teach(this.#ghost, 'ghost')
    root.traverse((o) => {
      if (!(o instanceof THREE.Mesh)) return
      const numbers = (o.geometry.getAttribute('_feature_id_0') ?? o.geometry.getAttribute('_FEATURE_ID_0')) as THREE.BufferAttribute | undefined
      if (!numbers) return
      o.geometry.deleteAttribute('_feature_id_0')
      o.geometry.deleteAttribute('_FEATURE_ID_0')
      const values = Float32Array.from({ length: numbers.count }, (_, k) => numbers.getX(k))
      o.geometry.setAttribute('feature', o instanceof THREE.InstancedMesh ? new THREE.InstancedBufferAttribute(values, 1) : new THREE.BufferAttribute(values, 1))
      for (const m of [o.material].flat() as THREE.Material[]) this.teach(m, 'body')
      this.meshes.push(o)
    })
    for (const o of this.meshes) this.#ghosts.push(this.again(o, this.#ghost))
    for (const g of this.#ghosts) g.visible = false
  }

  /** The same shape drawn once more, with another material; nothing picks it. */
  again(o: THREE.Mesh, material: THREE.Material): THREE.Mesh {
    const copy = o instanceof THREE.InstancedMesh ? new THREE.InstancedMesh(o.geometry, material, o.count) : new THREE.Mesh(o.geometry, material)
    if (copy instanceof THREE.InstancedMesh && o instanceof THREE.InstancedMesh) copy.instanceMatrix = o.instanceMatrix
    copy.frustumCulled = o.frustumCulled
    copy.raycast = () => {}
    copy.position.copy(o.position)
    copy.quaternion.copy(o.quaternion)
    copy.scale.copy(o.scale)
    copy.updateMatrix()
    o.parent!.add(copy)
    return copy
  }

  /** Teaches a material to look up how each part is drawn. */
  teach(m: THREE.Material, pass: Pass) {
    m.clipShadows = false
    m.onBeforeCompile = (shader) => {
      shader.uniforms.partState = { value: this.#state }
      shader.vertexShader = shader.vertexShader
        .replace('#include <common>', `#include <common>
attribute float feature;
uniform sampler2D partState;
flat varying vec3 vPart;
flat varying int vMode;`)
        .replace('#include <project_vertex>', `#include <project_vertex>
int part = int(feature + 0.5);
vec4 look = texelFetch(partState, ivec2(part % ${WIDTH}, part / ${WIDTH}), 0);
int code = int(look.a * 255.0 + 0.5);
int mode = code / 2;
vPart = look.rgb;
vMode = mode;
if (!(${DRAWN[pass]})) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);`)
      shader.fragmentShader = shader.fragmentShader
        .replace('#include <common>', '#include <common>\nflat varying vec3 vPart;\nflat varying int vMode;')
        .replace('#include <color_fragment>', `#include <color_fragment>
if (vMode > 0) diffuseColor.rgb = vPart * vPart;
if (vMode == 2) diffuseColor.a = 1.0;`)
    }
    m.customProgramCacheKey = () => `parts-${pass}`
    m.needsUpdate = true // it may have been drawn already, as its file came before the list of parts
  }

  look(parts: Part[], of: (p: Part) => Look) {
    let ghosts = false
    for (const p of parts) {
      const l = of(p), k = 4 * p.feature
      if ('rgb' in l) this.#data.set(l.rgb, k)
      this.#data[k + 3] = 2 * MODE[l.as] + (p.closed && !p.boxed ? 1 : 0)
      ghosts ||= l.as === 'ghost'
    }
    for (const g of this.#ghosts) g.visible = ghosts
    this.#state.needsUpdate = true
  }

  /** Lifts the model off its place, as when several are drawn apart. */
  raise(height_m: number) {
    if (height_m === this.raised_m) return
    this.root.matrix.premultiply(new THREE.Matrix4().makeTranslation(0, 0, height_m - this.raised_m))
    this.root.updateMatrixWorld(true)
    this.raised_m = height_m
  }

  /** Planes in the scene's axes; they cut the model where it is drawn. */
  clip(planes: THREE.Plane[]) {
    this.planes = planes
    for (const o of [...this.meshes, ...this.#ghosts]) for (const m of [o.material].flat() as THREE.Material[]) m.clippingPlanes = planes.length ? planes : null
  }

  /** The number of the part at a hit; null where it is hidden, a ghost or cut off. */
  at(hit: THREE.Intersection): number | null {
    const o = hit.object
    if (!(o instanceof THREE.Mesh) || this.planes.some((p) => p.distanceToPoint(hit.point) < 0)) return null
    const numbers = o.geometry.getAttribute('feature') as THREE.BufferAttribute | undefined
    const k = o instanceof THREE.InstancedMesh ? hit.instanceId : hit.face?.a
    if (!numbers || k === undefined) return null
    const feature = Math.round(numbers.getX(k))
    return this.#data[4 * feature + 3]! >= 2 * MODE.ghost ? null : feature
  }

  /** Boxes of single parts, in the frame of an ancestor. */
  boxOf(feature: number, frame: THREE.Object3D): THREE.Box3 {
    const box = new THREE.Box3(), p = new THREE.Vector3(), turn = new THREE.Matrix4(), one = new THREE.Matrix4()
    const inverse = frame.matrixWorld.clone().invert()
    for (const o of this.meshes) {
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
    this.#ghost.dispose()
  }
}
