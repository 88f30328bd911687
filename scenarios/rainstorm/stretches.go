package rainstorm

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// Stretch is a part of the ground's rim with a rule of its own.
type Stretch struct {
	ID   string     `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=sea" jsonschema_description:"letters, digits, - and _"`
	From mgl64.Vec2 `yaml:"from" jsonschema:"required" jsonschema_description:"[x, y] on the rim"`
	To   mgl64.Vec2 `yaml:"to" jsonschema:"required" jsonschema_description:"[x, y] on the same side of it"`
	Kind string     `yaml:"kind" jsonschema:"required,enum=open,enum=wall,enum=level,enum=inflow,enum=normal,enum=rating" jsonschema_description:"open: falls off freely, at critical depth or faster; normal: leaves as uniform flow on a slope; rating: leaves by a rating curve"`

	LevelM    *float64        `yaml:"level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"of kind level: a level that stays"`
	Levels    []LevelRow      `yaml:"levels" jsonschema_description:"or a table, linear between its rows"`
	LevelFile string          `yaml:"level_file" jsonschema:"example=tide.csv" jsonschema_description:"or CSV with a header: time_s, time_min or time_h, and level_m"`
	Tide      *TideParameters `yaml:"tide" jsonschema_description:"or a tide"`

	FlowM3PerS *float64  `yaml:"flow_m3_per_s" jsonschema_description:"of kind inflow: steady, over the whole stretch"`
	FlowM2PerS *float64  `yaml:"flow_m2_per_s" jsonschema_description:"or per metre of it"`
	Hydrograph []FlowRow `yaml:"hydrograph" jsonschema_description:"or over the whole stretch in a table"`
	FlowFile   string    `yaml:"hydrograph_file" jsonschema:"example=inflow.csv" jsonschema_description:"or CSV with a header: time_s, time_min or time_h, and m3_per_s"`
	DepthM     float64   `yaml:"depth_m" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"of kind inflow: its depth where it comes in faster than waves run; absent: what the water inside decides"`

	Slope  float64     `yaml:"slope" jsonschema:"minimum=0,maximum=1,example=0.001" jsonschema_description:"of kind normal: of the ground beyond"`
	Rating []RatingRow `yaml:"rating" jsonschema:"minItems=2" jsonschema_description:"of kind rating: the discharge that leaves over the whole stretch at each level of its water; linear between its rows, 0 below the first, along the last two above them"`
}

// stretch is a Stretch on the solver's segment of the same number.
type stretch struct {
	id    string // "boundary/sea"
	kind  shallowwater.BoundaryKind
	value overTime // level [m] or flow [m³/s]; nil: neither
	depth float64  // [m]
	width float64  // of its open cells [m]
	cells []int    // that are open

	conveyance float64 // of kind normal [m^(1/3)/s]
	rating     *rating // of that kind; nil: another
	rated      shallowwater.Boundary

	stretchSave
}

// stretchSave is the part of a stretch that changes with time.
type stretchSave struct {
	Factor float64 `json:"factor"` // of its flow
	Offset float64 `json:"offset"` // of its level [m]
	Value  float64 `json:"value"`  // in force: [m] or [m³/s]
}

// newStretch finds a stretch's cells and builds its series.
func (m *Model) newStretch(p Stretch) (*stretch, shallowwater.Segment, error) {
	s := &stretch{id: "boundary/" + p.ID, depth: p.DepthM, stretchSave: stretchSave{Factor: 1}}
	segment, cells, err := m.segmentOf(p.From, p.To)
	if err != nil {
		return nil, segment, err
	}
	for _, cell := range cells {
		if m.wettable(cell) {
			s.width += m.grid.Cell
			s.cells = append(s.cells, cell)
		}
	}
	if s.width == 0 {
		return nil, segment, engine.Wrong(errors.New("no open ground along it"), "from")
	}
	if err := s.follow(p, m.par.read); err != nil {
		return nil, segment, err
	}
	if err := s.leave(p, m.site.Layer("manning")); err != nil {
		return nil, segment, err
	}
	segment.Boundary = s.boundary(0, 0)
	return s, segment, nil
}

// follow builds what the stretch follows: of the keys of its kind exactly one.
func (s *stretch) follow(p Stretch, read reader) (err error) {
	levels := []bool{p.LevelM != nil, p.Levels != nil, p.LevelFile != "", p.Tide != nil}
	flows := []bool{p.FlowM3PerS != nil, p.FlowM2PerS != nil, p.Hydrograph != nil, p.FlowFile != ""}
	count := func(given []bool) (n int) {
		for _, g := range given {
			if g {
				n++
			}
		}
		return n
	}
	s.kind = map[string]shallowwater.BoundaryKind{"open": shallowwater.OpenOutflow, "wall": shallowwater.Closed, "level": shallowwater.Level, "inflow": shallowwater.Inflow, "normal": shallowwater.Normal, "rating": shallowwater.Normal}[p.Kind]
	switch {
	case s.kind == shallowwater.Level && (count(levels) != 1 || count(flows) > 0):
		return engine.Wrong(errors.New("level: needs exactly one of level_m, levels, level_file and tide, and no flow"), "kind")
	case s.kind == shallowwater.Inflow && (count(flows) != 1 || count(levels) > 0):
		return engine.Wrong(errors.New("inflow: needs exactly one of flow_m3_per_s, flow_m2_per_s, hydrograph and hydrograph_file, and no level"), "kind")
	case s.kind != shallowwater.Level && s.kind != shallowwater.Inflow && count(levels)+count(flows) > 0:
		return engine.Wrong(fmt.Errorf("%s: takes neither level nor flow", p.Kind), "kind")
	}
	switch {
	case p.LevelM != nil:
		s.value = steady(*p.LevelM)
	case p.LevelFile != "":
		s.value, err = read.series(p.LevelFile, "level_m")
		err = engine.Wrong(err, "level_file")
	case p.Levels != nil:
		rows := make([]FlowRow, len(p.Levels))
		for k, row := range p.Levels {
			rows[k] = FlowRow{row.At, row.LevelM}
		}
		s.value, err = FlowSeries{Hydrograph: rows}.series(read)
		if bad, ok := err.(interface{ Key() []any }); ok {
			bad.Key()[0] = "levels" // the caller's word for it
		}
	case p.Tide != nil:
		s.value, err = p.Tide.tide()
		err = engine.Wrong(err, "tide")
	case p.FlowM2PerS != nil:
		s.value = steady(*p.FlowM2PerS * s.width)
	case s.kind == shallowwater.Inflow:
		s.value, err = FlowSeries{p.FlowM3PerS, p.Hydrograph, p.FlowFile}.series(read)
	}
	return err
}

