// Photographs and maps over the ground: each a texture of its own, as sharp as its own pixels.
import * as THREE from 'three'
import { coverUniform } from './materials'
import type { Grid } from '../../wire/channel'

/** `natural`: not on what has been dug or filled, of which it knows nothing. */
export interface Photo { id: string; image: ImageBitmap; grid: Grid; opacity: number; natural: boolean }

/** How many lie over each other at most; of more, the topmost. */
export const MOST_PHOTOS = 6

export interface PhotoUniforms {
  photo: { value: THREE.Texture[] }
  /** Where a photograph lies, as `cover` of the ground. */
  photoCover: { value: THREE.Vector4[] }
  /** Opacity; whether natural ground alone. */
  photoHow: { value: THREE.Vector2[] }
  photos: { value: number }
}

const NOTHING = new THREE.DataTexture(new Uint8Array(4), 1, 1)
NOTHING.needsUpdate = true

export const photoUniforms = (): PhotoUniforms => ({
  photo: { value: Array.from({ length: MOST_PHOTOS }, () => NOTHING) },
  photoCover: { value: Array.from({ length: MOST_PHOTOS }, () => new THREE.Vector4()) },
  photoHow: { value: Array.from({ length: MOST_PHOTOS }, () => new THREE.Vector2()) },
  photos: { value: 0 },
})

/** Mixes into `c`, at `vAt` on ground of class `vKind`. Samplers take no index that varies: the loop is written out. */
export const PHOTO_GLSL = {
  declare: /* glsl */ `
    uniform sampler2D photo[${MOST_PHOTOS}];
    uniform vec4 photoCover[${MOST_PHOTOS}];
    uniform vec2 photoHow[${MOST_PHOTOS}];
    uniform int photos;`,
  mix: Array.from({ length: MOST_PHOTOS }, (_, k) => /* glsl */ `
    if (photos > ${k}) {
      vec2 q = (vAt.xy - photoCover[${k}].xy) * photoCover[${k}].zw;
      vec4 p = texture2D(photo[${k}], vec2(q.x, 1.0 - q.y)); // premultiplied
      float on = photoHow[${k}].x * step(0.0, min(min(q.x, q.y), min(1.0 - q.x, 1.0 - q.y)));
      if (photoHow[${k}].y > 0.5 && vKind != 0) on = 0.0;
      c = c * (1.0 - p.a * on) + p.rgb * on;
    }`).join(''),
}

export class Photos {
  #textures = new Map<ImageBitmap, THREE.Texture>()
  #uniforms: PhotoUniforms
  #origin: { x: number; y: number }

  constructor(uniforms: PhotoUniforms, origin: { x: number; y: number }) {
    this.#uniforms = uniforms
    this.#origin = origin
  }

  /** The lowest first. */
  lay(all: Photo[]) {
    const shown = all.slice(-MOST_PHOTOS)
    for (const [image, texture] of this.#textures) {
      if (shown.some((p) => p.image === image)) continue
      texture.dispose()
      this.#textures.delete(image)
    }
    const u = this.#uniforms
    u.photos.value = shown.length
    for (let k = 0; k < MOST_PHOTOS; k++) {
      const p = shown[k]
      u.photo.value[k] = p ? this.#texture(p.image) : NOTHING
      if (!p) continue
      u.photoCover.value[k]!.copy(coverUniform(p.grid, this.#origin))
      u.photoHow.value[k]!.set(p.opacity, p.natural ? 1 : 0)
    }
  }

  #texture(image: ImageBitmap): THREE.Texture {
    let t = this.#textures.get(image)
    if (!t) {
      t = new THREE.Texture(image as unknown as HTMLImageElement)
      t.colorSpace = THREE.SRGBColorSpace
      t.anisotropy = 8
      t.flipY = false // a bitmap is taken as it is: row 0 is the northernmost
      t.generateMipmaps = true
      t.minFilter = THREE.LinearMipmapLinearFilter
      t.needsUpdate = true
      this.#textures.set(image, t)
    }
    return t
  }

  dispose() {
    for (const t of this.#textures.values()) t.dispose()
    this.#textures.clear()
  }
}
