package terrain

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// agreement compares the fast viewshed with a line of sight to every k-th cell.
func agreement(f *engine.Field, eye Eye, target float64, air Air, every int) (share float64, seen int) {
	same, all := 0, 0
	for cell, s := range Viewshed(f, eye, target, air) {
		if s == Seen {
			seen++
		}
		if s == Beyond {
			return 0, 0 // no ray has come by
		}
		if cell%every != 0 {
			continue
		}
		c := f.Grid.Center(cell)
		free, _ := LineOfSight(f, eye.At, c.Vec3(float64(f.Values[cell])+target), air)
		all++
		if free == (s == Seen) {
			same++
		}
	}
	return float64(same) / float64(all), seen
}

// The fast viewshed against exact lines of sight, on made and real ground.
func TestViewshedAgainstLinesOfSight(t *testing.T) {
	const allowed = 0.97
	f := flat(201, 1, 0)
	for k := range f.Values {
		p := f.Grid.Center(k)
		f.Values[k] = float32(4*math.Sin(p[0]/17)*math.Cos(p[1]/13) + 2*math.Sin((p[0]+p[1])/9))
	}
	bilbao := realGround(t)
	for _, c := range []struct {
		name   string
		f      *engine.Field
		at     mgl64.Vec2
		height float64
		target float64
		air    Air
		every  int
	}{
		{"hills", f, mgl64.Vec2{100.5, 100.5}, 3, 0, Air{}, 7},
		{"hills, a point between cells", f, mgl64.Vec2{33.2, 140.9}, 6, 1.5, Air{}, 7},
		{"Bilbao", bilbao, mgl64.Vec2{1702.5, 1502.5}, 10, 1.6, Air{Radius: 6371000, Refraction: 0.13}, 97},
	} {
		share, seen := agreement(c.f, EyeAbove(c.f, c.at, c.height), c.target, c.air, c.every)
		t.Logf("%s: %.2f %% agree (at least %.0f), %d of %d cells seen", c.name, 100*share, 100*allowed, seen, c.f.Grid.Len())
		if share < allowed || seen == 0 || seen == c.f.Grid.Len() {
			t.Errorf("%s: %v agree, %d seen", c.name, share, seen)
		}
	}
}

// A wall hides a strip behind it whose length follows from similar triangles.
func TestShadowOfAWall(t *testing.T) {
	f := flat(121, 1, 0)
	for j := range 121 {
		f.Values[j*121+40] = 4 // a wall at x = 40.5
	}
	eye := EyeAbove(f, mgl64.Vec2{20.5, 60.5}, 6) // 20 m before it: hidden to 20·6/(6−4) = 60 m from the eye
	sights := Viewshed(f, eye, 0, Air{})
	for i := 41; i < 121; i++ {
		want := Hidden
		if i-20 >= 60 {
			want = Seen
		}
		if sights[60*121+i] != want {
			t.Errorf("%d m away: %v, want %v", i-20, sights[60*121+i], want)
		}
	}
	free, at := LineOfSight(f, eye.At, mgl64.Vec3{70.5, 60.5, 0}, Air{})
	if free || at[0] < 39.5 || at[0] > 41.5 {
		t.Errorf("free %v, obstacle at %v", free, at)
	}
	spots := BlindSpots(f, []Eye{eye}, 0, Air{}, [][]mgl64.Vec2{rect(41, 60, 121, 61)})
	if len(spots) != 1 || len(spots[0].Cells) != 39 { // i = 41 to 79
		t.Errorf("%d blind spots, first of %d cells", len(spots), len(spots[0].Cells))
	}
	if two := BlindSpots(f, []Eye{eye, EyeAbove(f, mgl64.Vec2{110.5, 60.5}, 6)}, 0, Air{}, [][]mgl64.Vec2{rect(41, 60, 121, 61)}); len(two) != 0 {
		t.Errorf("a second eye leaves %d", len(two))
	}
}

// The horizon over the sea: d = √(2 R h / (1 − k)).
func TestHorizon(t *testing.T) {
	f := flat(3, 10000, 0)
	f.Grid.NX, f.Grid.NY, f.Grid.Cell = 3000, 3, 10
	f.Values = make([]float32, f.Grid.Len())
	air := Air{Radius: 6371000, Refraction: 0.13}
	eye := EyeAbove(f, mgl64.Vec2{5, 15}, 10)
	last := 0.0
	for cell, s := range Viewshed(f, eye, 0, air) {
		if s == Seen && cell/3000 == 1 {
			last = math.Max(last, f.Grid.Center(cell)[0]-5)
		}
	}
	want := math.Sqrt(2 * 6371000 * 10 / (1 - 0.13))
	t.Logf("sees %.0f m, the horizon is at %.0f m (allowed ± 10 m, a cell)", last, want)
	if math.Abs(last-want) > 10 {
		t.Errorf("sees %v m, want %v", last, want)
	}
}

// A camera sees what lies in its cone; turned and mirrored ground gives turned
// and mirrored sight.
func TestCameraAndSymmetry(t *testing.T) {
	const n = 81
	f := flat(n, 1, 0)
	camera := EyeAbove(f, mgl64.Vec2{40.5, 40.5}, 5)
	camera.Azimuth, camera.Angle, camera.Range = math.Pi/2, math.Pi/3, 30 // to the east
	camera.PitchLow, camera.PitchHigh = -math.Pi/4, 0
	for cell, s := range Viewshed(f, camera, 0, Air{}) {
		d := f.Grid.Center(cell).Sub(mgl64.Vec2{40.5, 40.5})
		want := d[0] > 0 && math.Abs(math.Atan2(d[1], d[0])) <= math.Pi/6 && d.LenSqr()+25 <= 900 && d.Len() >= 5
		if (s == Seen) != want {
			t.Fatalf("at %v: %v, want %v", d, s, want)
		}
	}
	for k := range f.Values {
		p := f.Grid.Center(k)
		f.Values[k] = float32(3*math.Sin(p[0]/7+1)*math.Cos(p[1]/5) + 0.02*p[0])
	}
	was := Viewshed(f, EyeAbove(f, mgl64.Vec2{40.5, 40.5}, 2), 0, Air{})
	for turn, from := range []func(i, j int) int{
		func(i, j int) int { return j*n + n - 1 - i },
		func(i, j int) int { return i*n + n - 1 - j },
	} {
		g := flat(n, 1, 0)
		for k := range g.Values {
			g.Values[k] = f.Values[from(k%n, k/n)]
		}
		differ := 0
		for k, s := range Viewshed(g, EyeAbove(g, mgl64.Vec2{40.5, 40.5}, 2), 0, Air{}) {
			if s != was[from(k%n, k/n)] {
				differ++
			}
		}
		if differ > n { // rays that pass two cells equally near choose one
			t.Errorf("turn %d: %d cells differ", turn, differ)
		}
	}
}

func BenchmarkViewshed(b *testing.B) {
	f := realGround(b)
	eye := EyeAbove(f, mgl64.Vec2{1702.5, 1502.5}, 10)
	for b.Loop() {
		Viewshed(f, eye, 1.6, Air{})
	}
	b.ReportMetric(float64(f.Grid.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mcells/s")
}
