// How much this machine can draw. A software renderer gets no multisampling, fewer pixels while it is slow,
// and a slower idle picture. `?quality=high` asks for everything regardless.

/** `coarse` multiplies how far meshes may lie off their surfaces. */
export interface Quality { software: boolean; pixelRatio: number; drapePixels: number; idleFps: number; coarse: number }

export function assess(): Quality {
  const gl = document.createElement('canvas').getContext('webgl2')
  const info = gl?.getExtension('WEBGL_debug_renderer_info')
  const name = String(gl?.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? '')
  const largest = Number(gl?.getParameter(gl.MAX_TEXTURE_SIZE) ?? 2048)
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
  const asked = new URLSearchParams(location.search).get('quality')
  const software = asked === 'low' || (asked !== 'high' && /swiftshader|llvmpipe|software|basic render/i.test(name))
  return software
    ? { software, pixelRatio: 1, drapePixels: 2048, idleFps: 3, coarse: 2.5 }
    : { software, pixelRatio: Math.min(2, devicePixelRatio), drapePixels: Math.min(4096, largest), idleFps: 60, coarse: 1 }
}

const SLOW_MS = 70
const PATIENCE = 12

/** Watches the time between drawn pictures and says when there should be fewer pixels. */
export class PixelGovernor {
  ratio: number
  readonly #least: number
  #slow = 0

  constructor(best: number) {
    this.ratio = best
    this.#least = Math.min(0.6, best)
  }

  /** Returns the new ratio when it changes. */
  drawn(sinceLast_ms: number): number | null {
    this.#slow = sinceLast_ms > SLOW_MS ? this.#slow + 1 : Math.max(0, this.#slow - 2)
    if (this.#slow < PATIENCE || this.ratio <= this.#least) return null
    this.#slow = 0
    this.ratio = Math.max(this.#least, this.ratio * 0.78)
    return this.ratio
  }
}
