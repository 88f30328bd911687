// Heights of the site's cells, and where a site point lies on the map.
import type { FieldValues, Grid } from '../wire/channel'
import { dequantise } from '../wire/field'
import type { Site } from '../api/types'

export class Raster {
  readonly grid: Grid
  readonly values: Float32Array

  constructor(grid: Grid, values: Float32Array) {
    this.grid = grid
    this.values = values
  }

  static of(f: FieldValues) {
    return new Raster(f.grid, dequantise(f.q, f.scale, f.offset))
  }

  cell(x: number, y: number): number {
    const { nx, ny, x0, y0, cell } = this.grid
    const i = Math.floor((x - x0) / cell), j = Math.floor((y - y0) / cell)
    return i < 0 || j < 0 || i >= nx || j >= ny ? -1 : j * nx + i
  }

  at(x: number, y: number): number {
    const k = this.cell(x, y)
    return k < 0 ? NaN : this.values[k]!
  }

  /** Without holes: what has no data takes the lowest height, so that it never hides anything. */
  filled(): Float32Array {
    let low = Infinity
    for (const v of this.values) if (v < low) low = v
    return this.values.map((v) => (Number.isNaN(v) ? low : v))
  }
}

export const width = (g: Grid) => g.nx * g.cell
export const depth = (g: Grid) => g.ny * g.cell

/** Site metres → map metres: rotation about the origin, then its easting and northing. */
export function mapFromSite(site: Site, x: number, y: number, z: number) {
  const { easting, northing, height, rotation } = site.origin
  const c = Math.cos(rotation), s = Math.sin(rotation)
  return { e: easting + x * c - y * s, n: northing + x * s + y * c, h: height + z }
}
