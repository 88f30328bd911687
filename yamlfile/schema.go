package yamlfile

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema (draft 2020-12) of a struct, for editors that
// check and complete while one types.
func Schema(into any) ([]byte, error) {
	reflector := jsonschema.Reflector{
		Anonymous:                  true,
		ExpandedStruct:             true,
		RequiredFromJSONSchemaTags: true,
		FieldNameTag:               "yaml",
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if special, ok := kinds[t]; ok {
				return special.schema()
			}
			return nil
		},
	}
	out, err := json.MarshalIndent(reflector.Reflect(into), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema of %T: %w", into, err)
	}
	return append(out, '\n'), nil
}

func durationSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:    "string",
		Pattern: `^-?([0-9.]+(d|h|min|m|s|ms|us|µs|ns))+$`,
	}
}

func timeSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Format: "date-time"}
}

func textSchema() *jsonschema.Schema {
	languages := jsonschema.NewProperties()
	languages.Set("zh", &jsonschema.Schema{Type: "string"})
	languages.Set("en", &jsonschema.Schema{Type: "string"})
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "string"},
		{Type: "object", Properties: languages, AdditionalProperties: jsonschema.FalseSchema},
	}}
}

func pointSchema(n uint64) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "number"}, MinItems: &n, MaxItems: &n}
}

func valueSchema() *jsonschema.Schema {
	two, three := uint64(2), uint64(3)
	point := &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "number"}, MinItems: &two, MaxItems: &three}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "number"}, {Type: "string"}, {Type: "boolean"}, point, {Type: "array", Items: point},
	}}
}
