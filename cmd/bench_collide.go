package cmd

import (
	"cmp"
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
		Long: `Measure, on one core and by processor time, which stands still while other
programs have it: the distance of two capsules; the distance of a load's box,
turned any way, and of a jib's capsule from a building of 102,240 triangles that
they stand within 10 m of (the median over 2,000 places and the mean); the time
to touch of two cranes in each other's reach over the next 30 s (the mean over
512 pairs in motion); and what share of a core it takes to do that 20 times a
second for 50 cranes, every pair and the building.

No question is asked twice in a row, so that neither memory nor the processor's
guesses are warm from the same question. Each number is the least of a hundred
goes of a millisecond or so: the others were disturbed by neighbours.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			report := stopwatch{goes: 100}.measureCollide()
			if asJSON {
				return printJSON(c.OutOrStdout(), report)
			}
			fmt.Fprintf(c.OutOrStdout(), "two capsules                        %8.1f ns\n", report.CapsuleCapsule)
			fmt.Fprintf(c.OutOrStdout(), "load to a building                  %8.0f ns, mean %.0f (%d triangles)\n", report.LoadBuilding, report.LoadMean, report.Triangles)
			fmt.Fprintf(c.OutOrStdout(), "jib to the building                 %8.0f ns, mean %.0f\n", report.JibBuilding, report.JibMean)
			fmt.Fprintf(c.OutOrStdout(), "time to touch of two cranes, 30 s   %8.0f ns\n", report.PairTTC)
			fmt.Fprintf(c.OutOrStdout(), "50 cranes and the building at 20 Hz %8.2f %% of a core\n", 100*report.Fleet50)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// collideReport holds processor times of one question each, on one core.
type collideReport struct {
	Triangles      int     `json:"triangles"`
	CapsuleCapsule float64 `json:"capsule_capsule_ns"`
	LoadBuilding   float64 `json:"load_building_distance_ns"`
	LoadMean       float64 `json:"load_building_distance_mean_ns"`
	JibBuilding    float64 `json:"jib_building_distance_ns"`
	JibMean        float64 `json:"jib_building_distance_mean_ns"`
	PairTTC        float64 `json:"pair_ttc_ns"`
	Fleet50        float64 `json:"fleet50_core_fraction"`
}

// stopwatch measures questions, each in so many goes.
type stopwatch struct{ goes int }

func (w stopwatch) measureCollide() collideReport {
	r := rand.New(rand.NewPCG(50, 102240))
	building := collide.NewTree(benchBuilding())
	report := collideReport{Triangles: building.Len(), CapsuleCapsule: w.capsuleTime(r)}
	report.LoadBuilding, report.LoadMean = w.loadTime(r, building)
	report.JibBuilding, report.JibMean = w.jibTime(r, building)
	report.PairTTC, report.Fleet50 = w.pairTime(r), w.fleetShare(r, building)
	report.CapsuleCapsule = min(report.CapsuleCapsule, w.capsuleTime(r)) // the shortest question suffers most from neighbours
	return report
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

func (w stopwatch) capsuleTime(r *rand.Rand) float64 {
	capsules := make([]collide.Capsule, 512)
	for k := range capsules {
		at := func() mgl64.Vec3 { return mgl64.Vec3{80 * r.Float64(), 80 * r.Float64(), 60 * r.Float64()} }
		capsules[k] = collide.Capsule{A: at(), B: at(), Radius: 0.9}
	}
	round := 0
	return w.perAsk(100*len(capsules), func() (sum float64) {
		for range 100 {
			round++
			shift := round%511 + 1
			for k := range capsules {
				sum += capsules[k].Distance(&capsules[(k+shift)%512])
			}
		}
		return sum
	})
}

// perAsk is the processor time of one of the questions that a function asks [ns]:
// the least of some goes. Processor time leaves out other programs' turns, not
// that they take caches and, where two processors are one core's two threads, half
// of that core; the least is nearest to what the question itself costs. A pause
// before each go lets what the neighbours do begin and end, and a round that does
// not count brings back what they took of the caches. What was found goes into it
// with no weight, so that it had to be found.
func (w stopwatch) perAsk(asked int, ask func() float64) float64 {
	least := math.Inf(1)
	for range w.goes {
		time.Sleep(3 * time.Millisecond)
		found := ask()
		began := processorTime()
		found += ask()
		least = min(least, float64((processorTime()-began).Nanoseconds())/float64(asked)+0*found)
	}
	return least
}

// median and mean of the times of questions [ns]. One question is too short for
// the processor's clock, and asked again and again it is answered from warm
// caches: so the places are put in order by the ordinary clock, each by the least
// of three times with all the others between them, and those in the middle fifth
// are then measured together, as the median.
func (w stopwatch) median(places int, ask func(k int) float64) (middle, mean float64) {
	type timed struct {
		place int
		took  time.Duration
	}
	times := make([]timed, places)
	for k := range times {
		times[k] = timed{k, math.MaxInt64}
	}
	for range 3 {
		for k := range times {
			began := time.Now()
			ask(k)
			times[k].took = min(times[k].took, time.Since(began))
		}
	}
	slices.SortFunc(times, func(a, b timed) int { return cmp.Compare(a.took, b.took) })
	times = times[places*2/5 : places*3/5]
	slices.SortFunc(times, func(a, b timed) int { return a.place - b.place }) // as they were drawn
	middle = w.perAsk(len(times), func() (sum float64) {
		for k := range times {
			sum += ask(times[k].place)
		}
		return sum
	})
	mean = w.perAsk(places, func() (sum float64) {
		for k := range places {
			sum += ask(k)
		}
		return sum
	})
	return middle, mean
}

const benchCutoff = 10 // [m]

func (w stopwatch) loadTime(r *rand.Rand, building *collide.Tree) (middle, mean float64) {
	low, high, _ := building.Bounds()
	var loads []collide.Box
	for len(loads) < 2000 {
		turn := mgl64.Quat{W: r.NormFloat64(), V: mgl64.Vec3{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}}.Normalize()
		b := collide.Box{Half: mgl64.Vec3{3, 0.6, 0.4}, Axes: turn.Mat4().Mat3()}
		for axis := range 3 {
			b.Center[axis] = low[axis] - benchCutoff + (high[axis]-low[axis]+2*benchCutoff)*r.Float64()
		}
		if hit, ok := building.NearestBox(&b, benchCutoff); ok && hit.Distance > 0 {
			loads = append(loads, b)
		}
	}
	return w.median(len(loads), func(k int) float64 {
		hit, _ := building.NearestBox(&loads[k], benchCutoff)
		return hit.Distance
	})
}

func (w stopwatch) jibTime(r *rand.Rand, building *collide.Tree) (middle, mean float64) {
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
	return w.median(len(jibs), func(k int) float64 {
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

func (w stopwatch) pairTime(r *rand.Rand) float64 {
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
	const rounds = 3
	return w.perAsk(rounds*len(pairs), func() (sum float64) {
		for range rounds {
			for k := range pairs {
				p := &pairs[k]
				touch, _ := crane.TimeToTouch(p.a, p.b, &p.sa, &p.sb, 2, 30)
				sum += touch.At
			}
		}
		return sum
	})
}

// fleetShare is the share of a core that 50 cranes take, 45 m apart, with the
// building in their midst, 20 times a second.
func (w stopwatch) fleetShare(r *rand.Rand, building *collide.Tree) float64 {
	const n, rate, rounds = 50, 20, 2
	cranes, states := make([]*crane.Crane, n), make([]crane.State, n)
	for k := range cranes {
		cranes[k], states[k] = benchCrane(r, mgl64.Vec2{45 * float64(k%10), 45*float64(k/10) - 100})
	}
	thing, _ := crane.NewThing(building, nil, 2, crane.JibGroup, crane.CounterGroup, crane.HangingGroup)
	return 1e-9 * rate * w.perAsk(rounds, func() (sum float64) {
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
		return sum
	})
}
