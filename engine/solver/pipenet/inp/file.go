package inp

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"shapan/engine/solver/pipenet"
	"shapan/engine/solver/pipenet/runoff"
)

// File is an input file, read and in SI units.
type File struct {
	Name       string
	Title      []string
	FlowUnits  string // as the file has them; all numbers here are SI
	Start      time.Time
	End        time.Time
	Step       float64 // of routing [s]
	WetStep    float64 // of runoff while it rains [s]
	DryStep    float64 // and while it does not [s]
	ReportStep float64 // at which the file wants results [s]

	Network pipenet.Network
	Runoff  runoff.Model
	Inflows []Inflow
	Stages  []Stage
	Rules   []Rule
	Map     Map
	Ignored []Ignored

	trials   int     // of EXTRAN's scheme
	ruleStep float64 // time between looks at the rules [s]; 0: every step
	steered  int     // PID controllers
}

// LikeSWMM makes the file run by EXTRAN's own scheme (pipenet.Options.Trials):
// peaks are those of SWMM's report, surges and swings included, and so is what
// its levels lose or gain of the water, see Solver.Strayed. Not for networks that
// are coupled with a surface.
func (f *File) LikeSWMM() {
	f.Network.Options.Trials = f.trials
	of := map[*pipenet.Section]*pipenet.Section{}
	for k := range f.Network.Links {
		c := f.Network.Links[k].Conduit
		if c == nil || c.Section == nil {
			continue
		}
		if of[c.Section] == nil {
			of[c.Section] = c.Section.Stepped()
		}
		c.Section = of[c.Section]
	}
}

// Inflow is what enters a node from outside: scale·series + baseline·patterns,
// in m³/s.
type Inflow struct {
	Node     int
	Series   *Series // nil: none
	Scale    float64
	Baseline float64    // [m³/s]
	Patterns []*Pattern // multiply the baseline
}

// Stage is the level before an outfall over time.
type Stage struct {
	Node   int
	Series *Series        // level [m]; or
	Tide   *pipenet.Curve // level [m] over the hour of the day
}

// Map is where things lie, in the file's own coordinates.
type Map struct {
	Units    string                // FEET, METERS, DEGREES or NONE
	Bounds   [4]float64            // left, bottom, right, top; zero if not given
	Nodes    map[string][2]float64 // x, y of nodes
	Vertices map[string][][2]float64
	Polygons map[string][][2]float64 // of subcatchments and storage nodes
}

