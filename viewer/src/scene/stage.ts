// The picture: one renderer, one loop; layers are hung into the site's own z-up axes.
import * as THREE from 'three'
import type { Point3 } from '../api/types'
import type { Session } from '../state/session.svelte'
import type { LoadedSite } from '../state/site.svelte'
import { Assets } from '../layers/assets'
import { Buildings } from '../layers/buildings'
import { Cranes } from '../layers/cranes/cranes'
import { Zones } from '../layers/cranes/zones'
import { Elements } from '../layers/elements'
import { Caps } from '../layers/caps'
import { Hoses, hoardings } from '../layers/lines'
import { Rain } from '../layers/rain'
import { Difference } from '../layers/difference'
import { Streaks } from '../layers/streaks'
import { Terrain, siteSize } from '../layers/terrain/terrain'
import { mood } from '../layers/terrain/materials'
import { Water } from '../layers/water/water'
import { CameraRig } from './camera'
import { Overlay } from './overlay'
import { PixelGovernor, assess } from './quality'
import { Sky } from './sky'
import { views, type View } from './views'

const SOFTWARE_PIXELS = 1.3e6

export class Stage {
  readonly renderer: THREE.WebGLRenderer
  readonly rig: CameraRig
  readonly overlay: Overlay
  readonly scene = new THREE.Scene()
  /** Children are in site coordinates; the one turn from z-up to three's y-up is here. */
  readonly table = new THREE.Group()
  readonly extras = new THREE.Group() // planned lines, measures: whoever draws them owns them
  loaded: LoadedSite | null = null
  terrain: Terrain | null = null
  buildings: Buildings | null = null
  elements: Elements | null = null
  water: Water | null = null
  difference: Difference | null = null
  streaks: Streaks | null = null
  hoardings: THREE.Mesh | null = null
  readonly assets = new Assets()
  readonly hoses = new Hoses()
  readonly cranes = new Cranes()
  readonly zones = new Zones()
  readonly caps = new Caps()
  readonly rain = new Rain()
  session: Session | null = null
  framesDrawn = 0
  dirty = true
  rainOn = true
  rainRate = 0
  #quality
  #gl: WebGL2RenderingContext
  #governor
  #sky: Sky | null = null
  #last = performance.now()
  #lastIdle = 0
  #fence: WebGLSync | null = null
  #restUntil = 0
  #drewLast = false
  #lastValues = 0
  #size = { w: 1, h: 1 }
  #host: HTMLElement

