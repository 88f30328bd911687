package site

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"weak"

	"github.com/go-gl/mathgl/mgl64"

	shown "shapan/bim/building"
	"shapan/bim/glb"
	"shapan/bim/gltf"
	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
	"shapan/bim/schedule"
	"shapan/engine"
	"shapan/engine/solver/solid"
	"shapan/gis/terrain"
	"shapan/yamlfile"
)

// IFCModel is a building of the site that an IFC file describes.
type IFCModel struct {
	ID   string // of its element: "model/house"
	File string // as the site file names it
	*ReadIFC
}

// ReadIFC is an IFC file with what is drawn of it.
type ReadIFC struct {
	Model *ifc.Model
	Shown *shown.Building
	GLB   []byte
	Stats glb.Stats
}

func isIFC(name string) bool {
	ext := strings.ToLower(path.Ext(filepath.ToSlash(name)))
	return ext == ".ifc" || ext == ".ifczip"
}

// GLB is what was made of an IFC model of the site, by the name under which its
// element asks for it; nil where that is a file.
func (p *Place) GLB(name string) []byte {
	for _, m := range p.IFC {
		for k := range p.Elements {
			if e := &p.Elements[k]; e.ID == m.ID && e.Model == name {
				return m.ReadIFC.GLB
			}
		}
	}
	return nil
}

// recent remembers what is still in use somewhere, by the file's content: a site
// is loaded by each of its scenarios and forks.
var recent struct {
	sync.Mutex
	models map[[sha256.Size]byte]weak.Pointer[ReadIFC]
}

// readIFC reads and draws an IFC file, unless that has been done.
func readIFC(file string, o shown.Options) (*ReadIFC, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(append(fmt.Appendf(nil, "%+v %s\n", o, file), content...))
	recent.Lock()
	known := recent.models[key].Value()
	recent.Unlock()
	if known != nil {
		return known, nil
	}
	text, err := step.Read(file, bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	r := &ReadIFC{Model: ifc.New(text)}
	r.Shown = shown.Make(r.Model, o)
	r.Model.CompareSite(&r.Shown.Georeference, Geographic)
	if len(r.Shown.Drawn.Instances) == 0 {
		if why := shown.Reasons(r.Shown.Failures); len(why) > 0 {
			return nil, fmt.Errorf("%s: none of its %d elements could be drawn: %s", file, len(r.Shown.Elements), why[0].Reason)
		}
		return nil, fmt.Errorf("%s: holds nothing to draw", file)
	}
	var out bytes.Buffer
	if r.Stats, err = r.Shown.Write(&out); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	r.GLB = out.Bytes()
	recent.Lock()
	defer recent.Unlock()
	if recent.models == nil {
		recent.models = map[[sha256.Size]byte]weak.Pointer[ReadIFC]{}
	}
	for k, p := range recent.models { // forget those that nobody holds
		if p.Value() == nil {
			delete(recent.models, k)
		}
	}
	recent.models[key] = weak.Make(r)
	return r, nil
}

// ifcModel puts a building on the site: one element for its file, one for each of
// its parts.
func (l *loader) ifcModel(node yamlfile.Node, m model, file string) {
	if node.At("scale").Exists() && m.Scale != 1 {
		l.fail(node.At("scale"), "%g: an IFC model says its units itself: leave scale out", m.Scale)
	}
	read, err := readIFC(file, shown.Options{Spaces: m.Spaces, WithoutCranes: m.Tower != ""})
	if err != nil {
		l.fail(node.At("file"), "%v", err)
		return
	}
	g := &read.Shown.Georeference
	for _, w := range g.Warnings {
		l.notes = append(l.notes, fmt.Sprintf("%s: %v", m.File, &w))
	}
	if failed := shown.Reasons(read.Shown.Failures); len(failed) > 0 {
		l.notes = append(l.notes, fmt.Sprintf("%s: %d failures, first of %d elements: %s (shapan inspect %s tells all)", m.File, len(read.Shown.Failures), failed[0].Elements, failed[0].Reason, file))
	}
	siteFromIFC, ok := l.siteFromIFC(node, m, read)
	if !ok {
		return
	}
	whole := engine.Element{
		ID: "model/" + m.ID, Class: m.Class, Name: named(m.Name, m.ID), Model: path.Clean(filepath.ToSlash(m.File)) + ".glb",
		SiteFromModel: siteFromIFC.Mul4(translated(read.Shown.Drawn.Origin)).Mul4(gltf.ZUpFromYUp()),
	}
	if m.Spaces { // another file than that without
		whole.Model = strings.TrimSuffix(whole.Model, ".glb") + ".spaces.glb"
	}
	l.site.Elements = append(l.site.Elements, whole)
	l.ifc = append(l.ifc, IFCModel{ID: whole.ID, File: m.File, ReadIFC: read})
	l.towersOf(node, m, read, siteFromIFC)
	taken := map[string]bool{}
	for k, e := range read.Shown.Elements {
		guid := e.GUID
		if guid == "" || taken[guid] { // files have both, against the standard
			guid = fmt.Sprintf("%s#%d", guid, e.ID)
		}
		taken[guid] = true
		l.inTheWay(part{
			of: whole.ID + "/" + guid, element: schedule.Element{GUID: e.GUID, Type: e.Type, Storey: e.Storey, Name: e.Name},
			mesh: func() *solid.Mesh { return e.Mesh().Transformed(siteFromIFC) },
		}, m.InWay == nil || *m.InWay)
		l.site.Elements = append(l.site.Elements, engine.Element{
			ID: whole.ID + "/" + guid, Class: e.Type, Name: engine.Text{ZH: e.Name, EN: e.Name}, SiteFromModel: whole.SiteFromModel,
			Of: whole.ID, Feature: k, Storey: e.Storey,
		})
	}
}

func translated(by mgl64.Vec3) mgl64.Mat4 { return mgl64.Translate3D(by[0], by[1], by[2]) }

// siteFromIFC places a model's metres, z up: where `at` says, else where the model
// says it stands on the map. Where both are told, the former counts, and how far
// they are apart is noted.
func (l *loader) siteFromIFC(node yamlfile.Node, m model, read *ReadIFC) (mgl64.Mat4, bool) {
	if !node.At("at").Exists() {
		return l.georeferenced(node, m, read)
	}
	if len(m.At) < 2 || len(m.At) > 3 {
		return mgl64.Ident4(), false // reported when it was decoded
	}
	at := mgl64.Vec3{m.At[0], m.At[1]}
	if len(m.At) == 3 {
		at[2] = m.At[2]
	} else if l.ready {
		if at[2] = terrain.HeightAt(&l.site.Ground, at.Vec2()); math.IsNaN(at[2]) {
			l.fail(node.At("at"), "%s: there is no ground: give a third number, the height", xy(at.Vec2()))
			return mgl64.Ident4(), false
		}
	}
	given := translated(at).Mul4(mgl64.HomogRotate3DZ(-m.Heading * math.Pi / 180))
	if read.Shown.Georeference.Conversion != nil && l.system != nil {
		middle := read.Shown.Low.Add(read.Shown.High).Mul(0.5)
		if own, _, err := l.byGeoreference(m, read); err == nil {
			apart := mgl64.TransformCoordinate(middle, own).Sub(mgl64.TransformCoordinate(middle, given)).Len()
			if apart > 0.01 {
				l.notes = append(l.notes, fmt.Sprintf("%s: stands where at says, %.2f m from where its own georeference puts it (leave at out to follow that)", m.File, apart))
			}
		}
	}
	return given, true
}
