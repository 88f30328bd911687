package main

// layout is one way of placing pumps once the main pump has failed. Crews act
// from minute 60 on; how long they take says each of its events.
type layout struct {
	ID     string
	ZH, EN string
	Events []string
}

// Places that pumps are moved to, and where their hoses end.
const (
	lowestGutter = "[284.5, 290.5]" // of Binjiang Road: the southern gutter beside gauge G3
	matouGutter  = "[284.5, 206.5]" // of Matou Street, south of the site, which falls away from it
)

func moved(at, pump, set string) string {
	return "{at: " + at + ", subject: pump/" + pump + ", set: {" + set + "}}"
}

// truckTo drives pump truck P4 to a place; its hose still ends in the river.
func truckTo(at, place string) string { return moved(at, "P4", "position: "+place) }

// layouts are the twenty ways that pump-layouts.yaml compares.
func layouts() []layout {
	truckAtLowPoint := truckTo("68min", lowestGutter)
	p3ToMatou := moved("62min", "P3", "discharge: "+matouGutter)
	p3Up := moved("66min", "P3", "position: [281.5, 290.5], discharge: "+matouGutter+", start_depth_m: 0.1, stop_depth_m: 0.04")
	p3Down := moved("70min", "P3", "position: [236.5, 255.5], discharge: [262.5, 206.5]")
	return []layout{
		{"as-it-is", "泵车留在场内", "The truck stays in the yard", nil},

		// Along the southern gutter of Binjiang Road, from the west to the east.
		{"truck-street-250", "泵车停滨江路南侧边沟 x=250", "Truck in the southern gutter, x = 250", []string{truckTo("66min", "[250.5, 290.5]")}},
		{"truck-street-265", "泵车停滨江路南侧边沟 x=265", "Truck in the southern gutter, x = 265", []string{truckTo("67min", "[265.5, 290.5]")}},
		{"truck-street-275", "泵车停滨江路南侧边沟 x=275", "Truck in the southern gutter, x = 275", []string{truckTo("67min", "[275.5, 290.5]")}},
		{"truck-low-point", "泵车停滨江路最低点", "Truck at the street's low point", []string{truckAtLowPoint}},
		{"truck-street-293", "泵车停滨江路南侧边沟 x=293", "Truck in the southern gutter, x = 293", []string{truckTo("68min", "[293.5, 290.5]")}},
		{"truck-street-305", "泵车停滨江路南侧边沟 x=305", "Truck in the southern gutter, x = 305", []string{truckTo("69min", "[305.5, 290.5]")}},
		{"truck-street-320", "泵车停滨江路南侧边沟 x=320", "Truck in the southern gutter, x = 320", []string{truckTo("69min", "[320.5, 290.5]")}},

		// Across the street, and on the strip between hoarding and coping, which a truck
		// reaches through the site.
		{"truck-north-gutter", "泵车停滨江路北侧边沟", "Truck in the northern gutter", []string{truckTo("70min", "[283.5, 314.5]")}},
		{"truck-pit-edge-268", "泵车停坑沿 x=268", "Truck at the pit's edge, x = 268", []string{truckTo("64min", "[268.5, 279.5]")}},
		{"truck-pit-edge-284", "泵车停坑沿最低处", "Truck at the lowest place of the pit's edge", []string{truckTo("64min", "[283.5, 279.5]")}},
		{"truck-pit-edge-300", "泵车停坑沿 x=300", "Truck at the pit's edge, x = 300", []string{truckTo("64min", "[300.5, 279.5]")}},

		// When it comes.
		{"truck-low-point-at-once", "泵车立即到最低点", "Truck at the low point at once", []string{truckTo("60min", lowestGutter)}},
		{"truck-low-point-late", "泵车80分钟才到最低点", "Truck at the low point at minute 80 only", []string{truckTo("80min", lowestGutter)}},

		// Pump 3 gives what it takes from the pit back to the street; it need not.
		{"p3-to-matou", "3号泵改排码头街", "Pump 3 discharges to Matou Street", []string{p3ToMatou}},
		{"p3-to-matou-truck", "3号泵改排码头街，泵车到最低点", "Pump 3 discharges to Matou Street, truck at the low point", []string{p3ToMatou, truckAtLowPoint}},
		{"p3-on-street", "3号泵吊到滨江路最低点", "Pump 3 lifted to the street's low point", []string{p3Up}},
		{"p3-on-street-truck", "3号泵和泵车都到最低点", "Pump 3 and truck at the street's low point", []string{p3Up, truckAtLowPoint}},
		{"p3-in-sump-1", "3号泵吊到1号集水井", "Pump 3 let down into sump 1", []string{p3Down}},
		{"p3-in-sump-1-truck", "3号泵吊到1号集水井，泵车到最低点", "Pump 3 let down into sump 1, truck at the low point", []string{p3Down, truckAtLowPoint}},
	}
}

func layoutsYAML() []byte { return execute("pump-layouts", layoutsTemplate, layouts()) }

const layoutsTemplate = `# Written by testdata/generate. Twenty pump layouts from minute 60 of
# pump-failure.yaml, a quarter of an hour after its main pump has failed:
#
#   shapan vary testdata/demo/pump-failure.yaml --variants testdata/demo/pump-layouts.yaml --out DIR
title: {zh: 主泵故障后的二十种布泵方案, en: "Twenty pump layouts after the main pump has failed"}
description:
  zh: 泵车 P4 停在哪里、3号泵排到哪里，漫入基坑的水最少？
  en: "Where must pump truck P4 stand, and pump 3 discharge, for the least water to come over the pit's edge?"
from: 1h
until: 2h
sort: pits.station.overflowed_m3
variants:
{{- range .}}
  - id: {{.ID}}
    title: {zh: {{.ZH}}, en: {{printf "%q" .EN}}}
{{- if .Events}}
    events:
{{- range .Events}}
      - {{.}}
{{- end}}
{{- end}}
{{- end}}
`
