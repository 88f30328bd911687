package server

import (
	"context"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// pumpWords tells the toy what a pump's sensor says.
var pumpWords = []FollowRule{{Subject: "point/P1", Property: "running", Of: "pump/P1", Sets: "state", Scale: 1, Words: map[float64]string{0: "failed", 1: "ok"}}}

func following(keep string) Following {
	return Following{Site: "demo", Scenario: "fill", Late: 50 * time.Millisecond, Rules: pumpWords, Keep: keep}
}

func (s *stage) follow(f Following) {
	s.t.Helper()
	if err := s.FollowSite(f); err != nil {
		s.t.Fatal(err)
	}
}

// The run goes by the wall's clock, hears its sensors, and no command moves it.
func TestRunThatFollows(t *testing.T) {
	s := newStage(t, nil)
	began := time.Now().Truncate(time.Second)
	s.follow(following(""))
	s.Hear("demo", Measured{Subject: "point/P1", Property: "running", Value: 0, At: time.Now()}, Measured{Subject: "point/P1", Property: "running", Value: 7, At: time.Now()})
	run := s.await("r1", func(r Run) bool { return r.Now >= 2 })
	if ahead := time.Until(run.Start.Add(time.Duration(run.Now * 1e9))); ahead > 0 {
		t.Errorf("the run is %v ahead of the clock", ahead)
	}
	if !run.Following || run.Duration != run.Now || run.Start.Before(began) || run.Recording != "" {
		t.Errorf("run: %+v", run)
	}
	if len(run.Assets) != 0 {
		t.Errorf("a sensor's reading is shown as an act: %v", run.Assets)
	}
	for _, command := range []any{map[string]any{"do": "pause"}, map[string]any{"speed": 60}} {
		s.refused("POST", "/api/runs/r1/control", command, http.StatusConflict, "follows the real site")
	}
	s.refused("DELETE", "/api/runs/r1", nil, http.StatusConflict, "lives as long as the server")
}

// A reading that is older than the last one of its kind tells nothing of now.
func TestReadingsThatCameLate(t *testing.T) {
	s := newStage(t, nil)
	s.follow(following(""))
	now := time.Now()
	s.Hear("demo", Measured{Subject: "point/P1", Property: "running", Value: 1, At: now}, Measured{Subject: "point/P1", Property: "running", Value: 0, At: now.Add(-time.Minute)})
	s.Hear("elsewhere", Measured{Subject: "point/P1", Property: "running", Value: 0, At: now.Add(time.Second)})
	s.await("r1", func(r Run) bool { return r.Now >= 3 })
	var all struct {
		Seconds []float64 `json:"t_s"`
		Series  map[string]struct {
			Values []*float64 `json:"values"`
		} `json:"series"`
	}
	s.ask("GET", "/api/runs/r1/series", nil, http.StatusOK, &all)
	for k, level := range all.Series["gauge/G1.level"].Values {
		if all.Seconds[k] <= 5 && *level != 0 { // then the script fails the pump
			t.Errorf("after %v s the level is %v: a late reading was taken", all.Seconds[k], *level)
		}
	}
	s.refused("POST", "/api/runs/r1/events", map[string]any{"subject": "pump/P9", "set": map[string]any{"state": "ok"}}, http.StatusUnprocessableEntity, "pump/P9")
}

// What comes if nobody does anything, and if the pump fails at once.
func TestStandingForecast(t *testing.T) {
	s := newStage(t, nil)
	f := following("")
	f.Late = time.Minute // so long the run stays at its first instant, and nothing has happened yet
	f.Outlook = Outlook{Ahead: 40 * time.Second, Members: []OutlookMember{
		{Name: "fails now", Acts: []Act{{Subject: "pump/P1", Set: map[string]any{"state": "failed"}}}},
		{Name: "mended", Acts: []Act{{Subject: "pump/P1", Set: map[string]any{"state": "failed"}}, {Subject: "pump/P1", Set: map[string]any{"state": "ok"}}}},
		{Name: "as it stands"},
	}}
	s.follow(f)
	var made Forecast
	s.ask("POST", "/api/runs/r1/forecasts", nil, http.StatusCreated, &made)
	if made.Ahead != 40 || len(made.Members) != 3 {
		t.Fatalf("forecast: %+v", made)
	}
	if len(made.Arrivals) != 2 || made.Arrivals[0].Level != "prewarning" || made.Arrivals[0].Of != 3 {
		t.Fatalf("arrivals: %+v", made.Arrivals)
	}
	// Failed now the level rises by 1 cm in each tick: 10 cm after ten of them.
	if first := made.Arrivals[0]; first.Soonest < made.Now+10 || first.Soonest > made.Now+11 || first.Latest < first.Soonest {
		t.Errorf("from %v s: %+v", made.Now, first)
	}
	var body forecastsBody
	s.ask("GET", "/api/runs/r1/forecasts", nil, http.StatusOK, &body)
	if len(body.Forecasts) != 1 {
		t.Errorf("%d forecasts are kept", len(body.Forecasts))
	}
}

// A branch of the live run starts from exactly there, runs at once to its own
// end, and its acts may be adopted.
func TestBranchOfTheLiveRun(t *testing.T) {
	var intended []Intention
	s := newStage(t, func(c *Config) {
		c.Intend = func(_ context.Context, i Intention) error { intended = append(intended, i); return nil }
	})
	s.follow(following(""))
	s.await("r1", func(r Run) bool { return r.Now >= 1 })
	var branch Run
	act := map[string]any{"subject": "pump/P1", "set": map[string]any{"state": "failed"}}
	s.ask("POST", "/api/runs/r1/fork", map[string]any{"ahead_s": 30, "events": []any{act}}, http.StatusCreated, &branch)
	branch = s.await(branch.ID, ended)
	if branch.State != Done || branch.Parent != "r1" || branch.Now-branch.Recorded[0] != 30 {
		t.Errorf("branch: %+v", branch)
	}
	var i Intention
	s.refused("POST", "/api/runs/r1/adopt", map[string]any{"why": "storm"}, http.StatusConflict, "only a branch")
	s.refused("POST", "/api/runs/"+branch.ID+"/adopt", map[string]any{"why": "storm"}, http.StatusUnprocessableEntity, "body.who")
	s.ask("POST", "/api/runs/"+branch.ID+"/adopt", map[string]any{"why": "storm", "who": "Li"}, http.StatusCreated, &i)
	if len(intended) != 1 || i.Who != "Li" || len(i.Acts) != 1 || i.Acts[0].Subject != "pump/P1" || i.Branch != branch.ID {
		t.Errorf("intended: %+v", intended)
	}
}

// A server that starts again goes on from the kept state, and hears first what
// was measured meanwhile; another scenario begins anew.
func TestFollowingGoesOn(t *testing.T) {
	keep := filepath.Join(t.TempDir(), "live.state")
	first := newStage(t, nil)
	first.follow(following(keep))
	was := first.await("r1", func(r Run) bool { return r.Now >= 1 })
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := first.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(keep); err != nil {
		t.Fatal(err)
	}
	second := newStage(t, nil)
	f := following(keep)
	asked := time.Time{}
	f.Past = func(_ context.Context, from time.Time, each func(Measured) error) error {
		asked = from
		return each(Measured{Subject: "point/P1", Property: "running", Value: 0, At: from.Add(time.Millisecond)})
	}
	second.follow(f)
	is := second.await("r1", func(r Run) bool { return r.Now >= was.Now+2 })
	if !is.Start.Equal(was.Start) {
		t.Errorf("began at %v, was kept from %v", is.Start, was.Start)
	}
	if since := asked.Sub(was.Start); since < time.Duration(was.Now*1e9) {
		t.Errorf("asked what was measured since %v, the run was at %v s", since, was.Now)
	}
	if err := os.WriteFile(keep, []byte("no state"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := newStage(t, nil).FollowSite(following(keep)); err == nil {
		t.Error("a damaged state is taken")
	}
}

// What is measured while the past is read falls into no gap, and what is met in both
// counts once: an older reading that comes after it changes nothing.
func TestMeasuredWhileThePastIsRead(t *testing.T) {
	s := newStage(t, nil)
	f := following("")
	f.Past = func(_ context.Context, from time.Time, each func(Measured) error) error {
		failed := Measured{Subject: "point/P1", Property: "running", Value: 0, At: from.Add(2 * time.Millisecond)}
		if err := each(Measured{Subject: "point/P1", Property: "running", Value: 1, At: from.Add(time.Millisecond)}); err != nil {
			return err
		}
		s.Hear("elsewhere", Measured{Subject: "point/P1", Property: "running", Value: 1, At: from.Add(time.Minute)})
		s.Hear("demo", failed) // after the log's end, and before there is a run
		s.Hear("demo", failed, Measured{Subject: "point/P1", Property: "running", Value: 1, At: from.Add(time.Millisecond)})
		return nil
	}
	s.follow(f)
	s.await("r1", func(Run) bool { // the script fails the pump too, but after 5 s
		state, _, err := s.all()[0].live.pacer.Branch()
		if err != nil {
			t.Fatal(err)
		}
		m := &toy{}
		if err := m.SetState(state.Models[0].State); err != nil {
			t.Fatal(err)
		}
		if state.Tick.N < 3 {
			return false
		}
		// A centimetre in each tick since the first or second; by the script alone, since the fifth.
		if m.Level < 0.01*(float64(state.Tick.N)-3.5) {
			t.Fatalf("at tick %d the water has risen by %g m: the pump did not fail at once", state.Tick.N, m.Level)
		}
		return true
	})
	if len(s.early) > 0 {
		t.Error("it is told twice for ever")
	}
	if wrong := s.all()[0].follower.misheard(); len(wrong) > 0 {
		t.Errorf("misheard: %v", wrong)
	}
}

// A forecast comes in one message and is told the run as points from now on; a run
// that begins anew hears the newest one from before.
func TestForecastThatIsFollowed(t *testing.T) {
	s := newStage(t, nil)
	f := following("")
	f.Rules = []FollowRule{{Subject: "nowcast/rain", Property: "mm_per_h", Of: "pump/P1", Sets: "nowcast", Scale: 2, Forecast: true}}
	now := time.Now().Truncate(time.Second)
	step := func(received time.Time, minutes, value float64) Measured {
		return Measured{Subject: "nowcast/rain", Property: "mm_per_h", Value: value, At: received, Received: received, Stated: now.Add(time.Duration(minutes * float64(time.Minute)))}
	}
	f.Past = func(_ context.Context, from time.Time, each func(Measured) error) error {
		if from.After(now.Add(-time.Hour)) {
			t.Errorf("asked for what was said since %s: the forecast of an hour ago still holds", from)
		}
		for _, m := range []Measured{step(now.Add(-2*time.Hour), 0, 99), step(now.Add(-2*time.Hour), 60, 0), step(now.Add(-time.Hour), -30, 4), step(now.Add(-time.Hour), 30, 7), step(now.Add(-time.Hour), 60, 0)} {
			if err := each(m); err != nil {
				return err
			}
		}
		return nil
	}
	s.follow(f)
	told := func(since time.Time, want ...[2]float64) {
		t.Helper()
		var heard []mgl64.Vec3
		s.await("r1", func(Run) bool {
			state, _, err := s.all()[0].live.pacer.Branch()
			if err != nil {
				t.Fatal(err)
			}
			m := &toy{}
			if err := m.SetState(state.Models[0].State); err != nil {
				t.Fatal(err)
			}
			heard = m.Ahead
			return len(heard) == len(want)
		})
		for k, p := range heard {
			at := want[k][0] - since.Sub(now).Seconds()
			if math.Abs(p[0]-at) > 1e-3 || p[1] != want[k][1] {
				t.Errorf("point %d is %v, want %v", k, p, [2]float64{at, want[k][1]})
			}
		}
	}
	run := s.await("r1", func(Run) bool { return true })
	told(run.Start, [2]float64{-1800, 8}, [2]float64{1800, 14}, [2]float64{3600, 0})
	received := time.Now()
	s.Hear("demo", step(received, 0, 1), step(received, 5, 2), step(received, 10, 3), step(received, 20, 0))
	told(received, [2]float64{0, 2}, [2]float64{300, 4}, [2]float64{600, 6}, [2]float64{1200, 0})
	s.Hear("demo", step(received.Add(time.Millisecond), 30, 1))
	var body forecastsBody
	s.ask("GET", "/api/runs/r1/forecasts", nil, http.StatusOK, &body)
	if len(body.Misheard) != 1 {
		t.Errorf("half a forecast: %v", body.Misheard)
	}
}
