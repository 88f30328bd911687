package vector

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/bzip2"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
)

// OSM is an OpenStreetMap extract as it is: nodes, ways, relations. A Layer is
// made of it by Layer; a routing graph wants it raw.
type OSM struct {
	File      string
	Format    string // "OSM XML", "OSM PBF"
	Ways      []OSMWay
	Relations []OSMRelation
	Tagged    []OSMNode // nodes with tags, by id

	ids []int64 // of all nodes, ascending
	at  []orb.Point
}

// OSMNode is a node with tags.
type OSMNode struct {
	ID   int64
	At   orb.Point // longitude, latitude [°]
	Tags Tags
}

// OSMWay is a line through nodes.
type OSMWay struct {
	ID    int64
	Nodes []int64
	Tags  Tags
}

// OSMRelation is a list of members with roles.
type OSMRelation struct {
	ID      int64
	Members []OSMMember
	Tags    Tags
}

// OSMMember is a part of a relation.
type OSMMember struct {
	Type string // "node", "way", "relation"
	ID   int64
	Role string
}

// Tag is a key with its value.
type Tag struct{ Key, Value string }

// Tags are those of one object, in the order of the file.
type Tags []Tag

// Get returns a tag's value; "" when there is none.
func (t Tags) Get(key string) string {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value
		}
	}
	return ""
}

// properties returns the tags as a feature has them.
func (t Tags) properties() map[string]any {
	if len(t) == 0 {
		return nil
	}
	p := make(map[string]any, len(t))
	for _, tag := range t {
		p[tag.Key] = tag.Value
	}
	return p
}

// Nodes returns how many nodes there are, with tags or without.
func (o *OSM) Nodes() int { return len(o.ids) }

// Node returns where a node lies; ok is false when the extract does not have it.
func (o *OSM) Node(id int64) (at orb.Point, ok bool) {
	k, ok := slices.BinarySearch(o.ids, id)
	if !ok {
		return at, false
	}
	return o.at[k], true
}

// Line returns a way's positions and how many of its nodes the extract lacks.
func (o *OSM) Line(w OSMWay) (line orb.LineString, absent int) {
	line = make(orb.LineString, 0, len(w.Nodes))
	for _, id := range w.Nodes {
		if at, ok := o.Node(id); ok {
			line = append(line, at)
		} else {
			absent++
		}
	}
	return line, absent
}

func (o *OSM) addNode(id int64, at orb.Point, tags Tags) {
	o.ids = append(o.ids, id)
	o.at = append(o.at, at)
	if len(tags) > 0 {
		o.Tagged = append(o.Tagged, OSMNode{id, at, tags})
	}
}

// sort puts nodes in order; of one that comes twice the later stands.
func (o *OSM) sort() {
	if !slices.IsSortedFunc(o.ids, func(a, b int64) int {
		if a < b {
			return -1
		}
		return 1 // equal ones are not in order either: they must go
	}) {
		order := make([]int, len(o.ids))
		for k := range order {
			order[k] = k
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(o.ids[a], o.ids[b]) })
		ids, at := make([]int64, 0, len(order)), make([]orb.Point, 0, len(order))
		for _, k := range order {
			if n := len(ids); n > 0 && ids[n-1] == o.ids[k] {
				at[n-1] = o.at[k]
				continue
			}
			ids, at = append(ids, o.ids[k]), append(at, o.at[k])
		}
		o.ids, o.at = ids, at
	}
	slices.SortStableFunc(o.Tagged, func(a, b OSMNode) int { return cmp.Compare(a.ID, b.ID) })
}

// ReadOSM reads an extract: .osm, .osm.gz, .osm.bz2 or .osm.pbf, told apart by
// content. Its error is Errors when the content is at fault.
func ReadOSM(path string) (*OSM, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return DecodeOSM(path, f, st.Size())
}

// DecodeOSM reads an extract of size bytes as far as they are stored; name is
// for messages.
func DecodeOSM(name string, r io.Reader, size int64) (*OSM, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, _ := b.Peek(headBytes)
	switch {
	case isPBF(head):
		return readPBF(name, b)
	case bytes.HasPrefix(head, gzipMark):
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b = bufio.NewReaderSize(unpacked(z, size), 1<<16)
	case bytes.HasPrefix(head, bzip2Mark):
		b = bufio.NewReaderSize(unpacked(bzip2.NewReader(b), size), 1<<16)
	}
	return readOSMXML(name, b)
}

var gzipMark, bzip2Mark = []byte{0x1f, 0x8b}, []byte("BZh")

// unpacked bounds what a compressed file may become: OSM's XML shrinks by 10 to
// 20; who shrinks by more than 100 wants to fill the memory.
func unpacked(r io.Reader, size int64) io.Reader {
	return &boundedReader{r: r, left: 64<<20 + 100*size}
}

type boundedReader struct {
	r    io.Reader
	left int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("unpacks to more than a hundred times its size: unpack it yourself if it is what it claims")
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// checkDegrees refuses what is no place.
func checkDegrees(at orb.Point) error {
	if !(math.Abs(at[0]) <= 180 && math.Abs(at[1]) <= 90) {
		return fmt.Errorf("lon %g, lat %g: must be degrees from -180 to 180 and -90 to 90", at[0], at[1])
	}
	return nil
}

func isOSMXML(head []byte) bool {
	text := textStart(head)
	return bytes.HasPrefix(text, []byte("<")) && (bytes.Contains(text, []byte("<osm ")) || bytes.Contains(text, []byte("<osm>")))
}

// isOSM tells whether a head is an extract; compressed ones are looked into.
func isOSM(head []byte) bool {
	var r io.Reader
	switch {
	case isPBF(head) || isOSMXML(head):
		return true
	case bytes.HasPrefix(head, gzipMark):
		z, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return false
		}
		r = z
	case bytes.HasPrefix(head, bzip2Mark):
		return true // its first block may be longer than the head
	default:
		return false
	}
	inner := make([]byte, 1024)
	n, _ := io.ReadFull(r, inner)
	return isOSMXML(inner[:n])
}
