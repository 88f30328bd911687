package rainstorm

import (
	"fmt"
	"math"
	"sort"
	"time"

	"shapan/engine"
)

// GaugeSummary is what a gauge saw. Times are seconds since the start; null
// means never.
type GaugeSummary struct {
	Name         engine.Text `json:"name"`
	MaxDepth     float64     `json:"max_depth_m"`
	MaxLevel     float64     `json:"max_level_m"`
	Depth        float64     `json:"depth_m"` // in the end
	Level        float64     `json:"level_m"` // in the end
	TimeOfMax    *float64    `json:"time_of_max_s"`
	FirstWet     *float64    `json:"first_wet_s"`
	PreWarningAt *float64    `json:"prewarning_at_s"`
	AlarmAt      *float64    `json:"alarm_at_s"`
	MinFreeboard *float64    `json:"min_freeboard_m,omitempty"`
}

// PumpSummary is what a pump did.
type PumpSummary struct {
	Name   engine.Text `json:"name"`
	Moved  float64     `json:"moved_m3"`
	Ran    float64     `json:"run_s"`
	Starts int         `json:"starts"`
	State  string      `json:"state"`
	// Clogged is the share of the flow that debris has cost.
	Clogged float64 `json:"clogged,omitempty"`
	Energy  float64 `json:"energy_kwh,omitempty"`
}

// PitSummary is what came into a pit over its edge.
type PitSummary struct {
	Name          engine.Text `json:"name"`
	FirstOverflow *float64    `json:"first_overflow_s"`
	OverflowAt    *[2]float64 `json:"first_overflow_at_m"` // site x, y
	Overflowed    float64     `json:"overflowed_m3"`
	MaxInflow     float64     `json:"max_inflow_m3_per_s"`
	TimeMaxInflow *float64    `json:"time_of_max_inflow_s"`
	MaxVolume     float64     `json:"max_volume_m3"`
	Volume        float64     `json:"volume_m3"`
}

// Summarize implements engine.Summarizer.
func (m *Model) Summarize(into map[string]any) {
	gauges, pumps, pits := map[string]GaugeSummary{}, map[string]PumpSummary{}, map[string]PitSummary{}
	for _, g := range m.gauges {
		bed, depth := g.reads(m.water)
		s := GaugeSummary{
			Name: g.name, MaxDepth: g.MaxDepth, MaxLevel: g.MaxLevel, Depth: depth, Level: bed + depth,
			TimeOfMax: ever(g.TimeOfMax), FirstWet: ever(g.FirstWet),
			PreWarningAt: ever(g.PreWarningAt), AlarmAt: ever(g.AlarmAt),
		}
		if g.TimeOfMax < 0 {
			s.MaxLevel = bed
		}
		if !math.IsNaN(g.crest) {
			freeboard := g.crest - s.MaxLevel
			s.MinFreeboard = &freeboard
		}
		gauges[name(g.id)] = s
	}
	for _, p := range m.pumps {
		pumps[name(p.id)] = PumpSummary{p.name, p.Moved, p.Ran, p.Starts, p.shown().String(), p.Clogged, p.Energy}
	}
	for _, p := range m.pits {
		s := PitSummary{
			Name: p.name, FirstOverflow: ever(p.FirstOverflow), Overflowed: p.Overflowed,
			MaxInflow: p.MaxInflow, TimeMaxInflow: ever(p.TimeMaxInflow), MaxVolume: p.MaxVolume, Volume: p.Volume,
		}
		if p.FirstOverflow >= 0 {
			s.OverflowAt = &[2]float64{p.OverflowAt[0], p.OverflowAt[1]}
		}
		pits[name(p.id)] = s
	}
	into["gauges"], into["pumps"], into["pits"] = gauges, pumps, pits
	into["mass"] = m.mass()
	m.summarizeWorks(into)
	into["flooded"] = map[string]any{"above_m": m.par.FloodedAboveM, "max_area_m2": m.MaxFlood, "time_of_max_s": ever(m.TimeOfFlood)}
	into["rain_mm"] = m.Rained * 1000
	into["cells"] = m.grid.Len()
	c := m.water.Counters()
	into["solver"] = map[string]any{
		"sub_steps": c.SubSteps, "cell_updates": c.CellUpdates, "smallest_step_s": c.SmallestDt,
	}
	into["story"] = m.story()
}

// String returns the state's name in a summary.
func (s PumpState) String() string {
	return [...]string{"off", "running", "failed", "no_power", "stopped"}[s]
}

// ever turns a negative time, never, into nil.
func ever(t float64) *float64 {
	if t < 0 {
		return nil
	}
	return &t
}

