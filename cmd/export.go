package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shapan/yamlfile"
)

// exportFlags is what the user asked for.
type exportFlags struct {
	format, out, site string
	fields, at        []string
	every             string
	wet               float64

	instants []time.Duration // at, read
	interval time.Duration   // every, read
}

// exportFormat is a way to export, with the ending of a file that stands for it.
type exportFormat struct {
	name, ending string
	run          func(s *source, f *exportFlags) (files []string, err error)
}

var formats = []exportFormat{
	{"ugrid", ".nc", exportUGRID},
	{"2dm", ".2dm", export2DM},
	{"geotiff", ".tif", exportGeoTIFF},
	{"csv", ".csv", exportCSV},
}

func exportCommand() *cobra.Command {
	f := &exportFlags{}
	c := &cobra.Command{
		Use:   "export RUN.mcap --out DIR|FILE",
		Short: "Write a recorded run for QGIS and other programs",
		Long: `Write what a recording holds in a form that other programs open:

  ugrid    UGRID NetCDF: a mesh of the cells that got wet, with depth, water
           surface, velocity and hazard over time and all results. QGIS opens it
           as a mesh layer.
  2dm      an SMS mesh and a data set (.dat) for each quantity
  geotiff  a GeoTIFF for each field: of the results, or of --field at --at
  csv      the series of gauges, pumps and sections

Without --format the ending of FILE decides, and ugrid is what a DIR gets.
docs/results.md tells what the quantities mean.`,
		Example: `  shapan export out/run.mcap --out run.nc
  shapan export out/run.mcap --format geotiff --field water_depth,max_hazard --at 1h30min --out maps
  shapan export out/run.mcap --format csv --field 'gauge/*' --every 5min --out out`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			format, err := f.read()
			if err != nil {
				return inputError{err}
			}
			s, err := openSource(given[0], f.site, c.ErrOrStderr())
			if err != nil {
				return inputError{err}
			}
			defer s.recording.Close()
			files, err := formats[format].run(s, f)
			for _, file := range files {
				fmt.Fprintln(c.OutOrStdout(), file)
			}
			return err
		},
	}
	c.Flags().StringVar(&f.out, "out", "", "folder (made if absent) or file to write")
	c.Flags().StringVar(&f.format, "format", "", "ugrid, 2dm, geotiff or csv; absent: by the ending of --out")
	c.Flags().StringSliceVar(&f.fields, "field", nil, "names of fields, or for csv of scalars (* stands for anything); absent: all that fit")
	c.Flags().StringSliceVar(&f.at, "at", nil, "simulated time since the start, e.g. 1h30min; absent: all times (geotiff: the end)")
	c.Flags().StringVar(&f.every, "every", "", "at most one instant in so much simulated time, e.g. 5min")
	c.Flags().StringVar(&f.site, "site", "", "site file, where it is no longer where the recording says")
	c.Flags().Float64Var(&f.wet, "wet-m", 0.01, "ugrid, 2dm: leave out cells that never were so deep [m]; 0 keeps all open ground")
	return c
}

// read checks the flags, all of them, and returns the number of the format.
func (f *exportFlags) read() (format int, err error) {
	var errs []error
	if f.out == "" {
		errs = append(errs, errors.New("--out DIR or FILE: where shall it go?"))
	}
	format = slices.IndexFunc(formats, func(known exportFormat) bool {
		return known.name == f.format || f.format == "" && known.ending == strings.ToLower(filepath.Ext(f.out))
	})
	switch ending := filepath.Ext(f.out); {
	case format < 0 && f.format != "":
		errs = append(errs, fmt.Errorf("--format %s: must be ugrid, 2dm, geotiff or csv", f.format))
	case format < 0 && ending != "":
		errs = append(errs, fmt.Errorf("--out %s: which format is %s? It is known of .nc, .2dm, .tif and .csv; say --format", f.out, ending))
	case format < 0:
		format = 0
	}
	for _, text := range f.at {
		at, err := yamlfile.ParseDuration(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("--at: %w", err))
		}
		f.instants = append(f.instants, at)
	}
	if f.every != "" {
		if f.interval, err = yamlfile.ParseDuration(f.every); err != nil || f.interval <= 0 {
			errs = append(errs, fmt.Errorf("--every: %w", cmp.Or(err, fmt.Errorf("%s: must be > 0", f.every))))
		}
		if len(f.at) > 0 {
			errs = append(errs, errors.New("--at and --every: name instants or an interval, not both"))
		}
	}
	if !(f.wet >= 0 && f.wet < 1000) {
		errs = append(errs, fmt.Errorf("--wet-m %g: must be a depth, 0 or more, e.g. 0.01", f.wet))
	}
	return format, errors.Join(errs...)
}

// file returns the path of the one file to write: --out itself if it has the
// ending, else a file of that name in the folder --out.
func (f *exportFlags) file(name, ending string) (path string, err error) {
	if strings.EqualFold(filepath.Ext(f.out), ending) {
		return f.out, nil
	}
	return filepath.Join(f.out, name+ending), makeFolder(f.out)
}
