package main

import (
	"bytes"
	"strings"
	"text/template"
)

// siteYAML writes the site file from the plan.
func siteYAML(placed []placement) []byte {
	return siteOf(placed, string(execute("cranes", cranesTemplate, towers)))
}

// siteOf is the site with what is given of cranes.
func siteOf(placed []placement, cranes string) []byte {
	return execute("site.yaml", siteTemplate, map[string]any{
		"Size": size, "Pit": pit, "Coping": coping,
		"Stages": []map[string]any{
			{"ID": "west", "Outline": stageWest, "Level": levelWest, "Name": "{zh: 西段（到底）, en: West stage (at depth)}"},
			{"ID": "middle", "Outline": stageMid, "Level": levelMid, "Name": "{zh: 中段（第三层土）, en: Middle stage (third lift)}"},
			{"ID": "east", "Outline": stageEast, "Level": levelEast, "Name": "{zh: 东段（第一层土）, en: East stage (first lift)}"},
		},
		"LevelWest": levelWest,
		"Sump1":     sump1, "Sump1Floor": levelWest - sumpDepth,
		"Sump2": sump2, "Sump2Floor": levelMid - sumpDepth,
		"LowPoint": lowPoint, "LowestCoping": lowestCoping,
		"CopingCrest": copingCrest(lowestCoping),
		"Models":      placed,
		"Hoardings":   hoardings,
		"Cranes":      cranes,
	})
}

