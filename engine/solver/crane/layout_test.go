package crane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func layoutQuery(r *rand.Rand, places, demands int) *LayoutQuery {
	model := func(name string, jib, cost float64) Model {
		c := *example(Hammerhead)
		c.Jib, c.MaxRadius, c.MaxRope = jib, jib, 90
		return Model{Name: name, Crane: c, Falls: 2, Cost: cost, PerMetre: 0.2}
	}
	q := &LayoutQuery{Catalogue: []Model{model("40", 40, 30), model("60", 60, 55)}, Heights: []float64{30, 42, 56}, Most: 3, Gap: 2}
	for range places {
		q.Places = append(q.Places, mgl64.Vec3{120 * r.Float64(), 90 * r.Float64(), 0})
	}
	for range demands {
		q.Demands = append(q.Demands, Demand{At: mgl64.Vec3{120 * r.Float64(), 90 * r.Float64(), 0}, Load: 1100 + 800*r.Float64()})
	}
	return q
}

// Against all sets of up to three cranes: as good in what it values.
func TestLayoutAgainstAllSets(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 12 {
		q := layoutQuery(r, 5, 40)
		got, err := SearchLayout(q)
		if err != nil {
			t.Fatal(err)
		}
		s := newLayoutSearch(q)
		best := math.Inf(-1)
		var walk func(x set, from int)
		walk = func(x set, from int) {
			if len(x.of) > 0 {
				best = max(best, x.value)
			}
			for k := from; k < len(s.all) && len(x.of) < q.Most; k++ {
				if y, ok := s.with(x, k); ok {
					walk(y, k+1)
				}
			}
		}
		walk(set{}, 0)
		if v := s.value(&got.Best); math.Abs(v-best) > 1e-9 {
			t.Errorf("value %.6f, the best of all sets has %.6f (%d tried)", v, best, got.Tried)
		}
	}
}

func TestLayoutKeepsTheRules(t *testing.T) {
	q := layoutQuery(rand.New(rand.NewPCG(1, 9)), 14, 120)
	got, err := SearchLayout(q)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(got.Why)
	for n, l := range got.ByNumber {
		if len(l.Cranes) != n+1 {
			t.Errorf("%d cranes in the layout of %d", len(l.Cranes), n+1)
		}
		for i := range l.Cranes {
			a := l.Cranes[i].Crane
			for j := range i {
				b := l.Cranes[j].Crane
				if d := a.Foot.Sub(b.Foot).Len(); d < a.Jib && d < b.Jib {
					t.Errorf("each stands in the other's circle, %.1f m apart", d)
				}
			}
		}
		if n > 0 && l.Covered < got.ByNumber[n-1].Covered-1e-9 {
			t.Errorf("%d cranes cover %.3f, one less %.3f", n+1, l.Covered, got.ByNumber[n-1].Covered)
		}
	}
}

func TestLayoutSaysWhyNot(t *testing.T) {
	q := layoutQuery(rand.New(rand.NewPCG(1, 9)), 3, 5)
	for k := range q.Demands {
		q.Demands[k].Load = 1e6
	}
	if _, err := SearchLayout(q); err == nil {
		t.Error("nothing can be lifted and nothing is said")
	}
}
