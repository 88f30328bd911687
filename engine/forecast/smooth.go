package forecast

import "math"

// HoltWinters is additive exponential smoothing: a level and a trend, and, with a
// season, what each part of it adds.
type HoltWinters struct {
	Alpha, Beta, Gamma float64 // how fast level, trend and season follow
	Level, Trend       float64 // at the last step; Trend per step
	Season             []float64
	Step               float64 // [s]
	T                  float64 // of the last step [s]
}

// At implements Law, from the last reading on.
func (h HoltWinters) At(t float64) float64 {
	ahead := (t - h.T) / h.Step
	y := h.Level + ahead*h.Trend
	if n := len(h.Season); n > 0 {
		k := int(math.Floor(ahead + 0.5))
		y += h.Season[((k-1)%n+n)%n]
	}
	return y
}

// FitHoltWinters fits a series; period is the season's length [s], 0 for none.
// The weights are those of a grid whose one-step errors are the least. ok is
// false for too few readings: two seasons, or six steps.
func FitHoltWinters(s Series, period float64) (best HoltWinters, ok bool) {
	values, step := s.Even(1000)
	season := 0
	if period > 0 && step > 0 {
		season = int(math.Round(period / step))
	}
	if len(values) < max(6, 2*season) || step <= 0 {
		return best, false
	}
	last := s.T[s.Len()-1]
	least := math.Inf(1)
	gammas := []float64{0}
	if season > 1 {
		gammas = []float64{0.05, 0.2, 0.5}
	} else {
		season = 0
	}
	for _, alpha := range []float64{0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1} {
		for _, beta := range []float64{0.02, 0.1, 0.3, 0.6, 1} {
			for _, gamma := range gammas {
				h := HoltWinters{Alpha: alpha, Beta: beta, Gamma: gamma, Step: step, T: last}
				if e := h.run(values, season); e < least {
					least, best = e, h
				}
			}
		}
	}
	return best, finite(least)
}

// run goes over the series and returns the sum of squares of its one-step errors.
func (h *HoltWinters) run(values []float64, season int) (misfit float64) {
	begin := 1
	h.Level, h.Trend = values[0], values[1]-values[0]
	if season > 0 {
		first, second := 0.0, 0.0
		for k := range season {
			first, second = first+values[k]/float64(season), second+values[season+k]/float64(season)
		}
		h.Trend = (second - first) / float64(season)
		h.Level = first + h.Trend*float64(season-1)/2
		h.Season = make([]float64, season)
		for k := range season {
			h.Season[k] = values[k] - (first + h.Trend*(float64(k)-float64(season-1)/2))
		}
		begin = season
	}
	for k := begin; k < len(values); k++ {
		part := 0.0
		if season > 0 {
			part = h.Season[k%season]
		}
		off := values[k] - (h.Level + h.Trend + part)
		misfit += off * off
		level := h.Level + h.Trend + h.Alpha*off
		h.Trend += h.Alpha * h.Beta * off
		h.Level = level
		if season > 0 {
			h.Season[k%season] = part + h.Gamma*(1-h.Alpha)*off
		}
	}
	if season > 0 { // so that the part after the last step comes first
		turned := make([]float64, season)
		for k := range turned {
			turned[k] = h.Season[(len(values)+k)%season]
		}
		h.Season = turned
	}
	return misfit
}

// Kalman is a level and a rate: the rate wanders, the readings are noisy.
type Kalman struct {
	Level, Rate float64    // at the last reading; Rate per second
	Var         [3]float64 // of the level, of both together, of the rate
	Noise       float64    // variance of a reading
	Wander      float64    // of the rate, per second
	T           float64    // of the last reading [s]
}

// At implements Law.
func (k Kalman) At(t float64) float64 { return k.Level + k.Rate*(t-k.T) }

// Deviation is the standard deviation of a reading at an instant after the last.
func (k Kalman) Deviation(t float64) float64 {
	dt := max(t-k.T, 0)
	return math.Sqrt(k.Var[0] + 2*dt*k.Var[1] + dt*dt*k.Var[2] + k.Wander*dt*dt*dt/3 + k.Noise)
}

// FitKalman runs a two-state filter over a series. How noisy the readings are and
// how fast the rate wanders is what makes them most likely (of a grid of ratios;
// the scale follows from the errors). ok is false for fewer than six readings.
func FitKalman(s Series) (best Kalman, ok bool) {
	if s.Len() < 6 {
		return best, false
	}
	span := s.T[s.Len()-1] - s.T[0]
	step := span / float64(s.Len()-1)
	most := math.Inf(-1)
	for e := -9.0; e <= 2; e++ {
		ratio := math.Pow(10, e) // wander × step³ to noise
		k, likelihood := runKalman(s, ratio/(step*step*step))
		if likelihood > most {
			most, best = likelihood, k
		}
	}
	return best, finite(most)
}

// runKalman filters with noise 1 and a wander, and returns the filter scaled to
// its errors, and their log-likelihood.
func runKalman(s Series, wander float64) (Kalman, float64) {
	k := Kalman{Level: s.Y[0], T: s.T[0], Noise: 1, Wander: wander}
	dt0 := s.T[1] - s.T[0]
	k.Rate = (s.Y[1] - s.Y[0]) / dt0
	k.Var = [3]float64{1, 0, 2 / (dt0 * dt0)}
	sum, logs, n := 0.0, 0.0, 0
	for i := 1; i < s.Len(); i++ {
		dt := s.T[i] - k.T
		p := k.Var
		p[0] += 2*dt*p[1] + dt*dt*p[2] + wander*dt*dt*dt/3
		p[1] += dt*p[2] + wander*dt*dt/2
		p[2] += wander * dt
		level := k.Level + k.Rate*dt
		off, all := s.Y[i]-level, p[0]+1
		if i > 1 {
			sum, logs, n = sum+off*off/all, logs+math.Log(all), n+1
		}
		g0, g1 := p[0]/all, p[1]/all
		k.Level, k.Rate, k.T = level+g0*off, k.Rate+g1*off, s.T[i]
		k.Var = [3]float64{p[0] - g0*p[0], p[1] - g0*p[1], p[2] - g1*p[1]}
	}
	scale := max(sum/float64(max(n, 1)), 1e-300)
	for i := range k.Var {
		k.Var[i] *= scale
	}
	k.Noise, k.Wander = scale, wander*scale
	return k, -0.5 * (float64(n)*math.Log(scale) + logs)
}
