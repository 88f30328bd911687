// Models of the site as GLB. They are y-up inside; site_from_model turns them.
import * as THREE from 'three'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'
import * as api from '../api/client'
import type { Element, Site } from '../api/types'

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
          this.onLoad()
        },
        (error: unknown) => this.onError(`${e.model}: ${error instanceof Error ? error.message : String(error)}`),
      )
    }
  }

  pick(ray: THREE.Raycaster): { element: Element; distance: number; point: THREE.Vector3 } | null {
    const hit = ray.intersectObject(this.group, true)[0]
    let o: THREE.Object3D | null = hit?.object ?? null
    while (o && !o.userData.element) o = o.parent
    return hit && o ? { element: o.userData.element as Element, distance: hit.distance, point: hit.point } : null
  }

  dispose() {
    this.group.traverse((o) => { if (o instanceof THREE.Mesh) o.geometry.dispose() })
  }
}
