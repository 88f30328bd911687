// The eye: map-like controls, flights, and the named views.
import * as THREE from 'three'
import { MapControls } from 'three/addons/controls/MapControls.js'

const FLIGHT_MS = 900

interface Pose { target: THREE.Vector3; radius: number; polar: number; azimuth: number }

export class CameraRig {
  readonly camera = new THREE.PerspectiveCamera(42, 1, 1, 4000)
  readonly controls: MapControls
  moved = true
  touched = false // somebody has looked around
  #flight: { from: Pose; to: Pose; since: number } | null = null
  #reach = 600

  constructor(element: HTMLElement) {
    this.controls = new MapControls(this.camera, element)
    this.controls.enableDamping = true
    this.controls.dampingFactor = 0.12
    this.controls.maxPolarAngle = 1.45
    this.controls.minDistance = 6
    this.controls.zoomToCursor = true
    this.controls.screenSpacePanning = false
    this.controls.addEventListener('change', () => (this.moved = true))
    this.controls.addEventListener('start', () => {
      this.#flight = null
      this.touched = true
    })
  }

  /** `size` of the site [m]: bounds what one can zoom out to. */
  bounds(size: number) {
    this.#reach = size
    this.controls.maxDistance = size * 2.2
  }

  resize(w: number, h: number) {
    this.camera.aspect = w / h
    this.camera.fov = w < h ? 55 : 42
    this.camera.updateProjectionMatrix()
    this.moved = true
  }

  #pose(): Pose {
    const off = this.camera.position.clone().sub(this.controls.target)
    const s = new THREE.Spherical().setFromVector3(off)
    return { target: this.controls.target.clone(), radius: s.radius, polar: s.phi, azimuth: s.theta }
  }

  #put(p: Pose) {
    this.controls.target.copy(p.target)
    this.camera.position.setFromSpherical(new THREE.Spherical(p.radius, Math.max(0.001, p.polar), p.azimuth)).add(p.target)
    this.camera.lookAt(p.target)
    this.moved = true
  }

  /** World coordinates; angles in radians; what is left out stays as it is. */
  fly(to: Partial<Pose>, atOnce = false) {
    if (!atOnce) this.touched = true
    const from = this.#pose()
    const goal: Pose = { ...from, ...to }
    goal.azimuth = from.azimuth + Math.atan2(Math.sin(goal.azimuth - from.azimuth), Math.cos(goal.azimuth - from.azimuth))
    if (atOnce || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#flight = null
      this.#put(goal)
    } else this.#flight = { from, to: goal, since: performance.now() }
  }

  get azimuth() {
    return this.controls.getAzimuthalAngle()
  }

  get flying() {
    return this.#flight !== null
  }

  update() {
    const f = this.#flight
    if (f) {
      const u = Math.min(1, (performance.now() - f.since) / FLIGHT_MS)
      const e = u * u * (3 - 2 * u)
      const mix = (a: number, b: number) => a + (b - a) * e
      this.#put({
        target: f.from.target.clone().lerp(f.to.target, e), radius: f.from.radius * (f.to.radius / f.from.radius) ** e,
        polar: mix(f.from.polar, f.to.polar), azimuth: mix(f.from.azimuth, f.to.azimuth),
      })
      if (u === 1) this.#flight = null
    } else this.controls.update()
    // Depth precision where the eye is: a film of water must not flicker against the street.
    const d = this.camera.position.distanceTo(this.controls.target)
    const near = Math.max(0.4, Math.min(12, d * 0.03)), far = d + this.#reach * 3.5
    if (Math.abs(near / this.camera.near - 1) > 0.05 || Math.abs(far / this.camera.far - 1) > 0.05) {
      this.camera.near = near
      this.camera.far = far
      this.camera.updateProjectionMatrix()
    }
  }
}
