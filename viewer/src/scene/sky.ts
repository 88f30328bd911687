// Everything around the sand table: a calm dark studio that gets heavier when it rains.
import * as THREE from 'three'

const CLEAR = { low: new THREE.Color('#2a3a48'), high: new THREE.Color('#0e161e') }
const STORM = { low: new THREE.Color('#1c2731'), high: new THREE.Color('#090e13') }

export class Sky {
  readonly group = new THREE.Group()
  readonly fog: THREE.Fog
  #low = { value: CLEAR.low.clone() }
  #high = { value: CLEAR.high.clone() }

  /** `floor` is the world height of the table's underside. */
  constructor(size: number, floor: number) {
    this.fog = new THREE.Fog(CLEAR.low, size * 1.3, size * 3.4)
    const dome = new THREE.Mesh(
      new THREE.SphereGeometry(size * 3.2, 24, 12),
      new THREE.ShaderMaterial({
        side: THREE.BackSide, depthWrite: false, fog: false,
        uniforms: { low: this.#low, high: this.#high },
        vertexShader: 'varying float up; void main() { up = normalize(position).y; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }',
        fragmentShader: 'uniform vec3 low, high; varying float up; void main() { gl_FragColor = vec4(mix(low, high, smoothstep(-0.02, 0.42, up)), 1.0);\n#include <colorspace_fragment>\n}',
      }),
    )
    dome.renderOrder = -2
    const base = new THREE.Mesh(new THREE.CircleGeometry(size * 3.2, 48).rotateX(-Math.PI / 2), new THREE.MeshBasicMaterial({ color: '#16202a' }))
    base.position.y = floor - 0.5
    const grid = new THREE.GridHelper(size * 4, 80, '#2a3a48', '#22303c')
    grid.position.y = floor - 0.3
    const lines = grid.material as THREE.LineBasicMaterial
    lines.transparent = true
    lines.opacity = 0.5
    this.group.add(dome, base, grid)
  }

  /** 0 clear … 1 the heaviest rain. */
  rain(f: number) {
    this.#low.value.lerpColors(CLEAR.low, STORM.low, f)
    this.#high.value.lerpColors(CLEAR.high, STORM.high, f)
    this.fog.color.copy(this.#low.value)
  }
}