// ReadFile reads a file; names of other files in it count from its folder.
func ReadFile(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read network: %w", err)
	}
	defer f.Close()
	return Read(f, path, func(name string) (io.ReadCloser, error) {
		name = filepath.FromSlash(strings.ReplaceAll(name, `\`, "/"))
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		return os.Open(name)
	})
}

// Read reads a file from src; name is what mistakes call it. open opens the
// files that it names; nil: none may be opened. The error is Mistakes unless
// reading itself failed.
func Read(src io.Reader, name string, open func(string) (io.ReadCloser, error)) (*File, error) {
	b := &builder{
		reader: reader{name: name, rows: map[string][]row{}, heads: map[string]int{}},
		open:   open,
		file:   &File{Name: name},
	}
	if err := b.scan(src); err != nil {
		return nil, err
	}
	b.build()
	if len(b.mistakes) == 0 {
		b.checkWhole()
	}
	if len(b.mistakes) > 0 {
		return nil, b.mistakes.sorted()
	}
	sort.SliceStable(b.ignored, func(i, j int) bool { return b.ignored[i].Line < b.ignored[j].Line })
	b.file.Ignored = b.ignored
	return b.file, nil
}

// builder makes a File of rows.
type builder struct {
	reader
	open func(string) (io.ReadCloser, error)
	file *File
	u    units

	elevations   bool // link offsets are heights, not depths
	hazen        bool // force mains by Hazen-Williams, not Darcy-Weisbach
	infiltration string
	ignoreRain   bool

	nodes, links, areas, gages map[string]int // by name, in lower case
	lines                      map[string]int // "node/x", "link/x", "area/x": line of its definition
	curves                     map[string]*curve
	series                     map[string]*Series
	patterns                   map[string]*Pattern
	transects                  map[string]*pipenet.Transect
	shapes                     map[string]bool // links that have a cross-section
	sections                   map[string]*pipenet.Section
}

func (b *builder) build() {
	b.nodes, b.links, b.areas, b.gages = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	b.lines = map[string]int{}
	b.curves, b.series, b.patterns = map[string]*curve{}, map[string]*Series{}, map[string]*Pattern{}
	b.transects, b.shapes, b.sections = map[string]*pipenet.Transect{}, map[string]bool{}, map[string]*pipenet.Section{}
	for _, r := range b.rows["TITLE"] {
		if r.fields[0] != "" {
			b.file.Title = append(b.file.Title, r.fields[0])
		}
	}
	b.options()
	b.tables()
	b.readNodes()
	b.readLinks()
	b.readShapes()
	b.readInflows()
	b.readRunoff()
	b.readRules()
	b.readMap()
	b.rest()
}

// checkWhole lets the packages that will run the file look at it, too.
func (b *builder) checkWhole() {
	f := b.file
	if len(f.Network.Nodes) == 0 {
		b.mistakes = append(b.mistakes, Mistake{b.name, 0, "", "no nodes: expected [JUNCTIONS], [OUTFALLS] or [STORAGE]"})
		return
	}
	for _, err := range []error{f.Network.Check(), f.Runoff.Check()} {
		if err == nil {
			continue
		}
		for _, text := range strings.Split(err.Error(), "\n") {
			m := Mistake{File: b.name, Text: text}
			if fields := strings.SplitN(text, " ", 3); len(fields) == 3 {
				kind := map[string]string{"node": "node", "link": "link", "subcatchment": "area"}[fields[0]]
				m.Line = b.lines[kind+"/"+strings.ToLower(strings.TrimSuffix(fields[1], ":"))]
			}
			b.mistakes = append(b.mistakes, m)
		}
	}
}

// known is what the sections mean that are not read for the run: "" is harmless.
var known = map[string]string{
	"REPORT": "", "TAGS": "", "LABELS": "", "SYMBOLS": "", "BACKDROP": "", "PROFILES": "",
	"POLLUTANTS": "", "LANDUSES": "", "COVERAGES": "", "BUILDUP": "", "WASHOFF": "", "TREATMENT": "", "LOADINGS": "",
	"TEMPERATURE":  "temperature: evaporation from it and snow are not modelled",
	"ADJUSTMENTS":  "monthly adjustments",
	"SNOWPACKS":    "snow",
	"AQUIFERS":     "groundwater",
	"GROUNDWATER":  "groundwater",
	"GWF":          "groundwater",
	"GW_FLOW":      "groundwater",
	"HYDROGRAPHS":  "rainfall-dependent inflow",
	"RDII":         "rainfall-dependent inflow",
	"LID_CONTROLS": "low-impact development",
	"LID_USAGE":    "low-impact development",
	"STREETS":      "street inlets: give the node an Inlet instead",
	"INLETS":       "street inlets: give the node an Inlet instead",
	"INLET_USAGE":  "street inlets: give the node an Inlet instead",
	"FILES":        "interface and hot-start files",
	"EVENTS":       "events: the whole period is routed",
}

var handled = map[string]bool{"TITLE": true, "OPTIONS": true, "OPTION": true, "JUNCTIONS": true, "OUTFALLS": true, "STORAGE": true, "DIVIDERS": true,
	"CONDUITS": true, "PUMPS": true, "ORIFICES": true, "WEIRS": true, "OUTLETS": true, "XSECTIONS": true, "TRANSECTS": true,
	"LOSSES": true, "CURVES": true, "TIMESERIES": true, "PATTERNS": true, "INFLOWS": true, "DWF": true, "RAINGAGES": true,
	"SUBCATCHMENTS": true, "SUBAREAS": true, "INFILTRATION": true, "EVAPORATION": true, "COORDINATES": true,
	"VERTICES": true, "POLYGONS": true, "MAP": true, "CONTROLS": true}

// rest names the sections that nothing has read.
func (b *builder) rest() {
	for _, section := range b.order {
		if handled[section] {
			continue
		}
		line := b.heads[section]
		what, is := known[section]
		if !is {
			b.mistakes = append(b.mistakes, Mistake{b.name, line, section, "is no section of SWMM 5"})
			continue
		}
		rows := len(b.rows[section])
		if rows == 0 {
			continue
		}
		if what == "" {
			b.ignored = append(b.ignored, Ignored{line, section, "for display or water quality", false})
			continue
		}
		b.ignored = append(b.ignored, Ignored{line, section, fmt.Sprintf("%s: %d lines", what, rows), true})
	}
}
