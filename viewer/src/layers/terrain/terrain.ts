// The ground: the server's mesh, one picture drawn over it, photographs and maps over that, baked light.
import * as THREE from 'three'
import type { Site } from '../../api/types'
import { depth, width } from '../../state/ground'
import type { LoadedSite } from '../../state/site.svelte'
import { drawDrape, type DrapeChoice } from './drape'
import { brinks, jumpSquares, type Brink } from './jumps'
import { SUN, bakeLight } from './light'
import { groundMaterial, wallMaterial } from './materials'
import { Photos, type Photo } from './photos'
import { edgesOf, sidesOf, stretchesOf, surfaceOf, wallsOf, type Upright } from './surface'

const SLAB_BELOW_M = 6
const CREASE_LIFT_M = 0.03

export class Terrain {
  readonly group = new THREE.Group()
  /** Of the cells; the mesh is within its tolerance of them. */
  readonly heights: Float32Array
  readonly light: THREE.DataTexture
  readonly jumps: Uint8Array
  readonly brinks: Brink[]
  readonly floor: number
  readonly highest: number
  readonly tolerance: number
  /** Site coordinates of the surface's own (0, 0, 0). */
  readonly origin: THREE.Vector3
  readonly surface = new THREE.BufferGeometry()
  #canvas = document.createElement('canvas')
  #picture: THREE.CanvasTexture
  #photos: Photos
  #site: Site
  #ground: THREE.ShaderMaterial

  constructor({ site, ground, building, mesh }: LoadedSite, { drapePixels }: { drapePixels: number }) {
    const { grid } = site
    const { nx, ny } = grid
    this.#site = site
    const h = (this.heights = ground.filled())
    this.jumps = jumpSquares(h, grid)
    this.brinks = brinks(stretchesOf(mesh, grid.cell), h, grid)
    this.floor = h.reduce((a, b) => Math.min(a, b), Infinity) - SLAB_BELOW_M
    this.highest = h.reduce((a, b) => Math.max(a, b), -Infinity)
    this.tolerance = mesh.tolerance_m
    this.origin = new THREE.Vector3(...mesh.origin)

    const tops = building ? h.map((z, k) => z + (building.values[k] || 0)) : h
    this.light = new THREE.DataTexture(bakeLight(h, tops, grid), nx, ny)
    this.light.magFilter = this.light.minFilter = THREE.LinearFilter
    this.light.needsUpdate = true
    this.#canvas.width = drapePixels
    this.#canvas.height = Math.round((drapePixels * ny) / nx)
    this.#picture = texture(this.#canvas)
    const made = groundMaterial(grid, this.origin, this.#picture, this.light)
    this.#ground = made.material
    this.#photos = new Photos(made.photos, this.origin)

    const s = surfaceOf(mesh)
    this.surface.setAttribute('position', new THREE.BufferAttribute(s.position, 3))
    this.surface.setAttribute('facet', new THREE.BufferAttribute(s.facet, 4))
    this.surface.setIndex(new THREE.BufferAttribute(s.index, 1))
    const { rim, creases } = edgesOf(mesh)
    const sides = wallMaterial(SUN)
    sides.uniforms.tint!.value = new THREE.Color('#4b443c')
    sides.uniforms.bands!.value = 0
    this.group.position.copy(this.origin)
    this.group.add(
      new THREE.Mesh(this.surface, this.#ground), upright(wallsOf(mesh), wallMaterial(SUN)),
      upright(sidesOf(mesh, rim, this.floor - mesh.origin[2]), sides), edgeLines(creases),
    )
  }

  drape(show: DrapeChoice) {
    drawDrape(this.#canvas, this.#site, show)
    this.#picture.needsUpdate = true
  }

  /** Photographs and maps, the lowest first. */
  lay(photos: Photo[]) {
    this.#photos.lay(photos)
  }

  contours(on: boolean) {
    this.#ground.uniforms.contourEvery!.value = on ? 0.5 : 0
  }

  dispose() {
    this.group.traverse((o) => { if (o instanceof THREE.Mesh || o instanceof THREE.LineSegments) { o.geometry.dispose(); (o.material as THREE.Material).dispose() } })
    this.#picture.dispose()
    this.#photos.dispose()
    this.light.dispose()
  }
}

function texture(canvas: HTMLCanvasElement): THREE.CanvasTexture {
  const t = new THREE.CanvasTexture(canvas)
  t.colorSpace = THREE.SRGBColorSpace
  t.anisotropy = 8
  return t
}

function upright(u: Upright, material: THREE.Material): THREE.Mesh {
  const g = new THREE.BufferGeometry()
  g.setAttribute('position', new THREE.BufferAttribute(u.position, 3))
  g.setAttribute('facing', new THREE.BufferAttribute(u.facing, 3))
  return new THREE.Mesh(g, material)
}

// Crests, toes and the edges of benches and ramps, drawn finely: what has been dug reads as dug.
function edgeLines(creases: Float32Array): THREE.LineSegments {
  const g = new THREE.BufferGeometry()
  g.setAttribute('position', new THREE.BufferAttribute(creases, 3))
  const lines = new THREE.LineSegments(g, new THREE.LineBasicMaterial({ color: '#e6dccb', transparent: true, opacity: 0.3 }))
  lines.position.z = CREASE_LIFT_M
  lines.renderOrder = 1
  return lines
}

export const siteSize = (site: Site) => Math.max(width(site.grid), depth(site.grid))
