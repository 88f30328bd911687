package yamlfile_test

import (
	"fmt"
	"strings"
	"time"

	"shapan/yamlfile"
)

// A struct says in its tags what a file may hold.
type storm struct {
	Duration time.Duration `yaml:"duration" jsonschema:"required,exclusiveMinimum=0s,example=3h"`
	Years    float64       `yaml:"return_period_years" jsonschema:"exclusiveMinimum=0,default=5"`
	Gauges   []string      `yaml:"gauges"`
	With     yamlfile.Node `yaml:"with"`
}

func Example() {
	file, err := yamlfile.Parse("storm.yaml", []byte(strings.TrimSpace(`
duration: 3 hours
return_periods_years: 50
gauges: [G1, 2]
with: {pump: {rate_l_per_s: -20}}
`)))
	if err != nil {
		fmt.Println(err)
		return
	}
	var s storm
	fmt.Println(file.Decode(&s))

	// What a node captured is decoded when its struct is known.
	var with struct {
		Pump struct {
			Rate float64 `yaml:"rate_l_per_s" jsonschema:"exclusiveMinimum=0,example=35" jsonschema_description:"catalogue value"`
		} `yaml:"pump"`
	}
	fmt.Println(s.With.Decode(&with))

	// Errors of meaning point into the file as well.
	fmt.Println(file.At("gauges", 0).Errorf("the site has no gauge %s", s.Gauges[0]))

	// Output:
	// storm.yaml:1:11: duration: 3 hours: must be a duration with its unit, e.g. 45min, 3h, 1s (e.g. 3h)
	// storm.yaml:2:1: return_periods_years: unknown key: did you mean return_period_years?
	// storm.yaml:3:14: gauges[1]: 2: must be a text: put it in quotes ("2")
	// storm.yaml:4:29: with.pump.rate_l_per_s: -20: must be > 0 (catalogue value, e.g. 35)
	// storm.yaml:3:10: gauges[0]: the site has no gauge G1
}

func ExampleSchema() {
	type pump struct {
		Start float64 `yaml:"start_depth_m" jsonschema:"required,exclusiveMinimum=0,example=0.8" jsonschema_description:"catalogue value"`
	}
	schema, _ := yamlfile.Schema(pump{})
	fmt.Print(string(schema))
	// Output:
	// {
	//   "$schema": "https://json-schema.org/draft/2020-12/schema",
	//   "properties": {
	//     "start_depth_m": {
	//       "type": "number",
	//       "exclusiveMinimum": 0,
	//       "description": "catalogue value",
	//       "examples": [
	//         0.8
	//       ]
	//     }
	//   },
	//   "additionalProperties": false,
	//   "type": "object",
	//   "required": [
	//     "start_depth_m"
	//   ]
	// }
}