  constructor(host: HTMLElement, canvas: HTMLCanvasElement, labels: HTMLElement) {
    this.#host = host
    this.#quality = assess()
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: !this.#quality.software, stencil: true, powerPreference: 'high-performance' })
    this.#governor = new PixelGovernor(this.#quality.pixelRatio)
    this.renderer.setPixelRatio(this.#quality.pixelRatio)
    this.renderer.localClippingEnabled = true
    this.renderer.debug.checkShaderErrors = import.meta.env.DEV // asking makes the page wait for the compiler
    this.#gl = this.renderer.getContext() as WebGL2RenderingContext
    this.rig = new CameraRig(canvas)
    this.overlay = new Overlay(labels)
    this.table.rotation.x = -Math.PI / 2
    this.scene.add(this.table, this.caps.group, new THREE.HemisphereLight('#dce8f2', '#4a453e', 1.7))
    const sun = new THREE.DirectionalLight('#fff4e2', 1.6)
    sun.position.set(-1, 1.2, 1)
    this.scene.add(sun)
    this.table.add(this.assets.group, this.hoses.group, this.cranes.group, this.zones.group, this.extras, this.rain.mesh)
    new ResizeObserver(() => this.#resize()).observe(host)
    this.#resize()
    requestAnimationFrame(this.#loop)
  }

  setSite(l: LoadedSite) {
    this.caps.clear()
    for (const old of [this.terrain, this.buildings, this.elements, this.water, this.difference, this.streaks]) {
      if (!old) continue
      this.table.remove('group' in old ? old.group : (old as { mesh: THREE.Object3D }).mesh)
      old.dispose()
    }
    if (this.hoardings) this.table.remove(this.hoardings)
    this.loaded = l
    const { site, ground } = l
    this.terrain = new Terrain(l, this.#quality)
    this.buildings = new Buildings(site, ground)
    this.elements = new Elements(site)
    this.elements.onLoad = () => (this.dirty = true)
    this.water = new Water(site.grid, this.terrain, this.#quality.coarse)
    this.difference = new Difference(site.grid, this.terrain)
    this.streaks = new Streaks(site.grid, this.terrain.heights)
    this.hoardings = hoardings(site.features.filter((f) => f.kind === 'hoarding'), ground)
    this.table.add(this.terrain.group, this.buildings.group, this.elements.group, this.water.group, this.difference.group, this.streaks.group, this.hoardings)
    const g = site.grid, size = siteSize(site)
    const middle = this.terrain.heights.slice().sort()[this.terrain.heights.length >> 1]!
    this.table.position.set(-(g.x0 + (g.nx * g.cell) / 2), -middle, g.y0 + (g.ny * g.cell) / 2)
    if (this.#sky) this.scene.remove(this.#sky.group)
    this.#sky = new Sky(size, this.terrain.floor - middle)
    this.scene.add(this.#sky.group)
    this.scene.fog = this.#sky.fog
    this.rig.bounds(size)
    this.table.updateMatrixWorld(true)
    this.rig.touched = false
    this.view('home', true)
    this.dirty = true
  }

  #resize() {
    const w = this.#host.clientWidth || 1, h = this.#host.clientHeight || 1
    this.#size = { w, h }
    if (this.#quality.software) this.renderer.setPixelRatio(Math.min(1, Math.sqrt(SOFTWARE_PIXELS / (w * h))))
    this.renderer.setSize(w, h, false)
    this.rig.resize(w, h)
    this.dirty = true
  }

  /** Site metres → CSS pixels of the picture; z within −1…1 is in view. */
  project = (x: number, y: number, z: number): THREE.Vector3 => {
    const v = this.table.localToWorld(new THREE.Vector3(x, y, z)).project(this.rig.camera)
    return v.set(((v.x + 1) / 2) * this.#size.w, ((1 - v.y) / 2) * this.#size.h, v.z)
  }

  get canvasSize() {
    return this.#size
  }

  view(v: View, atOnce = false) {
    const models = new THREE.Box3()
    for (const m of this.elements?.models ?? []) models.union(m.box)
    if (this.loaded) this.rig.fly(views[v](this.loaded, this.table, this.rig, models), atOnce)
  }

  lookFrom(eye: Point3, at: Point3) {
    const target = this.table.localToWorld(new THREE.Vector3(...at))
    const s = new THREE.Spherical().setFromVector3(this.table.localToWorld(new THREE.Vector3(...eye)).sub(target))
    this.rig.fly({ target, radius: s.radius, polar: Math.min(s.phi, this.rig.controls.maxPolarAngle), azimuth: s.theta })
  }

  flyTo(p: Point3, radius = 90) {
    const target = this.table.localToWorld(new THREE.Vector3(...p))
    const now = this.rig.camera.position.distanceTo(this.rig.controls.target)
    this.rig.fly({ target, radius: Math.min(radius, now), polar: Math.min(0.95, Math.max(0.35, this.rig.controls.getPolarAngle())) })
  }

  #loop = (ms: number) => {
    requestAnimationFrame(this.#loop)
    const dt = Math.min(0.25, (ms - this.#last) / 1000)
    this.#last = ms
    this.rig.update()
    const s = this.session
    let changed = this.dirty || this.rig.moved || this.rig.flying
    if (s) {
      s.playback.advance(dt, s.run, s.connected, performance.now())
      changed = (this.water?.show(s.playback.shown) ?? false) || changed
      changed = this.cranes.show(s.playback.shown) || changed
      if (ms - this.#lastValues > 120) {
        this.#lastValues = ms
        s.refreshValues()
      }
    }
    if (this.#busy(ms)) return
    const time = ms / 1000
    const strength = this.rainOn ? Rain.strength(this.rainRate) : 0
    const alive = this.assets.animate(time) || strength > 0.02 || (this.water?.wetCells ?? 0) > 0
    if (!changed && (!alive || document.hidden || ms - this.#lastIdle < 1000 / this.#quality.idleFps - 4)) {
      this.#drewLast = false
      return
    }
    const busy = this.#drewLast // only pictures drawn one after another tell how fast this machine is
    this.#drewLast = true
    this.#lastIdle = ms
    this.#draw(time, strength)
    const slower = busy && !this.#quality.software ? this.#governor.drawn(dt * 1000) : null
    if (slower) { this.renderer.setPixelRatio(slower); this.#resize() }
  }

  // A renderer without a GPU takes the processor from the page itself: it gets the next picture only when the
  // last is done, and after a rest as long as the work.
  #busy(ms: number): boolean {
    if (this.#fence) {
      if (this.#gl.getSyncParameter(this.#fence, this.#gl.SYNC_STATUS) !== this.#gl.SIGNALED) return true
      this.#gl.deleteSync(this.#fence)
      this.#fence = null
      this.#restUntil = ms + Math.min(1500, ms - this.#lastIdle)
    }
    return ms < this.#restUntil
  }

  /** Nothing waits to be drawn, and what was drawn last is finished. */
  get settled() {
    return !this.dirty && !this.rig.moved && !this.rig.flying && this.#fence === null
  }

  #draw(time: number, strength: number) {
    const { camera, controls } = this.rig
    mood.value = 1 - 0.16 * strength
    this.#sky?.rain(strength)
    const eye = this.table.worldToLocal(camera.position.clone())
    this.water?.animate(time, eye, strength)
    this.streaks?.animate(time, this.session?.playback.shown ?? null)
    this.hoses.animate(time)
    const centre = this.table.worldToLocal(controls.target.clone().lerp(camera.position, 0.35))
    this.rain.show(strength, time, centre, camera.position.distanceTo(controls.target))
    this.renderer.render(this.scene, camera)
    if (this.#quality.software) this.#fence = this.#gl.fenceSync(this.#gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    this.overlay.update(this.project, this.#size.w, this.#size.h)
    this.dirty = this.rig.moved = false
    this.framesDrawn++
  }
}
