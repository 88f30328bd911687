// Lids on cut models. Where a plane cuts a closed body, the eye sees more of its backs than of its fronts behind
// the plane: the stencil counts both, and what does not come out even is inside and gets a lid.
// Bodies that are not closed have no inside and stay open.
import * as THREE from 'three'
import type { PartsModel } from './parts'

/** Planes beyond this many are left open: each costs two more passes over the models. */
const MOST = 4

/** Models that are cut alike, and the box around them where they are drawn, in site coordinates. */
export interface Cut { models: PartsModel[]; planes: THREE.Plane[]; box: THREE.Box3 }

function hatch(): THREE.CanvasTexture {
  const c = document.createElement('canvas')
  c.width = c.height = 64
  const g = c.getContext('2d')!
  g.fillStyle = '#596069'
  g.fillRect(0, 0, 64, 64)
  g.strokeStyle = '#7d858f'
  g.lineWidth = 5
  for (const k of [-64, 0, 64]) {
    g.beginPath()
    g.moveTo(k - 4, 68)
    g.lineTo(k + 68, -4)
    g.stroke()
  }
  const t = new THREE.CanvasTexture(c)
  t.colorSpace = THREE.SRGBColorSpace
  t.wrapS = t.wrapT = THREE.RepeatWrapping
  t.anisotropy = 4
  return t
}

export class Caps {
  readonly group = new THREE.Group()
  #passes: THREE.Mesh[] = []
  #hatch = hatch()

  /** Each group of models is cut by planes of its own, in the scene's axes; the caps stand there too. */
  set(groups: Cut[], sceneFromSite: THREE.Matrix4) {
    this.clear()
    for (const g of groups) this.#add(g, sceneFromSite)
  }

  #add({ models, planes, box }: Cut, sceneFromSite: THREE.Matrix4) {
    if (box.isEmpty()) return
    const before = this.group.children.length
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => new THREE.Vector3(k & 1 ? box.max.x : box.min.x, k & 2 ? box.max.y : box.min.y, k & 4 ? box.max.z : box.min.z).applyMatrix4(sceneFromSite))
    const cutting = planes.filter((p) => {
      const d = corners.map((c) => p.distanceToPoint(c))
      return Math.min(...d) < -1e-4 && Math.max(...d) > 1e-4
    }).slice(0, MOST)
    const middle = box.getCenter(new THREE.Vector3()).applyMatrix4(sceneFromSite), size = box.getSize(new THREE.Vector3()).length() * 1.1
    cutting.forEach((plane, k) => {
      for (const m of models) for (const [side, op] of [[THREE.BackSide, THREE.IncrementWrapStencilOp], [THREE.FrontSide, THREE.DecrementWrapStencilOp]] as const) {
        const material = new THREE.MeshBasicMaterial({
          side, clippingPlanes: [plane], depthWrite: false, depthTest: false, colorWrite: false,
          stencilWrite: true, stencilFunc: THREE.AlwaysStencilFunc, stencilFail: op, stencilZFail: op, stencilZPass: op,
        })
        m.teach(material, 'cap')
        for (const o of m.meshes) {
          const pass = m.again(o, material)
          pass.renderOrder = 10 + 2 * (before + k)
          this.#passes.push(pass)
        }
      }
      const others = planes.filter((p) => p !== plane)
      const map = this.#hatch.clone()
      map.repeat.setScalar(size / 0.5)
      const lid = new THREE.Mesh(new THREE.PlaneGeometry(size, size), new THREE.MeshBasicMaterial({
        map, side: THREE.DoubleSide, clippingPlanes: others, fog: false,
        stencilWrite: true, stencilRef: 0, stencilFunc: THREE.NotEqualStencilFunc, stencilFail: THREE.ReplaceStencilOp, stencilZFail: THREE.ReplaceStencilOp, stencilZPass: THREE.ReplaceStencilOp,
      }))
      lid.quaternion.setFromUnitVectors(new THREE.Vector3(0, 0, 1), plane.normal)
      plane.projectPoint(middle, lid.position)
      lid.renderOrder = 11 + 2 * (before + k)
      lid.raycast = () => {}
      lid.onAfterRender = (renderer) => renderer.clearStencil()
      this.group.add(lid)
    })
  }

  clear() {
    for (const p of this.#passes) {
      p.removeFromParent()
      ;(p.material as THREE.Material).dispose()
    }
    this.#passes = []
    for (const lid of [...this.group.children] as THREE.Mesh[]) {
      lid.geometry.dispose()
      const m = lid.material as THREE.MeshBasicMaterial
      m.map?.dispose()
      m.dispose()
      lid.removeFromParent()
    }
  }
}
