// One file through web-ifc, whole: load it and tessellate all that it has.
// Prints triangles. Its process is what compare.mjs measures.
import { readFileSync } from 'node:fs'
import { IfcAPI } from 'web-ifc'

const api = new IfcAPI()
await api.Init()
api.SetLogLevel(6) // off
const model = api.OpenModel(new Uint8Array(readFileSync(process.argv[2])))
let triangles = 0
api.StreamAllMeshes(model, mesh => {
  for (let k = 0; k < mesh.geometries.size(); k++) {
    const placed = mesh.geometries.get(k)
    const geometry = api.GetGeometry(model, placed.geometryExpressID)
    // The vertices are read as a viewer would, not only counted.
    const vertices = api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize())
    if (vertices.length > 0) triangles += geometry.GetIndexDataSize() / 3
    geometry.delete()
  }
})
api.CloseModel(model)
console.log(triangles)
