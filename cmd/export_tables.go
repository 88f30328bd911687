package cmd

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"shapan/engine/record"
)

// exportGeoTIFF writes a file for each field: without --field all results at
// the end of the run or, with --at or --every, all fields of those instants.
func exportGeoTIFF(s *source, f *exportFlags) (files []string, err error) {
	names, err := s.choose(f.fields)
	if err != nil {
		return nil, err
	}
	timed := len(f.at) > 0 || f.interval > 0
	if len(f.fields) == 0 {
		names = slices.DeleteFunc(names, func(name string) bool { return isResult(name) == timed })
	}
	type sheet struct {
		field string
		at    float64
		name  string
	}
	var sheets []sheet
	for _, name := range names {
		if !timed || isResult(name) {
			_, end := s.recording.Span()
			sheets = append(sheets, sheet{name, end, name})
			continue
		}
		instants, err := s.instants(name, f)
		if err != nil {
			return nil, err
		}
		for _, at := range instants {
			sheets = append(sheets, sheet{name, at, name + "_" + instantName(at)})
		}
	}
	if len(sheets) == 0 {
		return nil, inputError{fmt.Errorf("%s: the recording has no results; name fields with --field: there is %s", s.path, strings.Join(s.fields(), ", "))}
	}
	single := strings.EqualFold(filepath.Ext(f.out), ".tif")
	if single && len(sheets) > 1 {
		return nil, inputError{fmt.Errorf("--out %s: %d rasters do not fit into one file: name a folder, or one --field and --at", f.out, len(sheets))}
	}
	for _, sheet := range sheets {
		path, err := f.file(sheet.name, ".tif")
		if err != nil {
			return files, err
		}
		fields, err := s.at(sheet.at, []string{sheet.field})
		if err != nil {
			return files, err
		}
		meta := s.recording.Meta()
		if err := writeRaster(path, &fields[0], s.origin, meta.Start.Add(seconds(sheet.at)), meta.Run); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	return files, nil
}

// instantName is an instant [s] in the name of a file: six digits of seconds,
// and of a second the milliseconds where there are any, lest two instants of a
// laboratory's run share a file.
func instantName(at float64) string {
	ms := int64(math.Round(at * 1000))
	if ms%1000 == 0 {
		return fmt.Sprintf("%06ds", ms/1000)
	}
	return fmt.Sprintf("%06d.%03ds", ms/1000, ms%1000)
}

// exportCSV writes the recorded series: the tables of a run, or one file of
// the scalars that are named.
func exportCSV(s *source, f *exportFlags) (files []string, err error) {
	series, err := s.recording.Series()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	if len(series.Columns) == 0 {
		return nil, inputError{fmt.Errorf("%s: the recording has no scalars", s.path)}
	}
	rows, err := rowsOf(s, series, f)
	if err != nil {
		return nil, err
	}
	has, err := scalarFilter(series, f.fields)
	if err != nil {
		return nil, inputError{fmt.Errorf("%s: %w", s.path, err)}
	}
	if strings.EqualFold(filepath.Ext(f.out), ".csv") {
		return []string{f.out}, writeSeries(f.out, series, rows, has)
	}
	if err := makeFolder(f.out); err != nil {
		return nil, err
	}
	for _, t := range tables {
		both := func(name string) bool { return has(name) && t.has(name) }
		if !slices.ContainsFunc(series.Columns, func(c record.Column) bool { return both(c.Name) }) {
			continue
		}
		path := filepath.Join(f.out, t.file)
		if err := writeSeries(path, series, rows, both); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	return files, nil
}

// rowsOf returns the numbers of the rows that the flags ask for.
func rowsOf(s *source, series record.Series, f *exportFlags) (rows []int, err error) {
	if len(f.at) == 0 {
		for _, t := range thinned(series.Seconds, f.interval.Seconds()) {
			n, _ := slices.BinarySearch(series.Seconds, t)
			rows = append(rows, n)
		}
		return rows, nil
	}
	last := series.Seconds[len(series.Seconds)-1]
	for k, at := range f.instants {
		t := at.Seconds()
		if t < series.Seconds[0] || t > last {
			return nil, inputError{fmt.Errorf("--at %s: %s is recorded from %g s to %g s (%s)", f.at[k], s.path, series.Seconds[0], last, clock(seconds(last)))}
		}
		n, exact := slices.BinarySearch(series.Seconds, t)
		if !exact {
			n--
		}
		rows = append(rows, n)
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// scalarFilter returns what the names let through, * standing for any text at
// the end of one. A name that fits nothing is an error that lists what there is.
func scalarFilter(series record.Series, names []string) (func(string) bool, error) {
	fits := func(pattern, name string) bool {
		start, any := strings.CutSuffix(pattern, "*")
		return name == pattern || any && strings.HasPrefix(name, start)
	}
	var known, unknown []string
	for _, c := range series.Columns {
		known = append(known, c.Name)
	}
	for _, pattern := range names {
		if !slices.ContainsFunc(known, func(name string) bool { return fits(pattern, name) }) {
			unknown = append(unknown, pattern)
		}
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("no scalar %s: there is %s", strings.Join(unknown, ", "), strings.Join(known, ", "))
	}
	return func(name string) bool {
		return len(names) == 0 || slices.ContainsFunc(names, func(pattern string) bool { return fits(pattern, name) })
	}, nil
}

func writeSeries(path string, series record.Series, rows []int, has func(string) bool) error {
	return writeFile(path, func(file *os.File) error {
		buffer := bufio.NewWriterSize(file, 1<<16)
		out := csv.NewWriter(buffer)
		line := []string{"t_s"}
		for _, c := range series.Columns {
			if has(c.Name) {
				line = append(line, columnName(c.Name, c.Unit))
			}
		}
		out.Write(line) // the writer keeps its error
		for _, n := range rows {
			line = append(line[:0], strconv.FormatFloat(series.Seconds[n], 'f', -1, 64))
			for _, c := range series.Columns {
				if !has(c.Name) {
					continue
				}
				text := ""
				if v := c.Values[n]; !math.IsNaN(v) {
					text = strconv.FormatFloat(v, 'g', 7, 64)
				}
				line = append(line, text)
			}
			out.Write(line)
		}
		out.Flush()
		return errors.Join(out.Error(), buffer.Flush())
	})
}
