package site

import (
	"fmt"
	"os"
	"strings"

	"shapan/bim/bcf"
	"shapan/yamlfile"
)

// ClashRule is one place of clashes that the site file names: a comparison to
// make, or a file of issues.
type ClashRule struct {
	A, B      string  // IDs of models, "model/structure"; B empty: A within itself
	Tolerance float64 // [m]
	Clearance float64 // [m]; 0: none is asked for
	OverTime  bool    // what never stands at the same time by the schedule does not clash

	File   string // as the site file names it; then nothing above holds
	Issues *bcf.File
}

type clashDoc struct {
	File      string  `yaml:"file" jsonschema:"oneof_required=file,example=issues.bcfzip" jsonschema_description:"BCF file of issues"`
	A         string  `yaml:"a" jsonschema:"oneof_required=a,example=structure" jsonschema_description:"id of a model"`
	B         string  `yaml:"b" jsonschema:"example=services" jsonschema_description:"id of the model that it is compared with; absent: within itself"`
	Tolerance float64 `yaml:"tolerance_mm" jsonschema:"minimum=0,maximum=1000,default=1" jsonschema_description:"how deep bodies may reach into one another"`
	Clearance float64 `yaml:"clearance_mm" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"how much room must be between them; absent: none"`
	OverTime  bool    `yaml:"over_time" jsonschema_description:"what never stands at the same time by the schedule does not clash"`
}

// clashes reads the issues that there are, and checks what is to be compared.
func (l *loader) clashes() {
	for k, d := range l.doc.Clashes {
		node := l.at("clashes", k)
		if d.File != "" {
			l.issues(node, d)
			continue
		}
		r := ClashRule{Tolerance: d.Tolerance / 1000, Clearance: d.Clearance / 1000, OverTime: d.OverTime}
		r.A = l.ifcID(node.At("a"), d.A)
		if d.B != "" {
			if r.B = l.ifcID(node.At("b"), d.B); r.B == r.A && r.A != "" {
				l.fail(node.At("b"), "%s: is the same model: leave b out to compare it within itself", d.B)
			}
		}
		if d.OverTime && l.doc.Schedule == nil {
			l.fail(node.At("over_time"), "the site has no schedule")
		}
		l.find = append(l.find, r)
	}
}

// ifcID finds an IFC model of the site by its ID.
func (l *loader) ifcID(n yamlfile.Node, id string) string {
	var known []string
	for _, m := range l.ifc {
		if m.ID == "model/"+id {
			return m.ID
		}
		known = append(known, strings.TrimPrefix(m.ID, "model/"))
	}
	if id != "" && !l.errs.Knows(l.at("models")) {
		l.fail(n, "%q: must be the id of an IFC model of this site: %s", id, strings.Join(known, ", "))
	}
	return ""
}

func (l *loader) issues(node yamlfile.Node, d clashDoc) {
	file, ok := l.path(node.At("file"), d.File)
	if !ok {
		return
	}
	data, err := readAtMost(file, bcf.MaxTotal)
	if err != nil {
		l.fail(node.At("file"), "%v", err)
		return
	}
	issues, err := bcf.Read(data)
	if issues == nil {
		l.fail(node.At("file"), "%s: %v", d.File, err)
		return
	}
	if err != nil { // what could be read is taken
		for line := range strings.SplitSeq(err.Error(), "\n") {
			l.notes = append(l.notes, d.File+": "+line)
		}
	}
	l.find = append(l.find, ClashRule{File: d.File, Issues: issues})
}

// readAtMost reads a file that is no larger than it may be.
func readAtMost(file string, limit int64) ([]byte, error) {
	st, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if st.Size() > limit {
		return nil, fmt.Errorf("%s: is larger than %d bytes, which is as far as such a file is read", file, limit)
	}
	return os.ReadFile(file)
}
