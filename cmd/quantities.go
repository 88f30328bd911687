package cmd

import (
	"strings"

	"shapan/gis/mesh"
)

// quantities says what the fields of water are, in the words that QGIS shows
// and those of the CF table of standard names where it has fitting ones. In a
// Long name, ", x-component" makes a vector in QGIS, and "direction" or
// "magnitude" would make a wrong one.
var quantities = map[string]mesh.Variable{
	"bed":              {Long: "Ground height", Standard: "surface_altitude"},
	"water_depth":      {Long: "Water depth", Standard: "flood_water_thickness", Method: "time: point"},
	"water_surface":    {Long: "Water surface height", Standard: "water_surface_height_above_reference_datum", Method: "time: point", Comment: "no data where dry"},
	"water_velocity_x": {Long: "Water velocity, x-component", Method: "time: point", Comment: "towards map east, mean over the depth"},
	"water_velocity_y": {Long: "Water velocity, y-component", Method: "time: point", Comment: "towards map north, mean over the depth"},
	"water_hazard":     {Long: "Hazard class", Method: "time: point", Comment: hazardComment},
	"water_hr":         {Long: "Hazard rating HR", Method: "time: point", Comment: ratingComment},

	"max_depth":       {Long: "Maximum water depth", Standard: "flood_water_thickness", Method: "time: maximum"},
	"max_speed":       {Long: "Maximum flow speed", Standard: "flood_water_speed", Method: "time: maximum"},
	"max_depth_speed": {Long: "Maximum of depth times speed", Method: "time: maximum", Comment: "the largest product at one instant, not the product of the maxima"},
	"max_hazard":      {Long: "Maximum hazard class", Method: "time: maximum", Comment: hazardComment},
	"max_hr":          {Long: "Maximum hazard rating HR", Method: "time: maximum", Comment: ratingComment},
	"first_wet":       {Long: "Time of first getting wet", Comment: "seconds since the start of the run; no data where it stayed dry"},
	"duration_wet":    {Long: "Duration of being wet", Standard: "flood_water_duration_above_threshold", Comment: "seconds, all periods together"},
}

const (
	hazardComment = "AIDR Guideline 7-3: 1 to 6 for H1 to H6, 0 dry"
	ratingComment = "UK Defra/EA FD2320: HR = d (v + 0.5) + DF"
)

// describe returns what there is to say of a field, in plain words made of its
// name when it is not a known one.
func describe(name, unit string) mesh.Variable {
	v, known := quantities[name]
	if !known {
		words := strings.ReplaceAll(name, "_", " ")
		for prefix, word := range map[string]string{"max_": "maximum ", "first_": "first time of ", "duration_": "duration of "} {
			if rest, cut := strings.CutPrefix(name, prefix); cut {
				words = word + strings.ReplaceAll(rest, "_", " ")
			}
		}
		v.Long = strings.ToUpper(words[:1]) + words[1:]
		if strings.HasPrefix(name, "max_") {
			v.Method = "time: maximum"
		}
	}
	v.Name, v.Unit = name, unit
	return v
}

// isResult tells whether a field sums up the run so far, so that its last
// state says everything; the others are of an instant.
func isResult(field string) bool {
	for _, prefix := range []string{"max_", "first_", "duration_"} {
		if strings.HasPrefix(field, prefix) && len(field) > len(prefix) {
			return true
		}
	}
	return false
}
