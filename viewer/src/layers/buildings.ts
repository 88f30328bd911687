// Buildings from footprints and heights: one mesh, windows in the shader, light baked into it.
import * as THREE from 'three'
import type { Feature, Point2, Site } from '../api/types'
import type { Raster } from '../state/ground'
import { SUN } from './terrain/light'
import { mood } from './terrain/materials'
import { insideFeature, randomFrom } from './terrain/drape'

const TINTS = ['#a9afb4', '#9ea6ac', '#b3aea6', '#a8a39c', '#98a1a9', '#b0b3b4', '#a39a92'].map((c) => new THREE.Color(c))
const FOOT_M = 0.6 // walls start a little below ground, so that no slope shows a gap

interface Parts { position: number[]; normal: number[]; tint: number[]; wall: number[]; edges: number[] }

export class Buildings {
  readonly group = new THREE.Group()
  readonly features: Feature[]
  #mesh: THREE.Mesh<THREE.BufferGeometry, THREE.ShaderMaterial>
  #edges: THREE.LineSegments<THREE.BufferGeometry, THREE.LineBasicMaterial>
  #owner: number[] = [] // first triangle of each feature

  constructor(site: Site, ground: Raster) {
    this.features = site.features.filter((f) => f.kind === 'building' && f.rings.length > 0)
    const bare = !site.elements.some((e) => e.class === 'roofs') // else roofs come as models
    const p: Parts = { position: [], normal: [], tint: [], wall: [], edges: [] }
    for (const f of this.features) {
      this.#owner.push(p.position.length / 9)
      addBuilding(p, f, ground, bare)
    }
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.Float32BufferAttribute(p.position, 3))
    g.setAttribute('normal', new THREE.Float32BufferAttribute(p.normal, 3))
    g.setAttribute('tint', new THREE.Float32BufferAttribute(p.tint, 3))
    g.setAttribute('wall', new THREE.Float32BufferAttribute(p.wall, 3))
    this.#mesh = new THREE.Mesh(g, buildingMaterial())
    const lines = new THREE.BufferGeometry()
    lines.setAttribute('position', new THREE.Float32BufferAttribute(p.edges, 3))
    this.#edges = new THREE.LineSegments(lines, new THREE.LineBasicMaterial({ color: '#dfe6ea', transparent: true, opacity: 0.22 }))
    this.#edges.renderOrder = 1
    this.group.add(this.#mesh, this.#edges)
  }

  opacity(o: number) {
    this.#mesh.material.uniforms.opacity!.value = o
    this.#mesh.material.transparent = o < 1
    this.#mesh.material.depthWrite = o > 0.6
    this.#edges.material.opacity = 0.22 * o
  }

