package geofence

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// One thing walks through one fence, a sample a second; the events are worked
// out by hand from the rules.
func TestExactStays(t *testing.T) {
	const s = time.Second
	circle := Circle{mgl64.Vec2{0, 0}, 10}
	type sample struct{ x, z float64 }
	xs := func(list ...float64) (out []sample) {
		for _, x := range list {
			out = append(out, sample{x, 0})
		}
		return out
	}
	for _, c := range []struct {
		name string
		f    Fence
		path []sample
		want string
	}{
		{"in and out", Fence{}, xs(12, 10, 0, 10, 10.5), "enter@1 since 1; exit@4 since 4"},
		{"margin", Fence{Margin: 1}, xs(9, 10.5, 9, 11, 11.1, 10.5), "enter@0 since 0; exit@4 since 4"},
		{"dwell, once", Fence{Dwell: 2 * s}, xs(0, 0, 0, 0, 0, 20), "enter@0 since 0; dwell@2 since 0; exit@5 since 5"},
		{"too short to dwell", Fence{Dwell: 3 * s}, xs(0, 0, 20, 0, 0), "enter@0 since 0; exit@2 since 2; enter@3 since 3"},
		{"enter after", Fence{EnterAfter: 2 * s}, xs(0, 20, 0, 0, 0), "enter@4 since 2"},
		{"enter after, margin does not hold it", Fence{EnterAfter: 2 * s, Margin: 5}, xs(0, 12, 0, 0, 0), "enter@4 since 2"},
		{"leave after", Fence{LeaveAfter: 2 * s}, xs(0, 20, 0, 20, 20, 20, 0), "enter@0 since 0; exit@5 since 3; enter@6 since 6"},
		{"dwell over a bridged gap", Fence{LeaveAfter: 2 * s, Dwell: 3 * s}, xs(0, 0, 20, 0, 0), "enter@0 since 0; dwell@3 since 0"},
		{"no dwelling while outside", Fence{LeaveAfter: 5 * s, Dwell: 3 * s}, xs(0, 0, 20, 20, 20), "enter@0 since 0"},
		{"height", Fence{Low: 0, High: 5, Margin: 1}, []sample{{0, 6}, {0, 5}, {0, 6}, {0, 6.1}, {0, -0.5}, {0, 0}}, "enter@1 since 1; exit@3 since 3; enter@5 since 5"},
		{"not seen", Fence{Dwell: 3 * s}, xs(0, math.NaN(), math.NaN(), 0, 20), "enter@0 since 0; dwell@3 since 0; exit@4 since 4"},
		{"enter and dwell at once", Fence{EnterAfter: 2 * s, Dwell: 1 * s}, xs(0, 0, 0), "enter@2 since 0; dwell@2 since 0"},
		{"other groups", Fence{Watches: 2}, xs(0, 0, 20), ""},
		{"its group", Fence{Watches: 3}, xs(0), "enter@0 since 0"},
	} {
		c.f.ID, c.f.Zone = "f", circle
		w := must[*Watch](t)(NewWatch([]Fence{c.f}, []Thing{{"a", 1}}))
		var state State
		var got []string
		for k, p := range c.path {
			for _, e := range w.Step(&state, time.Duration(k)*s, []Pose{{Position: mgl64.Vec3{p.x, 0, p.z}}}, nil) {
				got = append(got, fmt.Sprintf("%v@%d since %d", e.Kind, e.At/s, e.Since/s))
			}
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: %s; want %s", c.name, text, c.want)
		}
	}
}

