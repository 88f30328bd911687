package rainstorm

import (
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// All mistakes of the file come with their lines, and those of the scenario with
// their keys.
func TestBrokenSewers(t *testing.T) {
	site := plain(90, 9, street)
	broken := strings.NewReplacer("M2 0.95 1.7", "M2 deep 1.7", "C3 M3 M4", "C3 M3 M9").Replace(sewerFile)
	_, err := New(site, sewered(map[string]string{"street.inp": broken}))
	for _, want := range []string{
		"sewer.swmm_file: street.inp:11: [JUNCTIONS] invert: \"deep\": expected a number",
		"sewer.swmm_file: street.inp:19: [CONDUITS] outlet node: node \"M9\" is not defined",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	far := underStreet()
	far.Sewer.OffsetM = &mgl64.Vec2{1e6, 0}
	watching := underStreet()
	watching.Sewer.Watch = []string{"M1", "M7"}
	special := underStreet()
	special.Sewer.At = []SewerInletAt{{ID: "M8"}}
	outfall := underStreet()
	outfall.Sewer.Outfalls = []OutfallLevel{{"M1", 3}}
	for want, p := range map[string]Parameters{
		"sewer.swmm_file: street.inp: there is no such file":                  sewered(nil),
		"sewer.swmm_file: no manhole lies on the ground: check coordinates":   far,
		"sewer.watch[1]: M7: no manhole of that name is joined to the ground": watching,
		"sewer.at[0].id: M8: the network has no such node":                    special,
		"sewer.outfalls[0].id: M1: the network has no such outfall":           outfall,
	} {
		if _, err := New(site, p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	m := newModel(t, site, underStreet())
	for _, c := range []struct {
		subject, property string
		value             engine.Value
		want              string
	}{
		{"manhole/M9", "clogged", engine.Number(1), "no manhole of that name"},
		{"manhole/M1", "clogged", engine.Number(2), "expected a number from 0 to 1"},
		{"manhole/M1", "lid", engine.Number(1), "knows clogged"},
		{"conduit/C9", "state", engine.Word("blocked"), "no such link"},
		{"conduit/C1", "state", engine.Word("half"), "expected ok or blocked"},
		{"conduit/C1", "setting", engine.Number(0.5), "a conduit knows state"},
		{"outfall/M1", "level_m", engine.Number(1), "no such outfall"},
		{"outfall/O1", "level_m", engine.Word("high"), "expected a number"},
	} {
		if _, err := m.CheckEvent(set(c.subject, c.property, c.value)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s.%s: %v, want one with %q", c.subject, c.property, err, c.want)
		}
	}
}

// Nodes off the ground and in buildings stay apart and are named; places follow
// the map's origin; heights follow the offset.
func TestPlacesOfManholes(t *testing.T) {
	site := plain(90, 9, street)
	site.Origin = engine.Origin{EPSG: 4549, Easting: 500000, Northing: 3400000}
	building := engine.Field{Name: "building", Grid: site.Ground.Grid, Values: make([]float32, site.Ground.Grid.Len())}
	for k := range building.Values {
		building.Values[k] = float32(math.NaN())
	}
	cell, _ := site.Ground.Grid.CellAt(35.5, 4.5)
	building.Values[cell] = 5
	site.Layers = append(site.Layers, building)
	p := underStreet()
	p.Sewer.OffsetM = &mgl64.Vec2{500000, 3400000}
	p.Sewer.LevelOffsetM = -0.1
	m := newModel(t, site, p)
	s := m.pipes.summary()
	if s.Manholes != 3 || s.Apart != 1 || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "M2: (35.5, 4.5) is no open ground") {
		t.Errorf("%+v", s)
	}
	h := m.pipes.manholes[0]
	near(t, "rim of M1 in its file's heights", h.rim, street(10.5, 4.5)+0.1, 1e-6)
	near(t, "the solver's", m.pipes.run.Net.NodeRim(h.node), h.rim, 1e-9)
}
