import * as THREE from 'three'
import type { Grid } from '../../wire/channel'
import { depth, width } from '../../state/ground'

/** Where a site point lies in textures that cover the grid. */
export const coverUniform = (g: Grid) => new THREE.Vector4(g.x0, g.y0, 1 / width(g), 1 / depth(g))

/** Shared by every material: rain darkens the whole scene a little. */
export const mood = { value: 1 }

const FOG = { fogColor: { value: new THREE.Color() }, fogNear: { value: 1 }, fogFar: { value: 2000 } }

export function groundMaterial(grid: Grid, picture: THREE.Texture, light: THREE.Texture): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    fog: true,
    uniforms: { ...FOG, picture: { value: picture }, light: { value: light }, cover: { value: coverUniform(grid) }, contourEvery: { value: 0 }, mood },
    vertexShader: /* glsl */ `
      uniform vec4 cover;
      varying vec2 vUv;
      varying float vZ;
      #include <fog_pars_vertex>
      void main() {
        vUv = (position.xy - cover.xy) * cover.zw;
        vZ = position.z;
        vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
        gl_Position = projectionMatrix * mvPosition;
        #include <fog_vertex>
      }`,
    fragmentShader: /* glsl */ `
      uniform sampler2D picture, light;
      uniform float contourEvery, mood;
      varying vec2 vUv;
      varying float vZ;
      #include <fog_pars_fragment>
      void main() {
        vec3 c = texture2D(picture, vUv).rgb;
        c *= texture2D(light, vUv).r * 1.12 * mood;
        if (contourEvery > 0.0) {
          float s = vZ / contourEvery, w = fwidth(s);
          float line = 1.0 - smoothstep(0.6, 1.4, abs(fract(s - 0.5) - 0.5) / max(w, 1e-4));
          float major = step(abs(mod(floor(s + 0.5), 4.0)), 0.5);
          c = mix(c, vec3(0.95, 0.83, 0.6), line * (0.22 + 0.3 * major) * (1.0 - smoothstep(0.3, 0.8, w)));
        }
        gl_FragColor = vec4(c, 1.0);
        #include <colorspace_fragment>
        #include <fog_fragment>
      }`,
  })
}

/** Upright faces: `facing` holds the outward x, y and how far below the top a vertex lies. */
export function wallMaterial(sun: { x: number; y: number }): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    fog: true,
    side: THREE.DoubleSide,
    uniforms: { ...FOG, sun: { value: new THREE.Vector2(sun.x, sun.y) }, tint: { value: new THREE.Color('#a39c90') }, bands: { value: 1 }, mood },
    vertexShader: /* glsl */ `
      attribute vec3 facing;
      varying vec3 vFacing;
      varying vec3 vAt;
      #include <fog_pars_vertex>
      void main() {
        vFacing = facing;
        vAt = position;
        vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
        gl_Position = projectionMatrix * mvPosition;
        #include <fog_vertex>
      }`,
    fragmentShader: /* glsl */ `
      uniform vec2 sun;
      uniform vec3 tint;
      uniform float bands, mood;
      varying vec3 vFacing;
      varying vec3 vAt;
      #include <fog_pars_fragment>
      void main() {
        float down = vFacing.z;
        float lit = 0.5 + 0.38 * max(0.0, dot(vFacing.xy, sun)) * exp(-down / 9.0);
        float open = 0.42 + 0.58 * exp(-down / 7.0);
        vec3 c = tint * lit * open;
        if (bands > 0.0) {
          float along = dot(vAt.xy, vec2(-vFacing.y, vFacing.x));
          float joint = smoothstep(0.06, 0.0, abs(fract(along / 6.0) - 0.5) * 6.0 - 0.02);
          float waler = smoothstep(0.06, 0.04, abs(mod(down + 2.0, 4.0) - 2.0) * 0.1) * step(1.0, down);
          c *= 1.0 - 0.16 * joint + 0.10 * waler;
          c = mix(c, tint * 1.05 * lit, smoothstep(0.6, 0.2, down));
        }
        gl_FragColor = vec4(c * 1.1 * mood, 1.0);
        #include <colorspace_fragment>
        #include <fog_fragment>
      }`,
  })
}
