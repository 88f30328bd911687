package author

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"shapan/gis/placement"
	"shapan/gis/raster"
	"shapan/gis/vector"
)

// layer reads a file of outlines or lines and finds its place.
func (r *Result) layer(d *draft, name, what, encoding string) (*vector.Layer, *placement.Placement, entry, error) {
	input, err := placement.ParseInput(name)
	if err != nil {
		return nil, nil, entry{}, err
	}
	e := entry{file: d.relative(input.Path), layer: input.Layer, coordinates: input.System, encoding: encoding}
	layer, err := vector.Open(input.Path, vector.Options{Layer: input.Layer, Encoding: encoding})
	var several *vector.SeveralLayers
	if errors.As(err, &several) {
		err = fmt.Errorf("%s: has %d layers: choose one: %s#%s", input.Path, len(several.Names), input.Path, strings.Join(several.Names, ", #"))
	}
	if err != nil {
		return nil, nil, e, err
	}
	s := placement.SourceOfLayer(layer)
	s.What, s.Key = what, input.System
	find := func() (p *placement.Placement, err error) {
		if p, err = placement.Find(s, d.target()); err == nil {
			err = p.Judge()
		}
		return p, err
	}
	p, err := find()
	var off *placement.Misplaced
	if errors.As(err, &off) && off.Swap {
		s.Swap, e.swap = true, true
		if p, err = find(); err == nil {
			r.choose("%s: north (or latitude) stands first in the file, so x and y were exchanged", what)
		}
	}
	if err != nil {
		return nil, nil, e, d.misplaced(input, err)
	}
	return layer, p, e, nil
}

// misplaced says in the words of the command line what would put an input right.
func (d *draft) misplaced(input placement.Input, err error) error {
	named := input.Path
	if input.Layer != "" {
		named += "#" + input.Layer
	}
	var off *placement.Misplaced
	switch {
	case !errors.As(err, &off):
		return fmt.Errorf("%s: %w (here: %s@SYSTEM in place of the key coordinates)", input.Path, err, named)
	case off.Coordinates != "":
		return fmt.Errorf("%s: as %s it comes to lie %s from the ground, but on it as %s: give it as %s@%s", input.Path, off.CRS, off.Away, off.Coordinates, named, off.Coordinates)
	}
	return fmt.Errorf("%s: as %s it comes to lie %s from the ground: give it with the system that it is in (%s@EPSG:4547), or leave it out", input.Path, off.CRS, off.Away, named)
}

// isOSM tells whether a layer is drawn in the tags of OpenStreetMap, where one
// file holds all that there is.
func isOSM(l *vector.Layer) bool { return strings.HasPrefix(l.Format, "OSM") }

// kinds counts what a layer holds, for messages: "12 LineString, 3 Point".
func kinds(l *vector.Layer) string {
	count := map[string]int{}
	for _, f := range l.Features {
		count[vector.TypeOf(f.Geometry)]++
	}
	var list []string
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		list = append(list, fmt.Sprintf("%d %s", count[kind], kind))
	}
	if list == nil {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

// areas are the areas among a layer's features.
func areas(l *vector.Layer) *vector.Layer {
	only := *l
	only.Features = slices.DeleteFunc(slices.Clone(l.Features), func(f vector.Feature) bool {
		switch f.Geometry.(type) {
		case orb.Polygon, orb.MultiPolygon:
			return false
		}
		return true
	})
	return &only
}

// chooseKind takes of a layer that holds all sorts of things those that are meant:
// where is what the site file says of it.
func (r *Result) chooseKind(l *vector.Layer, e *entry, what, where string) (*vector.Layer, error) {
	w, err := vector.ParseWhere(where)
	if err != nil {
		return nil, err
	}
	chosen := l.Chosen(w)
	if len(chosen.Features) == len(l.Features) || len(chosen.Features) == 0 {
		return chosen, nil
	}
	e.where = where
	r.choose("%s: %d of %d features of the file, those with %s", what, len(chosen.Features), len(l.Features), where)
	return chosen, nil
}

// Names under which heights and storeys usually stand.
var (
	heightNames = []string{"height_m", "height", "Height", "HEIGHT", "building:height", "高度", "建筑高度", "bldg_height", "measuredHeight", "h"}
	storeyNames = []string{"building:levels", "levels", "storeys", "floors", "Floor", "FLOOR", "层数", "楼层", "楼层数"}
)

// heights takes a raster of heights above ground for buildings; false: it is none.
func (r *Result) heights(d *draft, name string) (bool, error) {
	input, err := placement.ParseInput(name)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(filepath.Ext(input.Path)) {
	case ".tif", ".tiff", ".asc":
	default:
		return false, nil
	}
	f, err := raster.Open(input.Path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	s := placement.SourceOfRaster(f)
	s.What, s.Key = "buildings", input.System
	if s.From == "" && s.Key == "" {
		s.Key = "map"
	}
	p, err := placement.Find(s, d.target())
	if err == nil {
		err = p.Judge()
	}
	if err != nil {
		return false, d.misplaced(input, err)
	}
	d.buildings = &entry{raster: d.relative(input.Path), coordinates: input.System}
	r.choose("buildings: where the raster is more than 2.5 m above ground (above_m)")
	return true, nil
}

// buildings looks at a file of buildings.
func (r *Result) buildings(d *draft, in Inputs) error {
	if taken, err := r.heights(d, in.Buildings); taken || err != nil {
		return err
	}
	layer, _, e, err := r.layer(d, in.Buildings, "buildings", in.Encoding)
	if err != nil {
		return err
	}
	where := ""
	switch {
	case isOSM(layer):
		where = "building"
	case strings.HasPrefix(layer.Format, "CityJSON"):
		where = "type=Building"
	}
	chosen := areas(layer)
	if where != "" {
		if chosen, err = r.chooseKind(chosen, &e, "buildings", where); err != nil {
			return err
		}
	}
	if len(chosen.Features) == 0 {
		return fmt.Errorf("%s: holds no areas of buildings: it holds %s", in.Buildings, kinds(layer))
	}
	if _, err := vector.OutlinesOf(chosen); err != nil {
		e.skip = true
	}
	e.height, e.storeys = mostUsed(chosen.Features, heightNames), mostUsed(chosen.Features, storeyNames)
	switch {
	case e.height != "" && e.storeys != "":
		r.choose("buildings: heights from the property %q, else from the storeys in %q, 3 m each", e.height, e.storeys)
	case e.height != "":
		r.choose("buildings: heights from the property %q", e.height)
	case e.storeys != "":
		r.choose("buildings: heights from the storeys in %q, 3 m each", e.storeys)
	default:
		r.choose("buildings: no property looks like a height, so all are 9 m high")
	}
	d.buildings = &e
	return nil
}

// mostUsed is the name under which most features have a value; "": none has.
func mostUsed(features []vector.Feature, names []string) string {
	best, count := "", 0
	for _, name := range names {
		n := 0
		for _, f := range features {
			if v, ok := f.Properties[name]; ok && v != nil && v != "" && v != 0.0 {
				n++
			}
		}
		if n > count {
			best, count = name, n
		}
	}
	return best
}
