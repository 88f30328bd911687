package inp

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"strings"
	"testing"
)

// well is a basin of 10 m² that fills at 0.01 m³/s: 1 m in 1000 s.
const well = `[OPTIONS]
FLOW_UNITS CMS
START_DATE 03/04/2024
START_TIME 22:00
END_DATE 03/05/2024
END_TIME 02:00
ROUTING_STEP 10
[JUNCTIONS]
J 5 3
[OUTFALLS]
O 0 FREE
[STORAGE]
W 0 6 1 FUNCTIONAL 0 0 10 0 0
[CONDUITS]
C J O 50 0.013 0 0
[PUMPS]
P W J p OFF
[ORIFICES]
R W O SIDE 0 0.65
[XSECTIONS]
C CIRCULAR 0.6
R RECT_CLOSED 0.2 0.2
[CURVES]
p PUMP3 0 0.05 10 0.05
open CONTROL 0 0 2 0 3 0.5 4 1
[TIMESERIES]
in 0 0.01 24 0.01
gate 0 0 0.5 0.25 1 1
rain 0 6 0:30 12 1:00 0
[RAINGAGES]
G INTENSITY 0:30 1 TIMESERIES rain
[INFLOWS]
W FLOW in
[CONTROLS]
`

func ruled(t *testing.T, rules string) *Simulation {
	t.Helper()
	f, err := Read(strings.NewReader(well+rules), "well.inp", nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Begin()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A pump under two rules keeps the well between their levels.
func TestRulesKeepAWell(t *testing.T) {
	s := ruled(t, `RULE shut
IF SIMULATION TIME >= 0
THEN ORIFICE R SETTING = 0
RULE up
IF NODE W DEPTH >= 3
THEN PUMP P STATUS = ON
RULE down
IF NODE W DEPTH < 2
THEN PUMP P STATUS = OFF
PRIORITY 1
`)
	low, high, starts, ran := math.Inf(1), 0.0, 0, false
	for s.Time() < 4*3600 {
		if err := s.Advance(context.Background(), 10); err != nil {
			t.Fatal(err)
		}
		d, runs := s.Net.NodeDepth(s.Net.NodeIndex("W")), s.Net.LinkFlow(s.Net.LinkIndex("P")) > 0
		if runs && !ran {
			starts++
		}
		ran = runs
		if s.Time() > 2500 {
			low, high = min(low, d), max(high, d)
		}
	}
	// It fills by 1 m in 1000 s and is emptied by 1 m in 250 s: a cycle is 1250 s
	// and a few steps of 10 s; the first start is at 2000 s.
	if low < 1.9 || high > 3.05 || starts < 9 || starts > 10 {
		t.Errorf("depth from %.3f to %.3f m, %d starts: want 2 to 3 m, 9 or 10 starts", low, high, starts)
	}
}

// Each kind of premise and of setting, at an instant where its value is known.
func TestRulesSettings(t *testing.T) {
	R := func(s *Simulation) float64 { return s.Net.Setting(s.Net.LinkIndex("R")) }
	for _, c := range []struct {
		rules string
		at    float64 // [s]
		want  float64
	}{
		{"RULE 1\nIF SIMULATION CLOCKTIME >= 23:00\nTHEN ORIFICE R SETTING = 0.5\nELSE ORIFICE R SETTING = 0.1", 1800, 0.1},
		{"RULE 1\nIF SIMULATION CLOCKTIME >= 23:00\nTHEN ORIFICE R SETTING = 0.5\nELSE ORIFICE R SETTING = 0.1", 3660, 0.5},
		{"RULE 1\nIF SIMULATION TIME = 0:15:03\nTHEN ORIFICE R SETTING = 0.3", 890, 1},
		{"RULE 1\nIF SIMULATION TIME = 0:15:03\nTHEN ORIFICE R SETTING = 0.3", 920, 0.3},
		{"RULE 1\nIF SIMULATION DAY = MON\nAND SIMULATION MONTH = MAR\nAND SIMULATION DATE = 03/04/2024\nTHEN ORIFICE R SETTING = 0.2", 60, 0.2},
		{"RULE 1\nIF NODE W DEPTH > 100\nOR NODE W HEAD > 0\nAND NODE W DEPTH <= NODE W MAXDEPTH\nTHEN ORIFICE R SETTING = 0.4", 60, 0.4},
		{"RULE 1\nIF NODE W DEPTH > 100\nAND NODE W HEAD > 0\nOR NODE W HEAD > 0\nTHEN ORIFICE R SETTING = 0.4", 60, 1}, // OR binds more tightly
		{"RULE 1\nIF NODE W DEPTH > 0\nTHEN ORIFICE R SETTING = 0.4\nPRIORITY 1\nRULE 2\nIF NODE W DEPTH > 0\nTHEN ORIFICE R SETTING = 0.6\nPRIORITY 2", 60, 0.6},
		{"RULE 1\nIF NODE W DEPTH > 0\nTHEN ORIFICE R SETTING = 0.4\nRULE 2\nIF NODE W DEPTH > 0\nTHEN ORIFICE R SETTING = 0.6", 60, 0.4},
		{"RULE 1\nIF SIMULATION TIME > 0\nTHEN ORIFICE R SETTING = TIMESERIES gate", 3610, 1},
		{"RULE 1\nIF SIMULATION TIME > 0\nTHEN ORIFICE R SETTING = TIMESERIES gate", 1810, 0.25},
		{"VARIABLE d = NODE W DEPTH\nRULE 1\nIF d > 0\nTHEN ORIFICE R SETTING = CURVE open", 60, 0},
		{"RULE 1\nIF GAGE G INTENSITY > 11\nAND GAGE G 1-HR_DEPTH > 3\nTHEN ORIFICE R SETTING = 0.7", 1700, 1},
		{"RULE 1\nIF GAGE G INTENSITY > 11\nAND GAGE G 1-HR_DEPTH > 3\nTHEN ORIFICE R SETTING = 0.7", 1900, 0.7},
		{"RULE 1\nIF SIMULATION TIME < 0.1\nTHEN ORIFICE R SETTING = 0\nELSE ORIFICE R SETTING = 1\nRULE 2\nIF ORIFICE R TIMECLOSED >= 0:04\nTHEN ORIFICE R SETTING = 0.9\nPRIORITY 1", 250, 0.9},
	} {
		s := ruled(t, c.rules+"\n")
		if err := s.Advance(context.Background(), c.at); err != nil {
			t.Fatal(err)
		}
		if got := R(s); math.Abs(got-c.want) > 5e-3 {
			t.Errorf("at %v s: setting %v, want %v\n%s", c.at, got, c.want, c.rules)
		}
	}
}

// A PID controller brings a level to its set point and holds it there; a fork in
// the middle goes on bit by bit.
func TestRulesSteer(t *testing.T) {
	rules := "RULE hold\nIF NODE W DEPTH <> 2\nTHEN ORIFICE R SETTING = PID -1 30 0\n"
	s := ruled(t, rules)
	ctx := context.Background()
	if err := s.Advance(ctx, 3000); err != nil {
		t.Fatal(err)
	}
	state, _ := s.State()
	if err := s.Advance(ctx, 9000); err != nil {
		t.Fatal(err)
	}
	if d := s.Net.NodeDepth(s.Net.NodeIndex("W")); math.Abs(d-2) > 0.05 {
		t.Errorf("the level came to %.3f m, want 2", d)
	}
	fork := ruled(t, rules)
	if err := fork.SetState(state); err != nil {
		t.Fatal(err)
	}
	if err := fork.Advance(ctx, 9000); err != nil {
		t.Fatal(err)
	}
	a, _ := s.State()
	b, _ := fork.State()
	if !bytes.Equal(a, b) {
		t.Error("the fork went another way")
	}
}

func TestRulesMistakes(t *testing.T) {
	_, err := Read(strings.NewReader(well+`RULE a
IF NODE X DEPTH > 1
THEN PUMP P STATUS = ON
RULE b
IF NODE W WIDTH > 1
THEN PUMP C STATUS = ON
ELSE PUMP P SPEED = 1
RULE c
AND NODE W DEPTH > 1
IF NODE W DEPTH ! 1
AND GAGE G 99-HR_DEPTH > 1
THEN ORIFICE R SETTING = CURVE p
PRIORITY high
`), "w.inp", nil)
	if err == nil {
		t.Fatal("no mistakes found")
	}
	first := strings.Count(well, "\n")
	for line, want := range map[int]string{2: `node "X"`, 5: `"WIDTH"`, 6: "link C is no PUMP", 7: `"SPEED ="`, 9: "AND stands after RULE",
		10: `"!"`, 11: `"99-HR_DEPTH"`, 12: "expected CONTROL", 13: `"high"`} {
		found := false
		for _, m := range strings.Split(err.Error(), "\n") {
			found = found || strings.HasPrefix(m, "w.inp:"+strconv.Itoa(first+line)+": [CONTROLS]") && strings.Contains(m, want)
		}
		if !found {
			t.Errorf("line %d: not said: %s", first+line, want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}
