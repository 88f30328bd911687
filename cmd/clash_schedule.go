package cmd

import (
	"fmt"
	"os"

	"shapan/bim/clash"
	"shapan/bim/schedule"
)

// clashSchedule says when the elements of models stand.
type clashSchedule struct{ file, rules, dates string }

// apply gives the objects of the models the times at which they stand. What no
// task names stands always.
func (s *clashSchedule) apply(models []clashModel) error {
	if s.file == "" {
		if s.rules != "" {
			return fmt.Errorf("--rules %s: rules join elements with tasks: --schedule is missing", s.rules)
		}
		return nil
	}
	plan, _, err := (&scheduleCall{}).read(s.file)
	if err != nil {
		return err
	}
	var rules []schedule.Rule
	if s.rules != "" {
		data, err := os.ReadFile(s.rules)
		if err != nil {
			return err
		}
		if rules, err = schedule.ReadRules(s.rules, data, schedule.Options{}); err != nil {
			return err
		}
	}
	var elements []schedule.Element
	for k := range models {
		storeys := storeysOf(&models[k])
		for _, o := range models[k].objects {
			elements = append(elements, schedule.Element{GUID: o.GUID, Type: o.Type, Storey: storeys[o.GUID], Name: o.Name})
		}
	}
	line, err := s.timeline(plan.Match(elements, rules))
	if err != nil {
		return err
	}
	presence := line.Presence()
	at := 0
	for k := range models {
		for j := range models[k].objects {
			if p := &presence[at]; !p.Always {
				models[k].objects[j].Stands = []clash.Interval{}
				for _, stay := range p.Stays {
					models[k].objects[j].Stands = append(models[k].objects[j].Stands, clash.Interval{From: stay.From, To: stay.To})
				}
			}
			at++
		}
	}
	return nil
}

func (s *clashSchedule) timeline(l *schedule.Linkage) (*schedule.Timeline, error) {
	switch s.dates {
	case "planned":
		return l.Planned(), nil
	case "baseline":
		return l.Baseline(), nil
	case "computed", "actual":
		a, err := l.Schedule.Analyse()
		if err != nil {
			return nil, err
		}
		if s.dates == "actual" {
			return l.Actual(a), nil
		}
		return l.Computed(a), nil
	}
	return nil, fmt.Errorf("--dates %s: must be computed, planned, baseline or actual", s.dates)
}

// storeysOf are the names of the storeys in which elements stand, by GUID.
func storeysOf(m *clashModel) map[string]string {
	names := map[string]string{}
	for _, p := range m.model.Products() {
		if p.Storey != 0 {
			names[p.GUID] = m.model.Entity(p.Storey).Text("Name")
		}
	}
	return names
}
