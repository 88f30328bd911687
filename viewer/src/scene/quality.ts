// How much this machine can draw. A software renderer gets fewer pixels and a slower idle picture.
import type * as THREE from 'three'

export interface Quality { software: boolean; pixelRatio: number; drapePixels: number; idleFps: number }

export function assess(renderer: THREE.WebGLRenderer): Quality {
  const gl = renderer.getContext()
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const name = String(info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : gl.getParameter(gl.RENDERER))
  const software = /swiftshader|llvmpipe|software|basic render/i.test(name)
  return software
    ? { software, pixelRatio: 1, drapePixels: 2048, idleFps: 2 }
    : { software, pixelRatio: Math.min(2, devicePixelRatio), drapePixels: Math.min(4096, renderer.capabilities.maxTextureSize), idleFps: 60 }
}

/** Watches frame times and says when the pixel ratio should change. */
export class PixelGovernor {
  #slow = 0
  ratio: number
  readonly #best: number

  constructor(best: number) {
    this.ratio = this.#best = best
  }

  /** Returns the new ratio when it changes. */
  drawn(ms: number): number | null {
    this.#slow = ms > 45 ? this.#slow + 1 : Math.max(0, this.#slow - 1)
    if (this.#slow < 24 || this.ratio <= Math.min(1, this.#best * 0.5)) return null
    this.#slow = 0
    this.ratio = Math.max(Math.min(1, this.#best * 0.5), this.ratio * 0.75)
    return this.ratio
  }
}
