package site

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shapan/bim/ifc"
	"shapan/bim/schedule"
	"shapan/bim/schedule/ofifc"
	"shapan/yamlfile"
)

// Plan is when the parts of the site's models are built.
type Plan struct {
	File     string // as the site file names it
	Schedule *schedule.Schedule
	Analysis *schedule.Analysis // with what is known of progress
	Links    *schedule.Linkage
	Parts    []PlanPart // Links.Elements, in their order
	// Planned goes by what was agreed: the baseline, else the dates of the file,
	// else those that follow from its links. Actual goes by what has happened, and
	// by the links for the rest.
	Planned, Actual *schedule.Timeline

	rules []schedule.Rule
}

// PlanPart is a part of a model: Feature is its number in what is drawn.
type PlanPart struct {
	Model, GUID string // "model/house"
	Feature     int
}

type planDoc struct {
	File     string            `yaml:"file" jsonschema:"required,example=plan.xml" jsonschema_description:"MS Project XML, Primavera XER, CSV, or an IFC model with tasks"`
	Rules    string            `yaml:"rules" jsonschema:"example=rules.csv" jsonschema_description:"CSV that joins tasks with parts: task, and guid, model, type, storey, element, effect"`
	Links    []planLink        `yaml:"links" jsonschema_description:"the same, written here"`
	Actual   string            `yaml:"actual" jsonschema:"example=actual.csv" jsonschema_description:"how far the tasks have come: CSV with task, actual start, actual finish, done; or the schedule of a later day"`
	Status   string            `yaml:"status_date" jsonschema:"example=2026-05-08" jsonschema_description:"the day at whose end that was known; absent: what the file says, else the last day it speaks of"`
	Columns  map[string]string `yaml:"columns" jsonschema_description:"of a CSV schedule: field: heading, such as id: Code"`
	Dates    string            `yaml:"dates" jsonschema:"enum=dmy,enum=mdy" jsonschema_description:"of a CSV: where 3/4/2026 could be either"`
	Encoding string            `yaml:"encoding" jsonschema:"example=GBK" jsonschema_description:"absent: as it looks"`

	Obstacles string `yaml:"obstacles_by" jsonschema:"enum=planned,enum=actual,default=planned" jsonschema_description:"which dates say what stands in the way of cranes"`
}

type planLink struct {
	Task    string   `yaml:"task" jsonschema:"required,minLength=1,example=A1040" jsonschema_description:"its ID, else its code, WBS, or a pattern of names"`
	GUIDs   []string `yaml:"guids" jsonschema_description:"of the parts; else the patterns below: * and ? are wild, | is or"`
	Type    string   `yaml:"type" jsonschema:"example=IfcWall*"`
	Storey  string   `yaml:"storey" jsonschema:"example=01*"`
	Element string   `yaml:"element" jsonschema_description:"its name"`
	Model   string   `yaml:"model" jsonschema_description:"id of the model, where there are several"`
	Effect  string   `yaml:"effect" jsonschema:"enum=build,enum=remove,enum=temporary,enum=visit,default=build"`
}

// schedule joins the tasks of a schedule with the parts of the models.
func (l *loader) schedule() {
	d := l.doc.Schedule
	if d == nil {
		return
	}
	node := l.at("schedule")
	if len(l.doc.Models) == 0 && !l.errs.Knows(l.at("models")) {
		l.fail(node, "there is no model whose parts it builds: name one under models")
	}
	p := &Plan{File: d.File}
	if p.Schedule = l.readPlan(node, d); p.Schedule == nil {
		return
	}
	for _, n := range p.Schedule.Notes {
		l.notes = append(l.notes, fmt.Sprintf("%s:%s", d.File, n))
	}
	before, err := p.Schedule.Analyse()
	if err != nil {
		l.fail(node.At("file"), "%s: %v", d.File, err)
		return
	}
	for k := range p.Schedule.Tasks { // what the file does not date is planned as its links have it
		if t := &p.Schedule.Tasks[k]; !t.Planned.Known() {
			t.Planned = before.Tasks[k].Early
		}
	}
	l.readProgress(node, d, p.Schedule)
	if p.Analysis, err = p.Schedule.Analyse(); err != nil {
		l.fail(node.At("file"), "%s: %v", d.File, err)
		return
	}
	l.link(node, d, p)
	p.Planned, p.Actual = p.Links.Baseline(), p.Links.Actual(p.Analysis)
	l.plan = p
}