// name cuts the kind off an ID: "gauge/G1" is G1 in a table of gauges.
func name(id string) string {
	for k := range id {
		if id[k] == '/' {
			return id[k+1:]
		}
	}
	return id
}

// moment is a sentence of the story with its instant.
type moment struct {
	at   float64
	text engine.Text
}

// story tells in order what happened and what it means.
func (m *Model) story() []engine.Text {
	var moments []moment
	add := func(at float64, zh, en string) {
		if at >= 0 {
			moments = append(moments, moment{at, engine.Text{ZH: clock(at) + " " + zh, EN: clock(at) + " " + en}})
		}
	}
	for _, p := range m.pits {
		add(p.FirstOverflow,
			fmt.Sprintf("雨水在 (%.0f, %.0f) 处漫过%s坑口。", p.OverflowAt[0], p.OverflowAt[1], p.name.ZH),
			fmt.Sprintf("Water comes over the edge of %s at (%.0f, %.0f).", p.name.EN, p.OverflowAt[0], p.OverflowAt[1]))
		if p.FirstOverflow >= 0 {
			add(p.TimeMaxInflow,
				fmt.Sprintf("%s涌入流量最大，%.2f 立方米每秒。", p.name.ZH, p.MaxInflow),
				fmt.Sprintf("The inflow into %s is largest, %.2f m³/s.", p.name.EN, p.MaxInflow))
		}
	}
	for _, g := range m.gauges {
		add(g.PreWarningAt, g.name.ZH+"达到预警值。", g.name.EN+" reaches its pre-warning level.")
		add(g.AlarmAt, g.name.ZH+"达到报警值。", g.name.EN+" reaches its alarm level.")
		if g.PreWarningAt >= 0 || g.AlarmAt >= 0 {
			add(g.TimeOfMax, fmt.Sprintf("%s水深最大，%.2f 米。", g.name.ZH, g.MaxDepth), fmt.Sprintf("%s is deepest, %.2f m.", g.name.EN, g.MaxDepth))
		}
	}
	for _, b := range m.barriers {
		if f := b.Breach; f.Failed >= 0 {
			add(f.Failed, fmt.Sprintf("挡水墙 %s 溃决。", name(b.ID)), fmt.Sprintf("Barrier %s fails.", name(b.ID)))
		}
	}
	add(m.TimeOfFlood,
		fmt.Sprintf("积水面积最大，%.2f 公顷（水深 %.2f 米以上）。", m.MaxFlood/1e4, m.par.FloodedAboveM),
		fmt.Sprintf("The flooded area is largest, %.2f ha deeper than %.2f m.", m.MaxFlood/1e4, m.par.FloodedAboveM))
	sort.SliceStable(moments, func(a, b int) bool { return moments[a].at < moments[b].at })
	var story []engine.Text
	for _, moment := range moments {
		story = append(story, moment.text)
	}
	return append(story, m.meaning()...)
}

// meaning says what pumps and edges did to the pits in the end.
func (m *Model) meaning() []engine.Text {
	var story []engine.Text
	for _, p := range m.pits {
		if p.FirstOverflow < 0 {
			story = append(story, engine.Text{
				ZH: fmt.Sprintf("%s没有漫水，坑内最多积水 %.0f 立方米（雨水）。", p.name.ZH, p.MaxVolume),
				EN: fmt.Sprintf("%s was not overtopped; at most %.0f m³ of rain stood in it.", p.name.EN, p.MaxVolume),
			})
			continue
		}
		story = append(story, engine.Text{
			ZH: fmt.Sprintf("共有 %.0f 立方米漫入%s，最多积水 %.0f 立方米，结束时 %.0f 立方米。", p.Overflowed, p.name.ZH, p.MaxVolume, p.Volume),
			EN: fmt.Sprintf("%.0f m³ came over the edge of %s; at most %.0f m³ stood in it, %.0f m³ at the end.", p.Overflowed, p.name.EN, p.MaxVolume, p.Volume),
		})
	}
	for _, p := range m.pumps {
		story = append(story, engine.Text{
			ZH: fmt.Sprintf("%s抽排 %.0f 立方米，运行 %s，启动 %d 次，最后状态：%s。", p.name.ZH, p.Moved, clock(p.Ran), p.Starts, stateZH[p.State]),
			EN: fmt.Sprintf("%s moved %.0f m³ in %s of running, %d starts, finally %s.", p.name.EN, p.Moved, clock(p.Ran), p.Starts, p.State),
		})
	}
	return story
}

var stateZH = [...]string{"停", "运行", "故障", "断电", "手动停机"}

func clock(seconds float64) string {
	d := time.Duration(seconds) * time.Second
	return fmt.Sprintf("%d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
}
