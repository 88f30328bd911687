package pointcloud

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/gis/vector"
)

func float64frombytes(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

// Facts summarise a cloud for people and for the placement report.
type Facts struct {
	Kind       string             `json:"kind"`   // "pointcloud"
	Format     string             `json:"format"` // "LAS 1.2, point format 3"
	CRS        vector.FactsCRS    `json:"crs"`
	Bounds     vector.FactsBounds `json:"bounds"`
	Points     uint64             `json:"points"`
	ByClass    map[string]uint64  `json:"by_class"`
	ByReturn   map[string]uint64  `json:"by_return"`
	Heights    *[2]float64        `json:"heights,omitempty"` // lowest and highest, in the unit of the file
	Unit       string             `json:"unit,omitempty"`
	HeightUnit string             `json:"height_unit,omitempty"`
	Withheld   uint64             `json:"withheld,omitempty"`
	Density    float64            `json:"points_per_square_unit"` // over the extent
	Warnings   []string           `json:"warnings,omitempty"`
}

// FactsOf looks at every point.
func FactsOf(c *Cloud) (Facts, error) {
	f := Facts{
		Kind: "pointcloud", Format: fmt.Sprintf("LAS %s, point format %d", c.Version, c.PointFormat),
		CRS:    vector.FactsCRS{Code: c.CRS.EPSG, Name: c.CRS.Name, How: c.CRS.How, WKT: c.CRS.WKT},
		Points: c.Points, ByClass: map[string]uint64{}, ByReturn: map[string]uint64{},
		Unit: c.Unit, HeightUnit: c.HeightUnit, Warnings: c.Warnings,
	}
	if f.CRS.How == "" {
		f.CRS.How = "the file does not say"
	}
	var classes [256]uint64
	var returns [16]uint64
	low := mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}
	high := low.Mul(-1)
	err := c.Visit(func(p *Point) error {
		classes[p.Class]++
		returns[p.Return&15]++
		if p.Withheld {
			f.Withheld++
		}
		for k, v := range p.At {
			low[k], high[k] = min(low[k], v), max(high[k], v)
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	for k, n := range classes {
		if n > 0 {
			f.ByClass[fmt.Sprint(k)] = n
		}
	}
	for k, n := range returns {
		if n > 0 {
			f.ByReturn[fmt.Sprint(k)] = n
		}
	}
	if c.Points == 0 {
		return f, nil
	}
	f.Bounds.Native = &[4]float64{low[0], low[1], high[0], high[1]}
	f.Heights = &[2]float64{low[2], high[2]}
	if area := (high[0] - low[0]) * (high[1] - low[1]); area > 0 {
		f.Density = float64(c.Points) / area
	}
	for k := range 3 {
		if step := 1.5 * math.Abs(c.Scale[k]); !(math.Abs(low[k]-c.Low[k]) <= step && math.Abs(high[k]-c.High[k]) <= step) {
			f.Warnings = append(f.Warnings[:len(f.Warnings):len(f.Warnings)], fmt.Sprintf(
				"the header says %c from %.10g to %.10g, the points go from %.10g to %.10g (lasinfo -repair mends it)", "xyz"[k], c.Low[k], c.High[k], low[k], high[k]))
		}
	}
	return f, nil
}
