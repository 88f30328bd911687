package server

import (
	"encoding/json"
	"testing"
	"time"
)

type toyPlans struct{ none bool }

func (p toyPlans) Plan() (PlanBody, bool) {
	return PlanBody{Name: "toy", Tasks: []PlanTask{{ID: "1", Kind: "work", Parent: -1, Planned: PlanRun{"2026-03-02T08:00:00", "2026-03-03T17:00:00"}}}, Lives: []PlanLife{{Model: "model/house", GUID: "2_$w", Tasks: []int{0}}}}, !p.none
}

func (toyPlans) On(at time.Time) PlanState {
	return PlanState{At: at.Format("2006-01-02T15:04:05"), Planned: map[string]int{"standing": 1}}
}

func TestPlanAPI(t *testing.T) {
	s := newStage(t, func(c *Config) { c.Plans = map[string]Plans{"demo": toyPlans{}} })
	var all PlanBody
	if r, body := s.call("GET", "/api/sites/demo/schedule", nil); r.StatusCode != 200 || json.Unmarshal(body, &all) != nil || len(all.Tasks) != 1 || all.Lives[0].GUID != "2_$w" || all.Tasks[0].Planned.Finish != "2026-03-03T17:00:00" {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	for date, at := range map[string]string{"2026-03-02": "2026-03-03T00:00:00", "2026-03-02T12:00:00": "2026-03-02T12:00:00"} {
		var on PlanState
		if r, body := s.call("GET", "/api/sites/demo/schedule/"+date, nil); r.StatusCode != 200 || json.Unmarshal(body, &on) != nil || on.At != at || on.Planned["standing"] != 1 {
			t.Errorf("%s: %d %s", date, r.StatusCode, body)
		}
	}
	s.refused("GET", "/api/sites/demo/schedule/yesterday", nil, 422, "yesterday")
	s.refused("GET", "/api/sites/demo/schedule/0001-01-01", nil, 422, "0001-01-01")
	s.refused("GET", "/api/sites/other/schedule", nil, 404, "other")
	none := newStage(t, func(c *Config) { c.Plans = map[string]Plans{"demo": toyPlans{none: true}} })
	none.refused("GET", "/api/sites/demo/schedule", nil, 404, "no schedule")
	none.refused("GET", "/api/sites/demo/schedule/2026-03-02", nil, 404, "no schedule")
}
