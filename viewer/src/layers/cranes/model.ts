// One tower crane, built from its measures and moved by its joints.
import * as THREE from 'three'
import { LEVEL_COLOUR, type CraneLevel, type CraneShape, type Posture } from '../../state/cranes'
import { Steel } from './steel'

const yellow = new THREE.MeshLambertMaterial({ color: '#e8b021', side: THREE.DoubleSide })
const dark = new THREE.MeshLambertMaterial({ color: '#3b4249', side: THREE.DoubleSide })
const concrete = new THREE.MeshLambertMaterial({ color: '#9b978d' })
const white = new THREE.MeshLambertMaterial({ color: '#eceeea' })
const glass = new THREE.MeshLambertMaterial({ color: '#2b4454' })
const rope = new THREE.MeshLambertMaterial({ color: '#22272c' })
const cargo = new THREE.MeshLambertMaterial({ color: '#c9703a' })

/** Sizes of the drawing, not of the machine's data [m]. */
const MAST_HALF = 0.9, JIB_HALF = 0.65, JIB_TALL = 1.4, ROPE_THICK = 0.14
const CHORD = 0.22, BRACE = 0.11

export class CraneModel {
  readonly group = new THREE.Group()
  readonly shape: CraneShape
  #mast = new THREE.Group()
  #slewing = new THREE.Group()
  #jib = new THREE.Group()
  #trolley = new THREE.Group()
  #ties: THREE.Mesh | null = null
  #rope = line()
  #slings = [line(), line()]
  #hook: THREE.Group
  #load = new THREE.Mesh(new THREE.BoxGeometry(1, 1, 1), cargo)
  #lamp = new THREE.MeshBasicMaterial({ color: LEVEL_COLOUR.free })
  #beacon = new THREE.Mesh(new THREE.SphereGeometry(0.75, 14, 10), this.#lamp)
  #height = 0

  constructor(shape: CraneShape) {
    this.shape = shape
    this.group.position.set(...shape.foot)
    this.group.userData.assetId = shape.id
    this.#hook = hookBlock()
    this.#slewing.add(this.#jib, this.#trolley, this.#rope, this.#hook, this.#load, ...this.#slings, this.#beacon)
    this.group.add(this.#mast, this.#slewing)
    this.#buildTop()
    this.#load.visible = false
  }

  /** Height of the highest part over the jib's axis [m]. */
  get top() {
    return this.shape.type === 'luffing' ? 9 : this.shape.head > 0 ? this.shape.head : JIB_TALL
  }

  #buildMast(height: number) {
    for (const o of this.#mast.children) (o as THREE.Mesh).geometry.dispose()
    this.#mast.clear()
    const lattice = new Steel().tower(MAST_HALF, 0.6, height - 1.6, 3, CHORD, BRACE)
    const block = new Steel().box([-2.8, -2.8, -0.4], [2.8, 2.8, 0.6])
    this.#mast.add(new THREE.Mesh(lattice.geometry(), yellow), new THREE.Mesh(block.geometry(), concrete))
  }

  #buildTop() {
    const { type, jib, counterJib, head, pivot } = this.shape
    const turning = new Steel(), plate = new Steel(), stone = new Steel(), cab = new Steel(), pane = new Steel()
    plate.box([-1.3, -1.3, -1.6], [1.3, 1.3, -0.7]) // slewing ring
    const deck = -0.65
    for (const y of [-0.75, 0.75]) turning.bar([0.6, y, deck], [-counterJib, y, deck], 0.34)
    for (let x = -1.2; x > -counterJib; x -= 2) turning.bar([x, -0.75, deck], [x, 0.75, deck], BRACE)
    for (const y of [-0.85, 0.85]) turning.bar([0.6, y, deck + 1.1], [-counterJib, y, deck + 1.1], 0.06)
    plate.box([-counterJib + 3.2, -0.7, deck + 0.1], [-counterJib + 5.2, 0.7, deck + 1.5]) // winch
    for (let k = 0; k < 4; k++) stone.box([-counterJib + 0.05 + 0.7 * k, -1, deck - 1.9], [-counterJib + 0.6 + 0.7 * k, 1, deck + 0.9])
    cab.box([0.9, 0.95, -2.1], [2.8, 2.4, 0.1])
    pane.box([2.8, 1.05, -1.6], [2.86, 2.3, -0.1]).box([1.3, 2.4, -1.5], [2.7, 2.46, -0.1])
    if (type === 'hammerhead' && head > 0) {
      const apex = [-0.2, 0, head] as const
      for (const y of [-0.75, 0.75]) turning.bar([0.8, y, deck], apex, 0.24).bar([-1, y, deck], apex, 0.24)
      for (const z of [0.3, 0.6]) turning.bar([0.5 * (1 - z), -0.6 * (1 - z), head * z], [0.5 * (1 - z), 0.6 * (1 - z), head * z], BRACE)
      const tie = new Steel().bar(apex, [jib * 0.65, 0, JIB_TALL - 0.2], 0.12).bar(apex, [jib * 0.3, 0, JIB_TALL - 0.2], 0.12)
      for (const y of [-0.6, 0.6]) tie.bar(apex, [-counterJib + 1, y, deck + 0.2], 0.12)
      this.#ties = new THREE.Mesh(tie.geometry(), dark)
      this.#slewing.add(this.#ties)
    } else if (type === 'luffing') {
      for (const y of [-0.9, 0.9]) turning.bar([0.8, y, deck], [-2.4, y * 0.3, 9], 0.26).bar([-3.4, y, deck], [-2.4, y * 0.3, 9], 0.2)
      turning.bar([-2.4, -0.3, 9], [-2.4, 0.3, 9], 0.3)
    } else turning.tower(0.7, -0.7, JIB_TALL, 1.2, CHORD, BRACE)
    const arm = new Steel()
    if (type === 'luffing') arm.truss(0, jib, JIB_HALF, -0.5, JIB_TALL, 2.2, 0.18, BRACE, jib * 0.7)
    else arm.truss(0.7, jib, JIB_HALF, -0.5, JIB_TALL + 0.3, 2, 0.2, BRACE, jib * 0.6)
    this.#jib.position.set(type === 'luffing' ? pivot : 0, 0, 0)
    this.#jib.add(new THREE.Mesh(arm.geometry(), yellow))
    this.#trolley.add(new THREE.Mesh(new Steel().box([-0.9, -0.75, -0.85], [0.9, 0.75, -0.55]).geometry(), dark))
    this.#trolley.visible = type !== 'luffing'
    this.#beacon.position.set(type === 'luffing' ? -2.4 : -0.2, 0, this.top + 0.7)
    for (const [s, m] of [[turning, yellow], [plate, dark], [stone, concrete], [cab, white], [pane, glass]] as const) this.#slewing.add(new THREE.Mesh(s.geometry(), m))
    if (type === 'luffing') {
      this.#ties = line()
      this.#slewing.add(this.#ties)
    }
  }

