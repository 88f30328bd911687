package yamlfile

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// rules are the constraints on one key, from the same tags that make the JSON
// Schema.
type rules struct {
	required           bool
	lower, upper       *bound
	minItems, maxItems int // 0: no limit
	minLength          int
	enum               []string
	pattern            *regexp.Regexp
	fallback           *yaml.Node // default=
	group              []string   // oneof_required=
	hint               string     // " (catalogue value, e.g. 0.8)"
}

// bound is a limit on a number or a duration.
type bound struct {
	text  string
	value float64 // of a duration: seconds
	open  bool    // the limit itself is not allowed
}

// field is a key of a struct.
type field struct {
	key   string
	index []int
	rules rules
}

var fieldsOf sync.Map // reflect.Type → []field

// fields returns the keys of a struct, those of embedded structs included.
func fields(t reflect.Type) []field {
	if known, ok := fieldsOf.Load(t); ok {
		return known.([]field)
	}
	var list []field
	for k := range t.NumField() {
		f := t.Field(k)
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case key == "-":
		case f.Anonymous && key == "" && f.Type.Kind() == reflect.Struct:
			for _, inner := range fields(f.Type) {
				inner.index = append([]int{k}, inner.index...)
				list = append(list, inner)
			}
		case f.IsExported():
			if key == "" {
				key = f.Name
			}
			list = append(list, field{key: key, index: []int{k}, rules: rulesOf(t, f)})
		}
	}
	fieldsOf.Store(t, list)
	return list
}

// rulesOf reads the tags of a field. A tag that is wrong is a mistake of the
// program, found by the first test that decodes the struct.
func rulesOf(t reflect.Type, f reflect.StructField) (r rules) {
	bad := func(err error) {
		if err != nil {
			panic(fmt.Sprintf("yamlfile: tag of %s.%s: %v", t, f.Name, err))
		}
	}
	count := func(text string) int {
		n, err := strconv.Atoi(text)
		bad(err)
		return n
	}
	description, example := f.Tag.Get("jsonschema_description"), ""
	for _, word := range splitTag(f.Tag.Get("jsonschema")) {
		name, text, _ := strings.Cut(word, "=")
		var err error
		switch name {
		case "", "title", "uniqueItems", "format":
		case "required":
			r.required = true
		case "minimum", "exclusiveMinimum":
			r.lower, err = parseBound(text, name[0] == 'e')
		case "maximum", "exclusiveMaximum":
			r.upper, err = parseBound(text, name[0] == 'e')
		case "minItems":
			r.minItems = count(text)
		case "maxItems":
			r.maxItems = count(text)
		case "minLength":
			r.minLength = count(text)
		case "pattern":
			r.pattern, err = regexp.Compile(text)
		case "enum":
			r.enum = append(r.enum, text)
		case "default":
			var doc yaml.Node
			err = yaml.Unmarshal([]byte(text), &doc)
			if err == nil {
				r.fallback = doc.Content[0]
			}
		case "oneof_required":
			r.group = append(r.group, text)
		case "description":
			description = text
		case "example":
			example = text
		default:
			err = fmt.Errorf("%q is not understood", name)
		}
		bad(err)
	}
	if example != "" {
		example = "e.g. " + example
	}
	parts := slices.DeleteFunc([]string{description, example}, func(s string) bool { return s == "" })
	if len(parts) > 0 {
		r.hint = " (" + strings.Join(parts, ", ") + ")"
	}
	return r
}

// splitTag splits at commas without a backslash before them, as package
// jsonschema does.
func splitTag(tag string) []string {
	const escaped = "\x00"
	words := strings.Split(strings.ReplaceAll(tag, `\,`, escaped), ",")
	for k := range words {
		words[k] = strings.ReplaceAll(words[k], escaped, ",")
	}
	return words
}

func parseBound(text string, open bool) (*bound, error) {
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return &bound{text, v, open}, nil
	}
	d, err := ParseDuration(text)
	return &bound{text, d.Seconds(), open}, err
}

// range of a number: returns what it must be, or "".
func (r *rules) outOfRange(v float64) string {
	var must []string
	wrong := math.IsNaN(v)
	if b := r.lower; b != nil {
		sign := ">= "
		if b.open {
			sign = "> "
		}
		must = append(must, sign+b.text)
		wrong = wrong || v < b.value || b.open && v == b.value
	}
	if b := r.upper; b != nil {
		sign := "<= "
		if b.open {
			sign = "< "
		}
		must = append(must, sign+b.text)
		wrong = wrong || v > b.value || b.open && v == b.value
	}
	if !wrong {
		return ""
	}
	return "must be " + strings.Join(must, " and ")
}

// wrongText tells what a text must be, or "".
func (r *rules) wrongText(s string) string {
	switch {
	case r.enum != nil && !slices.Contains(r.enum, s):
		must := "must be " + strings.Join(r.enum, " or ")
		if near := nearest(s, r.enum); near != "" {
			must += ": did you mean " + near + "?"
		}
		return must
	case len(s) < r.minLength:
		return "must not be empty"
	case r.pattern != nil && !r.pattern.MatchString(s):
		return "must match " + r.pattern.String()
	}
	return ""
}
