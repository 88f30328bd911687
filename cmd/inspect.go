package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"shapan/bim/gltf"
	"shapan/engine/record"
	"shapan/gis/placement"
	"shapan/gis/pointcloud"
	"shapan/gis/raster"
	"shapan/gis/vector"
	_ "shapan/gis/vector/geopackage" // so that vector.Open knows it
	"shapan/scenarios"
	"shapan/site"
	"shapan/yamlfile"
)

func inspectCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "inspect FILE[#LAYER][@SYSTEM]",
		Short: "Say what a file holds: raster, vector layer, point cloud, glTF or IFC model, site, scenario or recording",
		Long: `Of geodata: size, contents, which reference system it is in and how that was found,
where on the globe it lies, and what is doubtful. FILE#LAYER is one layer of a
GeoPackage; FILE@EPSG:4547 shows it as if it were in that system.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			facts, err := inspect(given[0])
			if err != nil {
				return inputError{err}
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), facts)
			}
			if t, ok := facts.(interface{ tell(io.Writer) error }); ok {
				return t.tell(c.OutOrStdout())
			}
			return tellFacts(c.OutOrStdout(), facts, "")
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// inspect returns what there is to know of a file, by its ending. Of geodata the
// name may tell a layer and a system: FILE#LAYER@SYSTEM.
func inspect(name string) (any, error) {
	in, err := placement.ParseInput(name)
	if err != nil {
		return nil, err
	}
	switch st, err := os.Stat(in.Path); {
	case err != nil:
		return nil, err
	case st.IsDir():
		return nil, fmt.Errorf("%s: is a folder: name a file in it", in.Path)
	case st.Mode().IsRegular() && st.Size() == 0:
		return nil, fmt.Errorf("%s: the file is empty (0 bytes): copy or export it again", in.Path)
	}
	ext := strings.ToLower(filepath.Ext(in.Path))
	if ext == ".zip" && in.Layer == "" && in.System == "" { // a zipped IFC model goes by that name too
		if facts, err := inspectIFC(in.Path); err == nil {
			return facts, nil
		}
	}
	switch ext {
	case ".tif", ".tiff", ".asc", ".txt", ".hgt", ".zip":
		return inspectRaster(in)
	case ".las", ".laz":
		return inspectCloud(in)
	case ".geojson", ".geojsonl", ".json", ".jsonl", ".ndjson", ".shp", ".gpkg", ".fgb", ".osm", ".pbf", ".gz", ".bz2", ".csv", ".tsv":
		return inspectVector(in)
	}
	if in.Layer != "" || in.System != "" {
		return nil, fmt.Errorf("%s: only geodata take #LAYER and @SYSTEM", name)
	}
	switch ext {
	case ".glb", ".gltf":
		return gltf.Inspect(in.Path)
	case ".ifc", ".ifczip":
		return inspectIFC(in.Path)
	case ".mcap":
		r, err := record.Open(in.Path)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return r.Info(), nil
	case ".yaml", ".yml":
		return inspectYAML(in.Path)
	}
	return nil, fmt.Errorf("%s: unknown kind of file; known are .tif .asc .hgt .hgt.zip .las .geojson .shp .gpkg .fgb .osm .osm.pbf .city.json .csv .glb .gltf .ifc .ifczip .mcap .yaml", in.Path)
}

func inspectRaster(in placement.Input) (any, error) {
	if in.Layer != "" {
		return nil, fmt.Errorf("%s: rasters have no layers: leave #%s out", in.Path, in.Layer)
	}
	f, err := raster.Open(in.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := placement.SourceOfRaster(f)
	if s.Key = in.System; s.Key != "" {
		c, err := userSystem(s.Key)
		if err != nil {
			return nil, err
		}
		f.EPSG, f.Source.MapUnit = c.Code, map[bool]string{true: "degree"}[c.Degrees()]
	}
	info, err := f.Info(1) // block by block: the file may be larger than memory
	if err != nil {
		return nil, err
	}
	facts, err := located(info, s)
	return rasterNotes(facts, f), err
}

// inspectVector returns the facts of a layer, or of each of several.
func inspectVector(in placement.Input) (any, error) {
	layers, err := vector.OpenAll(in.Path, vector.Options{Layer: in.Layer})
	if err != nil {
		return nil, err
	}
	features, all := 0, make([]any, len(layers))
	for k, l := range layers {
		if in.System != "" {
			if err := said(l, in.System); err != nil {
				return nil, err
			}
		}
		s := placement.SourceOfLayer(l)
		s.Key = in.System
		if all[k], err = located(vector.FactsOf(l), s); err != nil {
			return nil, err
		}
		features += len(l.Features)
	}
	if len(layers) == 1 {
		return all[0], nil
	}
	return map[string]any{"kind": "vector", "features": features, "layers": all}, nil
}

func inspectCloud(in placement.Input) (any, error) {
	if in.Layer != "" {
		return nil, fmt.Errorf("%s: point clouds have no layers: leave #%s out", in.Path, in.Layer)
	}
	c, err := pointcloud.Open(in.Path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	facts, err := pointcloud.FactsOf(c)
	if err != nil {
		return nil, err
	}
	s := placement.SourceOfFacts(facts.CRS)
	s.Key = in.System
	return located(facts, s)
}

func inspectYAML(path string) (any, error) {
	file, err := yamlfile.Open(path)
	if err != nil {
		return nil, err
	}
	if file.At("ground").Exists() {
		return site.Inspect(path)
	}
	s, err := scenarios.Open(path)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"scenario": s.ID(), "title": s.Title(), "site": s.SitePath(), "start": s.Start(),
		"duration": s.Duration().String(), "step": s.Step().String(), "models": s.Models(), "events": s.Events(),
	}, nil
}

// tellFacts prints facts as indented lines, keys in order.
func tellFacts(w io.Writer, facts any, indent string) error {
	text, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return err
	}
	tell(w, plain, indent)
	return nil
}

func tell(w io.Writer, facts any, indent string) {
	table, ok := facts.(map[string]any)
	if !ok {
		fmt.Fprintf(w, "%s%v\n", indent, facts)
		return
	}
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		if inner, nested := table[key].(map[string]any); nested {
			fmt.Fprintf(w, "%s%s:\n", indent, key)
			tell(w, inner, indent+"  ")
			continue
		}
		value, err := json.Marshal(table[key])
		if err != nil {
			value = []byte(err.Error())
		}
		fmt.Fprintf(w, "%s%s: %s\n", indent, key, value)
	}
}
