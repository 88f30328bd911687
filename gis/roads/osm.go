package roads

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmxml"
)

// maxXML is how much of a file is read, unpacked: a country's XML has no place
// here, cut the site out first.
const maxXML = 4 << 30

// ReadOSM reads the ways with a highway tag, their nodes and turn restrictions
// from OSM XML, plain or gzipped.
func ReadOSM(path string) (*Data, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ParseOSM(path, f)
}

// ParseOSM is ReadOSM of a stream; name is for messages.
func ParseOSM(name string, r io.Reader) (*Data, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	r = buffered
	if magic, _ := buffered.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r = unpacked
	}
	limited := &io.LimitedReader{R: r, N: maxXML + 1}
	s := osmxml.New(context.Background(), limited)
	defer s.Close()
	d, err := FromOSM(name, s)
	if limited.N == 0 {
		return nil, fmt.Errorf("%s: more than %d GiB: cut the site out first (osmium extract -b west,south,east,north)", name, int64(maxXML)>>30)
	}
	return d, err
}

// FromOSM takes objects from any scanner of paulmach/osm, be it XML or PBF,
// in any order.
func FromOSM(name string, s osm.Scanner) (*Data, error) {
	d := &Data{Name: name, Barriers: map[int64]Tags{}}
	var all []error
	for s.Scan() {
		switch o := s.Object().(type) {
		case *osm.Node:
			at := orb.Point{o.Lon, o.Lat}
			if wrong := misplaced(at, false); wrong != "" {
				if len(all) < 100 {
					all = append(all, fmt.Errorf("%s: node/%d: %s", name, o.ID, wrong))
				}
				continue
			}
			d.node(int64(o.ID), at)
			if o.Tags.HasTag("barrier") {
				d.Barriers[int64(o.ID)] = tagsOf(o.Tags)
			}
		case *osm.Way:
			if o.Tags.HasTag("highway") {
				w := Way{ID: int64(o.ID), Nodes: make([]int64, len(o.Nodes)), Tags: tagsOf(o.Tags)}
				for k, n := range o.Nodes {
					w.Nodes[k] = int64(n.ID)
				}
				d.Ways = append(d.Ways, w)
			}
		case *osm.Relation:
			if o.Tags.Find("type") == "restriction" {
				d.restriction(o)
			}
		}
	}
	if err := s.Err(); err != nil {
		all = append(all, fmt.Errorf("%s: %w", name, err))
	}
	if all != nil {
		return nil, errors.Join(all...)
	}
	d.order()
	if d.Ways == nil {
		return nil, fmt.Errorf("%s: has no way with a highway tag: no roads to be found (is it an extract of buildings?)", name)
	}
	d.checkNodes()
	return d, nil
}

// restriction takes a relation that is whole and notes one that is not.
func (d *Data) restriction(o *osm.Relation) {
	r := Restriction{ID: int64(o.ID), Tags: tagsOf(o.Tags)}
	vias := 0
	for _, m := range o.Members {
		switch {
		case m.Role == "from" && m.Type == osm.TypeWay:
			r.From = append(r.From, m.Ref)
		case m.Role == "to" && m.Type == osm.TypeWay:
			r.To = append(r.To, m.Ref)
		case m.Role == "via" && m.Type == osm.TypeNode:
			r.Via = m.Ref
			vias++
		case m.Role == "via" && m.Type == osm.TypeWay:
			r.ViaWays = append(r.ViaWays, m.Ref)
		}
	}
	if r.From == nil || r.To == nil || vias > 1 || (vias == 1) == (r.ViaWays != nil) {
		d.note(fmt.Sprintf("relation/%d", o.ID), "members", "", "must be from ways, to ways and either one via node or via ways; left out")
		return
	}
	d.Restrictions = append(d.Restrictions, r)
}

// checkNodes notes ways that refer to nodes the file does not have, as extracts
// do at their rim.
func (d *Data) checkNodes() {
	for _, w := range d.Ways {
		missing := 0
		for _, id := range w.Nodes {
			if _, ok := d.Point(id); !ok {
				missing++
			}
		}
		if missing > 0 {
			d.note(fmt.Sprintf("way/%d", w.ID), "nd", fmt.Sprint(missing), "nodes are not in the file; the way is cut there")
		}
	}
}

func tagsOf(list osm.Tags) Tags {
	t := make(Tags, len(list))
	for _, x := range list {
		t[x.Key] = x.Value
	}
	return t
}
