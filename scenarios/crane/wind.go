package crane

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// wind is the wind at 10 m over time.
type wind struct {
	terrain crane.Terrain
	rows    []WindRow
	gusts   *crane.Gusts
}

func newWind(p WindParameters, seed uint64) (w wind, err error) {
	w.terrain = crane.Terrains[p.Terrain]
	w.rows = p.Table
	if len(w.rows) == 0 {
		w.rows = []WindRow{{0, p.MPerS, p.FromDeg}}
	} else if p.MPerS != 0 || p.FromDeg != 0 {
		err = errors.Join(err, engine.Wrong(fmt.Errorf("m_per_s and from_deg: give them, or the table"), "table"))
	}
	for k := 1; k < len(w.rows); k++ {
		if w.rows[k].At <= w.rows[k-1].At {
			err = errors.Join(err, engine.Wrong(fmt.Errorf("%v: must be later than the row before, %v", w.rows[k].At, w.rows[k-1].At), "table", k, "at"))
		}
	}
	if p.Gusts {
		mean := 0.0
		for _, r := range w.rows {
			mean = max(mean, r.MPerS)
		}
		w.gusts = crane.NewGusts(mean, seed)
	}
	return w, err
}

// mean is the mean wind at 10 m [m/s] and the bearing to which it goes, from
// east [rad].
func (w *wind) mean(t float64) (speed, to float64) {
	k := sort.Search(len(w.rows), func(k int) bool { return w.rows[k].At.Seconds() > t })
	if k == 0 {
		k = 1
	}
	a := w.rows[k-1]
	speed, from := a.MPerS, a.FromDeg
	if k < len(w.rows) && t >= a.At.Seconds() {
		b := w.rows[k]
		share := (t - a.At.Seconds()) / (b.At - a.At).Seconds()
		speed += share * (b.MPerS - a.MPerS)
		from += share * math.Remainder(b.FromDeg-a.FromDeg, 360)
	}
	return speed, fromBearing(from + 180)
}

// at is the wind at a height above ground at an instant, gusts included [m/s].
func (w *wind) at(mean10, height, t float64) float64 {
	speed := w.terrain.At(mean10, height)
	if w.gusts != nil {
		speed = max(0, speed+w.terrain.Deviation(speed, height)*w.gusts.At(t))
	}
	return speed
}
