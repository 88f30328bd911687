// Hoses, sandbag walls, hoardings and measured lines: everything that follows a line over the ground.
import * as THREE from 'three'
import type { Feature, Point2, Point3 } from '../api/types'
import type { Raster } from '../state/ground'

/** Points every `step` metres along a plan line, on the ground. */
export function overGround(line: Point2[], ground: Raster, step: number, lift = 0): Point3[] {
  const out: Point3[] = []
  const put = (x: number, y: number) => {
    const z = ground.at(x, y)
    out.push([x, y, (Number.isFinite(z) ? z : (out.at(-1)?.[2] ?? lift) - lift) + lift])
  }
  for (let k = 0; k + 1 < line.length; k++) {
    const a = line[k]!, b = line[k + 1]!
    const n = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / step))
    for (let s = 0; s < n; s++) put(a[0] + ((b[0] - a[0]) * s) / n, a[1] + ((b[1] - a[1]) * s) / n)
  }
  const last = line.at(-1)
  if (last) put(last[0], last[1])
  return out
}

export interface Hose { id: string; from: Point3; to: Point3[]; running: boolean }

const hoseTime = { value: 0 }

export class Hoses {
  readonly group = new THREE.Group()
  #made = new Map<string, { mesh: THREE.Mesh<THREE.TubeGeometry, THREE.ShaderMaterial>; key: string }>()