// What is fast crosses between samples; the instants follow from the geometry.
func TestExactPasses(t *testing.T) {
	const s = time.Second
	wire := Corridor{[]mgl64.Vec2{{0, -50}, {0, 50}}, 1}
	at := func(x, y, z float64) Pose { return Pose{Position: mgl64.Vec3{x, y, z}} }
	for _, c := range []struct {
		name string
		f    Fence
		path []Pose
		want string
	}{
		{"across", Fence{Passes: true}, []Pose{at(-9, 0, 0), at(11, 0, 0), at(31, 0, 0)}, "pass@1 since 400ms"},
		{"not asked for", Fence{}, []Pose{at(-9, 0, 0), at(11, 0, 0)}, ""},
		{"along, not across", Fence{Passes: true}, []Pose{at(2, -90, 0), at(2, 90, 0)}, ""},
		{"past its end", Fence{Passes: true}, []Pose{at(-9, 51.5, 0), at(9, 51.5, 0)}, ""},
		{"over it", Fence{Passes: true, Low: 0, High: 5}, []Pose{at(-9, 0, 6), at(11, 0, 6)}, ""},
		{"through its height elsewhere", Fence{Passes: true, Low: 0, High: 5}, []Pose{at(-10, 0, 10), at(10, 0, 3)}, ""},  // at 5 m only from x = 4.3 on
		{"down into it", Fence{Passes: true, Low: 0, High: 5}, []Pose{at(-10, 0, 8), at(10, 0, 2)}, "pass@1 since 500ms"}, // at 5 m at x = 0
		{"must have stayed", Fence{Passes: true, EnterAfter: 1}, []Pose{at(-9, 0, 0), at(11, 0, 0)}, ""},
		{"not seen in between", Fence{Passes: true}, []Pose{at(-9, 0, 0), at(math.NaN(), 0, 0), at(11, 0, 0)}, ""},
		{"into it", Fence{Passes: true}, []Pose{at(-9, 0, 0), at(0, 0, 0), at(9, 0, 0)}, "enter@1 since 1s; exit@2 since 2s"},
		{"rests beside it", Fence{Passes: true}, []Pose{at(1.0001, 0, 0), at(1.0001, 0, 0)}, ""},
	} {
		c.f.ID, c.f.Zone = "wire", wire
		w := must[*Watch](t)(NewWatch([]Fence{c.f}, []Thing{{ID: "a"}}))
		var state State
		var got []string
		for k, p := range c.path {
			for _, e := range w.Step(&state, time.Duration(k)*s, []Pose{p}, nil) {
				got = append(got, fmt.Sprintf("%v@%d since %v", e.Kind, e.At/s, e.Since.Round(time.Millisecond)))
			}
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: %s; want %s", c.name, text, c.want)
		}
	}
	// A carried fence that sweeps over one who stands still.
	w := must[*Watch](t)(NewWatch([]Fence{{ID: "blade", Zone: wire, Passes: true, Carrier: "truck"}}, []Thing{{ID: "truck"}, {ID: "man"}}))
	var state State
	w.Step(&state, 0, []Pose{at(-10, 0, 0), at(0, 5, 0)}, nil)
	if got := w.Step(&state, s, []Pose{at(10, 0, 0), at(0, 5, 0)}, nil); len(got) != 1 || got[0].Kind != Pass || got[0].Since.Round(time.Millisecond) != 450*time.Millisecond {
		t.Errorf("%v, want one pass since 450ms", got)
	}
}

func TestExactDistances(t *testing.T) {
	square := Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{4, 4}, {6, 4}, {6, 6}, {4, 6}}}
	bend := Corridor{[]mgl64.Vec2{{0, 0}, {10, 0}, {10, 10}}, 2}
	for _, c := range []struct {
		z    Zone
		p    mgl64.Vec2
		want float64
	}{
		{square, mgl64.Vec2{1, 1}, 0}, {square, mgl64.Vec2{10, 5}, 0}, {square, mgl64.Vec2{13, 14}, 5}, {square, mgl64.Vec2{5, 5}, 1}, {square, mgl64.Vec2{5, 4.25}, 0.25},
		{bend, mgl64.Vec2{5, 2}, 0}, {bend, mgl64.Vec2{5, 3}, 1}, {bend, mgl64.Vec2{13, -4}, 3}, {bend, mgl64.Vec2{5, 5}, 3},
		{Circle{mgl64.Vec2{1, 1}, 2}, mgl64.Vec2{1, 4}, 1}, {Circle{mgl64.Vec2{1, 1}, 2}, mgl64.Vec2{2, 1}, 0},
	} {
		if got := c.z.Outside(c.p); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v from %v: %v, want %v", c.p, c.z, got, c.want)
		}
	}
}

