package cmd

import (
	"encoding/json"

	"shapan/gis/crs"
	"shapan/gis/placement"
	"shapan/gis/raster"
	"shapan/gis/vector"
)

// located adds to the facts of a file which reference system it is in, how
// that was found, and where on the globe it lies.
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
	c, how, err := placement.SystemOf(s)
	if err != nil { // the file's own words stay
		table["warnings"] = append(words(table["warnings"]), "reference system: "+err.Error())
		return table, nil
	}
	if c == nil && s.Usual != "" {
		if c, _, err = crs.FromUser(s.Usual); err == nil {
			how = "the file does not say; files of its format without a word are in " + c.Name
		}
	}
	if c == nil {
		table["crs"] = map[string]any{"code": nil, "name": nil, "how": "the file does not say"}
		return table, nil
	}
	var code any
	switch {
	case s.EPSG != 0 && c.Vertical != nil: // a code of plane and heights together
		code = s.EPSG
	case c.Code != 0:
		code = c.Code
	}
	table["crs"] = map[string]any{"code": code, "name": c.Name, "how": how}
	if b, err := placement.OnGlobe(c, s.Bounds); err != nil {
		table["warnings"] = append(words(table["warnings"]), "bounds in WGS 84: "+err.Error())
	} else if !b.Empty() && bounds != nil {
		bounds["wgs84"] = b
	}
	return table, nil
}

// sourceOf is what a layer or a cloud says of where it is.
func sourceOf(f vector.FactsCRS) placement.Source {
	s := placement.Source{EPSG: f.Code, WKT: f.WKT, From: f.How}
	if f.Assumed() {
		s.EPSG, s.WKT, s.Usual = 0, "", "OGC:CRS84"
	}
	return s
}

func sourceOfRaster(f *raster.File) placement.Source {
	s := placement.Source{EPSG: f.EPSG, WKT: f.Source.WKT, From: "its GeoKeys"}
	if keys := crs.GeoKeys(f.Keys); len(keys.Numbers) > 0 {
		s.Keys = &keys
	} else if s.WKT != "" {
		s.From = "its .prj"
	} else if f.EPSG != 0 {
		s.From = "its format"
	}
	return s
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