func execute(name, text string, data any) []byte {
	var out bytes.Buffer
	t := template.Must(template.New(name).Funcs(template.FuncMap{"n": number, "at": coordinates, "line": line, "list": list}).Parse(text))
	if err := t.Execute(&out, data); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func list(numbers []float64) string {
	words := make([]string, len(numbers))
	for k, v := range numbers {
		words[k] = number(v)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func line(points any) string {
	var list []point
	switch p := points.(type) {
	case ring:
		list = p
	case polyline:
		list = p
	}
	words := make([]string, len(list))
	for k, p := range list {
		words[k] = coordinates(p)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

const siteTemplate = `# A metro station is extended under a street in an old river town. Fictional:
# place, names and levels are made up by testdata/generate, which also writes
# this file. Do not edit it by hand; README.md tells what is where and why.
name: {zh: 滨江路站延伸段, en: Binjiang Road station extension}
crs:
  epsg: 4549
  name: CGCS2000 / 3-degree Gauss-Kruger CM 120E
  easting_m: 634200
  northing_m: 3456300
  height_m: 0
  rotation_deg: 0

ground:
  file: ground.tif
  cell_m: 1
  manning_s_per_m13: 0.016 # asphalt
  infiltration_mm_per_h: 0

surfaces: # later ones lie on top
  - {file: surfaces.geojson, coordinates: site}
roads:
  - {file: roads.geojson, coordinates: site}
buildings:
  - {file: buildings.geojson, coordinates: site}

pits: # 16 m deep in the west, dug from there eastwards behind diaphragm walls
  - id: station
    name: {zh: 车站主体基坑, en: Station pit}
    outline: {{line .Pit}}
    formation_level_m: {{n .LevelWest}}
    side_slope_h_per_v: 0
    coping_height_m: {{n .Coping}}
    stages:
{{- range .Stages}}
      - {id: {{.ID}}, outline: {{line .Outline}}, formation_level_m: {{n .Level}}}
{{- end}}

sumps:
  - {id: S1, name: {zh: 1号集水井, en: Sump 1}, outline: {{line .Sump1}}, floor_level_m: {{n .Sump1Floor}}}
  - {id: S2, name: {zh: 2号集水井, en: Sump 2}, outline: {{line .Sump2}}, floor_level_m: {{n .Sump2Floor}}}

pumps:
  - id: P1 # DN150 submersible, 18.5 kW
    name: {zh: 1号泵, en: Pump 1}
    at: [235.5, 255.5]
    discharge: [262.5, 206.5] # gutter of Matou Street, which falls away from the site
    curve_head_m_flow_l_per_s: [[0, 60], [5, 55], [10, 48], [15, 39], [18, 33], [22, 25], [26, 10], [28, 0]]
    start_depth_m: 0.9 # helps when P2 cannot keep up
    stop_depth_m: 0.25
    ramp_s: 5
  - id: P2 # DN300 submersible, 55 kW: the main pump
    name: {zh: 2号泵（主泵）, en: Pump 2 (main pump)}
    at: [235.5, 253.5]
    discharge: [258.5, 206.5]
    curve_head_m_flow_l_per_s: [[0, 235], [5, 218], [10, 197], [15, 172], [18, 153], [22, 121], [26, 75], [30, 0]]
    start_depth_m: 0.6
    stop_depth_m: 0.2
    ramp_s: 8
  - id: P3 # DN150 submersible, 11 kW
    name: {zh: 3号泵, en: Pump 3}
    at: [272.5, 254.5]
    discharge: [300.5, 292.5] # over the hoarding into the nearest gutter: it runs back to the low point
    curve_head_m_flow_l_per_s: [[0, 52], [5, 45], [10, 35], [13, 27], [16, 16], [19, 0]]
    start_depth_m: 0.6
    stop_depth_m: 0.2
    ramp_s: 5
  - id: P4 # pump truck, 1500 m3/h, hose to the river outfall; stands by in the yard
    name: {zh: 4号移动泵车（备用）, en: Pump truck 4 (standby)}
    at: [318.5, 226.5]
    discharge: offsite
    curve_head_m_flow_l_per_s: [[0, 430], [3, 416], [6, 385], [9, 330], [12, 250], [15, 140], [17, 0]]
    start_depth_m: 0.12
    stop_depth_m: 0.05
    ramp_s: 15

gauges:
  - id: G1
    name: {zh: 坑底西段水位, en: "Pit bottom, west"}
    at: [252.5, 262.5]
    prewarning_depth_m: 0.5
    alarm_depth_m: 1.0
    dead_band_m: 0.05
    basis: {code: site emergency plan (fictional), clause: red line, verified: false, note: at 1.0 m the motors of the dewatering wells are under water}
  - id: G2
    name: {zh: 坑底中段水位, en: "Pit bottom, middle"}
    at: [294.5, 266.5]
    prewarning_depth_m: 0.5
    alarm_depth_m: 1.0
    dead_band_m: 0.05
    basis: {code: site emergency plan (fictional), clause: red line, verified: false, note: as gauge G1}
  - id: G3
    name: {zh: 滨江路低点积水, en: Street low point}
    at: {{at .LowPoint}}
    prewarning_depth_m: 0.15
    alarm_depth_m: 0.3
    dead_band_m: 0.05
    basis: {code: Pregnolato et al. 2017, clause: depth-disruption function, verified: false, note: vehicles stop at 0.30 m; 0.15 m is the depth that GB 50014-2021 allows on one lane}
  - id: G4 # on the street side of the kerb, where it is lowest
    name: {zh: 坑沿最低处, en: Lowest place of the coping}
    at: {{at .LowestCoping}}
    prewarning_depth_m: 0.15
    alarm_depth_m: {{n .Coping}}
    dead_band_m: 0.02
    freeboard_to_level_m: {{n .CopingCrest}}
    basis: {code: site emergency plan (fictional), clause: coping, verified: false, note: half the coping and its top}
  - id: G5
    name: {zh: 滨江路上游, en: Binjiang Road upstream}
    at: [150.5, 291.5]
    prewarning_depth_m: 0.15
    alarm_depth_m: 0.3
    dead_band_m: 0.05
    basis: {code: Pregnolato et al. 2017, clause: depth-disruption function, verified: false, note: vehicles stop at 0.30 m}
  - id: G6
    name: {zh: 小学校门, en: School gate}
    at: [164.5, 455.5]
    prewarning_depth_m: 0.15
    alarm_depth_m: 0.3
    dead_band_m: 0.05
    basis: {code: site emergency plan (fictional), clause: school, verified: false, note: children stay inside above 0.15 m}
{{.Cranes}}
models: # x of a model points east at heading 0
{{- range .Models}}
  - {id: {{.ID}}, class: {{.Class}}, name: {zh: {{.ZH}}, en: {{.EN}}}, file: models/{{.File}}.glb, at: {{list .At}}, heading_deg: {{n .Heading}}, scale: 1{{if .Obstacle}}, obstacle: true{{end}}}
{{- end}}

live: # what shapan serve follows, as far as readings come in
  scenario: watch.yaml
  follow:
    - {reading: point/RG1, property: rain_mm_per_h, of: rain, sets: measured_mm_per_h}
    - {reading: gauge/G1, property: depth_m, of: gauge/G1, sets: measured_depth_m}
    - {reading: gauge/G2, property: depth_m, of: gauge/G2, sets: measured_depth_m}
    - {reading: gauge/G3, property: depth_m, of: gauge/G3, sets: measured_depth_m}
    - {reading: gauge/G5, property: depth_m, of: gauge/G5, sets: measured_depth_m}
    - {reading: gauge/G6, property: depth_m, of: gauge/G6, sets: measured_depth_m}
    - {reading: pump/P1, property: state, of: pump/P1, sets: state, words: {0: ok, 1: stopped, 2: failed, 3: no_power}}
    - {reading: pump/P2, property: state, of: pump/P2, sets: state, words: {0: ok, 1: stopped, 2: failed, 3: no_power}}
    - {reading: pump/P3, property: state, of: pump/P3, sets: state, words: {0: ok, 1: stopped, 2: failed, 3: no_power}}
    - {reading: pump/P4, property: state, of: pump/P4, sets: state, words: {0: ok, 1: stopped, 2: failed, 3: no_power}}
  forecasts: {every: 10min, ahead: 2h, rain_factors: [0.7, 1, 1.3]}

hoardings:
{{- range .Hoardings}}
  - {id: {{.ID}}, line: {{line .Line}}, height_m: {{n .Height}}}
{{- end}}
`
