// Package made makes the terrain and the series of those cases of validation/
// that need nobody's data: simple shapes for which an exact solution or an
// engineer's formula is known. Each case is told in its scenario file.
package made

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// Write writes the files of all cases into a folder.
func Write(folder string) error {
	for name, text := range map[string][]byte{
		"runup.asc": Beach.terrain(), "runup.csv": Beach.series(),
		"valley.asc": valley(), "sideweir.asc": sideWeir(), "street.asc": street(),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Gravity is the solver's [m/s²].
const Gravity = 9.81

// Wave is a solitary wave that comes over water of a depth to a plane beach,
// after Synolakis (1987): the shore of the water at rest lies at x = 0, z = 0.
type Wave struct{ Depth, Height, Cot, Cell, Sea, Land float64 }

// Beach is the case's.
var Beach = Wave{Depth: 0.3, Height: 0.0185 * 0.3, Cot: 19.85, Cell: 0.02, Sea: 9, Land: 1}

// RunUp is how high the exact solution lets it climb [m]: 2.831 √cot β (H/d)^(5/4) d.
func (w Wave) RunUp() float64 {
	return 2.831 * math.Sqrt(w.Cot) * math.Pow(w.Height/w.Depth, 1.25) * w.Depth
}

func (w Wave) terrain() []byte {
	nx := int(math.Round((w.Sea + w.Land) / w.Cell))
	return grid(nx, 3, w.Cell, -w.Sea, 0, func(x, _ float64) float64 { return math.Max(-w.Depth, x/w.Cot) })
}

// series is its level at the deep rim: H sech² (κ c (t - t0)) with
// κ = √(3 H / 4 d³), c = √(g (d + H)); at the start a three-hundredth of H.
func (w Wave) series() []byte {
	pace := math.Sqrt(0.75*w.Height/w.Depth) / w.Depth * math.Sqrt(Gravity*(w.Depth+w.Height))
	var b bytes.Buffer
	fmt.Fprintln(&b, "time_s,level_m")
	for k := range 241 {
		t := 0.05 * float64(k)
		fmt.Fprintf(&b, "%.2f,%.7f\n", t, w.Height/math.Pow(math.Cosh(pace*t-3.5), 2))
	}
	return b.Bytes()
}

// valley is a level valley of 3.6 km whose sides rise 1 m in 5; a dam stood at x = 0.
func valley() []byte {
	return grid(360, 23, 10, -1000, -115, func(_, y float64) float64 { return math.Abs(y) / 5 })
}

// sideWeir is a level channel 2 m wide, and low ground north of its bank.
func sideWeir() []byte {
	return grid(160, 12, 0.25, 0, 0, func(_, y float64) float64 {
		if y > 2 {
			return -1
		}
		return 0
	})
}

// street falls 1 % to the east.
func street() []byte {
	return grid(60, 5, 2, 0, 0, func(x, _ float64) float64 { return 10 - 0.01*x })
}

// grid writes an ESRI ASCII grid of heights at the middles of its cells.
func grid(nx, ny int, cell, x0, y0 float64, z func(x, y float64) float64) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "ncols %d\nnrows %d\nxllcorner %g\nyllcorner %g\ncellsize %g\nnodata_value -9999\n", nx, ny, x0, y0, cell)
	for j := ny - 1; j >= 0; j-- {
		for i := range nx {
			fmt.Fprintf(&b, "%.7g ", z(x0+cell*(float64(i)+0.5), y0+cell*(float64(j)+0.5)))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}
