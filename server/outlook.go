package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"time"

	"shapan/engine"
	"shapan/engine/ensemble"
)

// Outlook says which standing forecasts a run that follows makes.
type Outlook struct {
	Every   time.Duration // 0: none, unless it is asked
	Ahead   time.Duration // how far they look; 0: as far as the scenario is long
	Members []OutlookMember
}

// OutlookMember is one course that the future may take.
type OutlookMember struct {
	Name string `json:"name"`
	Acts []Act  `json:"acts"` // at once; none: as it stands
}

// Forecast is one standing forecast: what comes if nobody does anything.
type Forecast struct {
	At       time.Time        `json:"at" doc:"The instant from which it looks ahead"`
	Now      float64          `json:"t_s"`
	Ahead    float64          `json:"ahead_s"`
	Wall     float64          `json:"wall_s" doc:"How long it took to make"`
	Members  []ForecastMember `json:"members"`
	Arrivals []Arrival        `json:"arrivals" doc:"The soonest first"`
}

// ForecastMember is what came of one member.
type ForecastMember struct {
	OutlookMember
	Error   string             `json:"error,omitempty"`
	Highest map[string]float64 `json:"highest" doc:"By scalar: the largest value on the way"`
}

// Arrival is when members reach a level of alarm, in seconds of the run.
type Arrival struct {
	Subject string      `json:"subject"`
	Level   string      `json:"level"`
	Text    engine.Text `json:"text" doc:"As the first member that reaches it says"`
	Reached int         `json:"reached"`
	Of      int         `json:"of"`
	Soonest float64     `json:"soonest_s"`
	Likely  float64     `json:"likely_s" doc:"The median of all members; one that does not reach it counts as later than all"`
	Latest  float64     `json:"latest_s" doc:"Of those that reach it"`
	Never   bool        `json:"likely_never" doc:"Less than half of the members reach it"`
}

// mostForecasts is how many are kept.
const mostForecasts = 24

// lookAhead makes standing forecasts until ctx ends.
func (w *follower) lookAhead(ctx context.Context, log *slog.Logger) {
	if w.Outlook.Every <= 0 {
		return
	}
	tick := time.NewTicker(w.Outlook.Every)
	defer tick.Stop()
	for {
		if _, err := w.forecast(ctx); err != nil && ctx.Err() == nil {
			log.Error("no forecast could be made", "run", w.run.id, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// forecast follows all members from the present state.
func (w *follower) forecast(ctx context.Context) (Forecast, error) {
	began := time.Now()
	state, waiting, err := w.run.live.pacer.Branch()
	if err != nil {
		return Forecast{}, err
	}
	reach := w.reach
	if w.Outlook.Ahead > 0 {
		reach = int64(w.Outlook.Ahead / state.Tick.Step)
	}
	plan := w.run.live.prepared.Plan
	plan.Ticks = state.Tick.N + reach
	members := w.Outlook.Members
	if len(members) == 0 {
		members = []OutlookMember{{Name: "as it stands"}}
	}
	courses := make([]ensemble.Member, len(members))
	for k, m := range members {
		events, err := EventsOf(m.Acts, state.Tick.Start, state.Tick.Time(), "forecast")
		if err != nil {
			return Forecast{}, fmt.Errorf("member %s: %w", m.Name, err)
		}
		courses[k] = ensemble.Member{ID: m.Name, Events: events}
	}
	seen := newLookout(len(members))
	branch := ensemble.Branch{Plan: plan, State: state, Waiting: waiting}
	outcomes := branch.Run(ctx, courses, ensemble.Options{AtOnce: max(1, runtime.GOMAXPROCS(0)/2), Watch: seen})
	f := Forecast{At: state.Tick.Time(), Now: state.Tick.Seconds(), Ahead: (time.Duration(reach) * state.Tick.Step).Seconds(), Members: []ForecastMember{}}
	for k, o := range outcomes {
		m := ForecastMember{OutlookMember: members[k], Highest: seen.members[k].highest}
		if o.Err != nil {
			m.Error = o.Err.Error()
		}
		f.Members = append(f.Members, m)
	}
	if err := ctx.Err(); err != nil {
		return Forecast{}, err
	}
	f.Arrivals, f.Wall = seen.arrivals(), time.Since(began).Seconds()
	w.mu.Lock()
	w.outlook = append(w.outlook, f)
	if n := len(w.outlook); n > mostForecasts {
		w.outlook = slices.Delete(w.outlook, 0, n-mostForecasts)
	}
	w.mu.Unlock()
	return f, nil
}

// forecasts returns those that are kept, the newest last.
func (w *follower) forecasts() []Forecast {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Forecast{}, w.outlook...)
}
