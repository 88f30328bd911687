package sensorthings

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"
)

// evaluate finds the value of an expression for an entity: a number, text, truth,
// time, interval, object, or nil where there is none.
func (x *expression) evaluate(e *entity) (any, error) {
	switch x.op {
	case "":
		if x.path != nil {
			return valueAt(e, x.path), nil
		}
		return x.value, nil
	case "and", "or":
		for _, arg := range x.args {
			truth, err := arg.truth(e)
			if err != nil || truth == (x.op == "or") {
				return truth, err
			}
		}
		return x.op == "and", nil
	case "not":
		truth, err := x.args[0].truth(e)
		return !truth, err
	}
	values := make([]any, len(x.args))
	for k, arg := range x.args {
		var err error
		if values[k], err = arg.evaluate(e); err != nil {
			return nil, err
		}
	}
	switch x.op {
	case "eq", "ne", "gt", "ge", "lt", "le":
		return relation(x.op, values[0], values[1])
	case "add", "sub", "mul", "div", "mod", "neg":
		return arithmetic(x.op, values)
	}
	if len(values) > 0 && values[0] == nil {
		return nil, nil
	}
	return functions[x.op].call(values)
}

func (x *expression) truth(e *entity) (bool, error) {
	v, err := x.evaluate(e)
	if err != nil {
		return false, err
	}
	switch t := v.(type) {
	case nil:
		return false, nil
	case bool:
		return t, nil
	}
	return false, fmt.Errorf("%v: must be true or false: compare it with something", v)
}

// valueAt goes along associations and into objects.
func valueAt(e *entity, path []string) any {
	for k, step := range path {
		if e.one[step] != "" {
			e = e.follow(step)
			continue
		}
		v := e.property(step)
		for _, inner := range path[k+1:] {
			m, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = m[inner]
		}
		return plain(v)
	}
	return nil
}

// plain makes numbers of one type.
func plain(v any) any {
	switch n := v.(type) {
	case int:
		return float64(n)
	case int64:
		return float64(n)
	case float32:
		return float64(n)
	}
	return v
}

// relation compares. With nothing on one side, eq and ne alone can be true.
func relation(op string, a, b any) (bool, error) {
	if a == nil || b == nil {
		return op == "eq" && a == nil && b == nil || op == "ne" && (a == nil) != (b == nil), nil
	}
	d, err := order(a, b)
	if err != nil {
		return false, err
	}
	switch op {
	case "eq":
		return d == 0, nil
	case "ne":
		return d != 0, nil
	case "gt":
		return d > 0, nil
	case "ge":
		return d >= 0, nil
	case "lt":
		return d < 0, nil
	}
	return d <= 0, nil
}

// order compares two values of one type. An interval is before a time if all of it
// is; a time within it is neither before nor after.
func order(a, b any) (int, error) {
	switch x := a.(type) {
	case float64:
		if y, ok := b.(float64); ok {
			return cmp.Compare(x, y), nil
		}
	case string:
		switch y := b.(type) {
		case string:
			return strings.Compare(x, y), nil
		case time.Time: // some clients put times in quotes
			if t, err := parseTime(x); err == nil {
				return t.Compare(y), nil
			}
		}
	case bool:
		if y, ok := b.(bool); ok {
			return cmp.Compare(number(x), number(y)), nil
		}
	case time.Time:
		switch y := b.(type) {
		case time.Time:
			return x.Compare(y), nil
		case string, interval:
			d, err := order(b, a)
			return -d, err
		}
	case interval:
		if y, ok := b.(time.Time); ok {
			switch {
			case x.end.Before(y):
				return -1, nil
			case x.begin.After(y):
				return 1, nil
			}
			return 0, nil
		}
	}
	return 0, fmt.Errorf("%s cannot be compared with %s", typeOf(a), typeOf(b))
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func typeOf(v any) string {
	switch x := v.(type) {
	case nil:
		return "nothing"
	case float64:
		return fmt.Sprintf("the number %g", x)
	case string:
		return fmt.Sprintf("the text %.40q", x)
	case bool:
		return "true or false"
	case time.Time:
		return "the time " + x.Format(time.RFC3339)
	case interval:
		return "an interval of time"
	}
	return "an object"
}

func arithmetic(op string, values []any) (any, error) {
	var n [2]float64
	for k, v := range values {
		if v == nil {
			return nil, nil
		}
		x, ok := v.(float64)
		if !ok {
			return nil, fmt.Errorf("%s: %s is no number", op, typeOf(v))
		}
		n[k] = x
	}
	r := 0.0
	switch op {
	case "add":
		r = n[0] + n[1]
	case "sub":
		r = n[0] - n[1]
	case "mul":
		r = n[0] * n[1]
	case "div":
		r = n[0] / n[1]
	case "mod":
		r = math.Mod(n[0], n[1])
	case "neg":
		r = -n[0]
	}
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return nil, nil // divided by zero: no value
	}
	return r, nil
}

