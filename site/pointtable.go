package site

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/yamlfile"
)

// pointPlace is where a point is and what it is called.
type pointPlace struct {
	node  yamlfile.Node // that names it
	id    string
	name  engine.Text
	group string
	told  string // name of the group in Chinese; "": the same
	at    mgl64.Vec3
}

// mostPointTable bounds a table of points [bytes].
const mostPointTable = 16 << 20

var pointID = regexp.MustCompile(`^[0-9A-Za-z一-鿿_-]+$`)

// pointPlaces are the places of an entry: one, or those of its table.
func (l *loader) pointPlaces(node yamlfile.Node, p *point) []pointPlace {
	if p.File == "" {
		if len(p.At) < 2 {
			l.fail(node, "at: missing: where is it, [x, y] or [x, y, z]?")
			return nil
		}
		at, ok := l.pointAt(func(format string, args ...any) { l.fail(node.At("at"), format, args...) }, p.At)
		if !ok {
			return nil
		}
		return []pointPlace{{node: node.At("id"), id: p.ID, name: p.Name, group: p.Group, at: at}}
	}
	if p.At != nil || p.Name != (engine.Text{}) {
		l.fail(node, "at and name: the table of points says them")
	}
	path, ok := l.path(node.At("file"), p.File)
	if !ok {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.Size() > mostPointTable {
		l.fail(node.At("file"), "%s: %d bytes: must be at most %d", p.File, info.Size(), mostPointTable)
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		l.fail(node.At("file"), "%v", err)
		return nil
	}
	places, mistakes := readPointTable(p.File, data, func(fail func(string, ...any), at []float64) (mgl64.Vec3, bool) { return l.pointAt(fail, at) })
	l.errs.Add(mistakes.Err())
	for k := range places {
		places[k].node = node.At("file")
		if places[k].group == "" {
			places[k].group = p.Group
		}
	}
	return places
}

// pointAt puts a point on the ground, or where it says that it is.
func (l *loader) pointAt(fail func(format string, args ...any), at []float64) (mgl64.Vec3, bool) {
	p := mgl64.Vec2{at[0], at[1]}
	if math.Abs(p[0]) > 2*maxOffset || math.Abs(p[1]) > 2*maxOffset {
		fail("%s: must be site coordinates, at most %.0f km from the origin", xy(p), 2*maxOffset/1000)
		return mgl64.Vec3{}, false
	}
	if len(at) == 3 {
		return mgl64.Vec3{at[0], at[1], at[2]}, true
	}
	if !l.ready {
		return p.Vec3(0), true // the ground's mistake is reported
	}
	cell, inside := l.site.Ground.Grid.CellAt(p[0], p[1])
	if !inside {
		fail("%s: lies outside the ground, %s: give its height as well", xy(p), extent(l.site.Ground.Grid))
		return mgl64.Vec3{}, false
	}
	z := float64(l.site.Ground.Values[cell])
	if math.IsNaN(z) {
		fail("%s: the ground has no data there: give its height as well", xy(p))
		return mgl64.Vec3{}, false
	}
	return p.Vec3(z), true
}

// readPointTable reads a table of points: a CSV whose first line names the columns.
func readPointTable(name string, data []byte, place func(fail func(string, ...any), at []float64) (mgl64.Vec3, bool)) (places []pointPlace, mistakes yamlfile.ErrorList) {
	fail := func(line int, key, format string, args ...any) {
		mistakes.Add(&yamlfile.Error{File: name, Line: line, Path: key, Message: fmt.Sprintf(format, args...)})
	}
	table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	table.FieldsPerRecord = -1
	table.ReuseRecord = true
	head, err := table.Read()
	if err != nil {
		fail(1, "", "the line of column names: %v", err)
		return nil, mistakes
	}
	known := []string{"id", "x", "y", "z", "name_zh", "name_en", "group", "group_zh"}
	column := map[string]int{}
	for k, title := range head {
		title = strings.TrimSpace(title)
		if _, twice := column[title]; twice {
			fail(1, title, "is there twice")
		}
		if !slices.Contains(known, title) {
			fail(1, title, "unknown column: must be %s", strings.Join(known, ", "))
		}
		column[title] = k
	}
	for _, title := range known[:3] {
		if _, there := column[title]; !there {
			fail(1, title, "missing column")
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	width, lines := len(head), map[string]int{}
	for {
		fields, err := table.Read()
		if errors.Is(err, io.EOF) {
			return places, mistakes
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			fail(syntax.Line, "", "%v", syntax.Err)
			continue
		}
		if err != nil {
			fail(0, "", "%v", err)
			return places, mistakes
		}
		line, _ := table.FieldPos(0)
		if len(fields) != width {
			fail(line, "", "%d fields: must be %d", len(fields), width)
			continue
		}
		of := func(title string) string {
			if k, there := column[title]; there {
				return strings.TrimSpace(fields[k])
			}
			return ""
		}
		p := pointPlace{id: of("id"), name: engine.Text{ZH: of("name_zh"), EN: of("name_en")}, group: of("group"), told: of("group_zh")}
		if p.name.EN == "" {
			p.name.EN = p.name.ZH
		}
		if p.name.ZH == "" {
			p.name.ZH = p.name.EN
		}
		sound := true
		if !pointID.MatchString(p.id) {
			fail(line, "id", "%q: must be letters, digits, - and _", p.id)
			sound = false
		}
		if first, twice := lines[p.id]; twice {
			fail(line, "id", "%s: is given twice (first on line %d)", p.id, first)
			sound = false
		}
		lines[p.id] = line
		var at []float64
		for _, title := range []string{"x", "y", "z"} {
			text := of(title)
			if text == "" && title == "z" {
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) || math.Abs(v) > 1e7 {
				fail(line, title, "%q: must be a number [m]", text)
				sound = false
			}
			at = append(at, v)
		}
		if !sound {
			continue
		}
		if p.at, sound = place(func(format string, args ...any) { fail(line, "x", format, args...) }, at); sound {
			places = append(places, p)
		}
	}
}
