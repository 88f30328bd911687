package server

import (
	"fmt"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// A forecast comes as readings whose instants lie ahead: what each says holds from
// its instant to the next one's, and the last only ends it. Those of one message are
// in the log together, so they are gathered again by when they were received.

// comingForecast is a forecast of which the steps are being gathered.
type comingForecast struct {
	received time.Time
	steps    []Measured
}

// forecastBack is how far back a run that begins anew looks for the newest forecast.
const forecastBack = 6 * time.Hour

// belongs tells whether a reading is the next step of a forecast.
func (c *comingForecast) belongs(m *Measured) bool {
	n := len(c.steps)
	return n == 0 || c.received.Equal(m.Received) && m.Stated.After(c.steps[n-1].Stated)
}

// gather takes a reading of the rule k among the steps of its forecast. One that is
// of another forecast tells that the one before is whole.
func (w *follower) gather(k int, m Measured) {
	c := w.coming[k]
	if c == nil {
		c = &comingForecast{}
		w.coming[k] = c
	}
	if !c.belongs(&m) {
		w.foretell(k)
	}
	c.received, c.steps = m.Received, append(c.steps, m)
}

// gathered tells the run all forecasts that have come.
func (w *follower) gathered() {
	for k := range w.Rules {
		w.foretell(k)
	}
}

func (w *follower) foretell(k int) {
	c, rule := w.coming[k], &w.Rules[k]
	if c == nil || len(c.steps) == 0 {
		return
	}
	steps := c.steps
	c.steps = nil
	at := c.received
	if at.Before(w.began) {
		at = w.began
	}
	if len(steps) < 2 {
		w.refuse(fmt.Errorf("%s.%s: a forecast has at least two readings in one message, the last of which ends it", rule.Subject, rule.Property))
		return
	}
	points := make([]mgl64.Vec3, len(steps))
	for i, s := range steps {
		points[i] = mgl64.Vec3{s.Stated.Sub(at).Seconds(), s.Value*rule.Scale + rule.Offset}
	}
	w.post(rule, c.received, engine.Event{At: at, Subject: rule.Of, Property: rule.Sets, Value: engine.Points(points...), Source: "sensor/" + rule.Subject})
}
