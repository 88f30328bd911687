// Models of the site as GLB. They are y-up inside; site_from_model turns them.
import * as THREE from 'three'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'
import * as api from '../api/client'
import type { Element, Part, Parts, Site } from '../api/types'
import { PartsModel } from './parts'

/** Matt materials: the scene is a model table, and mirrors would ask for surroundings that are not there. */
function plain(root: THREE.Object3D) {
  const made = new Map<THREE.Material, THREE.Material>()
  const matt = (m: THREE.Material): THREE.Material => {
    if (!(m instanceof THREE.MeshStandardMaterial)) return m
    const known = made.get(m)
    if (known) return known
    const { color, map, vertexColors, transparent, opacity, side, alphaTest, name } = m
    const l = new THREE.MeshLambertMaterial({ color, map, vertexColors, transparent, opacity, side, alphaTest, name })
    made.set(m, l)
    m.dispose()
    return l
  }
  root.traverse((o) => {
    if (!(o instanceof THREE.Mesh)) return
    const m = o.material as THREE.Material | THREE.Material[]
    o.material = Array.isArray(m) ? m.map(matt) : matt(m)
  })
}

export class Elements {
  readonly group = new THREE.Group()
  onLoad: () => void = () => {}
  onError: (text: string) => void = () => {}

  /** Building models whose parts can be told apart, once their files and the list of parts are here. */
  readonly models: PartsModel[] = []
  #parts: Part[] = []
  #waiting = new Map<string, THREE.Object3D>()

  constructor(site: Site) {
    const loader = new GLTFLoader()
    for (const e of site.elements) {
      if (!e.model) continue
      loader.loadAsync(api.modelAddress(site.id, e.model)).then(
        (gltf) => {
          const placed = new THREE.Group()
          placed.matrixAutoUpdate = false
          if (e.site_from_model?.length === 16) placed.matrix.fromArray(e.site_from_model)
          placed.userData.element = e
          plain(gltf.scene)
          placed.add(gltf.scene)
          this.group.add(placed)
          this.#waiting.set(e.id, placed)
          this.#know()
          this.onLoad()
        },
        (error: unknown) => this.onError(`${e.model}: ${error instanceof Error ? error.message : String(error)}`),
      )
    }
  }

  /** Says what the models' parts are. */
  know(all: Parts) {
    this.#parts = all.elements
    this.#know()
  }

  #know() {
    for (const [id, placed] of this.#waiting) {
      const own = this.partsOf(id)
      if (!own.length) continue
      this.#waiting.delete(id)
      placed.updateMatrixWorld(true)
      const model = new PartsModel(id, placed, own)
      const frame = this.group.parent ?? this.group
      frame.updateMatrixWorld(true)
      model.box.setFromObject(placed, true).applyMatrix4(frame.matrixWorld.clone().invert())
      placed.userData.parts = model
      this.models.push(model)
    }
  }

  partsOf = (id: string): Part[] => this.#parts.filter((p) => p.model === id)

  pick(ray: THREE.Raycaster): { element: Element; part?: Part; distance: number; point: THREE.Vector3 } | null {
    for (const hit of ray.intersectObject(this.group, true)) {
      let o: THREE.Object3D | null = hit.object
      while (o && !o.userData.element) o = o.parent
      if (!o) continue
      const element = o.userData.element as Element, model = o.userData.parts as PartsModel | undefined
      if (!model) return { element, distance: hit.distance, point: hit.point }
      const feature = model.at(hit)
      const part = feature === null ? undefined : this.#parts.find((p) => p.model === element.id && p.feature === feature)
      if (part) return { element, part, distance: hit.distance, point: hit.point }
    }
    return null
  }

  dispose() {
    for (const m of this.models) m.dispose()
    this.group.traverse((o) => { if (o instanceof THREE.Mesh) o.geometry.dispose() })
  }
}