  pick(ray: THREE.Raycaster): { feature: Feature; distance: number } | null {
    const hit = ray.intersectObject(this.#mesh)[0]
    if (hit?.faceIndex == null) return null
    let k = this.#owner.findIndex((first) => first > hit.faceIndex!)
    if (k < 0) k = this.#owner.length
    return { feature: this.features[k - 1]!, distance: hit.distance }
  }

  dispose() {
    for (const m of [this.#mesh, this.#edges]) { m.geometry.dispose(); m.material.dispose() }
  }
}

export function buildingHeight(f: Feature): number {
  const h = Number(f.properties?.height_m ?? f.properties?.height)
  return Number.isFinite(h) && h > 0 ? h : 9
}

function addBuilding(p: Parts, f: Feature, ground: Raster, bare: boolean) {
  const rings = f.rings.map((r, n) => orient(r, n === 0))
  const outer = rings[0]!
  if (outer.length < 3) return
  const zs = outer.map(([x, y]) => ground.at(x, y)).filter(Number.isFinite)
  if (zs.length === 0) return
  const low = Math.min(...zs) - FOOT_M
  const top = zs.reduce((a, b) => a + b, 0) / zs.length + buildingHeight(f)
  const random = randomFrom(f.id)
  const tint = TINTS[Math.floor(random() * TINTS.length)]!.clone().multiplyScalar(0.9 + random() * 0.18)
  const seed = random() * 100
  for (const ring of rings) ring.forEach((a, k) => wall(p, a, ring[(k + 1) % ring.length]!, low, top, tint, seed))
  roof(p, rings, top, tint)
  if (bare && outer.length <= 12) roofBoxes(p, f, outer, top, tint, random)
}

function orient(ring: Point2[], counterClockwise: boolean): Point2[] {
  const open = ring.length > 1 && ring[0]![0] === ring.at(-1)![0] && ring[0]![1] === ring.at(-1)![1] ? ring.slice(0, -1) : ring
  const area = open.reduce((s, a, k) => { const b = open[(k + 1) % open.length]!; return s + a[0] * b[1] - b[0] * a[1] }, 0)
  return area > 0 === counterClockwise ? open : [...open].reverse()
}

function wall(p: Parts, a: Point2, b: Point2, low: number, top: number, tint: THREE.Color, seed: number) {
  const l = Math.hypot(b[0] - a[0], b[1] - a[1])
  if (l < 0.05) return
  const n = [(b[1] - a[1]) / l, (a[0] - b[0]) / l]
  const h = top - low
  // windows are spread evenly: `along` counts bays, not metres
  const bays = Math.max(1, Math.round(l / 3.2))
  const corner = (q: Point2, z: number, s: number) => {
    p.position.push(q[0], q[1], z)
    p.normal.push(n[0]!, n[1]!, 0)
    p.tint.push(tint.r, tint.g, tint.b)
    p.wall.push(s * bays + seed * 17, z - low - FOOT_M, h - FOOT_M)
  }
  corner(a, low, 0); corner(b, low, 1); corner(b, top, 1)
  corner(a, low, 0); corner(b, top, 1); corner(a, top, 0)
  p.edges.push(a[0], a[1], top, b[0], b[1], top, a[0], a[1], low + FOOT_M, a[0], a[1], top)
}

function roof(p: Parts, rings: Point2[][], z: number, tint: THREE.Color) {
  const v2 = rings.map((r) => r.map(([x, y]) => new THREE.Vector2(x, y)))
  const all = v2.flat()
  for (const t of THREE.ShapeUtils.triangulateShape(v2[0]!, v2.slice(1))) for (const k of t) {
    p.position.push(all[k!]!.x, all[k!]!.y, z)
    p.normal.push(0, 0, 1)
    p.tint.push(tint.r * 0.92, tint.g * 0.93, tint.b * 0.95)
    p.wall.push(0, 0, -1)
  }
}

// Stair heads and machines: small boxes that make a roof read as a roof.
function roofBoxes(p: Parts, f: Feature, ring: Point2[], z: number, tint: THREE.Color, random: () => number) {
  const xs = ring.map((q) => q[0]), ys = ring.map((q) => q[1])
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const count = Math.min(5, Math.floor(((x1 - x0) * (y1 - y0)) / 130))
  const shade = tint.clone().multiplyScalar(0.86)
  for (let k = 0; k < count; k++) {
    const w = 1 + random() * 2.2, d = 1 + random() * 2, h = 0.8 + random() * 1.9
    const x = x0 + random() * (x1 - x0), y = y0 + random() * (y1 - y0)
    const corners: Point2[] = [[x - w, y - d], [x + w, y - d], [x + w, y + d], [x - w, y + d]]
    if (!corners.every((c) => insideFeature([c[0] * 1.0 + (c[0] - x) * 0.4, c[1] + (c[1] - y) * 0.4], f))) continue
    corners.forEach((a, n) => {
      const b = corners[(n + 1) % 4]!
      const l = Math.hypot(b[0] - a[0], b[1] - a[1]), nx = (b[1] - a[1]) / l, ny = (a[0] - b[0]) / l
      for (const [q, zz] of [[a, z], [b, z], [b, z + h], [a, z], [b, z + h], [a, z + h]] as const) {
        p.position.push(q[0], q[1], zz)
        p.normal.push(nx, ny, 0)
        p.tint.push(shade.r, shade.g, shade.b)
        p.wall.push(0, 99, -1)
      }
    })
    roof(p, [corners], z + h, tint)
  }
}

function buildingMaterial(): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    fog: true,
    uniforms: {
      fogColor: { value: new THREE.Color() }, fogNear: { value: 1 }, fogFar: { value: 2000 },
      sun: { value: new THREE.Vector3(SUN.x, SUN.y, SUN.z) }, opacity: { value: 1 }, mood,
    },
    vertexShader: /* glsl */ `
      attribute vec3 tint, wall;
      varying vec3 vTint, vWall, vN;
      #include <fog_pars_vertex>
      void main() {
        vTint = tint; vWall = wall; vN = normal;
        vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
        gl_Position = projectionMatrix * mvPosition;
        #include <fog_vertex>
      }`,
    fragmentShader: /* glsl */ `
      uniform vec3 sun;
      uniform float opacity, mood;
      varying vec3 vTint, vWall, vN;
      #include <fog_pars_fragment>
      float box(float x, float a, float b, float w) { return smoothstep(a - w, a + w, x) - smoothstep(b - w, b + w, x); }
      float hash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
      void main() {
        float lit = 0.56 + 0.62 * max(0.0, dot(vN, sun));
        vec3 c = vTint * lit;
        if (vWall.z > 0.0) {
          c *= mix(0.62, 1.0, smoothstep(0.0, 9.0, vWall.y));
          float up = vWall.y / 3.3, wx = fwidth(vWall.x), wy = fwidth(up);
          float fine = 1.0 - smoothstep(0.25, 0.7, max(wx, wy));
          float glass = box(fract(vWall.x), 0.2, 0.8, min(wx, 0.2)) * box(fract(up), 0.3, 0.8, min(wy, 0.2));
          float inside = step(0.0, vWall.y) * step(vWall.y, vWall.z - 1.2);
          float pane = mix(0.3, glass, fine) * inside;
          float on = step(0.93, hash(floor(vec2(vWall.x, up)))) * fine;
          vec3 paneColour = mix(vec3(0.13, 0.17, 0.21) * (0.7 + 0.5 * lit), vec3(0.86, 0.68, 0.40), on * 0.75);
          c = mix(c, paneColour, pane * 0.72);
          c *= 1.0 + 0.12 * step(vWall.z - 0.9, vWall.y);
        }
        gl_FragColor = vec4(c * mood, opacity);
        #include <colorspace_fragment>
        #include <fog_fragment>
      }`,
  })
}
