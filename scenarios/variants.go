package scenarios

import (
	"fmt"
	"strings"
	"time"

	"shapan/engine"
	"shapan/yamlfile"
)

// Variants is a file of courses that one scenario may take from one instant.
// Whether their events fit the scenario and its site is known after Fit.
type Variants struct {
	document variantsDocument
	file     *yamlfile.File
}

// variantsDocument is the form of a file of variants.
type variantsDocument struct {
	Title       engine.Text   `yaml:"title" jsonschema:"required" jsonschema_description:"what is compared"`
	Description engine.Text   `yaml:"description" jsonschema_description:"what the comparison is to decide"`
	From        time.Duration `yaml:"from" jsonschema:"minimum=0,example=1h" jsonschema_description:"simulated time since the start at which the variants part"`
	Until       time.Duration `yaml:"until" jsonschema:"exclusiveMinimum=0,example=2h" jsonschema_description:"when they end; absent: at the scenario's end"`
	Columns     []string      `yaml:"columns" jsonschema:"minLength=1,example=pits.station.overflowed_m3" jsonschema_description:"figures of summary.json that the printed table shows; absent: those of pits, gauges and the flooded area"`
	Sort        string        `yaml:"sort" jsonschema:"example=pits.station.overflowed_m3" jsonschema_description:"figure by which the table is sorted, the smallest first; -FIGURE the largest first"`
	Variants    []variant     `yaml:"variants" jsonschema:"required,minItems=1,maxItems=10000" jsonschema_description:"the courses"`
}

type variant struct {
	ID     string         `yaml:"id" jsonschema:"required,pattern=^[A-Za-z0-9][A-Za-z0-9._-]*$,example=truck-at-low-point" jsonschema_description:"its name in tables"`
	Title  engine.Text    `yaml:"title" jsonschema_description:"what it is called"`
	Events []variantEvent `yaml:"events" jsonschema_description:"what happens in it beside the scenario's own events; none: the scenario as it is"`
}

// variantEvent is an event whose instant may be left out.
type variantEvent struct {
	At      *time.Duration `yaml:"at" jsonschema:"example=65min" jsonschema_description:"simulated time since the start; absent: when the variants part"`
	Subject string         `yaml:"subject" jsonschema:"required,example=pump/P4" jsonschema_description:"whom it befalls"`
	Set     yamlfile.Node  `yaml:"set" jsonschema:"required,example={position: [284.5\\, 290.5]}" jsonschema_description:"properties and values; a single word sets the state"`
}

// OpenVariants reads a file of variants and reports every mistake of its form.
func OpenVariants(path string) (*Variants, error) {
	text, err := yamlfile.Read(path, func(f *yamlfile.File) bool { return f.At("variants").Exists() })
	if err != nil {
		return nil, err
	}
	return ParseVariants(path, text)
}

// ParseVariants reads variants from text that stands for the file at path.
func ParseVariants(path string, text []byte) (*Variants, error) {
	file, err := yamlfile.Parse(path, text)
	if err != nil {
		return nil, err
	}
	v := &Variants{file: file}
	var errs yamlfile.ErrorList
	errs.Add(file.Decode(&v.document))
	d := &v.document
	if d.Until > 0 && d.Until <= d.From {
		errs.Add(file.At("until").Errorf("%v: must be after from, %v", d.Until, d.From))
	}
	first := map[string]int{}
	for k, one := range d.Variants {
		if before, taken := first[one.ID]; taken && one.ID != "" {
			errs.Add(file.At("variants", k, "id").Errorf("%s: variants[%d] has that name already", one.ID, before))
		} else {
			first[one.ID] = k
		}
		for j, e := range one.Events {
			if _, err := eventsOf(time.Time{}, e.Subject, e.Set); err != nil {
				errs.Add(err)
			}
			if e.At != nil && *e.At < 0 {
				errs.Add(file.At("variants", k, "events", j, "at").Errorf("%v: must be ≥ 0", *e.At))
			}
		}
	}
	return v, errs.Err()
}

// Title returns what is compared.
func (v *Variants) Title() engine.Text { return v.document.Title }

// Count is the number of variants.
func (v *Variants) Count() int { return len(v.document.Variants) }

// From and Until are when the variants part and end; Until is 0 where the file
// leaves it to the scenario.
func (v *Variants) From() time.Duration  { return v.document.From }
func (v *Variants) Until() time.Duration { return v.document.Until }

// Columns of the printed table, and the figure by which it is sorted.
func (v *Variants) Columns() []string { return v.document.Columns }
func (v *Variants) Sort() string      { return v.document.Sort }

// Course is a variant that fits its scenario.
type Course struct {
	ID     string
	Title  engine.Text
	Events []engine.Event
}

// Fit puts the variants on the timeline of a run that starts at an instant, and
// reports every event that lies outside from … until, or that check refuses.
func (v *Variants) Fit(start time.Time, from, until time.Duration, check func(engine.Event) error) ([]Course, error) {
	var courses []Course
	var errs yamlfile.ErrorList
	for k, one := range v.document.Variants {
		course := Course{ID: one.ID, Title: one.Title}
		if course.Title == (engine.Text{}) {
			course.Title = engine.Text{ZH: one.ID, EN: one.ID}
		}
		for j, e := range one.Events {
			node := v.file.At("variants", k, "events", j)
			at := from
			if e.At != nil {
				at = *e.At
			}
			if at < from || at > until {
				errs = append(errs, node.At("at").Errorf("%v: must lie between the instant at which the variants part, %v, and their end, %v", at, from, until))
			}
			events, err := eventsOf(start.Add(at), e.Subject, e.Set)
			errs.Add(err)
			for _, event := range events {
				if err := check(event); err != nil {
					errs = append(errs, node.Errorf("%v", err))
				}
			}
			course.Events = append(course.Events, events...)
		}
		courses = append(courses, course)
	}
	return courses, errs.Err()
}

// Figures checks the names of figures that the file gives against those that
// there are.
func (v *Variants) Figures(there func(name string) bool, near func(name string) []string) error {
	var errs yamlfile.ErrorList
	look := func(n yamlfile.Node, name string) {
		if name != "" && !there(name) {
			errs = append(errs, n.Errorf("%s: summary.json of this scenario has no such figure; there is %s", name, strings.Join(near(name), ", ")))
		}
	}
	for k, name := range v.document.Columns {
		look(v.file.At("columns", k), name)
	}
	look(v.file.At("sort"), strings.TrimPrefix(v.document.Sort, "-"))
	return errs.Err()
}

// VariantsSchema returns the JSON Schema of a file of variants.
func VariantsSchema() ([]byte, error) {
	text, err := yamlfile.Schema(&variantsDocument{})
	if err != nil {
		return nil, fmt.Errorf("schema of variants: %w", err)
	}
	return text, nil
}
