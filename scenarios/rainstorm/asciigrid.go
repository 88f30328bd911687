package rainstorm

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"shapan/engine/solver/rainfall"
)

// readASCIIGrid reads an ESRI ASCII grid: six lines of a header (nodata_value
// may be missing), then rows from the north. Rows come back from the south, no
// data as NaN. Rain needs no more of the format; the site's elevation is read
// elsewhere.
func readASCIIGrid(name string, text []byte) (grid rainfall.Grid, values []float32, err error) {
	header := map[string]float64{}
	line := 0
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			end = len(text) - 1
		}
		words := strings.Fields(string(text[:end+1]))
		if len(words) > 0 && !isLetter(words[0][0]) {
			break
		}
		line++
		text = text[end+1:]
		if len(words) == 0 {
			continue
		}
		key := strings.ToLower(words[0])
		if len(words) != 2 || !gridKeys[key] {
			return grid, nil, fmt.Errorf("%s:%d: %.40q: expected ncols, nrows, xllcorner, yllcorner, cellsize or nodata_value and a number", name, line, strings.Join(words, " "))
		}
		if header[key], err = strconv.ParseFloat(words[1], 64); err != nil || math.IsNaN(header[key]) || math.IsInf(header[key], 0) {
			return grid, nil, fmt.Errorf("%s:%d: %s: %.40q: expected a number", name, line, key, words[1])
		}
	}
	if grid, err = gridOf(header, len(text)); err != nil {
		return grid, nil, fmt.Errorf("%s: %w", name, err)
	}
	values = make([]float32, grid.Cells())
	nodata, marked := header["nodata_value"]
	count := 0
	for _, row := range bytes.Split(text, []byte{'\n'}) {
		line++
		for _, word := range strings.Fields(string(row)) {
			v, err := strconv.ParseFloat(word, 64)
			if err != nil || math.IsInf(v, 0) {
				return grid, nil, fmt.Errorf("%s:%d: %.40q: expected a number", name, line, word)
			}
			if marked && v == nodata {
				v = math.NaN()
			}
			if count < len(values) {
				values[(grid.NY-1-count/grid.NX)*grid.NX+count%grid.NX] = float32(v)
			}
			count++
		}
	}
	if count != len(values) {
		return grid, nil, fmt.Errorf("%s: has %d values: expected %d × %d = %d as in its header", name, count, grid.NX, grid.NY, len(values))
	}
	return grid, values, nil
}

var gridKeys = map[string]bool{
	"ncols": true, "nrows": true, "xllcorner": true, "yllcorner": true, "xllcenter": true, "yllcenter": true, "cellsize": true, "nodata_value": true,
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// gridOf makes the grid of a header that bytes [of text] can bear out.
func gridOf(header map[string]float64, bytes int) (g rainfall.Grid, err error) {
	for _, key := range []string{"ncols", "nrows", "cellsize"} {
		if v, given := header[key]; !given || !(v > 0) {
			return g, fmt.Errorf("%s: missing or not above 0", key)
		}
	}
	nx, ny := header["ncols"], header["nrows"]
	if nx != math.Trunc(nx) || ny != math.Trunc(ny) || nx*ny > float64(bytes)/2+1 {
		return g, fmt.Errorf("%g × %g cells: the file has %d bytes for them", nx, ny, bytes)
	}
	g = rainfall.Grid{NX: int(nx), NY: int(ny), Cell: header["cellsize"]}
	for _, axis := range []struct {
		corner, center string
		to             *float64
	}{{"xllcorner", "xllcenter", &g.X0}, {"yllcorner", "yllcenter", &g.Y0}} {
		v, given := header[axis.corner]
		if !given {
			if v, given = header[axis.center]; !given {
				return g, fmt.Errorf("%s: missing", axis.corner)
			}
			v -= g.Cell / 2
		}
		*axis.to = v
	}
	return g, nil
}
