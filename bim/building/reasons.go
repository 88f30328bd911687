package building

import (
	"cmp"
	"regexp"
	"slices"

	"shapan/bim/ifc/shape"
)

// A Reason is why something is missing of several elements.
type Reason struct {
	Reason   string   `json:"reason"` // numbers of entities left out
	Types    []string `json:"types"`  // of the elements
	Elements int      `json:"elements"`
	Example  string   `json:"example"` // GUID of the first
}

var entityNumber = regexp.MustCompile(`#\d+`)

// Reasons gathers failures that differ only in numbers of entities, the most
// frequent first.
func Reasons(failures []shape.Failure) []Reason {
	index := map[string]int{}
	all := []Reason{}
	for _, f := range failures {
		text := entityNumber.ReplaceAllString(f.Reason, "#…")
		k, known := index[text]
		if !known {
			k = len(all)
			index[text] = k
			all = append(all, Reason{Reason: text, Example: f.GUID})
		}
		r := &all[k]
		r.Elements++
		if !slices.Contains(r.Types, f.Type) {
			r.Types = append(r.Types, f.Type)
		}
	}
	slices.SortStableFunc(all, func(a, b Reason) int { return cmp.Compare(b.Elements, a.Elements) })
	return all
}
