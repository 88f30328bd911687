package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"shapan/engine"
	"shapan/yamlfile"
)

// File is a scenario file whose form is sound. Whether its parameters and
// events fit a site is known after Plan.
type File struct {
	Path     string
	Text     []byte // as it was read, or as changes made it
	document document
	file     *yamlfile.File
	data     files
	threads  int // that a model may use at most; 0: no limit
}

// document is the form of a scenario file.
type document struct {
	Title       engine.Text   `yaml:"title" jsonschema:"required" jsonschema_description:"what it is called"`
	Description engine.Text   `yaml:"description" jsonschema_description:"what it rehearses"`
	Site        string        `yaml:"site" jsonschema:"required,example=site.yaml" jsonschema_description:"the site file relative to this one"`
	Start       time.Time     `yaml:"start" jsonschema:"required,example=2026-07-20T18:00:00+08:00" jsonschema_description:"simulated instant of the first tick"`
	Duration    time.Duration `yaml:"duration" jsonschema:"required,exclusiveMinimum=0,example=3h" jsonschema_description:"how long the run is"`
	Step        time.Duration `yaml:"step" jsonschema:"exclusiveMinimum=0,default=1s" jsonschema_description:"length of a tick"`
	Seed        int64         `yaml:"seed" jsonschema:"minimum=0" jsonschema_description:"of all random numbers"`
	Record      Rates         `yaml:"record" jsonschema_description:"how often what is recorded"`
	Models      []use         `yaml:"models" jsonschema:"required,minItems=1" jsonschema_description:"what moves in it"`
	Events      []event       `yaml:"events" jsonschema_description:"what happens when"`
}

// Rates says how often things are recorded, in simulated time. Zero leaves the
// choice to the recorder.
type Rates struct {
	Frames    time.Duration `yaml:"frames" jsonschema:"example=30s" jsonschema_description:"fields such as water depth"`
	Poses     time.Duration `yaml:"poses" jsonschema:"example=1s" jsonschema_description:"what has moved"`
	Snapshots time.Duration `yaml:"snapshots" jsonschema:"example=30min" jsonschema_description:"whole states from which a replay can start"`
	Hashes    time.Duration `yaml:"hashes" jsonschema:"example=1min" jsonschema_description:"fingerprints of the state"`
}

type use struct {
	Use   string        `yaml:"use" jsonschema:"required,example=rainstorm" jsonschema_description:"name of the scenario model"`
	Every int64         `yaml:"every" jsonschema:"minimum=1,default=1" jsonschema_description:"its period in ticks"`
	With  yamlfile.Node `yaml:"with" jsonschema_description:"its parameters"`
}

type event struct {
	At      time.Duration `yaml:"at" jsonschema:"required,example=45min" jsonschema_description:"simulated time since the start"`
	Subject string        `yaml:"subject" jsonschema:"required,example=pump/P2" jsonschema_description:"whom it befalls"`
	Set     yamlfile.Node `yaml:"set" jsonschema:"required,example=failed" jsonschema_description:"properties and values; a single word sets the state"`
}

// Open reads a scenario file and reports every mistake of its form.
func Open(path string) (*File, error) {
	text, err := yamlfile.Read(path, func(f *yamlfile.File) bool { return f.At("models").Exists() && !f.At("ground").Exists() })
	if err != nil {
		return nil, err
	}
	f, err := Parse(path, text)
	if f == nil || f.document.Site == "" {
		return nil, err
	}
	var errs yamlfile.ErrorList
	errs.Add(err)
	if _, err := os.Stat(f.SitePath()); err != nil {
		errs.Add(f.file.At("site").Errorf("%s: there is no such site file (looked for %s)", f.document.Site, f.SitePath()))
	}
	return f, errs.Err()
}

// Parse reads a scenario from text that stands for the file at path.
func Parse(path string, text []byte) (*File, error) {
	file, err := yamlfile.Parse(path, text)
	if err != nil {
		return nil, err
	}
	return decode(path, text, file)
}

func decode(path string, text []byte, file *yamlfile.File) (*File, error) {
	f := &File{Path: path, Text: text, file: file}
	var errs yamlfile.ErrorList
	errs.Add(file.Decode(&f.document))
	d := &f.document
	if d.Step > 0 && d.Duration%d.Step != 0 {
		errs.Add(file.At("duration").Errorf("%v: must be a whole number of steps of %v", d.Duration, d.Step))
	}
	for k, u := range d.Models {
		if u.Use != "" && find(u.Use) == nil {
			errs.Add(file.At("models", k, "use").Errorf("%s: no such model; there is %s", u.Use, strings.Join(names(), ", ")))
		}
	}
	for k, e := range d.Events {
		if e.At < 0 || e.At > d.Duration {
			errs.Add(file.At("events", k, "at").Errorf("%v: must lie between 0 and the duration, %v", e.At, d.Duration))
		}
	}
	_, err := f.script()
	errs.Add(err)
	return f, errs.Err()
}

