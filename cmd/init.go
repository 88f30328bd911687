package cmd

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"shapan/site/author"
)

func initCommand() *cobra.Command {
	var in author.Inputs
	var extent string
	var height float64
	var asJSON bool
	c := &cobra.Command{
		Use:   "init DIR {--dem FILE | --ifc FILE.ifc} [--buildings FILE[#LAYER]] [--roads FILE[#LAYER]] [--model FILE.glb] [--ifc FILE.ifc]",
		Short: "Write the first site file from an elevation model, buildings and roads",
		Long: `Writes DIR/site.yaml with comments, DIR/cloudburst.yaml that runs on it, and says of
each input which reference system it is in, how that was found, what was done to
its coordinates and where it came to lie.

Elevation: GeoTIFF, ESRI ASCII grid, SRTM (.hgt, .hgt.zip). Buildings and roads:
GeoJSON, Shapefile, GeoPackage, FlatGeobuf, OpenStreetMap (.osm, .pbf), CityJSON,
CSV. Of OpenStreetMap and CityJSON the buildings and the roads are picked out, so
one file may be given as both.

  FILE#LAYER          a layer of a GeoPackage that has several: town.gpkg#houses
  FILE@SYSTEM         where a file does not say its system, or says it wrongly:
                      dem.asc@EPSG:4547, houses.shp@gcj02, pipes.csv@map
  FILE#LAYER@SYSTEM   both

Without an elevation model the ground is flat around the models: on the map that the
first one names, or in the zone where it says it lies, else on no map; at that model's
level 0, unless --ground-height says otherwise. The report and site.yaml say so.

Where the new site would not load, no file is kept and every reason is told.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if in.Elevation == "" && len(in.Models) == 0 {
				return inputError{fmt.Errorf("--dem FILE is missing: a site needs ground, or a model (--ifc FILE) around which it may be flat\nusage: %s", c.UseLine())}
			}
			if c.Flags().Changed("ground-height") {
				if in.Elevation != "" {
					return inputError{fmt.Errorf("--ground-height: --dem says how high the ground is: leave one of them out")}
				}
				if math.IsNaN(height) || math.Abs(height) > 9000 {
					return inputError{fmt.Errorf("--ground-height %g: must be metres above sea level", height)}
				}
				in.Ground = &height
			}
			if !(in.Cell >= 0) || math.IsInf(in.Cell, 0) {
				return inputError{fmt.Errorf("--cell %g: must be metres, or 0 for the elevation's", in.Cell)}
			}
			if extent != "" {
				var err error
				if in.Extent, err = parseExtent(extent); err != nil {
					return inputError{err}
				}
			}
			r, err := author.Write(given[0], in)
			if r != nil {
				if told := tellInit(c.OutOrStdout(), r, asJSON); told != nil {
					return told
				}
			}
			if err != nil {
				return inputError{err}
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&in.Elevation, "dem", "", "elevation model")
	f.StringVar(&in.Buildings, "buildings", "", "outlines of buildings")
	f.StringVar(&in.Roads, "roads", "", "roads, as areas or lines")
	f.StringArrayVar(&in.Models, "model", nil, "glTF model to stand on the site; may be given again")
	f.StringArrayVar(&in.Models, "ifc", nil, "building model in IFC (.ifc, .ifczip), which stands where it says itself on the map; may be given again")
	f.StringVar(&in.CRS, "crs", "", "the site's map, e.g. EPSG:4549; absent: the elevation's, or the zone where it lies")
	f.StringVar(&extent, "extent", "", "west,south,east,north on that map [m]; absent: all of the elevation")
	f.Float64Var(&height, "ground-height", 0, "height of flat ground where there is no --dem [m]; absent: the first model's level 0")
	f.Float64Var(&in.Cell, "cell", 0, "edge of a cell [m]; absent: the elevation's")
	f.StringVar(&in.Name, "name", "", "what the site is called; absent: as its folder")
	f.StringVar(&in.Encoding, "encoding", "", "of texts in Shapefiles and tables, e.g. GBK; absent: found out")
	f.BoolVar(&in.Keep, "keep", false, "keep the files also where they do not load, to go on by hand")
	f.BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

func parseExtent(text string) (e [4]float64, err error) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return e, fmt.Errorf("--extent %s: must be west,south,east,north [m], e.g. 634000,3456000,635000,3457000", text)
	}
	for k, part := range parts {
		if e[k], err = coordinate(part); err != nil {
			return e, fmt.Errorf("--extent %s: %w", text, err)
		}
	}
	if !(e[2] > e[0] && e[3] > e[1]) {
		return e, fmt.Errorf("--extent %s: west must be < east and south < north", text)
	}
	return e, nil
}

// tellInit prints the placement report.
func tellInit(w io.Writer, r *author.Result, asJSON bool) error {
	if asJSON {
		return printJSON(w, map[string]any{
			"site": r.Path, "scenario": r.Scenario, "choices": r.Choices,
			"placements": r.Report.Placements, "notes": r.Report.Notes, "doubts": r.Doubts,
		})
	}
	for _, choice := range r.Choices {
		fmt.Fprintln(w, choice)
	}
	for _, p := range r.Report.Placements {
		fmt.Fprintf(w, "\n%s\n", p)
	}
	for _, doubt := range r.Doubts {
		fmt.Fprintf(w, "\nWARNING %s\n", doubt)
	}
	if r.Site != nil {
		fmt.Fprintf(w, "\nWrote %s and %s. Look at it: shapan serve %s\n", r.Path, r.Scenario, r.Path)
	}
	return nil
}
