import { describe, expect, it } from 'vitest'
import type { Part } from '../api/types'
import { authored, deviation, grossDeviation, palette, sums, takeOff, tree } from './parts'

const part = (p: Partial<Part>): Part => ({ guid: 'g', model: 'model/house', feature: 0, type: 'IfcWall', name: 'Wall', storey: 'Ground', volume_m3: 2, gross_volume_m3: 2.5, area_m2: 10, closed: true, ...p })
const parts = [
  part({ guid: 'a', name: 'North wall', storey: 'Upper' }), part({ guid: 'b', type: 'IfcDoor', name: 'Door' }),
  part({ guid: 'c' }), part({ guid: 'd', storey: '', type: 'IfcSite', name: 'Site' }),
]

describe('parts', () => {
  it('are grouped by storey from below, then by type', () => {
    const t = tree(parts, [{ model: 'model/house', name: 'Ground' }, { model: 'model/house', name: 'Upper' }, { model: 'model/house', name: 'Empty' }])
    expect(t.map((g) => [g.storey, g.count, g.types.map((x) => x.type)])).toEqual([['Ground', 2, ['IfcDoor', 'IfcWall']], ['Upper', 1, ['IfcWall']], ['', 1, ['IfcSite']]])
  })
  it('are found by all words of a search, in name, type, storey or GUID', () => {
    expect(tree(parts, [], 'wall upper').flatMap((g) => g.types.flatMap((x) => x.parts.map((p) => p.guid)))).toEqual(['a'])
    expect(tree(parts, [], 'nothing')).toEqual([])
  })
  it('are coloured each kind apart, whatever their order', () => {
    const a = palette(['IfcWall', 'IfcDoor', 'IfcWall']), b = palette(['IfcDoor', 'IfcWall'])
    expect([...a]).toEqual([...b])
    expect(a.get('IfcWall')).not.toEqual(a.get('IfcDoor'))
  })
  it('are compared with what their author says', () => {
    const wall = part({ volume_m3: 7.86, authored: { NetVolume: 8.4, GrossVolume: 8.4, NetSideArea: 28 } })
    expect(authored(wall)).toEqual({ net: 8.4, gross: 8.4, netArea: 28, grossArea: null })
    expect(deviation(wall)).toBeCloseTo(8.4 / 7.86 - 1, 12)
    expect(grossDeviation(part({ gross_volume_m3: 8, authored: { GrossVolume: 8.4 } }))).toBeCloseTo(0.05, 12)
    expect(grossDeviation(wall)).toBeCloseTo(8.4 / 2.5 - 1, 12)
    expect(deviation(part({}))).toBeNull()
    expect(deviation(part({ closed: false, authored: { NetVolume: 1 } }))).toBeNull()
  })
  it('become a table that a spreadsheet reads and does not run', () => {
    const csv = takeOff([part({ name: '=1+1, "x"', authored: { NetVolume: 2.5, GrossVolume: 2.5 } }), part({ name: '墙', closed: false })], ['model', 'storey', 'type', 'name', 'guid', 'v', 'n', 'd', 'gv', 'g', 'gd', 'a', 'na', 'ga'])
    expect(csv.split('\r\n')).toEqual([
      '\ufeffmodel,storey,type,name,guid,v,n,d,gv,g,gd,a,na,ga',
      `house,Ground,IfcWall,"'=1+1, ""x""",g,2,2.5,25,2.5,2.5,0,10,,`,
      'house,Ground,IfcWall,墙,g,,,,,,,10,,', '',
    ])
  })
  it('are summed by type, open shapes counted without a volume', () => {
    const { types, all } = sums([part({ authored: { NetVolume: 2.1 } }), part({ closed: false, authored: { GrossVolume: 3 } }), part({ type: 'IfcDoor', volume_m3: 9, gross_volume_m3: 9 })])
    expect(types.map((s) => [s.type, s.count, s.net, s.gross, s.open])).toEqual([['IfcDoor', 1, 9, 9, 0], ['IfcWall', 2, 2, 2.5, 1]])
    expect([all.count, all.net, all.gross, all.givenNet, all.withNet, all.givenGross, all.withGross]).toEqual([3, 11, 11.5, 2.1, 1, 3, 1])
  })
})
