package step

import (
	"cmp"
	"slices"
)

// Facts summarise a model's file for people.
type Facts struct {
	Format      string      `json:"format"` // "STEP"
	Schema      Schema      `json:"schema"`
	SchemaNames []string    `json:"schema_names,omitempty"` // as the file writes them
	Application string      `json:"application,omitempty"`
	Bytes       int         `json:"bytes"` // unpacked
	Instances   int         `json:"instances"`
	Types       int         `json:"types"`
	Frequent    []TypeCount `json:"frequent"` // at most 20 types
	Encoding    Encoding    `json:"encoding,omitzero"`
	Faults      int         `json:"faults,omitempty"`
}

// A TypeCount is how often a type occurs.
type TypeCount struct {
	Type  string `json:"type"`
	Count int    `json:"count"`
}

// Facts tells what the file holds. Authoring tool: the last IFCAPPLICATION's
// name and version, since tools put themselves behind those that wrote before
// them; else what the header says.
func (f *File) Facts() Facts {
	facts := Facts{
		Format: "STEP", Schema: f.Header.Schema(), SchemaNames: f.Header.Schemas, Bytes: len(f.text),
		Instances: f.Len(), Types: len(f.names.list), Encoding: f.Encoding(), Faults: f.Faults.Total,
		Application: f.Header.OriginatingSystem,
	}
	for app := range f.OfType("IFCAPPLICATION") {
		a := app.Args() // developer, version, full name, identifier
		version, _ := a.String(1)
		if name, _ := a.String(2); name != "" {
			facts.Application = name
			if version != "" {
				facts.Application += " " + version
			}
		}
	}
	for t, name := range f.names.list {
		facts.Frequent = append(facts.Frequent, TypeCount{name, int(f.first[t+1] - f.first[t])})
	}
	slices.SortStableFunc(facts.Frequent, func(a, b TypeCount) int { return cmp.Compare(b.Count, a.Count) })
	facts.Frequent = facts.Frequent[:min(20, len(facts.Frequent))]
	return facts
}
