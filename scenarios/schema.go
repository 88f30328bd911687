package scenarios

import (
	"encoding/json"
	"fmt"

	"shapan/yamlfile"
)

// Schema returns the JSON Schema of a scenario file. The parameters under
// `with` follow from the model under `use`.
func Schema() ([]byte, error) {
	whole, err := schemaOf(&document{})
	if err != nil {
		return nil, err
	}
	definitions, ok := dig(whole, "$defs")
	if !ok {
		return nil, fmt.Errorf("schema of a scenario: no definitions in it")
	}
	var branches []any
	for _, s := range All() {
		parameters, err := schemaOf(s.Parameters)
		if err != nil {
			return nil, err
		}
		delete(parameters, "$schema")
		if own, ok := dig(parameters, "$defs"); ok { // references start at the whole's root
			delete(parameters, "$defs")
			if err := join(definitions, own, s.Name); err != nil {
				return nil, err
			}
		}
		parameters["description"] = s.Doc
		branches = append(branches, map[string]any{
			"if":   map[string]any{"properties": map[string]any{"use": map[string]any{"const": s.Name}}},
			"then": map[string]any{"properties": map[string]any{"with": parameters}},
		})
	}
	uses, ok := dig(definitions, "use")
	if !ok {
		return nil, fmt.Errorf("schema of a scenario: no models in it")
	}
	uses["allOf"] = branches
	return json.MarshalIndent(whole, "", "  ")
}

func schemaOf(v any) (map[string]any, error) {
	text, err := yamlfile.Schema(v)
	if err != nil {
		return nil, err
	}
	var schema map[string]any
	return schema, json.Unmarshal(text, &schema)
}

// dig follows keys into nested objects.
func dig(object map[string]any, keys ...string) (map[string]any, bool) {
	for _, key := range keys {
		inner, ok := object[key].(map[string]any)
		if !ok {
			return nil, false
		}
		object = inner
	}
	return object, true
}

// join adds the definitions of a model; two of one name would be mistaken for
// each other.
func join(definitions, own map[string]any, model string) error {
	for name, definition := range own {
		if _, taken := definitions[name]; taken {
			return fmt.Errorf("schema of %s: its type %s has the name of another", model, name)
		}
		definitions[name] = definition
	}
	return nil
}
