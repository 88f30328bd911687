// Planes that cut models: a box's sides and a height, in site coordinates, turned into the scene's. A model that is
// drawn up_m above its place is cut where it would be there.
import * as THREE from 'three'
import type { Box } from '../state/parts.svelte'

export function planesOf(box: Box | null, cut_m: number | null, up_m: number, sceneFromSite: THREE.Matrix4): THREE.Plane[] {
  const out: THREE.Plane[] = []
  const keep = (n: [number, number, number], constant: number) => out.push(new THREE.Plane(new THREE.Vector3(...n), constant).applyMatrix4(sceneFromSite))
  if (box) for (let axis = 0; axis < 3; axis++) {
    const n: [number, number, number] = [0, 0, 0]
    const up = axis === 2 ? up_m : 0
    n[axis] = 1
    keep([...n], -box.low[axis]! - up)
    n[axis] = -1
    keep([...n], box.high[axis]! + up)
  }
  if (cut_m !== null) keep([0, 0, -1], cut_m + up_m)
  return out
}