// crowd makes fences of all shapes, some carried, and things that walk.
func crowd(t testing.TB, fences, things int, size float64) (*Watch, []Pose, func()) {
	r := rand.New(rand.NewPCG(1, 2))
	spot := func() mgl64.Vec2 { return mgl64.Vec2{r.Float64() * size, r.Float64() * size} }
	var list []Fence
	for k := range fences {
		f := Fence{ID: fmt.Sprint("f", k), Margin: float64(r.IntN(3)), EnterAfter: time.Duration(r.IntN(3)) * time.Second, LeaveAfter: time.Duration(r.IntN(3)) * time.Second,
			Dwell: time.Duration(r.IntN(8)) * time.Second, Watches: uint64(r.IntN(4)), Passes: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			f.Low, f.High = -2, 3
		}
		c := spot()
		if k%10 == 9 {
			f.Carrier, c = fmt.Sprint("t", k%things), mgl64.Vec2{5, 3}
		}
		switch k % 3 {
		case 0:
			f.Zone = Circle{c, 10 + 20*r.Float64()}
		case 1:
			f.Zone = Corridor{[]mgl64.Vec2{c, c.Add(mgl64.Vec2{40, 10}), c.Add(mgl64.Vec2{50, 60})}, 0.2 + float64(k%4)}
		case 2:
			f.Zone = Polygon{{c, c.Add(mgl64.Vec2{40, 5}), c.Add(mgl64.Vec2{20, 15}), c.Add(mgl64.Vec2{35, 50})}}
		}
		list = append(list, f)
	}
	var all []Thing
	poses := make([]Pose, things)
	for k := range things {
		all = append(all, Thing{fmt.Sprint("t", k), uint64(k % 4)})
		p := spot()
		poses[k] = Pose{mgl64.Vec3{p[0], p[1], 0}, r.Float64() * 6}
	}
	walk := func() {
		for k := range poses {
			p := &poses[k]
			if k%97 == 13 && r.IntN(4) == 0 {
				continue
			}
			p.Heading += r.Float64() - 0.5
			v := 4.0
			if k%5 < 2 { // on wheels
				v = 30
			}
			p.Position = p.Position.Add(mgl64.Vec3{v * math.Cos(p.Heading), v * math.Sin(p.Heading), r.Float64() - 0.5})
			for i := range 2 {
				p.Position[i] = math.Mod(p.Position[i]+size, size) // who leaves comes back on the other side
			}
		}
	}
	return must[*Watch](t)(NewWatch(list, all)), poses, walk
}

