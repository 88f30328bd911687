package cmd

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/spf13/cobra"

	"shapan/engine/solver/collide"
	"shapan/engine/solver/crane"
	"shapan/engine/solver/solid"
)

func benchCollideCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "collide",
		Short: "Measure how fast distances and times to contact are found",
		Long: `Measure, on one core: the distance of two capsules; the distance of a load's box
and of a jib's capsule from a building of 102,240 triangles that they stand
within 10 m of (the median over 2,000 places); the time to touch of two cranes in
each other's reach over the next 30 s (the mean over 512 pairs in motion); and
what share of a core it takes to do that 20 times a second for 50 cranes, every
pair and the building.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			report := measureCollide()
			if asJSON {
				e := json.NewEncoder(c.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(report)
			}
			fmt.Fprintf(c.OutOrStdout(), "two capsules                        %8.1f ns\n", report.CapsuleCapsule)
			fmt.Fprintf(c.OutOrStdout(), "load to a building                  %8.0f ns (%d triangles)\n", report.LoadBuilding, report.Triangles)
			fmt.Fprintf(c.OutOrStdout(), "jib to the building                 %8.0f ns\n", report.JibBuilding)
			fmt.Fprintf(c.OutOrStdout(), "time to touch of two cranes, 30 s   %8.0f ns\n", report.PairTTC)
			fmt.Fprintf(c.OutOrStdout(), "50 cranes and the building at 20 Hz %8.2f %% of a core\n", 100*report.Fleet50)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// collideReport holds times of one question each, on one core.
type collideReport struct {
	Triangles      int     `json:"triangles"`
	CapsuleCapsule float64 `json:"capsule_capsule_ns"`
	LoadBuilding   float64 `json:"load_building_distance_ns"`
	JibBuilding    float64 `json:"jib_building_distance_ns"`
	PairTTC        float64 `json:"pair_ttc_ns"`
	Fleet50        float64 `json:"fleet50_core_fraction"`
}

func measureCollide() collideReport {
	r := rand.New(rand.NewPCG(50, 102240))
	building := collide.NewTree(benchBuilding())
	return collideReport{
		Triangles:      building.Len(),
		CapsuleCapsule: capsuleTime(r), LoadBuilding: loadTime(r, building), JibBuilding: jibTime(r, building),
		PairTTC: pairTime(r), Fleet50: fleetShare(r, building),
	}
}

// The building of the benchmark: a frame of 20 storeys, each of 426 columns,
// beams and panels; 12 triangles a piece make 102,240.
const (
	benchStoreys = 20
	benchPieces  = 426
	benchLong    = 71 // pieces along it
	benchStorey  = 3.5
)

func benchBuilding() *solid.Mesh {
	m := &solid.Mesh{}
	for storey := range benchStoreys {
		for k := range benchPieces {
			i, j := float64(k%benchLong), float64(k/benchLong)
			low := mgl64.Vec3{i, 5 * j, float64(storey) * benchStorey}
			high := low.Add([]mgl64.Vec3{{0.4, 0.4, benchStorey - 0.2}, {0.9, 5, 0.2}, {0.2, 4, 2.5}}[k%3])
			addBox(m, low, high)
		}
	}
	return m
}

func addBox(m *solid.Mesh, low, high mgl64.Vec3) {
	first := uint32(len(m.Points))
	for k := range 8 {
		p := low
		for axis := range 3 {
			if k>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		m.Points = append(m.Points, p)
	}
	for _, q := range [6][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{first + q[0], first + q[1], first + q[2]}, [3]uint32{first + q[0], first + q[2], first + q[3]})
	}
}

func capsuleTime(r *rand.Rand) float64 {
	capsules := make([]collide.Capsule, 512)
	for k := range capsules {
		at := func() mgl64.Vec3 { return mgl64.Vec3{80 * r.Float64(), 80 * r.Float64(), 60 * r.Float64()} }
		capsules[k] = collide.Capsule{A: at(), B: at(), Radius: 0.9}
	}
	const rounds = 4000
	began := time.Now()
	sum := 0.0
	for n := range rounds {
		for k := range capsules {
			sum += capsules[k].Distance(&capsules[(k+n%511+1)%512])
		}
	}
	return perAsk(began, rounds*len(capsules), sum)
}

// perAsk is the time of one question [ns]. What was found goes into it with no
// weight, so that it had to be found.
func perAsk(began time.Time, asked int, found float64) float64 {
	return float64(time.Since(began).Nanoseconds())/float64(asked) + 0*found
}

// median of the times of questions that are each asked some times over.
func median(places int, ask func(k int) float64) float64 {
	const again = 20
	times := make([]float64, places)
	for k := range times {
		began, sum := time.Now(), 0.0
		for range again {
			sum += ask(k)
		}
		times[k] = perAsk(began, again, sum)
	}
	slices.Sort(times)
	return times[places/2]
}

const benchCutoff = 10 // [m]

func loadTime(r *rand.Rand, building *collide.Tree) float64 {
	low, high, _ := building.Bounds()
	var loads []collide.Box
	for len(loads) < 2000 {
		b := collide.Box{Half: mgl64.Vec3{1.5, 0.6, 0.5}, Axes: mgl64.Rotate3DZ(7 * r.Float64())}
		for axis := range 3 {
			b.Center[axis] = low[axis] - benchCutoff + (high[axis]-low[axis]+2*benchCutoff)*r.Float64()
		}
		if hit, ok := building.NearestBox(&b, benchCutoff); ok && hit.Distance > 0 {
			loads = append(loads, b)
		}
	}
	return median(len(loads), func(k int) float64 {
		hit, _ := building.NearestBox(&loads[k], benchCutoff)
		return hit.Distance
	})
}

func jibTime(r *rand.Rand, building *collide.Tree) float64 {
	low, high, _ := building.Bounds()
	var jibs []collide.Capsule
	for len(jibs) < 2000 {
		foot := mgl64.Vec3{low[0] - 40 + (high[0]-low[0]+80)*r.Float64(), low[1] - 40 + (high[1]-low[1]+80)*r.Float64(), high[2]*0.3 + high[2]*r.Float64()}
		sin, cos := math.Sincos(7 * r.Float64())
		c := collide.Capsule{A: foot, B: foot.Add(mgl64.Vec3{55 * cos, 55 * sin, 0}), Radius: 0.9}
		if hit, ok := building.NearestCapsule(&c, benchCutoff); ok && hit.Distance > 0 {
			jibs = append(jibs, c)
		}
	}
	return median(len(jibs), func(k int) float64 {
		hit, _ := building.NearestCapsule(&jibs[k], benchCutoff)
		return hit.Distance
	})
}

// benchCrane draws a crane in motion.
func benchCrane(r *rand.Rand, at mgl64.Vec2) (*crane.Crane, crane.State) {
	c := &crane.Crane{
		Foot: at.Vec3(0), JibHeight: 30 + 30*r.Float64(), Jib: 55, CounterJib: 15, Head: 7, MinRadius: 3, MaxRadius: 55, MaxRope: 60,
		MastHalf: 1.2, JibHalf: 0.9, CounterHalf: 1.1,
		Slewing: crane.Drive{Speed: 0.0733, Accel: 0.015, Brake: 0.0122}, Reaching: crane.Drive{Speed: 1, Accel: 0.3, Brake: 0.3}, Hoisting: crane.Drive{Speed: 1.3, Accel: 0.5, Brake: 0.5},
	}
	s := c.NewState(7*r.Float64(), 3+52*r.Float64(), 2+25*r.Float64(), 0)
	s.Slew.Rate = c.Slewing.Speed * (2*r.Float64() - 1)
	s.Reach.Rate = c.Reaching.Speed * (2*r.Float64() - 1)
	s.Rope.Rate = c.Hoisting.Speed * (2*r.Float64() - 1)
	s.Load = crane.Load{Mass: 1500, Size: mgl64.Vec3{3, 1.2, 1}, Sling: 3}
	return c, s
}

func pairTime(r *rand.Rand) float64 {
	type pair struct {
		a, b   *crane.Crane
		sa, sb crane.State
	}
	pairs := make([]pair, 512)
	for k := range pairs {
		sin, cos := math.Sincos(7 * r.Float64())
		apart := 57 + 50*r.Float64()
		pairs[k].a, pairs[k].sa = benchCrane(r, mgl64.Vec2{})
		pairs[k].b, pairs[k].sb = benchCrane(r, mgl64.Vec2{apart * cos, apart * sin})
	}
	const rounds = 60
	began, sum := time.Now(), 0.0
	for range rounds {
		for k := range pairs {
			p := &pairs[k]
			touch, _ := crane.TimeToTouch(p.a, p.b, &p.sa, &p.sb, 2, 30)
			sum += touch.At
		}
	}
	return perAsk(began, rounds*len(pairs), sum)
}

// fleetShare is the share of a core that 50 cranes take, 45 m apart, with the
// building in their midst, 20 times a second.
func fleetShare(r *rand.Rand, building *collide.Tree) float64 {
	const n, rate, rounds = 50, 20, 40
	cranes, states := make([]*crane.Crane, n), make([]crane.State, n)
	for k := range cranes {
		cranes[k], states[k] = benchCrane(r, mgl64.Vec2{45 * float64(k%10), 45*float64(k/10) - 100})
	}
	thing, _ := crane.NewThing(building, nil, 2, crane.JibGroup, crane.CounterGroup, crane.HangingGroup)
	began, sum := time.Now(), 0.0
	for range rounds {
		for i := range cranes {
			for j := i + 1; j < n; j++ {
				touch, _ := crane.TimeToTouch(cranes[i], cranes[j], &states[i], &states[j], 2, 30)
				sum += touch.At
			}
			at, _, _ := cranes[i].TimeToThing(&states[i], &thing, 30)
			sum += at
		}
	}
	return perAsk(began, rounds, sum) * 1e-9 * rate
}
