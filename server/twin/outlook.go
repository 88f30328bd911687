package twin

import (
	"context"
	"math"
	"time"

	"shapan/engine/alarm"
	"shapan/engine/forecast"
)

// Outlook is where a point is going.
type Outlook struct {
	Made   time.Time `json:"made"`             // from readings up to then, by the sensor's clock
	Method string    `json:"method,omitempty"` // "": there is no forecast
	Why    string    `json:"why,omitempty"`    // there is none
	Error  float64   `json:"error"`            // mean absolute error of the method when it was tried on what is past, in the point's unit
	Band   []Ahead   `json:"band"`             // up to the horizon

	Next     alarm.Tier `json:"next"`  // tier ahead; 0: none
	Limit    float64    `json:"limit"` // its limit
	Soonest  *float64   `json:"soonest_s,omitempty"`
	Likely   *float64   `json:"likely_s,omitempty"` // from Made [s]; absent: not within three horizons
	Latest   *float64   `json:"latest_s,omitempty"`
	Horizon  float64    `json:"horizon_s"`
	Compared int        `json:"compared"` // methods that could be tried
}

// Ahead is a forecast for an instant, with the interval in which four of five lie.
type Ahead struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
	Low   float64   `json:"low"`
	High  float64   `json:"high"`
}

const (
	// outlookSamples of the past are enough to fit a law to.
	outlookSamples = 240
	outlookSpan    = 8   // horizons of the past that are looked at
	outlookSteps   = 24  // of the band
	outlooksPerDay = 288 // of a point, at most
)

// outlook forecasts one point from what it has done.
func outlook(p *alarm.Point, series forecast.Series) *Outlook {
	horizon := p.Horizon.Seconds()
	f := forecast.Choose(series, horizon, p.Season.Seconds())
	o := &Outlook{Method: f.Method, Why: f.Why, Horizon: horizon, Band: []Ahead{}, Compared: len(f.Trials)}
	n := series.Len()
	if n == 0 {
		return o
	}
	o.Made = instant(series.T[n-1])
	if f.Law == nil {
		return o
	}
	for _, trial := range f.Trials {
		if trial.Method == f.Method {
			o.Error = trial.Error
		}
	}
	for k := range outlookSteps + 1 {
		at := f.From + horizon*float64(k)/outlookSteps
		value, low, high := f.At(at)
		if math.IsNaN(value+low+high) || math.IsInf(value+low+high, 0) {
			break // it has failed by then
		}
		o.Band = append(o.Band, Ahead{instant(at), value, low, high})
	}
	tier, limit, up, some := p.NextTier(series.Y[n-1])
	if !some {
		return o
	}
	o.Next, o.Limit = tier, limit
	soonest, likely, latest := f.Reaches(limit, up)
	ahead := func(t float64) *float64 {
		if math.IsInf(t, 0) {
			return nil
		}
		t -= f.From
		return &t
	}
	o.Soonest, o.Likely, o.Latest = ahead(soonest), ahead(likely), ahead(latest)
	return o
}

// foresee makes forecasts for as long as the twin goes: of each point that has one,
// when its readings have gone on by a good part of its horizon. It leaves the
// machine three quarters of its time.
func (t *Twin) foresee(ctx context.Context) {
	rest := time.NewTimer(time.Second)
	defer rest.Stop()
	for k := 0; ; k++ {
		select {
		case <-ctx.Done():
			return
		case <-rest.C:
		}
		began := time.Now()
		made := false
		for range t.state.points {
			if made = t.foreseeOne(k % len(t.state.points)); made {
				break
			}
			k++
		}
		if made {
			rest.Reset(3 * time.Since(began))
			t.kick() // those who watch are told
		} else {
			rest.Reset(2 * time.Second)
		}
	}
}

// foreseeOne forecasts a point if that is due.
func (t *Twin) foreseeOne(k int) bool {
	p := &t.state.points[k]
	if p.Horizon <= 0 {
		return false
	}
	t.mu.Lock()
	w := t.state.all[k]
	before := t.outlooks[p.ID]
	n := len(w.Track.Fine)
	if n == 0 || before != nil && w.Track.Fine[n-1].At.Sub(before.Made) < max(p.Horizon/outlookSteps/2, 24*time.Hour/outlooksPerDay) {
		t.mu.Unlock()
		return false
	}
	series := w.Track.series(outlookSpan*p.Horizon, outlookSamples)
	t.mu.Unlock()
	o := outlook(p, series)
	if before != nil && o.Made.Equal(before.Made) {
		return false
	}
	t.mu.Lock()
	t.outlooks[p.ID] = o
	t.dirty[k] = true
	t.mu.Unlock()
	return true
}

// OutlookOf is a point's newest forecast; nil if none has been made.
func (t *Twin) OutlookOf(id string) *Outlook {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.outlooks[id]
}
