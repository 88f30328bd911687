package crs

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// The tables hold facts of the EPSG registry, a row each; scripts/crs-tables.py
// writes them. p1 to p6 of a projected system are, angles in degrees and false
// coordinates in the row's unit:
//
//	TM, MercatorA, ObliqueStereographic, LCC1SP:  φ₀, λ₀, k₀, FE, FN
//	MercatorB:    φ₁, λ₀, FE, FN
//	WebMercator:  φ₀, λ₀, FE, FN
//	LCC2SP:       φ₀, λ₀, φ₁, φ₂, FE, FN
//
// conventions.tsv has the form of shifts.tsv and is ours: what everybody takes
// for granted and the registry does not list.
//
//go:embed data/*.tsv
var data embed.FS

// registry is the tables as read.
type registry struct {
	datums   map[int]Datum // by the code of the geographic 2D system
	areas    map[int]Area  // of datums
	shifts   map[int]*Shift
	systems  map[int]*row // projected, geographic, geocentric
	codes    []int        // of systems, ascending
	vertical map[int]Vertical
	compound map[int]compound
	names    map[string]int // by plainName

	datumNames map[string]int     // by spelling
	datumCodes map[int]int        // by the datum's own code
	esri       map[int]datumNames // by the code of the geographic 2D system
}

// datumNames are ESRI's names of a datum and its geographic system, "-" where it has none.
type datumNames struct{ datum, system string }

// row is a system that is not made yet.
type row struct {
	code, datum int
	name        string
	kind        Kind
	projection  Projection
	unit        Unit
	axes        string
	area        Area
}

type compound struct {
	name                 string
	horizontal, vertical int
}

// tables reads the embedded tables once. What is wrong in them is a fault of
// the build, found by any test, so it panics.
var tables = sync.OnceValue(func() *registry {
	r, err := readTables()
	if err != nil {
		panic(err)
	}
	return r
})

var tableMethods = map[string]Method{
	"TM": TransverseMercator, "MercatorA": MercatorA, "MercatorB": MercatorB, "WebMercator": WebMercator,
	"ObliqueStereographic": ObliqueStereographic, "LCC1SP": LambertConic1SP, "LCC2SP": LambertConic2SP,
}

func readTables() (*registry, error) {
	r := &registry{
		datums: map[int]Datum{}, areas: map[int]Area{}, shifts: map[int]*Shift{}, systems: map[int]*row{},
		vertical: map[int]Vertical{}, compound: map[int]compound{}, names: map[string]int{},
		datumNames: map[string]int{}, datumCodes: map[int]int{}, esri: map[int]datumNames{},
	}
	units := map[string]Unit{"degree": Degree}
	ellipsoids := map[int]Ellipsoid{}
	for _, t := range []struct {
		name    string
		columns int
		read    func(f *fields)
	}{
		{"units", 2, func(f *fields) { name := f.text(); units[name] = Unit{name, f.number()} }},
		{"ellipsoids", 4, func(f *fields) {
			e := Ellipsoid{Code: f.integer(), Name: f.text(), A: f.number(), InvF: f.number()}
			ellipsoids[e.Code] = e
		}},
		{"shifts", 13, func(f *fields) { r.readShift(f, "EPSG") }},
		{"conventions", 13, func(f *fields) { r.readShift(f, "") }},
		{"datums", 11, func(f *fields) {
			code := f.integer()
			r.datumCodes[f.integer()] = code
			r.datums[code] = Datum{Code: code, Name: f.text(), Ellipsoid: ellipsoids[f.integer()], Shift: r.shifts[code]}
			r.areas[code] = f.area()
			names := datumNames{f.text(), f.text()}
			r.esri[code] = names
			for _, name := range append(strings.Split(f.text(), "|"), r.datums[code].Name, names.datum, names.system) {
				if plain := spelling(name); plain != "" && r.datumNames[plain] == 0 {
					r.datumNames[plain] = code
				}
			}
		}},
		{"geodetic", 5, func(f *fields) {
			w := &row{code: f.integer(), name: f.text(), datum: f.integer(), unit: Degree}
			w.kind = map[string]Kind{"2D": Geographic2D, "3D": Geographic3D, "ECEF": Geocentric}[f.text()]
			if w.kind == Geocentric {
				w.unit = Metre
			}
			w.axes, w.area = f.text(), r.areas[w.datum]
			r.add(w)
		}},
		{"projected", 16, func(f *fields) { r.add(readProjected(f, units)) }},
		{"vertical", 4, func(f *fields) {
			v := Vertical{Code: f.integer(), Name: f.text(), Unit: units[f.text()], Down: f.text() == "D"}
			r.vertical[v.Code] = v
		}},
		{"compound", 4, func(f *fields) {
			code := f.integer()
			r.compound[code] = compound{f.text(), f.integer(), f.integer()}
		}},
	} {
		content, err := data.ReadFile("data/" + t.name + ".tsv")
		if err != nil {
			return nil, err
		}
		for n, line := range strings.Split(strings.TrimSuffix(string(content), "\n"), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			f := &fields{columns: strings.Split(line, "\t")}
			if len(f.columns) != t.columns {
				return nil, fmt.Errorf("data/%s.tsv:%d: %d columns: must be %d", t.name, n+1, len(f.columns), t.columns)
			}
			if t.read(f); f.err != nil {
				return nil, fmt.Errorf("data/%s.tsv:%d: %w", t.name, n+1, f.err)
			}
		}
	}
	r.addGeoid()
	return r, nil
}

func (r *registry) add(w *row) {
	r.systems[w.code] = w
	r.codes = append(r.codes, w.code)
	if name := plainName(w.name); r.names[name] == 0 || w.kind == Geographic2D {
		r.names[name] = w.code
	}
}

func readProjected(f *fields, units map[string]Unit) *row {
	w := &row{code: f.integer(), name: f.text(), datum: f.integer(), kind: Projected}
	p := Projection{Method: tableMethods[f.text()]}
	v := f.columns[f.next : f.next+6]
	number := func(i int) float64 { g := fields{columns: v[i : i+1]}; n := g.number(); f.keep(g.err); return n }
	angle := func(i int) float64 { return radians(number(i)) }
	f.next += 6
	w.unit = units[f.text()]
	length := func(i int) float64 { return number(i) * w.unit.Scale }
	switch p.Method {
	case MercatorB:
		p.Lat1, p.Lon0, p.FalseEast, p.FalseNorth = angle(0), angle(1), length(2), length(3)
	case WebMercator:
		p.Lat0, p.Lon0, p.FalseEast, p.FalseNorth = angle(0), angle(1), length(2), length(3)
	case LambertConic2SP:
		p.Lat0, p.Lon0, p.Lat1, p.Lat2, p.FalseEast, p.FalseNorth = angle(0), angle(1), angle(2), angle(3), length(4), length(5)
	default:
		p.Lat0, p.Lon0, p.Scale, p.FalseEast, p.FalseNorth = angle(0), angle(1), number(2), length(3), length(4)
	}
	w.projection, w.axes, w.area = p, f.text(), f.area()
	return w
}

// fields walks over the columns of a line and keeps the first mistake.
type fields struct {
	columns []string
	next    int
	err     error
}

func (f *fields) keep(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *fields) text() string { f.next++; return f.columns[f.next-1] }

func (f *fields) number() float64 {
	v, err := strconv.ParseFloat(f.text(), 64)
	f.keep(err)
	return v
}

func (f *fields) integer() int {
	v, err := strconv.Atoi(f.text())
	f.keep(err)
	return v
}

func (f *fields) area() Area { return Area{f.number(), f.number(), f.number(), f.number()} }
