package vector

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Where chooses features by a property: of a town drawn in OpenStreetMap those
// that are buildings. The zero value takes all.
type Where struct {
	Property string
	Values   []string // nil: any value but "no"
}

// ParseWhere reads "building" (which have the property, other than "no"), or
// "type=Building,BuildingPart" (which have it with one of the values).
func ParseWhere(text string) (Where, error) {
	name, values, valued := strings.Cut(strings.TrimSpace(text), "=")
	w := Where{Property: strings.TrimSpace(name)}
	if w.Property == "" {
		return Where{}, errors.New(`must be a property (building), or one with values (type=Building,BuildingPart)`)
	}
	if valued {
		for _, v := range strings.Split(values, ",") {
			w.Values = append(w.Values, strings.TrimSpace(v))
		}
	}
	return w, nil
}

// Takes tells whether a feature is chosen.
func (w Where) Takes(f Feature) bool {
	if w.Property == "" {
		return true
	}
	v, ok := f.Properties[w.Property]
	if !ok || v == nil {
		return false
	}
	text := fmt.Sprint(v)
	if w.Values == nil {
		return text != "" && text != "no" && text != "false"
	}
	return slices.Contains(w.Values, text)
}

// Chosen is the layer with only the features that w takes.
func (l *Layer) Chosen(w Where) *Layer {
	chosen := *l
	chosen.Features = nil
	for _, f := range l.Features {
		if w.Takes(f) {
			chosen.Features = append(chosen.Features, f)
		}
	}
	return &chosen
}
