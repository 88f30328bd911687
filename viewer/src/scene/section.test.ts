import * as THREE from 'three'
import { describe, expect, it } from 'vitest'
import { planesOf } from './section'

describe('section', () => {
  const sceneFromSite = new THREE.Matrix4().makeRotationX(-Math.PI / 2).setPosition(-100, -4, 50)
  const kept = (planes: THREE.Plane[], [x, y, z]: readonly [number, number, number]) => planes.every((p) => p.distanceToPoint(new THREE.Vector3(x, y, z).applyMatrix4(sceneFromSite)) >= 0)
  it('keeps what is inside the box and below the height', () => {
    const planes = planesOf({ low: [0, 0, 0], high: [10, 6, 9] }, 4.2, 0, sceneFromSite)
    expect(planes.length).toBe(7)
    expect(kept(planes, [5, 3, 4])).toBe(true)
    for (const p of [[5, 3, 4.3], [-0.1, 3, 1], [10.1, 3, 1], [5, -0.1, 1], [5, 6.1, 1], [5, 3, -0.1]] as const) expect(kept(planes, p), String(p)).toBe(false)
  })
  it('goes up with a model that is drawn above its place', () => {
    const planes = planesOf({ low: [0, 0, 0], high: [10, 6, 9] }, 4.2, 100, sceneFromSite)
    expect(kept(planes, [5, 3, 104])).toBe(true)
    for (const p of [[5, 3, 104.3], [5, 3, 99.9], [5, 3, 4], [10.1, 3, 104]] as const) expect(kept(planes, p), String(p)).toBe(false)
  })
  it('cuts nothing when nothing is asked', () => expect(planesOf(null, null, 0, sceneFromSite)).toEqual([]))
})
