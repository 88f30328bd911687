package schedule

import (
	"cmp"
	"fmt"
	"slices"
)

// An Element is a part of a building model, as far as rules ask for it.
// Model is which of several it is from.
type Element struct{ GUID, Type, Storey, Name, Model string }

// A Bond joins a task and an element.
type Bond struct {
	Task    int    `json:"task"`
	Element int    `json:"element"`
	Effect  Effect `json:"effect"`
}

// A Linkage joins the tasks of a schedule with the elements of a model, many to
// many.
type Linkage struct {
	Schedule *Schedule
	Elements []Element
	Bonds    []Bond // by element, then task

	FreeElements []int     // no task builds, removes or visits them
	FreeTasks    []int     // no element belongs to them; summaries are not counted
	Unused       []Mistake // rules and GUIDs that found nothing, with their lines
	first        []int     // of each element's bonds; one longer
}

// Of is the bonds of an element.
func (l *Linkage) Of(element int) []Bond { return l.Bonds[l.first[element]:l.first[element+1]] }

// Match joins tasks with elements by the GUIDs that tasks hold, by the rules of
// the schedule and by further rules.
func (s *Schedule) Match(elements []Element, rules []Rule) *Linkage {
	m := &matcher{Linkage: &Linkage{Schedule: s, Elements: elements}, byGUID: make(map[string][]int, len(elements))}
	for k, e := range elements {
		m.byGUID[e.GUID] = append(m.byGUID[e.GUID], k)
	}
	m.types = newColumn(elements, func(e *Element) string { return plainType(e.Type) })
	m.storeys = newColumn(elements, func(e *Element) string { return e.Storey })
	m.names = newColumn(elements, func(e *Element) string { return e.Name })
	m.models = newColumn(elements, func(e *Element) string { return e.Model })
	for k := range s.Tasks {
		m.guids(s.Tasks[k].GUIDs, []int{k}, Build, s.Tasks[k].Line, nil)
	}
	for _, list := range [][]Rule{s.Rules, rules} {
		for k := range list {
			m.rule(&list[k])
		}
	}
	m.settle()
	return m.Linkage
}

type matcher struct {
	*Linkage
	byGUID                        map[string][]int
	types, storeys, names, models column
}

// column holds one property of all elements with each value once, so that a
// pattern is compared with values and not with elements.
type column struct {
	values []string
	of     []int32 // the value of each element
}

func newColumn(elements []Element, get func(*Element) string) column {
	c, known := column{of: make([]int32, len(elements))}, map[string]int32{}
	for k := range elements {
		v := get(&elements[k])
		id, ok := known[v]
		if !ok {
			id = int32(len(c.values))
			known[v] = id
			c.values = append(c.values, v)
		}
		c.of[k] = id
	}
	return c
}

// fitting tells of each value whether a pattern fits; nil: it asks for nothing.
func (c column) fitting(pattern string) []bool {
	if pattern == "" || pattern == "*" {
		return nil
	}
	yes := make([]bool, len(c.values))
	for k, v := range c.values {
		yes[k] = Fits(pattern, v)
	}
	return yes
}

func (m *matcher) rule(r *Rule) {
	tasks := m.tasks(r.Task)
	if len(tasks) == 0 {
		m.Unused = append(m.Unused, Mistake{Line: r.Line, Key: "task", Value: r.Task, Expected: "no task has this ID, code, WBS or name"})
		return
	}
	if len(r.GUIDs) > 0 {
		m.guids(r.GUIDs, tasks, r.Effect, r.Line, m.models.fitting(r.Model))
		return
	}
	pattern := ""
	if r.Type != "" {
		pattern = plainTypes(r.Type)
	}
	types, storeys, names, models := m.types.fitting(pattern), m.storeys.fitting(r.Storey), m.names.fitting(r.Name), m.models.fitting(r.Model)
	found := false
	for e := range m.Elements {
		if (types == nil || types[m.types.of[e]]) && (storeys == nil || storeys[m.storeys.of[e]]) && (names == nil || names[m.names.of[e]]) && (models == nil || models[m.models.of[e]]) {
			found = true
			for _, task := range tasks {
				m.Bonds = append(m.Bonds, Bond{task, e, r.Effect})
			}
		}
	}
	if !found {
		m.Unused = append(m.Unused, Mistake{Line: r.Line, Where: "rule for " + excerpt(r.Task), Value: fmt.Sprintf("type %s, storey %s, name %s", r.Type, r.Storey, r.Name) + ofModel(r.Model), Expected: "no element is so"})
	}
}

// guids joins by GUID, in the models given alone if any are.
func (m *matcher) guids(list []string, tasks []int, effect Effect, line int, models []bool) {
	for _, guid := range list {
		found := false
		for _, e := range m.byGUID[guid] {
			if models != nil && !models[m.models.of[e]] {
				continue
			}
			found = true
			for _, task := range tasks {
				m.Bonds = append(m.Bonds, Bond{task, e, effect})
			}
		}
		if !found {
			m.Unused = append(m.Unused, Mistake{Line: line, Where: m.Schedule.label(tasks[0]), Key: "GUID", Value: guid, Expected: "no element has this GUID" + within(models)})
		}
	}
}

// within says that only some models were looked at.
func within(models []bool) string {
	if models == nil {
		return ""
	}
	return " in the rule's model"
}

func ofModel(pattern string) string {
	if pattern == "" {
		return ""
	}
	return ", model " + pattern
}

// tasks finds those that a rule names, by the first of these that finds any:
// ID, code, WBS, name.
func (m *matcher) tasks(name string) []int {
	for _, is := range []func(t *Task) bool{
		func(t *Task) bool { return t.ID == name },
		func(t *Task) bool { return t.Code == name },
		func(t *Task) bool { return t.WBS == name },
		func(t *Task) bool { return Fits(name, t.Name) },
	} {
		var found []int
		for k := range m.Schedule.Tasks {
			if is(&m.Schedule.Tasks[k]) {
				found = append(found, k)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// settle orders the bonds, each once, and finds what is joined with nothing.
func (m *matcher) settle() {
	slices.SortFunc(m.Bonds, func(a, b Bond) int {
		return cmp.Or(a.Element-b.Element, a.Task-b.Task, int(a.Effect)-int(b.Effect))
	})
	m.Bonds = slices.Compact(m.Bonds)
	m.first = make([]int, len(m.Elements)+1)
	used := make([]bool, len(m.Schedule.Tasks))
	at := 0
	for e := range m.Elements {
		m.first[e] = at
		for at < len(m.Bonds) && m.Bonds[at].Element == e {
			used[m.Bonds[at].Task] = true
			at++
		}
		if m.first[e] == at {
			m.FreeElements = append(m.FreeElements, e)
		}
	}
	m.first[len(m.Elements)] = at
	for k := range used {
		if t := &m.Schedule.Tasks[k]; !used[k] && t.Kind != Summary && !t.Inactive {
			m.FreeTasks = append(m.FreeTasks, k)
		}
	}
}
