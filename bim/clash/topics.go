package clash

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/bcf"
)

// Report is what topics say besides the clashes.
type Report struct {
	Author  string
	Created time.Time // of the topics: that of the models, so that equal models give equal files
}

// Topics makes an issue of each clash. Its GUID follows from the two elements
// alone, so that what was said of it before can be found again in the next run's
// file; its viewpoint looks at the place, selects both elements and shows nothing
// else, A in red and B in green. Clashes of one group are related topics.
func Topics(pairs []Pair, r Report) []bcf.Topic {
	topics := make([]bcf.Topic, len(pairs))
	for k := range pairs {
		topics[k] = pairs[k].topic(r)
	}
	for _, g := range Groups(pairs) {
		if len(g.Pairs) == 1 {
			continue
		}
		label := fmt.Sprintf("%s %s: %d × %s", g.Element.Type, name(g.Element), len(g.Pairs), g.Other)
		first := g.Pairs[0]
		for _, k := range g.Pairs {
			topics[k].Labels = append(topics[k].Labels, label)
			if k != first { // all with the first: with each other they would be n² lines
				topics[first].Related = append(topics[first].Related, topics[k].GUID)
				topics[k].Related = append(topics[k].Related, topics[first].GUID)
			}
		}
	}
	return topics
}

func (p *Pair) topic(r Report) bcf.Topic {
	id := bcf.ID("clash", p.A.GUID, p.A.Model, p.B.GUID, p.B.Model)
	t := bcf.Topic{
		GUID: id, Type: "Clash", Status: "Open", Created: r.Created, Author: r.Author,
		Title:       fmt.Sprintf("%s: %s × %s", p.Kind, name(p.A), name(p.B)),
		Priority:    "Normal",
		Description: p.sentence(),
		Labels:      []string{string(p.Kind)},
		Viewpoints:  []bcf.Viewpoint{p.viewpoint(bcf.ID("viewpoint", id))},
	}
	if p.Kind.Hard() {
		t.Priority = "High"
	}
	for _, model := range []string{p.A.Model, p.B.Model} {
		if model != "" && (len(t.Models) == 0 || t.Models[0].Reference != model) {
			t.Models = append(t.Models, bcf.Model{Filename: filepath.Base(model), Reference: model})
		}
	}
	return t
}

// name is what people call an element.
func name(o *Object) string {
	if strings.TrimSpace(o.Name) == "" {
		return o.Type + " " + o.GUID
	}
	return o.Name
}

func (p *Pair) sentence() string {
	a, b := fmt.Sprintf("%s %s (%s)", p.A.Type, name(p.A), p.A.GUID), fmt.Sprintf("%s %s (%s)", p.B.Type, name(p.B), p.B.GUID)
	var s string
	switch p.Kind {
	case Pierce:
		s = fmt.Sprintf("%s and %s go through one another, %.1f mm deep.", a, b, 1000*p.Depth)
	case Overlap:
		s = fmt.Sprintf("%s and %s share room, %.1f mm deep.", a, b, 1000*p.Depth)
	case Contains:
		if p.Inner == p.A {
			a, b = b, a
		}
		s = fmt.Sprintf("%s holds %s.", a, b)
	default:
		s = fmt.Sprintf("%s and %s are %.1f mm apart.", a, b, 1000*p.Distance)
	}
	if p.Kind.Hard() && !math.IsNaN(p.Volume) {
		s += fmt.Sprintf(" Shared volume %.6f m³.", p.Volume)
	}
	s += fmt.Sprintf(" At %.3f, %.3f, %.3f m.", p.Point[0], p.Point[1], p.Point[2])
	if !p.Together.From.IsZero() || !p.Together.To.IsZero() {
		s += " They stand together"
		if !p.Together.From.IsZero() {
			s += p.Together.From.Format(" from 2006-01-02")
		}
		if !p.Together.To.IsZero() {
			s += p.Together.To.Format(" until 2006-01-02")
		}
		s += "."
	}
	return s
}

// viewpoint looks at the clash from the south-west and above, from so far that
// four metres round it fill the picture: enough to see what it is, near enough
// to see where.
func (p *Pair) viewpoint(id string) bcf.Viewpoint {
	const around, angle = 4.0, 60.0 // [m], [°]
	direction := mgl64.Vec3{1, 1, -0.8}.Normalize()
	side := direction.Cross(mgl64.Vec3{0, 0, 1}).Normalize()
	back := around / 2 / math.Tan(angle/2*math.Pi/180)
	a, b := bcf.Component{IfcGUID: p.A.GUID}, bcf.Component{IfcGUID: p.B.GUID}
	return bcf.Viewpoint{
		GUID:       id,
		Camera:     &bcf.Camera{Eye: p.Point.Sub(direction.Mul(back)), Direction: direction, Up: side.Cross(direction), Perspective: true, FieldOfView: angle, Aspect: 4.0 / 3},
		Selection:  []bcf.Component{a, b},
		Exceptions: []bcf.Component{a, b},
		Colors:     []bcf.Coloring{{Color: "FF2020", Components: []bcf.Component{a}}, {Color: "20C020", Components: []bcf.Component{b}}},
	}
}
