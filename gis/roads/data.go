package roads

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// Data are ways, their nodes and turn restrictions as mapped, before anybody
// asks who may use them.
type Data struct {
	Name         string // of the file
	Planar       bool   // coordinates are metres (easting, northing), not degrees
	Ways         []Way
	Restrictions []Restriction
	Barriers     map[int64]Tags // nodes that bear a barrier, and may stop somebody
	Notes        []Note

	ids   []int64 // of nodes, rising
	where []orb.Point
}

// Tags are keys and values as OSM has them.
type Tags map[string]string

// Way is a line through nodes.
type Way struct {
	ID    int64
	Nodes []int64
	Tags  Tags
}

// Restriction forbids (no_*) or demands (only_*) a way of turning.
type Restriction struct {
	ID      int64
	Tags    Tags
	From    []int64 // ways
	Via     int64   // node; of no meaning if there are ViaWays
	ViaWays []int64
	To      []int64 // ways
}

// Note is something in the data that was not taken as it stands.
type Note struct {
	File     string
	Object   string // "way/123"
	Key      string
	Value    string
	Expected string
}

// String returns "city.osm: way/123: maxspeed: fast: …".
func (n Note) String() string {
	parts := []string{n.File, n.Object}
	for _, s := range []string{n.Key, n.Value, n.Expected} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ": ")
}

// Point returns the position of a node: longitude and latitude [°], or easting
// and northing [m] when Planar.
func (d *Data) Point(id int64) (orb.Point, bool) {
	k, ok := slices.BinarySearch(d.ids, id)
	if !ok {
		return orb.Point{}, false
	}
	return d.where[k], true
}

// Nodes returns how many nodes are known.
func (d *Data) Nodes() int { return len(d.ids) }

// Length returns the length of all ways that keep says yes to (nil: all), every
// segment as often as the ways pass it [m].
func (d *Data) Length(m Measure, keep func(*Way) bool) float64 {
	sum := 0.0
	for k := range d.Ways {
		w := &d.Ways[k]
		if keep != nil && !keep(w) {
			continue
		}
		for i := 1; i < len(w.Nodes); i++ {
			a, ok := d.Point(w.Nodes[i-1])
			b, ok2 := d.Point(w.Nodes[i])
			if ok && ok2 {
				sum += m.Between(a, b)
			}
		}
	}
	return sum
}

// node adds a node.
func (d *Data) node(id int64, at orb.Point) {
	d.ids, d.where = append(d.ids, id), append(d.where, at)
}

// order sorts the nodes by ID; the last of equal ones counts.
func (d *Data) order() {
	if slices.IsSorted(d.ids) && !hasEqual(d.ids) {
		return
	}
	order := make([]int, len(d.ids))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case d.ids[a] < d.ids[b]:
			return -1
		case d.ids[a] > d.ids[b]:
			return 1
		}
		return 0
	})
	ids, where := make([]int64, 0, len(order)), make([]orb.Point, 0, len(order))
	for _, k := range order {
		if n := len(ids); n > 0 && ids[n-1] == d.ids[k] {
			where[n-1] = d.where[k]
			continue
		}
		ids, where = append(ids, d.ids[k]), append(where, d.where[k])
	}
	d.ids, d.where = ids, where
}

func hasEqual(sorted []int64) bool {
	for k := 1; k < len(sorted); k++ {
		if sorted[k] == sorted[k-1] {
			return true
		}
	}
	return false
}

func (d *Data) note(object, key, value, expected string) {
	d.Notes = append(d.Notes, Note{d.Name, object, key, value, expected})
}

// misplaced tells what is wrong with a coordinate, or nothing.
func misplaced(p orb.Point, planar bool) string {
	switch x, y := p[0], p[1]; {
	case !(math.Abs(x) <= math.MaxFloat64 && math.Abs(y) <= math.MaxFloat64):
		return "coordinates must be finite"
	case planar:
		return ""
	case math.Abs(x) > 180 || math.Abs(y) > 90:
		if math.Abs(x) <= 90 && math.Abs(y) <= 180 {
			return fmt.Sprintf("lon %v lat %v: must be within ±180 and ±90; they look swapped", x, y)
		}
		return fmt.Sprintf("lon %v lat %v: must be within ±180 and ±90; are these metres?", x, y)
	}
	return ""
}
