// Rain: streaks around the eye's target, as many as the intensity asks for. All motion is in the shader.
import * as THREE from 'three'

const STREAKS = 5200
const FULL_MM_PER_H = 130

export class Rain {
  readonly mesh: THREE.LineSegments<THREE.BufferGeometry, THREE.ShaderMaterial>

  constructor() {
    const position = new Float32Array(STREAKS * 6), end = new Float32Array(STREAKS * 2)
    for (let k = 0; k < STREAKS; k++) {
      const p = [Math.random(), Math.random(), Math.random()]
      position.set([...p, ...p], 6 * k)
      end.set([0, 1], 2 * k)
    }
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.BufferAttribute(position, 3))
    g.setAttribute('end', new THREE.BufferAttribute(end, 1))
    this.mesh = new THREE.LineSegments(g, new THREE.ShaderMaterial({
      transparent: true, depthWrite: false,
      uniforms: { centre: { value: new THREE.Vector3() }, box: { value: 200 }, time: { value: 0 }, strength: { value: 0 } },
      vertexShader: /* glsl */ `
        attribute float end;
        uniform vec3 centre;
        uniform float box, time;
        varying float vFade;
        void main() {
          vec3 fall = vec3(0.07, 0.035, -1.0);
          vec3 p = position + fall * (time * (0.75 + 0.5 * position.x));
          vec3 low = centre - box * 0.5;
          p = low + mod(p * box - low, box);
          vFade = end;
          gl_Position = projectionMatrix * modelViewMatrix * vec4(p - fall * end * box * 0.022, 1.0);
        }`,
      fragmentShader: /* glsl */ `
        uniform float strength;
        varying float vFade;
        void main() { gl_FragColor = vec4(0.78, 0.86, 0.93, (0.08 + 0.12 * strength) * (1.0 - vFade)); }`,
    }))
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = 5
    this.mesh.visible = false
  }

  /** Intensity [mm/h] → 0…1, by its square root: drizzle is seen, a cloudburst does not blind. */
  static strength = (mmPerHour: number) => Math.min(1, Math.sqrt(Math.max(0, mmPerHour || 0) / FULL_MM_PER_H))

  show(strength: number, time_s: number, centre: THREE.Vector3, reach: number) {
    const u = this.mesh.material.uniforms
    this.mesh.visible = strength > 0.02
    u.strength!.value = strength
    u.time!.value = time_s % 1000
    u.box!.value = Math.max(40, reach * 1.3)
    ;(u.centre!.value as THREE.Vector3).copy(centre)
    this.mesh.geometry.setDrawRange(0, 2 * Math.round(STREAKS * strength))
  }

  dispose() {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
