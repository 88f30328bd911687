package shape

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// TestSpirals compares where each spiral of IFC4X3 ends with its curvature,
// written down as the standard does and integrated twice by small steps: from its
// start, from its end backwards, and from before its start. Lengths in metres,
// the file's in millimetres.
func TestSpirals(t *testing.T) {
	const length = 100.0
	signed := func(a float64, n int, s float64) float64 { // a / |a^(n+2)| · s^n
		return a / math.Abs(math.Pow(a, float64(n+2))) * math.Pow(s, float64(n))
	}
	for _, c := range []struct {
		name, curve string
		curvature   func(s float64) float64 // [1/m]
	}{
		{"clothoid", "IFCCLOTHOID(#15,-200000.)", func(s float64) float64 { return signed(-200, 1, s) }},
		{"second order", "IFCSECONDORDERPOLYNOMIALSPIRAL(#15,150000.,-300000.,900000.)", func(s float64) float64 {
			return signed(150, 2, s) + signed(-300, 1, s) + signed(900, 0, s)
		}},
		{"third order", "IFCTHIRDORDERPOLYNOMIALSPIRAL(#15,-140000.,150000.,$,$)", func(s float64) float64 { return signed(-140, 3, s) + signed(150, 2, s) }},
		{"seventh order", "IFCSEVENTHORDERPOLYNOMIALSPIRAL(#15,-130000.,125000.,-132000.,128000.,$,$,$,$)", func(s float64) float64 {
			return signed(-130, 7, s) + signed(125, 6, s) + signed(-132, 5, s) + signed(128, 4, s)
		}},
		{"cosine", "IFCCOSINESPIRAL(#15,500000.,400000.)", func(s float64) float64 { return 1.0/400 + math.Cos(math.Pi*s/length)/500 }},
		{"sine", "IFCSINESPIRAL(#15,1000000.,-250000.,700000.)", func(s float64) float64 {
			return 1.0/700 + signed(-250, 1, s) + math.Sin(2*math.Pi*s/length)/1000
		}},
	} {
		for _, from := range []float64{0, length, -length} {
			way := length
			if from > 0 {
				way = -length
			}
			const steps = 20_000
			h := way / steps
			x, y, heading := 0.0, 0.0, 0.0
			for k := range steps {
				middle := from + (float64(k)+0.5)*h
				half := heading + math.Copysign(1, way)*math.Abs(h)/2*c.curvature(middle)
				heading += h * c.curvature(middle)
				sin, cos := math.Sincos(half)
				x, y = x+math.Abs(h)*cos, y+math.Abs(h)*sin
			}
			e := wall(t, model(t, "#103", fmt.Sprintf("#103=IFCCURVESEGMENT(.CONTINUOUS.,#15,IFCLENGTHMEASURE(%g.),IFCLENGTHMEASURE(%g.),#104);#104=%s;", 1000*from, 1000*way, c.curve)))
			if len(e.Failures) > 0 || len(e.Parts) == 0 || len(e.Parts[0].Lines) == 0 {
				t.Errorf("%s from %v: %v", c.name, from, e.Failures)
				continue
			}
			line := e.Parts[0].Lines[0]
			end := line[len(line)-1]
			if far := end.Sub(mgl64.Vec3{x, y, 0}).Len(); !(far < 1e-5) {
				t.Errorf("%s from %v m: ends at %v, want %.6f %.6f", c.name, from, end, x, y)
			}
		}
	}
}