// Every pair looked at by itself, without index, with states of its own, must
// give the same events; and so must a watch that is saved as JSON and restored
// every few steps, and one that is forked.
func TestAgainstEveryPair(t *testing.T) {
	w, poses, walk := crowd(t, 60, 50, 400)
	alone := map[[2]int]*Watch{}
	states := map[[2]int]*State{}
	for f := range w.fences {
		for k := range w.things {
			fence := w.fences[f]
			things := []Thing{w.things[k]}
			if c := w.carrier[f]; int(c) == k {
				continue
			} else if c >= 0 {
				things = append(things, w.things[c])
			}
			alone[[2]int{k, f}], states[[2]int{k, f}] = must[*Watch](t)(NewWatch([]Fence{fence}, things)), &State{}
		}
	}
	state, kinds := &State{}, [4]int{}
	for step := range 120 {
		walk()
		at := time.Duration(step) * time.Second
		if step%7 == 3 {
			text := must[[]byte](t)(json.Marshal(w.Save(state)))
			var saved Saved
			if err := json.Unmarshal(text, &saved); err != nil {
				t.Fatal(err)
			}
			fork := state.Clone()
			state = must[*State](t)(w.Restore(saved))
			if a, b := w.Step(fork, at, poses, nil), w.Step(state.Clone(), at, poses, nil); !reflect.DeepEqual(a, b) {
				t.Fatal("a fork and a restored state go apart")
			}
		}
		got := w.Step(state, at, poses, nil)
		var want []Event
		for k := range w.things {
			for f := range w.fences {
				one := alone[[2]int{k, f}]
				if one == nil {
					continue
				}
				pair := []Pose{poses[k]}
				if c := w.carrier[f]; c >= 0 {
					pair = append(pair, poses[c])
				}
				for _, e := range one.Step(states[[2]int{k, f}], at, pair, nil) {
					if e.Thing == w.things[k].ID {
						want = append(want, e)
					}
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("step %d:\n%v\nwant\n%v", step, got, want)
		}
		for _, e := range got {
			kinds[e.Kind]++
		}
	}
	t.Logf("%d enter, %d dwell, %d exit, %d pass", kinds[Enter], kinds[Dwell], kinds[Exit], kinds[Pass])
	if slices.Min(kinds[:]) < 20 {
		t.Error("too few events to compare")
	}
}

// A fence that is carried sees what a standing one sees of things in its frame.
func TestCarriedFence(t *testing.T) {
	zone := Polygon{{{2, -3}, {12, -3}, {12, 4}, {2, 4}}}
	carried := must[*Watch](t)(NewWatch([]Fence{{ID: "f", Zone: zone, Low: -1, High: 2, Margin: 0.5, Carrier: "crane"}}, []Thing{{"crane", 0}, {"man", 0}}))
	standing := must[*Watch](t)(NewWatch([]Fence{{ID: "f", Zone: zone, Low: -1, High: 2, Margin: 0.5}}, []Thing{{"man", 0}}))
	r := rand.New(rand.NewPCG(3, 4))
	var a, b State
	events := 0
	for k := range 2000 {
		at := time.Duration(k) * time.Second
		local := mgl64.Vec3{r.Float64()*20 - 4, r.Float64()*14 - 7, r.Float64()*5 - 2}
		crane := Pose{mgl64.Vec3{r.Float64() * 1000, r.Float64() * 1000, 30}, r.Float64() * 7}
		turned := mgl64.Rotate2D(crane.Heading).Mul2x1(local.Vec2())
		man := crane.Position.Add(mgl64.Vec3{turned[0], turned[1], local[2]})
		x, y := carried.Step(&a, at, []Pose{crane, {Position: man}}, nil), standing.Step(&b, at, []Pose{{Position: local}}, nil)
		if !slices.Equal(x, y) {
			t.Fatalf("step %d: %v, standing %v", k, x, y)
		}
		events += len(x)
	}
	if events < 100 {
		t.Error("too few events")
	}
	before := carried.Save(&a).Stays
	if got := carried.Step(&a, time.Hour, []Pose{{Position: mgl64.Vec3{math.NaN()}}, {Position: mgl64.Vec3{1e6, 0, 0}}}, nil); got != nil || !reflect.DeepEqual(before, carried.Save(&a).Stays) {
		t.Errorf("%v: a fence whose carrier is not seen must rest", got)
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	w, poses, walk := crowd(t, 100, 200, 800)
	var state State
	var events []Event
	step := 0
	do := func() {
		walk()
		step++
		events = w.Step(&state, time.Duration(step)*time.Second, poses, events[:0])
	}
	for range 300 {
		do()
	}
	if n := testing.AllocsPerRun(50, do); n >= 1 {
		t.Errorf("%v allocations per step", n)
	}
}

func TestFaultsAreReportedTogether(t *testing.T) {
	_, err := NewWatch([]Fence{{ID: "a"}, {ID: "b", Zone: Circle{Radius: -1}}, {ID: "b", Zone: Polygon{{{0, 0}, {1, 1}}}},
		{ID: "c", Zone: Circle{Radius: 1}, Carrier: "x"}, {ID: "d", Zone: Circle{Radius: 1}, Low: 2, High: 1}, {ID: "e", Zone: Corridor{}}}, []Thing{{ID: "t"}, {ID: "t"}})
	for _, want := range []string{`"a": has no zone`, `"b": circle of radius -1`, `"b": must have an ID`, "ring 0 has 2 points", `no such thing`, `"d": heights 2 … 1`, "corridor of 0 points", `thing "t"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: lacks %q", err, want)
		}
	}
	w := must[*Watch](t)(NewWatch([]Fence{{ID: "a", Zone: Circle{Radius: 1}}}, []Thing{{ID: "t"}}))
	if _, err := w.Restore(Saved{Stays: []Stay{{Fence: "z", Thing: "t"}}}); err == nil {
		t.Error("a stay in an unknown fence must be refused")
	}
}

func BenchmarkStep(b *testing.B) {
	const fences, things = 300, 5000
	w, poses, walk := crowd(b, fences, things, 5000)
	var state State
	var events []Event
	step := 0
	for b.Loop() {
		b.StopTimer()
		walk()
		b.StartTimer()
		step++
		events = w.Step(&state, time.Duration(step)*time.Second, poses, events[:0])
	}
	b.ReportMetric(float64(b.N)*things/b.Elapsed().Seconds(), "things/s")
	b.ReportMetric(float64(b.N)*things*fences/b.Elapsed().Seconds(), "pairs/s")
}
