// What panels may ask of the camera, without knowing the stage.
import type { Part, Point3 } from '../api/types'
import type { View } from './views'

export const camera = {
  view: (_v: View): void => {},
  flyTo: (_p: Point3, _radius?: number): void => {},
  /** Looks at a point from another. */
  lookFrom: (_eye: Point3, _at: Point3): void => {},
  flyToPart: (_p: Part): void => {},
  flyToParts: (_p: Part[]): void => {},
  zoom: (_factor: number): void => {},
  north: (): void => {},
  azimuth: (): number => 0,
}
