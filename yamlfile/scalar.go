package yamlfile

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// list fills a slice; rules on numbers and texts are those of its items.
func (d *decoder) list(n Node, v reflect.Value, r *rules) {
	if n.isNull() && r.minItems == 0 {
		return // "pumps:" with nothing below it: none
	}
	if n.node.Kind != yaml.SequenceNode {
		d.wrong(n, "must be a list", r)
		return
	}
	count := len(n.node.Content)
	switch {
	case count < r.minItems:
		d.fail(n, "has %d of at least %d items%s", count, r.minItems, r.hint)
	case r.maxItems > 0 && count > r.maxItems:
		d.fail(n, "has %d items: must be at most %d%s", count, r.maxItems, r.hint)
	}
	items := *r
	items.minItems, items.maxItems = 0, 0
	v.Set(reflect.MakeSlice(v.Type(), count, count))
	for k := range count {
		d.value(n.At(k), v.Index(k), &items)
	}
}

// array fills an array: a list of exactly that many items.
func (d *decoder) array(n Node, v reflect.Value, r *rules) {
	if n.node.Kind != yaml.SequenceNode || len(n.node.Content) != v.Len() {
		d.wrong(n, fmt.Sprintf("must be a list of %d values", v.Len()), r)
		return
	}
	for k := range v.Len() {
		d.value(n.At(k), v.Index(k), r)
	}
}

// scalar fills a text, number or truth; it returns what the value must be if
// it is not.
func scalar(n Node, v reflect.Value, r *rules) (must string) {
	switch v.Kind() {
	case reflect.String:
		s, must := text(n)
		if must == "" {
			must = r.wrongText(s)
			v.SetString(s)
		}
		return must
	case reflect.Bool:
		truth, ok := truths[n.node.Value]
		if !ok || n.node.Kind != yaml.ScalarNode || n.quoted() {
			return "must be true or false"
		}
		v.SetBool(truth)
		return ""
	case reflect.Float64, reflect.Float32:
		x, must := number(n)
		if must == "" {
			must = r.outOfRange(x)
			v.SetFloat(x)
		}
		return must
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		x, must := whole(n)
		if must == "" && v.OverflowInt(x) {
			must = "is too large"
		}
		if must == "" {
			must = r.outOfRange(float64(x))
			v.SetInt(x)
		}
		return must
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		x, must := whole(n)
		switch {
		case must == "" && x < 0:
			must = "must be >= 0"
		case must == "" && v.OverflowUint(uint64(x)):
			must = "is too large"
		}
		if must == "" {
			must = r.outOfRange(float64(x))
			v.SetUint(uint64(x))
		}
		return must
	}
	panic(fmt.Sprintf("yamlfile: cannot decode into %s", v.Type()))
}

var truths = map[string]bool{
	"true": true, "True": true, "TRUE": true,
	"false": false, "False": false, "FALSE": false,
}

var (
	decimal = regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	octal   = regexp.MustCompile(`^[-+]?0[0-9]`)
)

// number reads a finite number in plain decimal notation. YAML's octal, binary
// and base-60 numbers are traps for people who write lengths and levels.
func number(n Node) (v float64, must string) {
	s := n.node.Value
	v, err := strconv.ParseFloat(s, 64)
	switch {
	case n.node.Kind != yaml.ScalarNode:
		return 0, "must be a number"
	case n.isNull():
		return 0, "has no value: must be a number"
	case n.quoted() && err == nil:
		return 0, "must be a number: remove the quotes"
	case n.node.ShortTag() == "!!float" && strings.Trim(strings.ToLower(s), "+-.") == "nan",
		n.node.ShortTag() == "!!float" && strings.Trim(strings.ToLower(s), "+-.") == "inf":
		return 0, "must be a finite number"
	case !decimal.MatchString(s) || n.quoted():
		if first, _, _ := strings.Cut(s, ","); first != s && decimal.MatchString(first) {
			return 0, "must be a number with a decimal point"
		}
		if withUnit.MatchString(s) {
			return 0, "must be a number alone: the unit is in the key"
		}
		return 0, "must be a number"
	case octal.MatchString(s):
		return 0, "must be a number without leading zeros"
	case err != nil || math.IsInf(v, 0):
		return 0, "is too large a number"
	case n.node.ShortTag() != "!!int" && n.node.ShortTag() != "!!float":
		return 0, "must be a number without the tag " + n.node.ShortTag()
	}
	return v, ""
}

var withUnit = regexp.MustCompile(`^[-+]?[0-9][0-9.]* ?[^0-9xXoObB_:.]`)

func whole(n Node) (int64, string) {
	v, must := number(n)
	switch {
	case must != "":
		return 0, must
	case v != math.Trunc(v):
		return 0, "must be a whole number"
	case math.Abs(v) > 1<<53:
		return 0, "is too large a number"
	}
	return int64(v), ""
}

// text reads a text. Numbers and truths must be in quotes to be texts, so that
// a name 010 stays one.
func text(n Node) (s, must string) {
	if n.node.Kind != yaml.ScalarNode {
		return "", "must be a text"
	}
	switch tag := n.node.ShortTag(); tag {
	case "!!str", "!!timestamp":
		return n.node.Value, ""
	case "!!null":
		return "", "has no value: must be a text"
	case "!!int", "!!float", "!!bool":
		return "", fmt.Sprintf("must be a text: put it in quotes (%q)", n.node.Value)
	default:
		return "", "must be a text without the tag " + tag
	}
}
