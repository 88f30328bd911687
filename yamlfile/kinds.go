package yamlfile

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"

	"shapan/engine"
)

// kind is a type with a notation of its own.
type kind struct {
	decode func(n Node, v reflect.Value, r *rules) (must string)
	schema func() *jsonschema.Schema
}

var nodeType = reflect.TypeFor[Node]()

// kinds are the types with a notation of their own: durations, times, points,
// names in two languages, values of events, and parts that are decoded later.
var kinds map[reflect.Type]kind

func init() {
	kinds = map[reflect.Type]kind{
		reflect.TypeFor[time.Duration](): {decodeDuration, durationSchema},
		reflect.TypeFor[time.Time]():     {decodeTime, timeSchema},
		reflect.TypeFor[engine.Text]():   {decodeText, textSchema},
		reflect.TypeFor[engine.Value]():  {decodeValue, valueSchema},
		reflect.TypeFor[mgl64.Vec2]():    {decodePoint, func() *jsonschema.Schema { return pointSchema(2) }},
		reflect.TypeFor[mgl64.Vec3]():    {decodePoint, func() *jsonschema.Schema { return pointSchema(3) }},
		nodeType:                         {decodeNode, func() *jsonschema.Schema { return &jsonschema.Schema{} }},
	}
}

var days = regexp.MustCompile(`^([0-9]+)d`)

// ParseDuration reads 45min, 3h, 1s, 250ms, 2h30min, 2d, and Go's own forms.
func ParseDuration(s string) (time.Duration, error) {
	fault := fmt.Errorf("%q: must be a duration with its unit, e.g. 45min, 3h, 1s, 250ms, 2h30min", s)
	rest, whole := s, time.Duration(0)
	if m := days.FindStringSubmatch(s); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil || n > math.MaxInt64/int(24*time.Hour)/2 {
			return 0, fault
		}
		whole, rest = time.Duration(n)*24*time.Hour, s[len(m[0]):]
		if rest == "" {
			return whole, nil
		}
		if rest[0] == '-' || rest[0] == '+' {
			return 0, fault
		}
	}
	d, err := time.ParseDuration(strings.ReplaceAll(rest, "min", "m"))
	if err != nil || whole+d < whole && whole > 0 {
		return 0, fault
	}
	return whole + d, nil
}

func decodeDuration(n Node, v reflect.Value, r *rules) string {
	if n.node.Kind != yaml.ScalarNode {
		return "must be a duration, e.g. 45min"
	}
	d, err := ParseDuration(n.node.Value)
	if err != nil {
		return "must be a duration with its unit, e.g. 45min, 3h, 1s"
	}
	v.SetInt(int64(d))
	return r.outOfRange(d.Seconds())
}

func decodeTime(n Node, v reflect.Value, _ *rules) string {
	t, err := time.Parse(time.RFC3339, n.node.Value)
	if n.node.Kind != yaml.ScalarNode || err != nil {
		return "must be a time with its zone (RFC 3339), e.g. 2026-07-20T18:00:00+08:00"
	}
	v.Set(reflect.ValueOf(t))
	return ""
}

// decodeText reads {zh: …, en: …}, or one text for both.
func decodeText(n Node, v reflect.Value, r *rules) string {
	const must = "must be a text or {zh: …, en: …}"
	if n.node.Kind == yaml.ScalarNode {
		s, wrong := text(n)
		if wrong != "" {
			return wrong
		}
		v.Set(reflect.ValueOf(engine.Text{ZH: s, EN: s}))
		return r.wrongText(s)
	}
	if n.node.Kind != yaml.MappingNode {
		return must
	}
	var t engine.Text
	for _, key := range n.Keys() {
		s, wrong := text(n.At(key))
		switch {
		case wrong != "":
			return key + " " + wrong
		case key == "zh":
			t.ZH = s
		case key == "en":
			t.EN = s
		default:
			return must + ", without the key " + shown(key, false)
		}
	}
	if t.ZH == "" {
		t.ZH = t.EN
	}
	if t.EN == "" {
		t.EN = t.ZH
	}
	v.Set(reflect.ValueOf(t))
	return r.wrongText(t.EN)
}

// decodeValue reads the value of an event's property.
func decodeValue(n Node, v reflect.Value, _ *rules) string {
	if n.node.Kind == yaml.ScalarNode && !n.quoted() {
		if tag := n.node.ShortTag(); tag == "!!int" || tag == "!!float" {
			if _, must := number(n); must != "" {
				return must
			}
		}
	}
	if n.node.Kind == yaml.MappingNode {
		return "expected a number, a text, true or false, or points [[x, y], …], not a mapping"
	}
	value, err := engine.ValueOf(n.Value())
	if err != nil {
		return err.Error()
	}
	if value.IsZero() {
		return "has no value"
	}
	v.Set(reflect.ValueOf(value))
	return ""
}

// decodePoint reads [x, y] or [x, y, z] into an array of that length.
func decodePoint(n Node, v reflect.Value, _ *rules) string {
	must := map[int]string{2: "must be a point [x, y]", 3: "must be a point [x, y, z]"}[v.Len()]
	if n.node.Kind != yaml.SequenceNode || len(n.node.Content) != v.Len() {
		return must
	}
	for k := range v.Len() {
		x, wrong := number(n.At(k))
		if wrong != "" {
			return fmt.Sprintf("%s: %s %s", must, shown(n.At(k).node.Value, false), wrong)
		}
		v.Index(k).SetFloat(x)
	}
	return ""
}

func decodeNode(n Node, v reflect.Value, _ *rules) string {
	v.Set(reflect.ValueOf(n))
	return ""
}
