package rainfall

import "math"

// Depths implements Field.
func (f *Gauges) Depths(t0, t1 float64, into []float32) {
	clear(into)
	f.addDepths(t0, t1, into)
}

// addDepths goes from edge to edge: between two the same gauges work.
func (f *Gauges) addDepths(t0, t1 float64, into []float32) {
	from := t0
	for _, edge := range f.edges {
		if edge > from && edge < t1 {
			f.addSpan(from, edge, into)
			from = edge
		}
	}
	f.addSpan(from, t1, into)
}

// silent stands for the depth of a gauge in a gap.
const silent = -1

func (f *Gauges) addSpan(t0, t1 float64, into []float32) {
	var room [64]float32 // more gauges than this allocate
	fell := room[:0]
	working, wet := 0, false
	for k := range f.gauges {
		a := &f.gauges[k]
		if !a.works(t0) {
			fell = append(fell, silent)
			continue
		}
		d := float32(a.Rain.Depth(t1) - a.Rain.Depth(t0))
		fell = append(fell, d)
		working++
		wet = wet || d > 0
	}
	switch {
	case !wet:
	case working == len(f.gauges):
		f.addAll(fell, into)
	default:
		f.addSome(fell, into)
	}
}

func (f *Gauges) addAll(fell, into []float32) {
	k := f.first[0]
	for c := range into {
		end := f.first[c+1]
		who, weight := f.who[k:end], f.weight[k:end]
		sum := float32(0)
		for n, w := range weight {
			sum += w * fell[who[n]]
		}
		into[c] += sum
		k = end
	}
}

// addSome leaves the silent gauges out.
func (f *Gauges) addSome(fell, into []float32) {
	for c := range into {
		sum, all := float32(0), float32(0)
		for k := f.first[c]; k < f.first[c+1]; k++ {
			if d := fell[f.who[k]]; d != silent {
				sum += f.weight[k] * d
				all += f.weight[k]
			}
		}
		if all > 0 {
			into[c] += sum / all
		} else {
			into[c] += fell[f.nearestWorking(c, fell)]
		}
	}
}

func (f *Gauges) nearestWorking(c int, fell []float32) int {
	x, y := f.grid.middle(c%f.grid.NX, c/f.grid.NX)
	best, at := math.Inf(1), 0
	for k, d := range fell {
		if d == silent {
			continue
		}
		a := &f.gauges[k]
		if d2 := (a.X-x)*(a.X-x) + (a.Y-y)*(a.Y-y); d2 < best {
			best, at = d2, k
		}
	}
	return at
}