// readPlan reads the schedule; nil if it could not be.
func (l *loader) readPlan(node yamlfile.Node, d *planDoc) *schedule.Schedule {
	file, ok := l.path(node.At("file"), d.File)
	if !ok {
		return nil
	}
	var s *schedule.Schedule
	var err error
	if isIFC(d.File) {
		var m *ifc.Model
		for k := range l.ifc { // most often it is one of the site's own
			if path.Clean(filepath.ToSlash(l.ifc[k].File)) == path.Clean(filepath.ToSlash(d.File)) {
				m = l.ifc[k].Model
			}
		}
		if m == nil {
			m, err = ifc.Open(file)
		}
		if err == nil {
			s, err = ofifc.Schedule(m)
		}
	} else {
		s, err = schedule.Open(file, schedule.Options{Encoding: d.Encoding, Columns: d.Columns, Dates: d.Dates})
	}
	if err != nil {
		l.reject(node.At("file"), file, err)
		return nil
	}
	if len(s.Tasks) == 0 {
		l.fail(node.At("file"), "%s: holds no task", d.File)
		return nil
	}
	return s
}

// reject reports the mistakes of a file of tasks each with its own line.
func (l *loader) reject(node yamlfile.Node, file string, err error) {
	var all *schedule.Mistakes
	if !errors.As(err, &all) {
		l.fail(node, "%s: %v", file, err)
		return
	}
	for _, m := range all.First {
		l.errs.Add(atLine(file, m))
	}
	if more := all.Total - len(all.First); more > 0 {
		l.fail(node, "%s: and %d more mistakes", file, more)
	}
}

// atLine is a mistake in its own file. A Mistake begins with its line.
func atLine(file string, m schedule.Mistake) *yamlfile.Error {
	_, text, _ := strings.Cut(m.String(), ": ")
	return &yamlfile.Error{File: file, Line: m.Line, Message: text}
}

func (l *loader) readProgress(node yamlfile.Node, d *planDoc, s *schedule.Schedule) {
	var status time.Time
	if d.Status != "" {
		day, err := time.Parse(time.DateOnly, d.Status)
		if err != nil {
			l.fail(node.At("status_date"), "%q: must be a day such as 2026-05-08", d.Status)
			return
		}
		status = day.AddDate(0, 0, 1)
	}
	if d.Actual == "" {
		if !status.IsZero() {
			s.Status, s.Habits.WaitForStatus = status, true
		}
		return
	}
	file, ok := l.path(node.At("actual"), d.Actual)
	if !ok {
		return
	}
	data, err := os.ReadFile(file)
	if err != nil {
		l.fail(node.At("actual"), "%v", err)
		return
	}
	o := schedule.Options{Encoding: d.Encoding, Dates: d.Dates}
	if s.Calendar >= 0 {
		o.Calendar = &s.Calendars[s.Calendar]
	}
	progress, known, err := schedule.ReadProgress(file, data, o)
	if err != nil {
		l.reject(node.At("actual"), file, err)
		return
	}
	if status.IsZero() {
		status = known
	}
	for _, m := range s.Take(progress, status) {
		l.errs.Add(atLine(file, m))
	}
	if d.Status != "" && s.Status.After(status) {
		l.fail(node.At("status_date"), "%s: %s tells of %s, which is later", d.Status, d.Actual, s.Status.Format(time.DateOnly))
	}
}