  /** Takes a posture; `size` of the load, if one hangs [m]. */
  pose(p: Posture, size: readonly [number, number, number]) {
    if (Math.abs(p.height - this.#height) > 0.01) this.#buildMast((this.#height = p.height))
    this.#slewing.position.z = p.height
    this.#slewing.rotation.z = p.slew
    this.#jib.rotation.y = -p.raise
    this.#trolley.position.set(p.top.x, 0, 0)
    if (this.shape.type === 'luffing' && this.#ties) {
      const along = this.shape.jib * 0.92
      stretch(this.#ties, new THREE.Vector3(-2.4, 0, 9), new THREE.Vector3(this.shape.pivot + along * Math.cos(p.raise), 0, along * Math.sin(p.raise)), 0.12)
    }
    stretch(this.#rope, p.top, p.hook, ROPE_THICK)
    this.#hook.position.copy(p.hook)
    const hangs = p.hook.clone().sub(p.top).normalize()
    this.#hook.quaternion.setFromUnitVectors(new THREE.Vector3(0, 0, -1), hangs)
    const load = p.load
    this.#load.visible = load !== null
    for (const s of this.#slings) s.visible = load !== null
    if (!load) return
    this.#load.position.copy(load.at)
    this.#load.quaternion.copy(load.turn)
    this.#load.scale.set(Math.max(0.4, size[0]), Math.max(0.4, size[1]), Math.max(0.3, size[2]))
    this.#slings.forEach((s, k) => {
      const end = new THREE.Vector3((k ? -1 : 1) * 0.42 * this.#load.scale.x, 0, this.#load.scale.z / 2).applyQuaternion(load.turn).add(load.at)
      stretch(s, p.hook.clone().addScaledVector(hangs, 0.8), end, 0.08)
    })
  }

  /** The lamp on the head shows the level. */
  level(l: CraneLevel) {
    this.#lamp.color.set(LEVEL_COLOUR[l])
  }

  dispose() {
    this.group.traverse((o) => { if (o instanceof THREE.Mesh) o.geometry.dispose() })
    this.#lamp.dispose()
  }
}

const line = () => new THREE.Mesh(new THREE.BoxGeometry(1, 1, 1), rope)

/** Lays a unit box as a rope from a to b. */
function stretch(m: THREE.Mesh, a: THREE.Vector3, b: THREE.Vector3, thick: number) {
  const d = b.clone().sub(a), length = d.length()
  m.position.copy(a).addScaledVector(d, 0.5)
  m.scale.set(thick, thick, Math.max(0.01, length))
  if (length > 1e-6) m.quaternion.setFromUnitVectors(new THREE.Vector3(0, 0, 1), d.divideScalar(length))
}

function hookBlock(): THREE.Group {
  const g = new THREE.Group()
  g.add(new THREE.Mesh(new Steel().box([-0.42, -0.28, -0.1], [0.42, 0.28, 0.9]).geometry(), yellow), new THREE.Mesh(new Steel().box([-0.14, -0.14, -0.8], [0.14, 0.14, -0.1]).geometry(), dark))
  return g
}
