package record

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// A recorded pose is at most half a step from what it was.
func TestPosesInSteps(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 1000 {
		p := engine.Pose{Name: "jib", Position: mgl64.Vec3{600 * r.Float64(), -600 * r.Float64(), 90 * r.Float64()}, Rotation: mgl64.QuatRotate(7*r.Float64(), mgl64.Vec3{0, 0, 1})}
		q := inSteps(p)
		if d := q.Position.Sub(p.Position); max(math.Abs(d[0]), math.Abs(d[1]), math.Abs(d[2])) > 0.5001e-4 {
			t.Fatalf("%v becomes %v", p.Position, q.Position)
		}
		if tip := (mgl64.Vec3{60, 0, 0}); q.Rotation.Rotate(tip).Sub(p.Rotation.Rotate(tip)).Len() > 2e-4 {
			t.Fatalf("%v becomes %v: the tip of 60 m is off by %g m", p.Rotation, q.Rotation, q.Rotation.Rotate(tip).Sub(p.Rotation.Rotate(tip)).Len())
		}
	}
}

// Only what moves is written, every second; whoever looks finds all of it, what
// has gone left out.
func TestPosesByChange(t *testing.T) {
	w := posesWriter{}
	at := func(n int64) *engine.Frame {
		f := &engine.Frame{Tick: engine.Tick{N: n, Step: time.Second, Start: time.Unix(0, 0)}}
		f.Poses = append(f.Poses, engine.Pose{Name: "mast", Rotation: mgl64.QuatIdent()})
		f.Poses = append(f.Poses, engine.Pose{Name: "hook", Position: mgl64.Vec3{float64(n) / 2, 0, 0}, Rotation: mgl64.QuatIdent()})
		if n >= 3 && n < 6 {
			f.Poses = append(f.Poses, engine.Pose{Name: "load", Rotation: mgl64.QuatIdent()})
		}
		return f
	}
	for n := range int64(9) {
		m, ok := w.message(at(n), n == 7)
		var told []string
		for _, x := range m.Transforms {
			told = append(told, x.Child)
		}
		want, gone := []string{"hook"}, []string(nil)
		switch n {
		case 0, 7:
			want = []string{"mast", "hook"}
		case 3:
			want = []string{"hook", "load"}
		case 6:
			gone = []string{"load"}
		}
		if !ok || m.Changes != (n != 0 && n != 7) || !slices.Equal(told, want) || !slices.Equal(m.Gone, gone) {
			t.Errorf("at %d: %v, gone %v, changes %v; want %v, %v", n, told, m.Gone, m.Changes, want, gone)
		}
		if n == 7 && !slices.Equal(m.Names, []string{"mast", "hook", "load"}) {
			t.Errorf("names %v", m.Names)
		}
	}
	still := at(8)
	still.Tick.N = 9
	if _, ok := w.message(still, false); ok {
		t.Error("a message though nothing moved")
	}
}

// A run's poses are looked up to the second, though its fields are recorded
// every twenty.
func TestRecordingKeepsPosesOften(t *testing.T) {
	o := quick
	o.Poses = 0
	r := recordPond(t, pondPlan(205, 100), o)
	got := mustOpen(t, r.path)
	for _, at := range []int{0, 1, 19, 33, 64, 199, 205} {
		m, err := got.FrameAt(float64(at))
		if err != nil || len(m.Poses) != 1 || m.Poses[0] != inSteps(r.witness.frames[at].poses[0]) {
			t.Errorf("at %d: %v, %v; want %v", at, m.Poses, err, r.witness.frames[at].poses)
		}
	}
	if got.PosesEvery() != 1 {
		t.Errorf("poses every %g s", got.PosesEvery())
	}
}
