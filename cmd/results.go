package cmd

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"shapan/engine"
	"shapan/gis/raster"
)

// gaugeTable is a sink that writes gauges.csv: a row a tick, time and the
// scalars of gauges, sumps, pumps and pits.
type gaugeTable struct {
	file    *os.File
	buffer  *bufio.Writer
	rows    *csv.Writer
	columns []string
}

func newGaugeTable(path string) (*gaugeTable, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriterSize(file, 1<<16)
	return &gaugeTable{file: file, buffer: buffer, rows: csv.NewWriter(buffer)}, nil
}

// WriteFrame implements engine.Sink.
func (g *gaugeTable) WriteFrame(f *engine.Frame) error {
	if g.columns == nil {
		g.columns = []string{"t_s"}
		for _, s := range f.Scalars {
			g.columns = append(g.columns, strings.TrimSuffix(fmt.Sprintf("%s [%s]", s.Name, s.Unit), " []"))
		}
		if err := g.rows.Write(g.columns); err != nil {
			return err
		}
	}
	row := make([]string, 1, len(g.columns))
	row[0] = strconv.FormatFloat(f.Tick.Seconds(), 'f', -1, 64)
	for _, s := range f.Scalars {
		row = append(row, strconv.FormatFloat(s.Value, 'g', 7, 64))
	}
	return g.rows.Write(row)
}

func (g *gaugeTable) close() error {
	g.rows.Flush()
	return errors.Join(g.rows.Error(), g.buffer.Flush(), g.file.Close())
}

// writeMaxDepth writes the deepest water of every cell as a GeoTIFF on the
// site's map. Dry cells hold 0, buildings no data.
func writeMaxDepth(path string, run *engine.Run) error {
	field := run.Frame().Field("max_depth")
	if field == nil {
		return nil // no model of this run knows water
	}
	origin := run.Plan().Site.Origin
	if origin.Rotation != 0 {
		return fmt.Errorf("%s: the site's grid is turned by %.4f rad against the map: GeoTIFFs of turned grids cannot be written yet", path, origin.Rotation)
	}
	g := field.Grid
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	err = raster.WriteGeoTIFF(file, &raster.Raster{
		NX: g.NX, NY: g.NY, CellX: g.Cell, CellY: g.Cell,
		X0: origin.Easting + g.X0, Y0: origin.Northing + g.Y0, EPSG: origin.EPSG, Values: field.Values,
	})
	return errors.Join(err, file.Close())
}
