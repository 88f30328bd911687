package site

import (
	"math"
	"path"
	"path/filepath"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/gltf"
	"shapan/bim/schedule"
	"shapan/engine"
	"shapan/engine/solver/solid"
	"shapan/gis/terrain"
	"shapan/yamlfile"
)

// largestModel is the largest extent of a model [m] that is not taken for
// millimetres.
const largestModel = 5000

// models puts model files on the site.
func (l *loader) models() {
	known := map[string]*gltf.Model{} // by path; nil: broken
	for k, m := range l.doc.Models {
		node := l.at("models", k)
		id := "model/" + m.ID
		l.take(node.At("id"), id)
		file, ok := l.path(node.At("file"), m.File)
		if isIFC(m.File) {
			if ok {
				l.ifcModel(node, m, file)
			}
			continue
		}
		if !node.At("at").Exists() {
			l.fail(node.At("at"), "missing (where its origin stands: [x, y] on the ground, or [x, y, z])")
		}
		if ok {
			read, seen := known[file]
			if !seen {
				read = l.model(node.At("file"), file)
				known[file] = read
			}
			if read != nil {
				l.size(node, read.Info.Size(), m)
			}
		}
		siteFromModel := l.siteFromModel(node, m)
		if read := known[file]; ok && read != nil {
			l.inTheWay(part{of: id, element: schedule.Element{Type: m.Class, Name: m.ID}, mesh: func() *solid.Mesh {
				mesh := &solid.Mesh{}
				mesh.Points, mesh.Triangles = read.Triangles()
				return mesh.Transformed(siteFromModel)
			}}, m.InWay != nil && *m.InWay)
		}
		if m.Tower != "" {
			l.fail(node.At("crane_type"), "belongs to an IFC model: a GLB does not say what is a crane")
		}
		l.site.Elements = append(l.site.Elements, engine.Element{
			ID: id, Class: m.Class, Name: named(m.Name, m.ID), Model: path.Clean(filepath.ToSlash(m.File)), SiteFromModel: siteFromModel,
		})
	}
}

// model reads a model file that the viewer can be given as it is.
func (l *loader) model(node yamlfile.Node, file string) *gltf.Model {
	m, err := gltf.Open(file)
	switch {
	case err != nil:
		l.fail(node, "%v", err)
	case m.Info.Format != "GLB":
		l.fail(node, "%s: must be a GLB: pack it (gltf-transform copy %s out.glb)", file, filepath.Base(file))
	case len(m.External) > 0:
		l.fail(node, "%s: needs %s beside it: must be one file: pack it (gltf-transform copy %s out.glb)", file, m.External[0], filepath.Base(file))
	case m.Info.Triangles == 0:
		l.fail(node, "%s: its scene shows no triangle", file)
	default:
		return m
	}
	return nil
}

func (l *loader) size(node yamlfile.Node, size mgl64.Vec3, m model) {
	if across := math.Max(size[0], math.Max(size[1], size[2])) * m.Scale; across > largestModel {
		l.fail(node.At("scale"), "%g: makes the model %.0f m large: must be at most %d m (is it in millimetres? then scale: 0.001)", m.Scale, across, largestModel)
	}
}

// siteFromModel places a model: scaled, turned z-up, turned to its heading and
// moved to its place.
func (l *loader) siteFromModel(node yamlfile.Node, m model) mgl64.Mat4 {
	if len(m.At) < 2 || len(m.At) > 3 {
		return mgl64.Ident4() // reported when it was decoded
	}
	at := mgl64.Vec3{m.At[0], m.At[1]}
	if len(m.At) == 3 {
		at[2] = m.At[2]
	} else if l.ready {
		if at[2] = terrain.HeightAt(&l.site.Ground, at.Vec2()); math.IsNaN(at[2]) {
			l.fail(node.At("at"), "%s: there is no ground: give a third number, the height", xy(at.Vec2()))
			at[2] = 0
		}
	}
	siteFromModelAxes := mgl64.HomogRotate3DZ(-m.Heading * math.Pi / 180)
	return mgl64.Translate3D(at[0], at[1], at[2]).
		Mul4(siteFromModelAxes).
		Mul4(gltf.ZUpFromYUp()).
		Mul4(mgl64.Scale3D(m.Scale, m.Scale, m.Scale))
}
