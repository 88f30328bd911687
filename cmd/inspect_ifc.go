package cmd

import (
	"fmt"
	"io"
	"math"

	"shapan/bim/ifc"
	"shapan/bim/ifc/shape"
	"shapan/bim/ifc/step"
	"shapan/site"
)

// ifcFacts are what there is to know of a building model.
type ifcFacts struct {
	Schema       step.Schema      `json:"schema"`
	Units        ifc.Units        `json:"units"`
	shape.Facts                   // elements, by_type (openings and spaces too), failures
	Georeference ifc.Georeference `json:"georeference"`
	Model        ifc.Summary      `json:"model"`
	Faults       *step.Faults     `json:"faults,omitempty"` // of the file's text
}

func inspectIFC(path string) (any, error) {
	m, err := ifc.Open(path)
	if err != nil {
		return nil, err
	}
	return factsOfIFC(m), nil
}

func factsOfIFC(m *ifc.Model) *ifcFacts {
	f := &ifcFacts{Schema: m.Edition, Units: m.Units, Model: m.Summary()}
	f.Facts = shape.Inspect(m, shape.Options{})
	f.Georeference = f.Model.Georeference
	m.CompareSite(&f.Georeference, site.Geographic)
	f.Model.Georeference = f.Georeference
	if m.File.Faults.Total > 0 {
		f.Faults = &m.File.Faults
	}
	return f
}

// tell prints the facts for people.
func (f *ifcFacts) tell(w io.Writer) error {
	p := printer{w: w}
	s := &f.Model
	p.line("IFC model   %s, %d instances of %d types, %.1f MB", f.Schema, s.File.Instances, s.File.Types, float64(s.File.Bytes)/1e6)
	p.some("project", s.Project)
	p.some("written by", s.File.Application)
	p.line("units       lengths %s (%g m), angles %s", f.Units.LengthName, f.Units.Length, f.Units.AngleName)
	total := 0
	for _, c := range s.Products {
		total += c.Count
	}
	p.line("products    %d, %d of all with a shape; %d openings, %d of them filled", total, s.WithShape, s.Openings, s.Filled)
	for _, c := range s.Products {
		p.line("  %6d %s", c.Count, c.Type)
	}
	triangles, closed := 0, 0
	for _, t := range f.Facts.ByType {
		triangles, closed = triangles+t.Triangles, closed+t.Closed
	}
	p.line("shapes      %d elements, %d closed, of %d triangles; %d failures", len(f.Elements), closed, triangles, len(f.Failures))
	for k, x := range f.Failures {
		if k == 10 {
			p.line("            and %d more: see --json", len(f.Failures)-k)
			break
		}
		p.line("failure     %s %s: %s", x.Type, x.GUID, x.Reason)
	}
	for k, st := range s.Storeys {
		p.line("%-11s %s at %.2f m: %d products", map[bool]string{true: "storeys"}[k == 0], st.Name, st.Elevation, st.Products)
	}
	p.line("data        %d property sets, %d sets of quantities, %d types, %d materials", s.PropertySets, s.Quantities, s.TypeObjects, len(s.Materials))
	if len(s.Groups) > 0 || s.Ports > 0 || s.Tasks > 0 {
		groups := 0
		for _, g := range s.Groups {
			groups += g.Count
		}
		p.line("            %d systems and groups, %d ports, %d joints; %d tasks, %d sequences", groups, s.Ports, s.Connections, s.Tasks, s.Sequences)
	}
	p.place(&f.Georeference)
	for _, all := range [][]ifc.Fault{f.Georeference.Warnings, s.Warnings} {
		for _, w := range all {
			p.line("warning     %v", &w)
		}
	}
	if f.Faults != nil {
		p.line("%v", f.Faults)
	}
	return p.err
}

// A printer prints lines until one fails.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) some(name, value string) {
	if value != "" {
		p.line("%-11s %s", name, value)
	}
}

// place says where a model stands.
func (p *printer) place(g *ifc.Georeference) {
	if c := g.Conversion; c != nil {
		name := "a map without name"
		if g.CRS != nil && g.CRS.Name != "" {
			name = g.CRS.Name
		}
		if c.Geographic {
			p.line("placed      %.7f°, %.7f°, %.3f m in %s (%s)", c.First*180/math.Pi, c.Second*180/math.Pi, c.Height, name, c.Source)
		} else {
			p.line("placed      E %.3f N %.3f H %.3f m in %s, turned %.4f°, scale %.9g (%s)", c.Eastings, c.Northings, c.Height, name, c.Rotation*180/math.Pi, c.Scale, c.Source)
		}
	} else {
		p.line("placed      on no map")
	}
	if g.Site != nil {
		p.line("site        latitude %.6f°, longitude %.6f°, %.2f m", g.Site.Latitude, g.Site.Longitude, g.Site.Elevation)
	}
	if g.HasTrueNorth {
		p.line("true north  %.3f° anticlockwise from the model's y", g.TrueNorth*180/math.Pi)
	}
}