func names() (names []string) {
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return names
}

// ID returns the scenario's name: that of its file.
func (f *File) ID() string {
	return strings.TrimSuffix(filepath.Base(f.Path), filepath.Ext(f.Path))
}

// Title returns what it is called.
func (f *File) Title() engine.Text { return f.document.Title }

// Description returns what it rehearses.
func (f *File) Description() engine.Text { return f.document.Description }

// Start, Step and Duration of the run.
func (f *File) Start() time.Time        { return f.document.Start }
func (f *File) Step() time.Duration     { return f.document.Step }
func (f *File) Duration() time.Duration { return f.document.Duration }

// Record returns how often things are recorded.
func (f *File) Record() Rates { return f.document.Record }

// SitePath returns the path of its site file.
func (f *File) SitePath() string {
	if filepath.IsAbs(f.document.Site) {
		return f.document.Site
	}
	return filepath.Join(filepath.Dir(f.Path), f.document.Site)
}

// Use is a model of the file with its parameters, as plain values for display.
type Use struct {
	Use  string `json:"use"`
	With any    `json:"with"`
}

// Models returns the models with their parameters as they stand in the file.
func (f *File) Models() []Use {
	models := make([]Use, len(f.document.Models))
	for k, u := range f.document.Models {
		models[k] = Use{u.Use, u.With.Value()}
	}
	return models
}

// Events returns what happens when.
func (f *File) Events() []engine.Event {
	events, err := f.script()
	if err != nil {
		return nil // Open has refused such a file
	}
	return events
}

// script turns the file's events into the engine's: one for each property.
func (f *File) script() ([]engine.Event, error) {
	var events []engine.Event
	var errs yamlfile.ErrorList
	for _, e := range f.document.Events {
		made, err := eventsOf(f.document.Start.Add(e.At), e.Subject, e.Set)
		errs.Add(err)
		events = append(events, made...)
	}
	for k := range events {
		events[k].Seq = uint64(k + 1)
	}
	return events, errs.Err()
}

// eventsOf makes an event of each property that a `set` sets.
func eventsOf(at time.Time, subject string, set yamlfile.Node) ([]engine.Event, error) {
	var events []engine.Event
	var errs yamlfile.ErrorList
	for _, property := range properties(set) {
		value, err := engine.ValueOf(property.node.Value())
		if err != nil {
			errs.Add(property.node.Errorf("%v", err))
			continue
		}
		events = append(events, engine.Event{At: at, Subject: subject, Property: property.name, Value: value, Source: "script"})
	}
	return events, errs.Err()
}

type property struct {
	name string
	node yamlfile.Node
}

// properties returns what a `set` sets: {line: …, height_m: …}, or for a single
// word the state.
func properties(set yamlfile.Node) []property {
	keys := set.Keys()
	if len(keys) == 0 {
		return []property{{"state", set}}
	}
	var list []property
	for _, key := range keys {
		list = append(list, property{key, set.At(key)})
	}
	return list
}

// Plan fits the scenario to its site: it builds every model once, tries every
// event on them, and reports all mistakes together. The script is for the
// run's timeline.
func (f *File) Plan(site *engine.Site) (engine.Plan, []engine.Event, error) {
	d := &f.document
	plan := engine.Plan{
		Site: site, Start: d.Start, Step: d.Step, Ticks: int64(d.Duration / d.Step), Seed: uint64(d.Seed),
	}
	var errs yamlfile.ErrorList
	if err := f.checkMemory(site); err != nil {
		return plan, nil, err
	}
	for k, u := range d.Models {
		scenario := find(u.Use)
		node := f.file.At("models", k, "with")
		build := func() (engine.Model, error) {
			model, err := scenario.New(site, f.decoder(node), plan.Seed)
			return model, located(node, err)
		}
		plan.Parts = append(plan.Parts, engine.Part{Name: u.Use, Every: u.Every, New: build})
	}
	trial, err := engine.NewRun("trial", plan)
	if err != nil {
		if yamlfile.IsMistake(err) {
			errs.Add(err)
		} else {
			errs.Add(f.file.At("models").Errorf("%v", err))
		}
		return plan, nil, errs.Err()
	}
	script, err := f.script()
	errs.Add(err)
	next := 0
	for k, e := range d.Events {
		for range properties(e.Set) {
			if err := trial.CheckEvent(script[next]); err != nil {
				errs.Add(f.file.At("events", k).Errorf("%v", err))
			}
			next++
		}
	}
	return plan, script, errs.Err()
}
