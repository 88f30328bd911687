package citygrid

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Grid is a division into squares.
type Grid struct {
	Prefix string // of every code: letters and digits
	Size   int    // of a cell [m], e.g. 100
}

// Cell is a square by its row (northward) and column (eastward) from zero.
type Cell struct{ Row, Col int32 }

// New returns a grid if its prefix and size can make codes.
func New(prefix string, size int) (Grid, error) {
	var all []error
	if prefix == "" || strings.Trim(prefix, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		all = append(all, fmt.Errorf("prefix %q: must be digits and capital letters, e.g. the district's 310101", prefix))
	}
	if size < 1 || size > 100_000 {
		all = append(all, fmt.Errorf("cell size %d m: must be 1 … 100000, e.g. 100", size))
	}
	return Grid{prefix, size}, errors.Join(all...)
}

// maxCoordinate [m]: cells of 1 m still have rows and columns in int32.
const maxCoordinate = 2e9

// At returns the cell of a point; ok is false where there is none (NaN, or
// beyond ±2e9 m).
func (g Grid) At(easting, northing float64) (c Cell, ok bool) {
	if !(math.Abs(easting) <= maxCoordinate && math.Abs(northing) <= maxCoordinate) {
		return Cell{}, false
	}
	return Cell{g.index(northing), g.index(easting)}, true
}

// index is floor(x/size), made right where the quotient was rounded to a whole
// number.
func (g Grid) index(x float64) int32 {
	s := float64(g.Size)
	k := math.Floor(x / s)
	if k*s > x {
		k--
	} else if (k+1)*s <= x {
		k++
	}
	return int32(k)
}

// Bounds returns the sides of a cell [m].
func (g Grid) Bounds(c Cell) (west, south, east, north float64) {
	s := float64(g.Size)
	return float64(c.Col) * s, float64(c.Row) * s, float64(int64(c.Col)+1) * s, float64(int64(c.Row)+1) * s
}

// Code returns the cell's code.
func (g Grid) Code(c Cell) string {
	return fmt.Sprintf("%s-%d-%s%s", g.Prefix, g.Size, side(c.Row, "N", "S"), side(c.Col, "E", "W"))
}

func side(k int32, plus, minus string) string {
	if k >= 0 {
		return fmt.Sprintf("%s%06d", plus, k)
	}
	return fmt.Sprintf("%s%06d", minus, -int64(k))
}

// Parse returns the grid and cell of a code. It takes only what Code writes.
func Parse(code string) (Grid, Cell, error) {
	bad := func(what string) (Grid, Cell, error) {
		return Grid{}, Cell{}, fmt.Errorf("grid code %q: %s (e.g. 310101-100-N034567E003501)", code, what)
	}
	parts := strings.Split(code, "-")
	if len(parts) != 3 {
		return bad("must be prefix, size and cell with - between")
	}
	size, err := strconv.Atoi(parts[1])
	if err != nil {
		return bad("size must be whole metres")
	}
	g, err := New(parts[0], size)
	if err != nil {
		return bad(err.Error())
	}
	at := strings.IndexAny(parts[2], "EW")
	if at < 0 {
		return bad("must have a column E… or W…")
	}
	row, ok := count(parts[2][:at], "N", "S")
	col, ok2 := count(parts[2][at:], "E", "W")
	c := Cell{row, col}
	if !ok || !ok2 || g.Code(c) != code {
		return bad("row N… or S… and column E… or W… must have six digits or more")
	}
	return g, c, nil
}

func count(s, plus, minus string) (int32, bool) {
	if len(s) < 2 {
		return 0, false
	}
	k, err := strconv.ParseInt(s[1:], 10, 64)
	if s[:1] == minus {
		k = -k
	} else if s[:1] != plus {
		return 0, false
	}
	return int32(k), err == nil && k >= math.MinInt32 && k <= math.MaxInt32
}
