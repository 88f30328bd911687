import * as THREE from 'three'

/** Tileable small waves: slopes in r and g, height in b. */
export function rippleTexture(size = 128): THREE.DataTexture {
  let seed = 12345
  const random = () => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32)
  const waves = Array.from({ length: 26 }, () => {
    const k = 2 + Math.floor(random() ** 1.4 * 13), angle = random() * 2 * Math.PI
    return { kx: Math.round(k * Math.cos(angle)), ky: Math.round(k * Math.sin(angle)), phase: random() * 7, amp: 1 / (k + 2) }
  })
  const out = new Uint8Array(size * size * 4)
  const byte = (v: number) => Math.max(0, Math.min(255, Math.round(128 + v * 128)))
  for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) {
    let gx = 0, gy = 0, h = 0
    for (const w of waves) {
      const a = (2 * Math.PI * (w.kx * i + w.ky * j)) / size + w.phase
      h += w.amp * Math.cos(a)
      gx -= w.amp * w.kx * Math.sin(a)
      gy -= w.amp * w.ky * Math.sin(a)
    }
    out.set([byte(gx / 9), byte(gy / 9), byte(h / 1.6), 255], (j * size + i) * 4)
  }
  const t = new THREE.DataTexture(out, size, size, THREE.RGBAFormat)
  t.wrapS = t.wrapT = THREE.RepeatWrapping
  t.magFilter = THREE.LinearFilter
  t.minFilter = THREE.LinearMipmapLinearFilter
  t.generateMipmaps = true
  t.needsUpdate = true
  return t
}
