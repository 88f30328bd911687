package cmd

import (
	"encoding/json"
	"fmt"
	"strings"

	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/gis/raster"
	"shapan/gis/vector"
)

// located adds to the facts of a file which reference system it is in, how
// that was found, where on the globe it lies, and what is doubtful about that.
func located(facts any, s placement.Source) (any, error) {
	table, err := asTable(facts)
	if err != nil {
		return nil, err
	}
	bounds, _ := table["bounds"].(map[string]any)
	if native, ok := bounds["native"].([]any); ok && len(native) == 4 {
		for k := range native {
			s.Bounds[k], _ = native[k].(float64)
		}
	} else {
		s.Bounds = placement.Bounds{1, 1, -1, -1}
	}
	warn := func(format string, args ...any) {
		table["warnings"] = append(words(table["warnings"]), fmt.Sprintf(format, args...))
	}
	c, how, err := systemOf(s, table["degrees"] != false)
	if err != nil { // the file's own words stay
		if s.Key != "" {
			return nil, err
		}
		warn("reference system: %v; write FILE@EPSG:4547 to name it", err)
		return table, nil
	}
	if c == nil {
		table["crs"] = map[string]any{"code": nil, "name": nil, "how": how}
		return table, nil
	}
	east := s.Bounds
	if table["swapped"] == true {
		east = placement.Bounds{east[1], east[0], east[3], east[2]}
		how += "; latitude stands first in it"
	}
	doubts, swapped := placement.Doubts(c, east)
	if swapped {
		east = placement.Bounds{east[1], east[0], east[3], east[2]}
		table["swapped"] = true
	}
	for _, w := range append(doubts, placement.Quarrels(s, c)...) {
		warn("%s", w)
	}
	var code any
	switch {
	case s.Key == "" && s.EPSG != 0 && c.Vertical != nil: // a code of plane and heights together
		code = s.EPSG
	case c.Code != 0:
		code = c.Code
	}
	table["crs"] = map[string]any{"code": code, "name": c.Name, "how": how}
	if b, err := placement.OnGlobe(c, east); err != nil {
		warn("bounds in WGS 84: %v", err)
	} else if !b.Empty() && bounds != nil {
		bounds["wgs84"] = b
	}
	return table, nil
}

// systemOf is the system of a source and how it was found; nil: nobody says.
// degrees tells that its numbers may be degrees.
func systemOf(s placement.Source, degrees bool) (*crs.CRS, string, error) {
	if s.Key != "" {
		c, err := userSystem(s.Key)
		return c, "as you say", err
	}
	c, how, err := placement.SystemOf(s)
	switch {
	case err != nil || c != nil:
		return c, how, err
	case s.Usual != "" && degrees:
		c, _, err := crs.FromUser(s.Usual)
		if err != nil {
			return nil, "", err
		}
		return c, "the file does not say; files of its format without a word are in " + c.Name, nil
	case s.Usual != "":
		return nil, "the file does not say, and its numbers look like metres, not like the degrees that its format means then: lengths and areas take them for metres; write FILE@EPSG:4326 if they are degrees, else FILE@ and their system", nil
	}
	return nil, "the file does not say: write FILE@EPSG:4547 to see where it would lie", nil
}

// userSystem is the system that is named behind @.
func userSystem(key string) (*crs.CRS, error) {
	switch strings.ToLower(key) {
	case "site", "map":
		return nil, fmt.Errorf("@%s: which site's is not known here: name a system, e.g. @EPSG:4547", key)
	case "gcj02", "gcj-02", "bd09", "bd-09":
		return nil, fmt.Errorf("@%s: a web map's displacement is undone on the way to a site (shapan init); inspect shows a file as it is", key)
	}
	c, _, err := crs.FromUser(key)
	return c, err
}

// said puts what the user says of a layer's system into it, so that its lengths
// and areas are measured accordingly.
func said(l *vector.Layer, key string) error {
	c, err := userSystem(key)
	if err != nil {
		return err
	}
	l.CRS = vector.CRS{Name: c.Name, How: "as you say"}
	if l.CRS.WKT, err = c.PRJ(); err != nil {
		l.CRS.EPSG = c.Code // a geocentric one
	}
	return nil
}

// rasterNotes are a raster's notes as warnings beside its facts.
func rasterNotes(facts any, f *raster.File) any {
	table, ok := facts.(map[string]any)
	if !ok {
		return facts
	}
	for _, note := range f.Notes {
		table["warnings"] = append(words(table["warnings"]), note)
	}
	return table
}

// asTable is what a value is in JSON.
func asTable(v any) (table map[string]any, err error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return table, json.Unmarshal(text, &table)
}

func words(v any) []any {
	list, _ := v.([]any)
	return list
}