// function of the standard's table of built-in filter functions.
type function struct {
	least, most int
	call        func([]any) (any, error)
}

var functions map[string]function

func init() {
	text := func(n int, f func(s []string) any) function {
		return function{n, n, func(v []any) (any, error) {
			s := make([]string, len(v))
			for k := range v {
				var ok bool
				if s[k], ok = v[k].(string); !ok {
					return nil, fmt.Errorf("%s is no text", typeOf(v[k]))
				}
			}
			return f(s), nil
		}}
	}
	real := func(f func(float64) float64) function {
		return function{1, 1, func(v []any) (any, error) {
			x, ok := v[0].(float64)
			if !ok {
				return nil, fmt.Errorf("%s is no number", typeOf(v[0]))
			}
			return f(x), nil
		}}
	}
	part := func(f func(time.Time) int) function {
		return function{1, 1, func(v []any) (any, error) {
			t, ok := v[0].(time.Time)
			if !ok {
				return nil, fmt.Errorf("%s is no time", typeOf(v[0]))
			}
			return float64(f(t.UTC())), nil
		}}
	}
	functions = map[string]function{
		"substringof": text(2, func(s []string) any { return strings.Contains(s[1], s[0]) }),
		"contains":    text(2, func(s []string) any { return strings.Contains(s[0], s[1]) }),
		"startswith":  text(2, func(s []string) any { return strings.HasPrefix(s[0], s[1]) }),
		"endswith":    text(2, func(s []string) any { return strings.HasSuffix(s[0], s[1]) }),
		"indexof": text(2, func(s []string) any {
			before, _, found := strings.Cut(s[0], s[1])
			if !found {
				return -1.0
			}
			return float64(len([]rune(before)))
		}),
		"concat":    text(2, func(s []string) any { return s[0] + s[1] }),
		"length":    text(1, func(s []string) any { return float64(len([]rune(s[0]))) }),
		"tolower":   text(1, func(s []string) any { return strings.ToLower(s[0]) }),
		"toupper":   text(1, func(s []string) any { return strings.ToUpper(s[0]) }),
		"trim":      text(1, func(s []string) any { return strings.TrimSpace(s[0]) }),
		"substring": {2, 3, substring},
		"round":     real(math.Round), "floor": real(math.Floor), "ceiling": real(math.Ceil),
		"year": part(time.Time.Year), "month": part(func(t time.Time) int { return int(t.Month()) }), "day": part(time.Time.Day),
		"hour": part(time.Time.Hour), "minute": part(time.Time.Minute), "second": part(time.Time.Second),
		"now": {0, 0, func([]any) (any, error) { return time.Now(), nil }},
	}
}

func substring(v []any) (any, error) {
	s, ok := v[0].(string)
	if !ok {
		return nil, fmt.Errorf("%s is no text", typeOf(v[0]))
	}
	runes := []rune(s)
	bounds := [2]int{0, len(runes)}
	for k, arg := range v[1:] {
		x, ok := arg.(float64)
		if !ok || x < 0 || x != math.Trunc(x) || x > 1e9 {
			return nil, fmt.Errorf("substring: %s is no place in a text", typeOf(arg))
		}
		bounds[k] = int(x)
		if k == 1 {
			bounds[1] += bounds[0]
		}
	}
	bounds[0] = min(bounds[0], len(runes))
	bounds[1] = min(max(bounds[1], bounds[0]), len(runes))
	return string(runes[bounds[0]:bounds[1]]), nil
}
