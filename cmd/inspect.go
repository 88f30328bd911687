package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"shapan/bim/gltf"
	"shapan/engine/record"
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
		Use:   "inspect FILE",
		Short: "Say what a file holds: raster, vector layer, point cloud, glTF or IFC model, site, scenario or recording",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			facts, err := inspect(given[0])
			if err != nil {
				return inputError{err}
			}
			if asJSON {
				encoder := json.NewEncoder(c.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(facts)
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

// inspect returns what there is to know of a file, by its ending.
func inspect(path string) (any, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".tif", ".tiff", ".asc", ".txt", ".hgt", ".zip":
		f, err := raster.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		info, err := f.Info(1) // block by block: the file may be larger than memory
		if err != nil {
			return nil, err
		}
		return located(info, sourceOfRaster(f))
	case ".glb", ".gltf":
		return gltf.Inspect(path)
	case ".ifc", ".ifczip":
		return inspectIFC(path)
	case ".mcap":
		r, err := record.Open(path)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return r.Info(), nil
	case ".yaml", ".yml":
		return inspectYAML(path)
	case ".las", ".laz":
		return inspectCloud(path)
	case ".geojson", ".geojsonl", ".json", ".jsonl", ".ndjson", ".shp", ".gpkg", ".fgb", ".osm", ".pbf", ".gz", ".bz2", ".csv", ".tsv":
		return inspectVector(path)
	}
	return nil, fmt.Errorf("%s: unknown kind of file; known are .tif .asc .hgt .hgt.zip .las .geojson .shp .gpkg .fgb .osm .osm.pbf .city.json .csv .glb .gltf .ifc .ifczip .mcap .yaml", path)
}

// inspectVector returns the facts of a layer, or of each of several.
func inspectVector(path string) (any, error) {
	layers, err := vector.Inspect(path, vector.Options{})
	if err != nil || len(layers) == 1 {
		if err != nil {
			return nil, err
		}
		return located(layers[0], sourceOf(layers[0].CRS))
	}
	features, all := 0, make([]any, len(layers))
	for k, l := range layers {
		features += l.Features
		if all[k], err = located(l, sourceOf(l.CRS)); err != nil {
			return nil, err
		}
	}
	return map[string]any{"kind": "vector", "features": features, "layers": all}, nil
}

func inspectCloud(path string) (any, error) {
	c, err := pointcloud.Open(path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	facts, err := pointcloud.FactsOf(c)
	if err != nil {
		return nil, err
	}
	return located(facts, sourceOf(facts.CRS))
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
