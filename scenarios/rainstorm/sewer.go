package rainstorm

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/pipenet/inp"
)

// SewerParameters are a drainage network below the ground, which takes water
// through its inlets and gives it back where it is under pressure.
type SewerParameters struct {
	SwmmFile     string         `yaml:"swmm_file" jsonschema:"required,example=district.inp" jsonschema_description:"EPA SWMM 5 input file (.inp), relative to the scenario; its series count from the start of the run, its daily patterns and tides follow the run's clock"`
	Coordinates  string         `yaml:"coordinates" jsonschema:"enum=map,enum=site" jsonschema_description:"what [COORDINATES] are: of the site's map, or of the site itself; absent: map if the site has a crs"`
	OffsetM      *mgl64.Vec2    `yaml:"offset_m" jsonschema_description:"[dx, dy] added to [COORDINATES] first"`
	LevelOffsetM float64        `yaml:"level_offset_m" jsonschema:"minimum=-10000,maximum=10000" jsonschema_description:"added to the file's heights to make them the site's"`
	Inlets       SewerInlet     `yaml:"inlets" jsonschema_description:"the openings between each manhole and the ground"`
	At           []SewerInletAt `yaml:"at" jsonschema_description:"manholes whose inlets differ"`
	Runoff       string         `yaml:"runoff" jsonschema:"enum=surface,enum=outside,enum=file,default=surface" jsonschema_description:"surface: rain falls on the ground alone and the file's subcatchments rest; outside: those run whose manhole is not on the ground; file: all run, on top of the rain on the ground"`
	Watch        []string       `yaml:"watch" jsonschema:"maxItems=200" jsonschema_description:"manholes whose head and flow are recorded; absent: the first 200"`
	OutfallsTo   string         `yaml:"outfalls_to" jsonschema:"enum=away,enum=ground,default=away" jsonschema_description:"away: what leaves through outfalls is off the site; ground: outfalls that lie on the ground discharge there, and take its water when it stands higher"`
	Outfalls     []OutfallLevel `yaml:"outfalls" jsonschema_description:"levels before outfalls that replace the file's"`
}

// SewerInlet is what joins a manhole to the ground: grates, gullies, the cover.
type SewerInlet struct {
	PerimeterM     float64 `yaml:"perimeter_m" jsonschema:"minimum=0,maximum=100,default=1.6" jsonschema_description:"of all grates of a manhole: over it water falls in while it is shallow"`
	OpenAreaM2     float64 `yaml:"open_area_m2" jsonschema:"minimum=0,maximum=100,default=0.2" jsonschema_description:"of all grates: through it water goes in when it is deep"`
	CoverDiameterM float64 `yaml:"cover_diameter_m" jsonschema:"exclusiveMinimum=0,maximum=10,default=0.7" jsonschema_description:"of the opening through which water comes back"`
	Clogged        float64 `yaml:"clogged" jsonschema:"minimum=0,maximum=1" jsonschema_description:"share that litter blocks on the way in"`
}

// SewerInletAt is the inlet of one manhole.
type SewerInletAt struct {
	ID             string   `yaml:"id" jsonschema:"required,example=M12"`
	PerimeterM     *float64 `yaml:"perimeter_m" jsonschema:"minimum=0,maximum=100"`
	OpenAreaM2     *float64 `yaml:"open_area_m2" jsonschema:"minimum=0,maximum=100"`
	CoverDiameterM *float64 `yaml:"cover_diameter_m" jsonschema:"exclusiveMinimum=0,maximum=10"`
	Clogged        *float64 `yaml:"clogged" jsonschema:"minimum=0,maximum=1"`
	Sealed         bool     `yaml:"sealed" jsonschema_description:"its cover is bolted down: nothing goes in or out"`
}

// OutfallLevel is the level of the water that an outfall discharges into.
type OutfallLevel struct {
	ID     string  `yaml:"id" jsonschema:"required,example=O1"`
	LevelM float64 `yaml:"level_m" jsonschema:"required,minimum=-1000,maximum=10000"`
}

// over lays what is given over the inlet of all manholes.
func (a SewerInletAt) over(in SewerInlet) SewerInlet {
	for _, x := range []struct{ from, to *float64 }{
		{a.PerimeterM, &in.PerimeterM}, {a.OpenAreaM2, &in.OpenAreaM2}, {a.CoverDiameterM, &in.CoverDiameterM}, {a.Clogged, &in.Clogged},
	} {
		if x.from != nil {
			*x.to = *x.from
		}
	}
	return in
}

// newNetwork reads the drainage network and joins it to the ground; nil if the
// scenario has none.
func (m *Model) newNetwork() (*network, error) {
	p := m.par.Sewer
	if p == nil {
		return nil, nil
	}
	file, err := m.readSewer(p.SwmmFile)
	if err != nil {
		return nil, engine.Wrong(err, "swmm_file")
	}
	n := &network{par: p, file: file, stages: file.Stages}
	for _, left := range file.Ignored {
		if left.Hydraulic {
			n.note("%s:%d: [%s] %s: not modelled", p.SwmmFile, left.Line, left.Section, left.What)
		}
	}
	if m.par.DrainageMMPerH > 0 {
		n.note("drainage_mm_per_h is %g as well: the storm sewers count twice where both are", m.par.DrainageMMPerH)
	}
	if err := m.joinManholes(n); err != nil {
		return nil, err
	}
	n.letRun()
	n.freeOutfalls()
	if n.run, err = file.Begin(); err != nil {
		return nil, engine.Wrong(err, "swmm_file")
	}
	n.put = make([]float64, len(file.Network.Nodes))
	for _, h := range n.manholes {
		if rim := n.run.Net.NodeRim(h.node); rim > h.rim+1e-6 {
			n.note("%s: the ground, %.2f m, lies %.2f m below the top of its conduits: the ground is taken to be there", h.name, h.ground+p.LevelOffsetM, rim-h.rim)
			h.ground, h.rim = h.ground+rim-h.rim, rim
		}
		n.run.Net.SetClogging(h.node, h.Clogged)
	}
	for k, o := range p.Outfalls {
		if err := n.setLevel(o.ID, o.LevelM); err != nil {
			return nil, engine.Wrong(err, "outfalls", k, "id")
		}
	}
	return n, n.choose()
}

// readSewer reads the input file with all that it names.
func (m *Model) readSewer(name string) (*inp.File, error) {
	text, err := m.par.read.text(name)
	if err != nil {
		return nil, err
	}
	file, err := inp.Read(bytes.NewReader(text), name, func(other string) (io.ReadCloser, error) {
		other = strings.ReplaceAll(other, `\`, "/")
		if !path.IsAbs(other) {
			other = path.Join(path.Dir(name), other)
		}
		text, err := m.par.read.text(other)
		return io.NopCloser(bytes.NewReader(text)), err
	})
	var mistakes inp.Mistakes
	if errors.As(err, &mistakes) { // each by itself, so that each is told where it is named
		var all []error
		for _, one := range mistakes {
			all = append(all, one)
		}
		return nil, errors.Join(all...)
	}
	if err == nil && !m.par.start.IsZero() {
		file.Start = m.par.start
	}
	return file, err
}
