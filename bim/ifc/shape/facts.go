package shape

import (
	"math"
	"sort"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/engine/solver/solid"
)

// Facts are what the shapes of a model measure, in metres, z up, before any map
// placement.
type Facts struct {
	Elements []ElementFacts       `json:"elements"`
	ByType   map[string]TypeFacts `json:"by_type"`
	Failures []Failure            `json:"failures"`
}

// ElementFacts are those of one product.
type ElementFacts struct {
	GUID      string      `json:"guid"`
	Type      string      `json:"type"`
	Name      string      `json:"name"`
	Storey    string      `json:"storey"`
	Triangles int         `json:"triangles"`
	Min       *mgl64.Vec3 `json:"min"` // null for one that shows nothing
	Max       *mgl64.Vec3 `json:"max"`
	Volume    float64     `json:"volume_m3"`       // net of its openings; of an open surface it means little
	Gross     float64     `json:"gross_volume_m3"` // with its openings filled
	Area      float64     `json:"area_m2"`
	Closed    bool        `json:"closed"`             // bounds a body: no open edges
	Repaired  []string    `json:"repaired,omitempty"` // what was done to bodies that the file leaves open
	Boxed     bool        `json:"boxed,omitempty"`    // its box stands for what could not be made
}

// TypeFacts sum up the elements of a type.
type TypeFacts struct {
	Count     int     `json:"count"`
	Triangles int     `json:"triangles"`
	Volume    float64 `json:"volume_m3"`
	Closed    int     `json:"closed"`
}

// A Failure is why something is missing of an element.
type Failure struct {
	GUID   string `json:"guid"`
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

// weld [m] is how near corners may be to count as one where closedness is asked.
const weld = 1e-6

// Inspect makes the shapes of a model and measures them.
func Inspect(m *ifc.Model, o Options) Facts {
	return FactsOf(Build(m, o), o)
}

// FactsOf measures elements.
func FactsOf(elements []Element, o Options) Facts {
	f := Facts{Elements: make([]ElementFacts, len(elements)), ByType: map[string]TypeFacts{}, Failures: []Failure{}}
	inParallel(len(elements), o.Workers, func(k int) { f.Elements[k] = elements[k].facts() })
	for k := range elements {
		e, facts := &elements[k], &f.Elements[k]
		t := f.ByType[e.Type]
		t.Count++
		t.Triangles += facts.Triangles
		t.Volume += facts.Volume
		if facts.Closed {
			t.Closed++
		}
		f.ByType[e.Type] = t
		for _, reason := range e.Failures {
			f.Failures = append(f.Failures, Failure{e.GUID, e.Type, reason})
		}
	}
	return f
}

func (e *Element) facts() ElementFacts {
	out := ElementFacts{GUID: e.GUID, Type: e.Type, Name: e.Name, Storey: e.Storey, Boxed: e.Boxed, Repaired: e.Repaired, Closed: true}
	low := mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}
	high := low.Mul(-1)
	include := func(p mgl64.Vec3) {
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	for _, p := range e.Parts {
		for _, line := range p.Lines {
			for _, at := range line {
				include(mgl64.TransformCoordinate(at, p.Transform))
			}
		}
		if p.Mesh == nil || len(p.Mesh.Triangles) == 0 {
			continue
		}
		m := p.Mesh.Transformed(p.Transform)
		l, h, _ := m.Bounds()
		include(l)
		include(h)
		out.Triangles += len(m.Triangles)
		out.Volume += m.Volume()
		out.Area += m.Area()
		out.Closed = out.Closed && closedWithin(m, weld)
	}
	out.Closed = out.Closed && out.Triangles > 0
	if low[0] <= high[0] {
		out.Min, out.Max = &low, &high
	}
	out.Gross = out.Volume + e.Cut
	for _, v := range []*float64{&out.Volume, &out.Gross, &out.Area} {
		if math.IsNaN(*v) || math.IsInf(*v, 0) {
			*v = 0
		}
	}
	return out
}

// closedWithin welds the mesh and tells whether it is closed; the mesh is used up.
func closedWithin(m *solid.Mesh, tolerance float64) bool {
	if m.Closed() {
		return true
	}
	m.Weld(tolerance)
	return m.Closed()
}

// Types are the types that occur, in order.
func (f *Facts) Types() []string {
	out := make([]string, 0, len(f.ByType))
	for name := range f.ByType {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
