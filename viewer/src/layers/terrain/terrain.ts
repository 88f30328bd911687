// The ground: few triangles where it is smooth, upright walls where it jumps, one draped picture, baked light.
import * as THREE from 'three'
import type { Site } from '../../api/types'
import { Raster, depth, width } from '../../state/ground'
import { drawDrape, type DrapeChoice } from './drape'
import { SUN, bakeLight } from './light'
import { refine } from './rtin'
import { findSteps, type Steps } from './steps'
import { groundMaterial, wallMaterial } from './materials'

const TOLERANCE_M = 0.02
const SLAB_BELOW_M = 6

export class Terrain {
  readonly group = new THREE.Group()
  readonly heights: Float32Array
  readonly light: THREE.DataTexture
  readonly steps: Steps
  readonly floor: number
  readonly highest: number
  readonly surface: THREE.BufferGeometry
  #canvas = document.createElement('canvas')
  #picture: THREE.CanvasTexture
  #site: Site
  #ground: THREE.ShaderMaterial

  constructor(site: Site, ground: Raster, building: Raster | null, { drapePixels, coarse }: { drapePixels: number; coarse: number }) {
    const { grid } = site
    const { nx, ny } = grid
    this.#site = site
    const h = (this.heights = ground.filled())
    this.steps = findSteps(h, grid, site.features.filter((f) => f.kind === 'pit').flatMap((f) => f.rings.map((r) => [...r, r[0]!])))
    const keep = new Uint8Array(nx * ny)
    this.steps.square.forEach((cut, k) => { if (cut) keep[k] = keep[k + 1] = keep[k + nx] = keep[k + nx + 1] = 1 })
    const triangles = refine(h, nx, ny, keep, TOLERANCE_M * coarse * Math.max(1, grid.cell))
    this.surface = this.#surface(triangles)

    const tops = building ? h.map((z, k) => z + (building.values[k] || 0)) : h
    this.light = new THREE.DataTexture(bakeLight(h, tops, grid), nx, ny, THREE.RedFormat)
    this.light.magFilter = this.light.minFilter = THREE.LinearFilter
    this.light.needsUpdate = true

    this.#canvas.width = drapePixels
    this.#canvas.height = Math.round((drapePixels * ny) / nx)
    this.#picture = new THREE.CanvasTexture(this.#canvas)
    this.#picture.colorSpace = THREE.SRGBColorSpace
    this.#picture.anisotropy = 8
    this.#ground = groundMaterial(grid, this.#picture, this.light)
    this.group.add(new THREE.Mesh(this.surface, this.#ground), this.#walls())
    this.floor = h.reduce((a, b) => Math.min(a, b), Infinity) - SLAB_BELOW_M
    this.highest = h.reduce((a, b) => Math.max(a, b), -Infinity)
    this.group.add(this.#slab())
  }

  drape(show: DrapeChoice) {
    drawDrape(this.#canvas, this.#site, show)
    this.#picture.needsUpdate = true
  }

  contours(on: boolean) {
    this.#ground.uniforms.contourEvery!.value = on ? 0.5 : 0
  }

  // Only vertices that are used, then the cut squares' flats.
  #surface(triangles: Uint32Array): THREE.BufferGeometry {
    const { nx, x0, y0, cell } = this.#site.grid
    const h = this.heights, flats = this.steps.flats
    const kept: number[] = [], slot = new Int32Array(h.length).fill(-1)
    const index: number[] = []
    for (let n = 0; n < triangles.length; n += 3) {
      const t = [triangles[n]!, triangles[n + 1]!, triangles[n + 2]!]
      const i = Math.min(...t.map((k) => k % nx)), j = Math.min(...t.map((k) => Math.floor(k / nx)))
      const spanX = Math.max(...t.map((k) => k % nx)) - i, spanY = Math.max(...t.map((k) => Math.floor(k / nx))) - j
      if (spanX <= 1 && spanY <= 1 && this.steps.square[j * nx + i]) continue
      for (const k of t) {
        if (slot[k]! < 0) { slot[k] = kept.length; kept.push(k) }
        index.push(slot[k]!)
      }
    }
    const position = new Float32Array(kept.length * 3 + flats.length)
    kept.forEach((k, n) => position.set([x0 + ((k % nx) + 0.5) * cell, y0 + (Math.floor(k / nx) + 0.5) * cell, h[k]!], n * 3))
    position.set(flats, kept.length * 3)
    for (let k = 0; k < flats.length / 3; k++) index.push(kept.length + k)
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.BufferAttribute(position, 3))
    g.setIndex(new THREE.BufferAttribute(Uint32Array.from(index), 1))
    return g
  }

  #walls(): THREE.Mesh {
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.BufferAttribute(this.steps.walls, 3))
    g.setAttribute('facing', new THREE.BufferAttribute(this.steps.wallFacing, 3))
    return new THREE.Mesh(g, wallMaterial(SUN))
  }

  // The sand table's own sides, so that the terrain is a body and not a sheet.
  #slab(): THREE.Mesh {
    const { nx, ny, x0, y0, cell } = this.#site.grid
    const h = this.heights, position: number[] = [], facing: number[] = []
    const side = (count: number, cellAt: (n: number) => number, f: [number, number]) => {
      const v = (k: number, top: boolean) => {
        position.push(x0 + ((k % nx) + 0.5) * cell, y0 + (Math.floor(k / nx) + 0.5) * cell, top ? h[k]! : this.floor)
        facing.push(f[0], f[1], top ? 0 : h[k]! - this.floor)
      }
      for (let n = 0; n + 1 < count; n++) {
        const a = cellAt(n), b = cellAt(n + 1)
        v(a, true); v(a, false); v(b, true); v(b, true); v(a, false); v(b, false)
      }
    }
    side(nx, (n) => n, [0, -1])
    side(nx, (n) => (ny - 1) * nx + n, [0, 1])
    side(ny, (n) => n * nx, [-1, 0])
    side(ny, (n) => n * nx + nx - 1, [1, 0])
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.Float32BufferAttribute(position, 3))
    g.setAttribute('facing', new THREE.Float32BufferAttribute(facing, 3))
    const m = wallMaterial(SUN)
    m.uniforms.tint!.value = new THREE.Color('#4b443c')
    m.uniforms.bands!.value = 0
    return new THREE.Mesh(g, m)
  }

  dispose() {
    this.group.traverse((o) => { if (o instanceof THREE.Mesh) { o.geometry.dispose(); (o.material as THREE.Material).dispose() } })
    this.#picture.dispose()
    this.light.dispose()
  }
}

export const siteSize = (site: Site) => Math.max(width(site.grid), depth(site.grid))
