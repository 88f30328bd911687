package rainstorm

import "shapan/engine"

// LinkSummary is what a culvert, sluice or weir passed.
type LinkSummary struct {
	Name    engine.Text `json:"name"`
	Moved   float64     `json:"moved_m3"` // net, from its first end to its second
	MaxFlow float64     `json:"max_flow_m3_per_s"`
	TimeMax *float64    `json:"time_of_max_s"`
}

// SectionSummary is what passed a section.
type SectionSummary struct {
	Name    engine.Text `json:"name"`
	Volume  float64     `json:"volume_m3"` // net, to the right of its line
	MaxFlow float64     `json:"max_flow_m3_per_s"`
	TimeMax *float64    `json:"time_of_max_s"`
}

// SumpSummary is what a node sump held.
type SumpSummary struct {
	Name      engine.Text `json:"name"`
	Volume    float64     `json:"volume_m3"`
	MaxVolume float64     `json:"max_volume_m3"`
	Capacity  float64     `json:"capacity_m3"`
}

// FeedSummary is what a feed gave.
type FeedSummary struct {
	Name engine.Text `json:"name"`
	Live bool        `json:"live"`
	Ran  float64     `json:"run_s,omitempty"` // of a generator
}

// BreachSummary is how a barrier failed.
type BreachSummary struct {
	FailedAt float64 `json:"failed_at_s"`
	Share    float64 `json:"share"` // of the breach that is there
}

// summarizeWorks adds what there is beside pumps, pits and gauges; kinds of
// which the site has none are left out.
func (m *Model) summarizeWorks(into map[string]any) {
	links, sections, sumps := map[string]LinkSummary{}, map[string]SectionSummary{}, map[string]SumpSummary{}
	feeds, inflows, breaches := map[string]FeedSummary{}, map[string]float64{}, map[string]BreachSummary{}
	for _, l := range m.links {
		links[l.id] = LinkSummary{l.name, l.Moved, l.MaxFlow, ever(l.TimeMax)}
	}
	for _, s := range m.sections {
		sections[name(s.id)] = SectionSummary{s.name, s.Volume, s.MaxFlow, ever(s.TimeMax)}
	}
	for _, s := range m.sumps {
		sumps[name(s.id)] = SumpSummary{s.name, s.Volume, s.MaxVolume, s.capacity()}
	}
	for _, f := range m.feeds {
		feeds[name(f.id)] = FeedSummary{f.name, f.Live, f.Burned}
	}
	for _, f := range m.inflows {
		inflows[name(f.id)] = f.Given
	}
	for _, b := range m.barriers {
		if b.Breach.Failed >= 0 {
			breaches[name(b.ID)] = BreachSummary{b.Breach.Failed, b.Breach.grown(m.Time)}
		}
	}
	put(into, "links", links)
	put(into, "sections", sections)
	put(into, "sumps", sumps)
	put(into, "power", feeds)
	put(into, "inflows_m3", inflows)
	put(into, "breaches", breaches)
	if m.pipes != nil {
		into["sewer"] = m.pipes.summary()
	}
}

func put[T any](into map[string]any, key string, of map[string]T) {
	if len(of) > 0 {
		into[key] = of
	}
}
