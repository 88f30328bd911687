package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// Build makes the shapes of all products of a file, in the order of the file.
func Build(f *step.File, o Options) []Element {
	if o.Tolerance == (solid.Tolerance{}) {
		o.Tolerance = solid.Default
	}
	r := &reader{file: f, metre: 1, radian: 1, tol: o.Tolerance, shared: &shared{styles: readStyles(f)}}
	for in := range f.OfType("IFCSIUNIT") { // Dimensions, UnitType, Prefix, Name
		a := in.Args()
		kind, _ := a.Enum(1)
		prefix, _ := a.Enum(2)
		if kind == "LENGTHUNIT" {
			r.metre = map[string]float64{"MILLI": 0.001, "CENTI": 0.01, "DECI": 0.1}[prefix]
			if r.metre == 0 {
				r.metre = 1
			}
		}
	}
	for in := range f.OfType("IFCCONVERSIONBASEDUNIT") { // Dimensions, UnitType, Name, ConversionFactor
		a := in.Args()
		kind, _ := a.Enum(1)
		m, ok := a.Instance(3)
		if !ok {
			continue
		}
		v := m.Args()
		x, _ := v.Real(0)
		switch kind {
		case "LENGTHUNIT":
			r.metre = x
			if x > 1 {
				r.metre = x / 1000
			}
		case "PLANEANGLEUNIT":
			r.radian = x
		}
	}
	var all []*product
	byID := map[step.ID]*product{}
	for in := range f.All() {
		a := in.Args()
		if a.Kind(0) != step.Text {
			continue
		}
		rep, ok := a.Instance(6)
		if !ok || rep.Type() != "IFCPRODUCTDEFINITIONSHAPE" {
			continue
		}
		p := &product{in: in, representation: rep}
		p.ID, p.Type = in.ID(), in.Type()
		p.GUID, _ = a.String(0)
		p.Name, _ = a.String(2)
		p.Opening = in.Type() == "IFCOPENINGELEMENT" || in.Type() == "IFCOPENINGSTANDARDCASE"
		p.placement = mgl64.Ident4()
		if to, ok := a.Instance(5); ok {
			p.placement, p.placed = r.local(to, 0)
		}
		all = append(all, p)
		byID[in.ID()] = p
	}
	for in := range f.OfType("IFCRELVOIDSELEMENT") {
		a := in.Args()
		e, _ := a.Ref(4)
		o, _ := a.Ref(5)
		if p := byID[e]; p != nil {
			p.openings = append(p.openings, o)
		}
	}
	inParallel(len(all), o.Workers, func(k int) { r.shape(all[k], func(id step.ID) *product { return byID[id] }) })
	out := make([]Element, len(all))
	for k, p := range all {
		out[k] = p.Element
	}
	return out
}

func (r *reader) local(in step.Instance, depth int) (mgl64.Mat4, error) {
	if depth > 1000 || in.Type() != "IFCLOCALPLACEMENT" {
		return mgl64.Ident4(), fault(in, "later")
	}
	a := in.Args()
	own, err := r.placementAt(&a, 1)
	if err != nil {
		return own, err
	}
	if to, ok := a.Instance(0); ok {
		above, err := r.local(to, depth+1)
		return above.Mul4(own), err
	}
	return own, nil
}

var _ = math.Pi
