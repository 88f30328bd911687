package cmd

import (
	"math"

	"shapan/engine/solver/shallowwater"
)

// The city of the case: a plan of 1000 × 1000 m, x east, y north, drawn on n×n
// cells whatever n is (at n = 1000 a cell is 1 m). Eight by eight blocks, each
// with two buildings; two blocks of the middle make room for the pit and two
// are parks, so 120 buildings stand.
const (
	cityBlock    = 125.0 // from street to street [m]
	cityStreet   = 14.0  // from kerb to kerb [m]
	cityKerb     = 0.15  // street below its pavements [m]
	cityCrown    = 0.02  // fall of a street from its middle to the gutters [-]
	cityCourt    = 0.01  // rise of the ground behind the pavements [-]
	citySouth    = 0.004 // fall of the ground southwards [-]
	cityEast     = 0.002 // and eastwards
	citySag      = 0.9   // how far the middle has settled [m]
	citySagWide  = 120.0 // standard deviation of that [m]
	cityPitDepth = 16.0
	cityRain     = 0.1 / 3600 // 100 mm in an hour [m/s]
	cityAsphalt  = 0.016      // [s/m^(1/3)]
	cityGround   = 0.03
)

// plot is a rectangle of the plan, x0 ≤ x < x1 [m].
type plot struct{ x0, y0, x1, y1 float64 }

func (p plot) holds(x, y float64) bool { return x >= p.x0 && x < p.x1 && y >= p.y0 && y < p.y1 }

// cityPit is 200 × 50 m, in the southern of the two blocks' rows at the middle.
var cityPit = plot{400, 412, 600, 462}

var cityCase = flowCase{
	what: "an hour of 100 mm of rain on a city of 120 buildings between crowned streets, dry before, with a pit 16 m deep, n/5 × n/20 cells, at its low place: the whole job, once",
	lay: func(c *shallowwater.Config, _ []float64) {
		c.West, c.East, c.South, c.North = cityRim, cityRim, cityRim, cityRim
		c.Kind = make([]shallowwater.Kind, c.Cells())
		buildings := cityBuildings()
		for k := range c.Kind {
			x, y := cityPlan(c.Grid, k)
			c.Bed[k], c.Manning[k] = cityBed(x, y)
			for _, b := range buildings {
				if b.holds(x, y) {
					c.Kind[k] = shallowwater.Blocked
				}
			}
		}
	},
	span:    func(int) float64 { return 3600 },
	rain:    cityRain,
	weights: roofsToGround,
	once:    true,
}

var cityRim = shallowwater.Boundary{Kind: shallowwater.OpenOutflow}

// cityPlan is where the middle of a cell lies in the plan [m].
func cityPlan(g shallowwater.Grid, cell int) (x, y float64) {
	i, j := g.At(cell)
	return (float64(i) + 0.5) * 1000 / float64(g.NX), (float64(j) + 0.5) * 1000 / float64(g.NY)
}

func cityBuildings() (list []plot) {
	for row := range 8 {
		for column := range 8 {
			switch {
			case row == 3 && (column == 3 || column == 4): // the pit
				continue
			case row == 1 && column == 6 || row == 6 && column == 1: // parks
				continue
			}
			x, y := float64(column)*cityBlock, float64(row)*cityBlock
			list = append(list, plot{x + 24, y + 25, x + 104, y + 49}, plot{x + 24, y + 76, x + 104, y + 100})
		}
	}
	return list
}

// cityBed is height [m] and roughness [s/m^(1/3)] of the ground.
func cityBed(x, y float64) (z, manning float64) {
	dx, dy := x-500, y-437 // from the middle of the pit
	z = citySouth*y - cityEast*x - citySag*math.Exp(-(dx*dx+dy*dy)/(2*citySagWide*citySagWide))
	if cityPit.holds(x, y) {
		return z - cityPitDepth, cityGround
	}
	across := min(fromStreet(x), fromStreet(y)) // from the middle of the nearest street
	if row3 := y > 3*cityBlock && y < 4*cityBlock; row3 && x > 3*cityBlock && x < 5*cityBlock {
		across = fromStreet(y) // no street crosses the site of the pit
		across = min(across, x-3*cityBlock, 5*cityBlock-x)
	}
	if across < cityStreet/2 {
		return z - cityKerb - cityCrown*across, cityAsphalt
	}
	return z + cityCourt*min(across-cityStreet/2, 20), cityGround
}

// fromStreet is how far a place is from the middle of the next street [m].
func fromStreet(x float64) float64 { return math.Abs(x - cityBlock*math.Round(x/cityBlock)) }

// roofsToGround is the weight of the rain per cell: that of a blocked cell runs
// to the open cell nearest to it.
func roofsToGround(c *shallowwater.Config) []float32 {
	weight, receiver := make([]float32, c.Cells()), make([]int, c.Cells())
	queue := make([]int, 0, c.Cells())
	for k, kind := range c.Kind {
		receiver[k] = -1
		if kind == shallowwater.Open {
			receiver[k], weight[k] = k, 1
			queue = append(queue, k)
		}
	}
	for q := 0; q < len(queue); q++ {
		k := queue[q]
		i, j := c.At(k)
		for _, beside := range [4][2]int{{i - 1, j}, {i + 1, j}, {i, j - 1}, {i, j + 1}} {
			if beside[0] < 0 || beside[1] < 0 || beside[0] >= c.NX || beside[1] >= c.NY {
				continue
			}
			if roof := c.Index(beside[0], beside[1]); receiver[roof] < 0 {
				receiver[roof] = receiver[k]
				weight[receiver[k]]++
				queue = append(queue, roof)
			}
		}
	}
	return weight
}