// link joins tasks and parts by what the schedule, the rules and the site say.
func (l *loader) link(node yamlfile.Node, d *planDoc, p *Plan) {
	var rules []schedule.Rule
	rulesFile := ""
	if d.Rules != "" {
		if file, ok := l.path(node.At("rules"), d.Rules); ok {
			rulesFile = file
			data, err := os.ReadFile(file)
			if err == nil {
				rules, err = schedule.ReadRules(file, data, schedule.Options{Encoding: d.Encoding})
			}
			if err != nil {
				l.reject(node.At("rules"), file, err)
			}
		}
	}
	fromFile := len(rules)
	for k, link := range d.Links {
		at := node.At("links", k)
		if len(link.GUIDs) == 0 && link.Type+link.Storey+link.Element+link.Model == "" {
			l.fail(at, "needs guids, or a pattern of type, storey, element or model (\"*\" for all)")
		}
		effect, _ := schedule.EffectNamed(link.Effect) // else reported when it was decoded
		rules = append(rules, schedule.Rule{Task: link.Task, GUIDs: link.GUIDs, Type: link.Type, Storey: link.Storey, Name: link.Element, Model: link.Model, Effect: effect, Line: at.Line()})
	}
	// Three times, with ever more rules, so that what finds nothing is told where it stands.
	elements := l.builtParts(p)
	own := p.Schedule.Match(elements, nil).Unused
	ofFile := p.Schedule.Match(elements, rules[:fromFile]).Unused[len(own):]
	p.Links, p.rules = p.Schedule.Match(elements, rules), rules
	if len(own) > 0 {
		l.notes = append(l.notes, fmt.Sprintf("%s: %d of its GUIDs and rules find no part of the models, the first: %v", d.File, len(own), own[0]))
	}
	for _, m := range ofFile {
		if m.Key == "task" {
			l.errs.Add(atLine(rulesFile, m))
		} else {
			l.notes = append(l.notes, atLine(rulesFile, m).Error())
		}
	}
	for _, m := range p.Links.Unused[len(own)+len(ofFile):] {
		k := slices.IndexFunc(rules[fromFile:], func(r schedule.Rule) bool { return r.Line == m.Line && (m.Key != "task" || r.Task == m.Value) })
		if at := node.At("links", k); m.Key == "task" {
			l.fail(at.At("task"), "%q: %s (%s)", m.Value, m.Expected, d.File)
		} else {
			l.notes = append(l.notes, at.Errorf("%s: %s", m.Value, m.Expected).Error())
		}
	}
	l.notes = append(l.notes, l.unlinked(d.File, p)...)
}

// unlinked says what the dates do not reach.
func (l *loader) unlinked(file string, p *Plan) (notes []string) {
	tasks := 0
	for _, t := range p.Schedule.Tasks {
		if t.Kind != schedule.Summary && !t.Inactive {
			tasks++
		}
	}
	if n := len(p.Links.FreeTasks); n > 0 {
		notes = append(notes, fmt.Sprintf("%s: %d of %d tasks are joined with no part of the models", file, n, tasks))
	}
	if n := len(p.Links.FreeElements); n > 0 {
		notes = append(notes, fmt.Sprintf("%s: %d of %d parts of the models are joined with no task: they stand always", file, n, len(p.Parts)))
	}
	return notes
}

// builtParts are the parts of all models that tasks may build.
func (l *loader) builtParts(p *Plan) []schedule.Element {
	var list []schedule.Element
	for _, m := range l.ifc {
		for k, guid := range m.GUIDs() {
			e := &m.Shown.Elements[k]
			if !ofifc.Built(m.Model.Entity(e.ID)) {
				continue
			}
			list = append(list, schedule.Element{GUID: e.GUID, Type: e.Type, Storey: e.Storey, Name: e.Name, Model: strings.TrimPrefix(m.ID, "model/")})
			p.Parts = append(p.Parts, PlanPart{Model: m.ID, GUID: guid, Feature: k})
		}
	}
	return list
}
