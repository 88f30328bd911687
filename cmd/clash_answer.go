package cmd

import (
	"fmt"
	"io"
	"math"
	"time"

	"shapan/bim/clash"
	"shapan/bim/clash/ofifc"
)

// clashAnswer is what clash prints as JSON.
type clashAnswer struct {
	Models      []string          `json:"models"`
	ToleranceMM float64           `json:"tolerance_mm"`
	ClearanceMM float64           `json:"clearance_mm"`
	Elements    int               `json:"elements"`
	Counts      map[string]int    `json:"counts"`
	Pairs       []clashPair       `json:"pairs"`
	Groups      []clashGroup      `json:"groups"`
	Unchecked   []ofifc.Unchecked `json:"unchecked"`
}

type clashPair struct {
	A        string     `json:"a"`
	B        string     `json:"b"`
	Kind     string     `json:"kind"`
	Depth    float64    `json:"depth_m"`
	Volume   float64    `json:"volume_m3"`
	Distance float64    `json:"distance_m"`
	Point    [3]float64 `json:"point"`
	// OpenBody says that volume_m3 is 0 because a body is open and nobody can know.
	OpenBody bool      `json:"open_body,omitempty"`
	Inner    string    `json:"inner,omitempty"`
	AType    string    `json:"a_type"`
	BType    string    `json:"b_type"`
	AName    string    `json:"a_name,omitempty"`
	BName    string    `json:"b_name,omitempty"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	Group    int       `json:"group"` // in groups
}

type clashGroup struct {
	Element string `json:"element"`
	Type    string `json:"type"`
	Name    string `json:"name,omitempty"`
	Other   string `json:"other_type"`
	Hard    bool   `json:"hard"`
	Pairs   int    `json:"pairs"`
}

func newClashAnswer(q *clashCall, models []clashModel, pairs []clash.Pair) *clashAnswer {
	a := &clashAnswer{ToleranceMM: q.tolerance, ClearanceMM: q.clearance, Counts: map[string]int{}, Pairs: []clashPair{}, Groups: []clashGroup{}, Unchecked: []ofifc.Unchecked{}}
	for _, m := range models {
		a.Models = append(a.Models, m.name)
		a.Elements += len(m.objects)
		a.Unchecked = append(a.Unchecked, m.unchecked...)
	}
	for _, kind := range []clash.Kind{clash.Pierce, clash.Overlap, clash.Contains, clash.Clearance} {
		a.Counts[string(kind)] = 0
	}
	for k := range pairs {
		p := &pairs[k]
		a.Counts[string(p.Kind)]++
		row := clashPair{
			A: p.A.GUID, B: p.B.GUID, Kind: string(p.Kind), Depth: p.Depth, Volume: p.Volume, Distance: p.Distance, Point: p.Point,
			AType: p.A.Type, BType: p.B.Type, AName: p.A.Name, BName: p.B.Name, From: p.Together.From, To: p.Together.To,
		}
		if math.IsNaN(row.Volume) {
			row.Volume, row.OpenBody = 0, true
		}
		if p.Inner != nil {
			row.Inner = p.Inner.GUID
		}
		a.Pairs = append(a.Pairs, row)
	}
	for n, g := range clash.Groups(pairs) {
		a.Groups = append(a.Groups, clashGroup{g.Element.GUID, g.Element.Type, g.Element.Name, g.Other, g.Hard, len(g.Pairs)})
		for _, k := range g.Pairs {
			a.Pairs[k].Group = n
		}
	}
	return a
}

// tell prints what a person wants to know first: the hard clashes, group by
// group, then how many lacks of clearance there are.
func (a *clashAnswer) tell(out, notes io.Writer) {
	for n, g := range a.Groups {
		if !g.Hard {
			continue
		}
		fmt.Fprintf(out, "%s %s × %d %s\n", g.Type, nameOr(g.Name, g.Element), g.Pairs, g.Other)
		for _, p := range a.Pairs {
			if p.Group != n {
				continue
			}
			other := nameOr(p.BName, p.B)
			if p.B == g.Element {
				other = nameOr(p.AName, p.A)
			}
			fmt.Fprintf(out, "  %-8s %7.1f mm deep", p.Kind, 1000*p.Depth)
			if !p.OpenBody {
				fmt.Fprintf(out, " %10.6f m³", p.Volume)
			}
			fmt.Fprintf(out, "  at %.3f, %.3f, %.3f  %s\n", p.Point[0], p.Point[1], p.Point[2], other)
		}
	}
	fmt.Fprintf(out, "%d elements: %d pierce, %d overlap, %d contain one another, %d closer than %g mm\n",
		a.Elements, a.Counts["pierce"], a.Counts["overlap"], a.Counts["contains"], a.Counts["clearance"], a.ClearanceMM)
	for _, u := range a.Unchecked {
		fmt.Fprintf(notes, "not compared: %s %s %s (%s): %s\n", u.Model, u.Type, u.GUID, u.Name, u.Reason)
	}
}

func nameOr(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}
