import * as THREE from 'three'
import type { Grid } from '../../wire/channel'
import { depth, width } from '../../state/ground'
import { SUN, SUNLIGHT } from './light'
import { PHOTO_GLSL, photoUniforms, type PhotoUniforms } from './photos'

/** Where a point lies in textures that cover the grid, in coordinates from `origin`. */
export const coverUniform = (g: Grid, origin: { x: number; y: number }) => new THREE.Vector4(g.x0 - origin.x, g.y0 - origin.y, 1 / width(g), 1 / depth(g))

/** Shared by every material: rain darkens the whole scene a little. */
export const mood = { value: 1 }

const FOG = { fogColor: { value: new THREE.Color() }, fogNear: { value: 1 }, fogFar: { value: 2000 } }

/** Colours of what people have shaped, by class (wire/mesh.ts); natural ground has the picture's. */
const SHAPED = ['#6c716c', '#6a6155', '#7d6d58', '#94856c', '#857f76', '#75664f', '#7f7354'].map((c) => new THREE.Color(c))

export function groundMaterial(grid: Grid, origin: THREE.Vector3, picture: THREE.Texture, light: THREE.Texture): { material: THREE.ShaderMaterial; photos: PhotoUniforms } {
  const photos = photoUniforms()
  const material = new THREE.ShaderMaterial({
    fog: true,
    uniforms: {
      ...FOG, ...photos, picture: { value: picture }, light: { value: light }, cover: { value: coverUniform(grid, origin) },
      origin: { value: origin }, contourEvery: { value: 0 }, shaped: { value: SHAPED }, sun: { value: new THREE.Vector3(SUN.x, SUN.y, SUN.z) }, sunlight: { value: SUNLIGHT }, mood,
    },
    vertexShader: /* glsl */ `
      attribute vec4 facet;
      uniform vec4 cover;
      uniform vec3 origin;
      varying vec2 vUv;
      varying vec3 vAt;
      varying vec3 vN;
      flat varying int vKind;
      #include <fog_pars_vertex>
      void main() {
        vUv = (position.xy - cover.xy) * cover.zw;
        vAt = vec3(position.xy, position.z + origin.z);
        vN = facet.xyz / 127.0;
        vKind = int(facet.w + 0.5);
        vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
        gl_Position = projectionMatrix * mvPosition;
        #include <fog_vertex>
      }`,
    fragmentShader: /* glsl */ `
      uniform sampler2D picture, light;
      uniform float contourEvery, mood, sunlight;
      ${PHOTO_GLSL.declare}
      uniform vec3 shaped[7], sun;
      varying vec2 vUv;
      varying vec3 vAt;
      varying vec3 vN;
      flat varying int vKind;
      #include <fog_pars_fragment>
      float hash(vec2 p) { return fract(sin(dot(mod(p, 511.0), vec2(12.9898, 78.233))) * 43758.5453); }
      float grain(vec2 p) { // soft, fading out before it flickers
        vec2 i = floor(p), f = smoothstep(0.0, 1.0, fract(p));
        float n = mix(mix(hash(i), hash(i + vec2(1, 0)), f.x), mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x), f.y);
        return (n - 0.5) * (1.0 - smoothstep(0.3, 0.9, max(fwidth(p.x), fwidth(p.y))));
      }
      void main() {
        vec4 l = texture2D(light, vUv);
        vec3 c;
        float lit;
        if (vKind == 0) {
          c = texture2D(picture, vUv).rgb;
          lit = l.r;
        } else {
          c = shaped[vKind] * (1.0 + 0.16 * grain(vAt.xy * 0.45) + 0.12 * grain(vAt.xy * 1.9));
          if (vKind == 2 || vKind == 5) c *= 1.0 + 0.14 * grain(vec2(vAt.z * 1.6, (vAt.x + vAt.y) * 0.05)); // strata
          lit = l.g + sunlight * max(0.0, dot(normalize(vN), sun)) / sun.z * l.b;
        }
        ${PHOTO_GLSL.mix}
        c *= lit * 1.12 * mood;
        if (contourEvery > 0.0) {
          float s = vAt.z / contourEvery, w = fwidth(s);
          float line = 1.0 - smoothstep(0.6, 1.4, abs(fract(s - 0.5) - 0.5) / max(w, 1e-4));
          float major = step(abs(mod(floor(s + 0.5), 4.0)), 0.5);
          c = mix(c, vec3(0.95, 0.83, 0.6), line * (0.22 + 0.3 * major) * (1.0 - smoothstep(0.3, 0.8, w)));
        }
        gl_FragColor = vec4(c, 1.0);
        #include <colorspace_fragment>
        #include <fog_fragment>
      }`,
  })
  return { material, photos }
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