  set(hoses: Hose[], ground: Raster) {
    const ids = new Set(hoses.map((h) => h.id))
    for (const [id, m] of this.#made) if (!ids.has(id)) { this.group.remove(m.mesh); m.mesh.geometry.dispose(); this.#made.delete(id) }
    for (const h of hoses) {
      const key = JSON.stringify([h.from, h.to])
      let m = this.#made.get(h.id)
      if (m?.key !== key) {
        if (m) { this.group.remove(m.mesh); m.mesh.geometry.dispose() }
        m = { mesh: this.#tube(h, ground), key }
        this.#made.set(h.id, m)
        this.group.add(m.mesh)
      }
      m.mesh.material.uniforms.running!.value = h.running ? 1 : 0
    }
  }

  // From the pump's outlet up, over the edge where it meets it, down to where it empties.
  #tube(h: Hose, ground: Raster) {
    const plan: Point2[] = [[h.from[0], h.from[1]], ...h.to.map((p): Point2 => [p[0], p[1]])]
    const path = overGround(plan, ground, 0.8, 0.45)
    const points: THREE.Vector3[] = [new THREE.Vector3(h.from[0] + 1, h.from[1], h.from[2] + 3.2)]
    path.forEach((p, k) => {
      const before = points.at(-1)!
      if (k > 0 && Math.abs(p[2] - path[k - 1]![2]) > 1.5) points.push(new THREE.Vector3(p[2] > before.z ? before.x : p[0], p[2] > before.z ? before.y : p[1], Math.max(p[2], before.z)))
      if (k > 2 || path.length < 4) points.push(new THREE.Vector3(...p))
    })
    const curve = new THREE.CurvePath<THREE.Vector3>()
    for (let k = 0; k + 1 < points.length; k++) if (points[k]!.distanceTo(points[k + 1]!) > 0.05) curve.add(new THREE.LineCurve3(points[k]!, points[k + 1]!))
    const length = curve.getLength()
    const geometry = new THREE.TubeGeometry(curve as unknown as THREE.Curve<THREE.Vector3>, Math.min(400, Math.max(8, Math.round(length * 1.2))), 0.3, 7)
    const material = new THREE.ShaderMaterial({
      fog: true,
      uniforms: { fogColor: { value: new THREE.Color() }, fogNear: { value: 1 }, fogFar: { value: 2000 }, running: { value: 0 }, metres: { value: length }, time: hoseTime },
      vertexShader: `varying vec2 vUv; varying vec3 vN;\n#include <fog_pars_vertex>\nvoid main() { vUv = uv; vN = normal; vec4 mvPosition = modelViewMatrix * vec4(position, 1.0); gl_Position = projectionMatrix * mvPosition;\n#include <fog_vertex>\n}`,
      fragmentShader: `uniform float running, metres, time; varying vec2 vUv; varying vec3 vN;\n#include <fog_pars_fragment>\nvoid main() {
        float lit = 0.65 + 0.35 * vN.z;
        float pulse = smoothstep(0.55, 1.0, sin((vUv.x * metres - time * 9.0) * 0.9));
        vec3 c = mix(vec3(0.20, 0.24, 0.29), mix(vec3(0.07, 0.30, 0.50), vec3(0.42, 0.85, 1.0), pulse), running) * lit;
        gl_FragColor = vec4(c, 1.0);\n#include <colorspace_fragment>\n#include <fog_fragment>\n}`,
    })
    return new THREE.Mesh(geometry, material)
  }

  animate(time_s: number) {
    hoseTime.value = time_s % 1000
  }
}

const BAG = new THREE.CapsuleGeometry(0.24, 0.42, 3, 8).rotateZ(Math.PI / 2)

/** Sandbags laid in courses, as many as the height asks for (drawn 1.5 times their size). */
export function sandbags(line: Point2[], height_m: number, ground: Raster, material: THREE.Material): THREE.InstancedMesh {
  const big = 1.5, step = 0.62 * big
  const path = overGround(line, ground, step)
  const courses = Math.max(1, Math.min(8, Math.round(height_m / 0.25)))
  const mesh = new THREE.InstancedMesh(BAG, material, Math.max(1, path.length * courses))
  const m = new THREE.Matrix4(), q = new THREE.Quaternion(), up = new THREE.Vector3(0, 0, 1), size = new THREE.Vector3(big, big, big * 0.8)
  let n = 0
  path.forEach((p, k) => {
    const a = path[Math.max(0, k - 1)]!, b = path[Math.min(path.length - 1, k + 1)]!
    const angle = Math.atan2(b[1] - a[1], b[0] - a[0])
    for (let c = 0; c < courses; c++) {
      const along = c % 2 ? step / 2 : 0
      q.setFromAxisAngle(up, angle + ((k * 7 + c * 3) % 5) * 0.03)
      m.compose(new THREE.Vector3(p[0] + Math.cos(angle) * along, p[1] + Math.sin(angle) * along, p[2] + 0.2 + c * 0.42), q, size)
      mesh.setMatrixAt(n++, m)
    }
  })
  mesh.count = n
  return mesh
}

/** A hoarding: a thin fence along its ring. */
export function hoardings(features: Feature[], ground: Raster): THREE.Mesh {
  const position: number[] = [], normal: number[] = []
  for (const f of features) {
    const h = Number(f.properties?.height_m ?? 2.2)
    for (const ring of f.rings) {
      const path = overGround([...ring, ...(ring[0] ? [ring[0]] : [])], ground, 4)
      for (let k = 0; k + 1 < path.length; k++) {
        const a = path[k]!, b = path[k + 1]!
        const l = Math.hypot(b[0] - a[0], b[1] - a[1])
        if (l < 1e-6) continue
        position.push(...a, ...b, b[0], b[1], b[2] + h, ...a, b[0], b[1], b[2] + h, a[0], a[1], a[2] + h)
        for (let n = 0; n < 6; n++) normal.push((b[1] - a[1]) / l, (a[0] - b[0]) / l, 0)
      }
    }
  }
  const g = new THREE.BufferGeometry()
  g.setAttribute('position', new THREE.Float32BufferAttribute(position, 3))
  g.setAttribute('normal', new THREE.Float32BufferAttribute(normal, 3))
  return new THREE.Mesh(g, new THREE.MeshLambertMaterial({ color: '#7fa0b5', side: THREE.DoubleSide, transparent: true, opacity: 0.55 }))
}

export function polyline(points: Point3[], colour: string, width = 1): THREE.Line {
  const g = new THREE.BufferGeometry().setFromPoints(points.map((p) => new THREE.Vector3(...p)))
  const l = new THREE.Line(g, new THREE.LineBasicMaterial({ color: colour, depthTest: false, transparent: true, linewidth: width }))
  l.renderOrder = 7
  return l
}
