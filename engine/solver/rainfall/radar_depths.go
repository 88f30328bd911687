package rainfall

// Uniform implements Field.
func (f *RadarField) Uniform() (Hyetograph, bool) { return nil, false }

// Depths implements Field.
func (f *RadarField) Depths(t0, t1 float64, into []float32) {
	clear(into)
	f.addDepths(t0, t1, into)
}

func (f *RadarField) addDepths(t0, t1 float64, into []float32) {
	for k := range f.frames {
		if seconds := f.share(k, t0, t1); seconds > 0 {
			f.frames[k].add(float32(seconds), into)
		}
	}
}

// share returns how many seconds' worth of picture k fall between t0 and t1:
// the integral of its weight, which is 1 while it holds or, if rates change
// linearly, a hat from the picture before to the one after.
func (f *RadarField) share(k int, t0, t1 float64) float64 {
	at := f.frames[k].time
	if !f.linear {
		end := f.until
		if k+1 < len(f.frames) {
			end = f.frames[k+1].time
		}
		return max(min(t1, end)-max(t0, at), 0)
	}
	sum := 0.0
	if k > 0 {
		before := f.frames[k-1].time
		sum += ramp(t1, before, at) - ramp(t0, before, at)
	}
	if k+1 < len(f.frames) {
		after := f.frames[k+1].time
		sum += ramp(-t0, -after, -at) - ramp(-t1, -after, -at)
	}
	return sum
}

// ramp returns the integral up to t of a weight that rises from 0 at from to 1
// at to, and counts only between them.
func ramp(t, from, to float64) float64 {
	u := min(max(t, from), to) - from
	return u * u / (2 * (to - from))
}

// add adds the picture's rates over some seconds.
func (a *frame) add(seconds float32, into []float32) {
	nx := len(a.cols)
	for j, row := range a.rows {
		cells := into[j*nx:][:nx]
		if a.holes || row.outside {
			a.addKnown(row, seconds, cells)
			continue
		}
		low := a.rates[int(row.low)*a.grid.NX:][:a.grid.NX]
		high := a.rates[int(row.high)*a.grid.NX:][:a.grid.NX]
		for i, col := range a.cols {
			if col.outside {
				continue
			}
			south := low[col.low] + col.share*(low[col.high]-low[col.low])
			north := high[col.low] + col.share*(high[col.high]-high[col.low])
			cells[i] += seconds * (south + row.share*(north-south))
		}
	}
}

func (a *frame) addKnown(row between, seconds float32, cells []float32) {
	for i, col := range a.cols {
		rate, _ := a.known(row, col)
		cells[i] += seconds * rate
	}
}

// SourceMean returns the mean depth [m] between t0 and t1 over the ground's
// grid as the pixels have it, each by the area that it shares with the grid:
// what ArealMean of Depths should be near to. Pixels without data are left out.
func (f *RadarField) SourceMean(t0, t1 float64) float64 {
	g, mean := f.grid, 0.0
	for k := range f.frames {
		seconds := f.share(k, t0, t1)
		if seconds <= 0 {
			continue
		}
		a := &f.frames[k]
		sum, all := 0.0, 0.0
		for j := range a.grid.NY {
			dy := overlap(a.grid.Y0+float64(j)*a.grid.Cell, a.grid.Cell, g.Y0, float64(g.NY)*g.Cell)
			for i := range a.grid.NX {
				area := dy * overlap(a.grid.X0+float64(i)*a.grid.Cell, a.grid.Cell, g.X0, float64(g.NX)*g.Cell)
				if v := a.rates[j*a.grid.NX+i]; v == v && area > 0 {
					sum += area * float64(v)
					all += area
				}
			}
		}
		if all > 0 {
			mean += seconds * sum / all
		}
	}
	return mean
}

// overlap returns the length that two stretches share, each from a start.
func overlap(a, length, b, other float64) float64 {
	return max(min(a+length, b+other)-max(a, b), 0)
}