// segmentOf finds the side of the rim on which both points lie, within half a
// cell or a metre, and the cells whose middles lie between them.
func (m *Model) segmentOf(from, to mgl64.Vec2) (segment shallowwater.Segment, cells []int, err error) {
	g := m.grid
	sides := []struct {
		side   shallowwater.Side
		across int // coordinate that is the same along it
		at     float64
		n      int
		cell   func(k int) int
	}{
		{shallowwater.West, 0, g.X0, g.NY, func(k int) int { return k * g.NX }},
		{shallowwater.East, 0, g.X0 + float64(g.NX)*g.Cell, g.NY, func(k int) int { return k*g.NX + g.NX - 1 }},
		{shallowwater.South, 1, g.Y0, g.NX, func(k int) int { return k }},
		{shallowwater.North, 1, g.Y0 + float64(g.NY)*g.Cell, g.NX, func(k int) int { return (g.NY-1)*g.NX + k }},
	}
	near := math.Max(0.51*g.Cell, math.Min(1, g.Cell))
	longest := 0.0
	for _, s := range sides {
		if math.Abs(from[s.across]-s.at) > near || math.Abs(to[s.across]-s.at) > near {
			continue
		}
		along := 1 - s.across
		low, high := math.Min(from[along], to[along]), math.Max(from[along], to[along])
		if high-low <= longest {
			continue
		}
		longest = high - low
		origin := [2]float64{g.X0, g.Y0}[along]
		// The middle of cell k lies at origin + (k + 1/2) cell.
		first := int(math.Ceil(math.Max(0, (low-origin)/g.Cell-0.5-1e-9)))
		last := int(math.Floor(math.Min(float64(s.n), (high-origin)/g.Cell-0.5+1e-9)))
		segment = shallowwater.Segment{Side: s.side, From: first, To: min(last, s.n-1) + 1}
		cells = nil
		for k := segment.From; k < segment.To; k++ {
			cells = append(cells, s.cell(k))
		}
	}
	switch {
	case longest == 0:
		return segment, nil, engine.Wrong(fmt.Errorf("(%g, %g) and to, (%g, %g), must lie on one side of the ground's rim, x %g to %g, y %g to %g", from[0], from[1], to[0], to[1],
			g.X0, g.X0+float64(g.NX)*g.Cell, g.Y0, g.Y0+float64(g.NY)*g.Cell), "from")
	case len(cells) == 0:
		return segment, nil, engine.Wrong(fmt.Errorf("no middle of a cell of %g m lies between from and to: draw them farther apart", g.Cell), "from")
	}
	return segment, cells, nil
}

// boundary is the rule that holds from one time to another [s].
func (s *stretch) boundary(from, to float64) shallowwater.Boundary {
	if s.rating != nil {
		return s.rated
	}
	b := shallowwater.Boundary{Kind: s.kind, Conveyance: s.conveyance}
	if s.value == nil {
		return b
	}
	v := s.value.Mean(from, to)
	if s.kind == shallowwater.Level {
		s.Value = v + s.Offset
		b.Level = s.Value
		return b
	}
	s.Value = v * s.Factor
	b.Discharge, b.Depth = s.Value/s.width, s.depth
	return b
}

// setStretches hands the solver the rules from one time to another [s].
func (m *Model) setStretches(from, to float64) error {
	for k, s := range m.stretches {
		if s.rating != nil {
			s.rate(m)
		} else if s.value == nil {
			continue
		}
		if b := s.boundary(from, to); b != m.inForce[k] {
			m.inForce[k] = b
			if err := m.water.SetSegment(k, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// set lets an event act on a stretch.
func (s *stretch) set(e engine.Event) (err error) {
	switch {
	case e.Property == "factor" && s.kind == shallowwater.Inflow:
		s.Factor, err = number(e.Value, 0, 100)
	case e.Property == "offset_m" && s.kind == shallowwater.Level:
		s.Offset, err = number(e.Value, -100, 100)
	default:
		return fmt.Errorf("%s.%s: a boundary of kind level knows offset_m, one of kind inflow factor", e.Subject, e.Property)
	}
	return err
}

// quantity is what a stretch follows, and its unit.
func (s *stretch) quantity() (name, unit string) {
	switch {
	case s.kind == shallowwater.Level:
		return "level", "m"
	case s.value == nil && s.rating == nil:
		return "", ""
	}
	return "flow", "m³/s"
}
