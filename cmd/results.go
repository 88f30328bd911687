package cmd

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shapan/engine"
	"shapan/gis/raster"
)

// recordingIn is the recording that a command is given: the file itself, or the
// folder into which shapan run wrote it.
func recordingIn(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, "run.mcap")
	}
	return path
}

// tables are the CSV files that a run leaves. gauges.csv has every scalar but
// the sections'; the others repeat what their name says, for who wants just
// that. A file that would have no column is not made, save the first.
var tables = []struct {
	file string
	has  func(scalar string) bool
}{
	{"gauges.csv", func(s string) bool { return !strings.HasPrefix(s, "section/") }},
	{"pumps.csv", func(s string) bool { return strings.HasPrefix(s, "pump/") }},
	{"sections.csv", func(s string) bool { return strings.HasPrefix(s, "section/") }},
}

// scalarTable is a sink that writes a CSV file: a row a tick, time and the
// scalars that it has. Its columns are those of the first frame.
type scalarTable struct {
	path    string
	has     func(scalar string) bool
	always  bool // make the file even if it has only time
	file    *os.File
	buffer  *bufio.Writer
	rows    *csv.Writer
	names   []string // of the columns after time
	started bool
}

// newTables makes the sinks of all CSV files of a folder. Files of that name
// from an earlier run are removed, lest they be taken for this one's.
func newTables(folder string) (tables_ []*scalarTable, err error) {
	for k, t := range tables {
		path := filepath.Join(folder, t.file)
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		tables_ = append(tables_, &scalarTable{path: path, has: t.has, always: k == 0})
	}
	return tables_, nil
}

// WriteFrame implements engine.Sink.
func (t *scalarTable) WriteFrame(f *engine.Frame) error {
	if !t.started {
		if err := t.start(f); err != nil {
			return err
		}
	}
	if t.file == nil {
		return nil
	}
	row := make([]string, 1, len(t.names)+1)
	row[0] = strconv.FormatFloat(f.Tick.Seconds(), 'f', -1, 64)
	next := 0 // scalars come in the same order at nearly every tick
	for _, name := range t.names {
		for next < len(f.Scalars) && f.Scalars[next].Name != name {
			next++
		}
		value, there := 0.0, next < len(f.Scalars)
		if there {
			value = f.Scalars[next].Value
		} else {
			next = 0
			value, there = f.Scalar(name)
		}
		if !there {
			row = append(row, "")
			continue
		}
		row = append(row, strconv.FormatFloat(value, 'g', 7, 64))
	}
	return t.rows.Write(row)
}

func (t *scalarTable) start(f *engine.Frame) (err error) {
	t.started = true
	head := []string{"t_s"}
	for _, s := range f.Scalars {
		if t.has(s.Name) {
			t.names = append(t.names, s.Name)
			head = append(head, columnName(s.Name, s.Unit))
		}
	}
	if len(t.names) == 0 && !t.always {
		return nil
	}
	if t.file, err = os.Create(t.path); err != nil {
		return err
	}
	t.buffer = bufio.NewWriterSize(t.file, 1<<16)
	t.rows = csv.NewWriter(t.buffer)
	return t.rows.Write(head)
}

func columnName(name, unit string) string {
	return strings.TrimSuffix(fmt.Sprintf("%s [%s]", name, unit), " []")
}

func (t *scalarTable) close() error {
	if t.file == nil {
		return nil
	}
	t.rows.Flush()
	return errors.Join(t.rows.Error(), t.buffer.Flush(), t.file.Close())
}

// writeResults writes every field of the frame that sums up the run, and the
// water as it is at its end, as GeoTIFFs into the folder and returns the names
// of the files. Unlike those of the recording these are not rounded.
func writeResults(folder string, run *engine.Run) (files []string, err error) {
	frame, world := run.Frame(), run.Plan().Site
	frame.Fill()
	fields, err := atTheEnd(frame, &source{origin: world.Origin, ground: &world.Ground})
	if err != nil {
		return nil, err
	}
	for k := range fields {
		file := fields[k].Name + ".tif"
		if err := writeRaster(filepath.Join(folder, file), &fields[k], world.Origin, frame.Tick.Time(), run.ID); err != nil {
			return files, err
		}
		files = append(files, file)
	}
	return files, nil
}

// atTheEnd is what is written of the last frame: results, depth, surface and
// velocity of the water along the map's axes.
func atTheEnd(frame *engine.Frame, s *source) (fields []engine.Field, err error) {
	for k := range frame.Fields {
		f := frame.Fields[k]
		other := frame.Field(otherComponent(f.Name))
		switch {
		case other != nil && s.origin.Rotation != 0:
			if f, err = s.turned(f, *other, f.Name < other.Name); err != nil {
				return nil, err
			}
			fields = append(fields, f)
		case isResult(f.Name) || other != nil:
			fields = append(fields, f)
		case f.Name == "water_depth":
			level, err := s.surface(f)
			if err != nil {
				return nil, err
			}
			fields = append(fields, f, level)
		}
	}
	return fields, nil
}

// writeRaster writes a field as a GeoTIFF on the site's map. Dry cells hold
// what the model says (0 for depths), buildings no data.
func writeRaster(path string, field *engine.Field, origin engine.Origin, at time.Time, run string) error {
	g, what := field.Grid, describe(field.Name, field.Unit)
	x, y, _ := origin.MapFromSite([3]float64{g.X0, g.Y0})
	return writeFile(path, func(file *os.File) error {
		return raster.WriteLabelled(file, &raster.Raster{
			NX: g.NX, NY: g.NY, CellX: g.Cell * origin.MapScale(), CellY: g.Cell * origin.MapScale(), X0: x, Y0: y, EPSG: origin.EPSG, Values: field.Values,
		}, raster.Label{
			Title: what.Long, Band: what.Long, Unit: field.Unit, Rotation: origin.Rotation,
			Items: []raster.Item{{Name: "FIELD", Value: field.Name}, {Name: "STANDARD_NAME", Value: what.Standard}, {Name: "COMMENT", Value: what.Comment},
				{Name: "TIME", Value: at.Format(time.RFC3339)}, {Name: "RUN", Value: run}, {Name: "SOURCE", Value: "Shapan " + version()}},
		})
	})
}

// writeFile makes a file and removes it again if it could not be completed.
func writeFile(path string, write func(*os.File) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err = errors.Join(write(file), file.Close()); err != nil {
		os.Remove(path)
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
