package yamlfile

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decoder is a type that reads itself, such as "a point or the word offsite".
// It decodes parts of the node by Node.Decode and returns its mistakes. It
// should have a method JSONSchema as well.
type Decoder interface {
	DecodeYAML(Node) error
}

// decoder fills values and collects mistakes.
type decoder struct {
	file *File
	errs ErrorList
}

func (d *decoder) fail(n Node, format string, args ...any) {
	d.errs = append(d.errs, n.Errorf(format, args...))
}

// value fills v, which can be set, from the node, which is there.
func (d *decoder) value(n Node, v reflect.Value, r *rules) {
	n.node = resolve(n.node)
	if special, ok := v.Addr().Interface().(Decoder); ok {
		d.errs.Add(special.DecodeYAML(n))
		return
	}
	if read, ok := kinds[v.Type()]; ok {
		if must := read.decode(n, v, r); must != "" {
			d.wrong(n, must, r)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if n.isNull() {
			d.wrong(n, "has no value: give one, or remove the key", r)
			return
		}
		fresh := reflect.New(v.Type().Elem())
		d.value(n, fresh.Elem(), r)
		v.Set(fresh)
	case reflect.Struct:
		d.structure(n, v, r)
	case reflect.Map:
		d.mapping(n, v, r)
	case reflect.Slice:
		d.list(n, v, r)
	case reflect.Array:
		d.array(n, v, r)
	default:
		if must := scalar(n, v, r); must != "" {
			d.wrong(n, must, r)
		}
	}
}

// wrong reports a value that is not what it must be.
func (d *decoder) wrong(n Node, must string, r *rules) {
	if n.node.Kind != yaml.ScalarNode || n.isNull() {
		d.fail(n, "%s%s", must, r.hint)
		return
	}
	d.fail(n, "%s: %s%s", shown(n.node.Value, n.quoted()), must, r.hint)
}

func (n Node) isNull() bool { return n.node.ShortTag() == "!!null" }

func (n Node) quoted() bool {
	return n.node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// structure fills a struct from a mapping.
func (d *decoder) structure(n Node, v reflect.Value, r *rules) {
	if n.node.Kind != yaml.MappingNode {
		d.wrong(n, "must be a mapping of keys: "+strings.Join(keysOf(fields(v.Type())), ", "), r)
		return
	}
	list := fields(v.Type())
	present := map[string]bool{}
	for k := 0; k+1 < len(n.node.Content); k += 2 {
		key, value := n.node.Content[k], n.node.Content[k+1]
		present[key.Value] = true
		here := Node{file: d.file, node: value, at: key, path: join(n.path, key.Value)}
		if f := find(list, key.Value); f != nil {
			d.value(here, v.FieldByIndex(f.index), &f.rules)
			continue
		}
		here.node = key // point at the key
		names := keysOf(list)
		if near := nearest(key.Value, names); near != "" {
			d.fail(here, "unknown key: did you mean %s?", near)
		} else {
			d.fail(here, "unknown key: must be one of %s", strings.Join(names, ", "))
		}
	}
	for k := range list {
		if f := &list[k]; !present[f.key] {
			d.absent(n, f, v.FieldByIndex(f.index))
		}
	}
	d.alternatives(n, list, present)
}

// absent gives a key that is not there its default, or reports it.
func (d *decoder) absent(n Node, f *field, v reflect.Value) {
	switch {
	case f.rules.required:
		d.fail(n.At(f.key), "missing%s", f.rules.hint)
	case f.rules.fallback != nil && v.IsZero():
		d.value(Node{file: d.file, node: f.rules.fallback, at: n.position(), path: join(n.path, f.key)}, v, &f.rules)
	case v.Kind() == reflect.Struct && !readsItself(v):
		list := fields(v.Type()) // defaults of a part that may be absent
		for k := range list {
			if !list[k].rules.required {
				d.absent(n.At(f.key), &list[k], v.FieldByIndex(list[k].index))
			}
		}
	}
}

func readsItself(v reflect.Value) bool {
	_, special := v.Addr().Interface().(Decoder)
	return special || kinds[v.Type()].decode != nil
}

// alternatives checks groups of keys of which exactly one must be given
// (oneof_required).
func (d *decoder) alternatives(n Node, list []field, present map[string]bool) {
	var names []string
	groups := map[string][]string{}
	for _, f := range list {
		for _, g := range f.rules.group {
			if groups[g] == nil {
				names = append(names, g)
			}
			groups[g] = append(groups[g], f.key)
		}
	}
	var begun []string
	for _, g := range names {
		for _, key := range groups[g] {
			if present[key] {
				begun = append(begun, g)
				break
			}
		}
	}
	switch {
	case len(names) == 0:
	case len(begun) == 0:
		var choices []string
		for _, g := range names {
			choices = append(choices, strings.Join(groups[g], " and "))
		}
		d.fail(n, "needs either %s", strings.Join(choices, ", or "))
	case len(begun) > 1:
		d.fail(n, "has keys of %s: must be one of them", strings.Join(begun, " and of "))
	default:
		for _, key := range groups[begun[0]] {
			if !present[key] {
				d.fail(n.At(key), "missing%s", find(list, key).rules.hint)
			}
		}
	}
}

// mapping fills a map with text keys; the rules are those of its values.
func (d *decoder) mapping(n Node, v reflect.Value, r *rules) {
	if n.isNull() {
		return
	}
	if n.node.Kind != yaml.MappingNode {
		d.wrong(n, "must be a mapping", r)
		return
	}
	made := reflect.MakeMap(v.Type())
	for _, name := range n.Keys() {
		item := reflect.New(v.Type().Elem()).Elem()
		here := n.At(name)
		d.value(here, item, r)
		made.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	}
	v.Set(made)
}

func keysOf(list []field) []string {
	keys := make([]string, len(list))
	for k, f := range list {
		keys[k] = f.key
	}
	return keys
}

func find(list []field, key string) *field {
	for k := range list {
		if list[k].key == key {
			return &list[k]
		}
	}
	return nil
}
