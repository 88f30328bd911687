package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/scenarios/crane"
	"shapan/site"
)

// tower is one of the five cranes over the pit. Each is shorter than the
// distance to every higher one, and passes over the heads of the lower ones.
type tower struct {
	ID, ZH     string
	At         point
	Height     float64 // of the jib above its foot [m]
	Jib        float64 // [m]
	CounterJib float64 // [m]
}

// Name is the crane's in English.
func (t tower) Name() string { return "Tower crane " + t.ID[1:] }

var towers = []tower{
	{"T1", "1号塔吊", point{238.5, 245.5}, 46, 45, 14},
	{"T2", "2号塔吊", point{296.5, 245.5}, 65, 50, 15},
	{"T3", "3号塔吊", point{350.5, 245.5}, 54, 45, 14},
	{"T4", "4号塔吊", point{262.5, 278.5}, 30, 36, 12},
	{"T5", "5号塔吊", point{325.5, 278.5}, 40, 36.5, 12},
}

const cranesTemplate = `
crane_types: # a catalogue for shapan cranes layout (crane-layout.yaml); charts are made up, in the range of cranes of this size
  - id: TC5010
    name: {zh: TC5010 平头塔机, en: "TC5010, flat top, 50 m"}
    kind: topless
    jib_m: 50
    counter_jib_m: 13
    cost: 30
    cost_per_m: 0.25
    load_charts:
      - {falls: 2, radius_m_load_t: [[13, 5], [20, 3.1], [30, 1.9], [40, 1.35], [50, 1]]}
  - id: TC6013
    name: {zh: TC6013 塔帽式塔机, en: "TC6013, hammerhead, 60 m"}
    kind: hammerhead
    jib_m: 60
    counter_jib_m: 15
    head_m: 7
    cost: 42
    cost_per_m: 0.3
    load_charts:
      - {falls: 2, radius_m_load_t: [[14, 8], [20, 5.3], [30, 3.3], [40, 2.3], [50, 1.7], [60, 1.3]]}
  - id: TL4520
    name: {zh: TL4520 动臂塔机, en: "TL4520, luffing, 45 m"}
    kind: luffing
    jib_m: 45
    counter_jib_m: 8
    pivot_m: 1.5
    min_radius_m: 5
    cost: 70
    cost_per_m: 0.4
    load_charts:
      - {falls: 2, radius_m_load_t: [[12, 12], [20, 7], [30, 4], [46.5, 2]]}

cranes: # five over one pit, at five heights; charts are made up, in the range of cranes of this size
{{- range .}}
  - id: {{.ID}}
    name: {zh: {{.ZH}}, en: {{.Name}}}
    kind: hammerhead
    at: {{at .At}}
    jib_height_m: {{n .Height}}
    jib_m: {{n .Jib}}
    counter_jib_m: {{n .CounterJib}}
    head_m: 6
    rope_m: 80
    load_charts:
      - {falls: 2, radius_m_load_t: [[13, 6], [20, 3.9], [25, 3], [30, 2.4], [35, 2]{{if lt .Jib 39.0}}, [37, 1.85]{{else}}, [39, 1.75], [45, 1.45]{{end}}{{if gt .Jib 45.0}}, [50, 1.25]{{end}}]}
{{- end}}

zones:
  - id: avenue
    name: {zh: 滨江路, en: Binjiang Road}
    kind: street
    outline: [[180, 284], [400, 284], [400, 304], [180, 304]]
  - id: yard
    name: {zh: 材料堆场, en: Laydown yard}
    kind: laydown
    outline: [[240, 210], [362, 210], [362, 241], [240, 241]]
  - id: line10kv
    name: {zh: 10千伏架空线, en: 10 kV overhead line}
    kind: power_line
    line: [[180, 306, 16], [290, 306, 15.4], [400, 306, 16]]
    width_m: 1.6
    voltage_kv: 10
`

// lift is one of the day's.
type lift struct {
	crane       string
	at          float64 // [s]
	pick, place mgl64.Vec3
	load        float64 // [t]
	hold        float64 // [s]
}

// Levels of the ground of the yard and of the pit's stages, where loads stand [m].
const yardLevel = 5

// day is the morning's lifts. Most have the site to themselves; three do not:
// T1 swings towards the rope of T2, which hooks on in the yard; T4 towards that
// of T2 in the pit; and the operator of T5 overrides the stop before T3's rope.
var day = []lift{
	{"T1", 300, mgl64.Vec3{245, 222, yardLevel}, mgl64.Vec3{250, 264, levelWest}, 1.6, 40},
	{"T2", 800, mgl64.Vec3{300, 222, yardLevel}, mgl64.Vec3{292, 268, levelMid}, 2.4, 40},
	{"T3", 1300, mgl64.Vec3{355, 220, yardLevel}, mgl64.Vec3{338, 264, levelEast}, 2.2, 40},
	{"T4", 1800, mgl64.Vec3{266, 243, yardLevel}, mgl64.Vec3{252, 258, levelWest}, 1.2, 40},
	{"T5", 2300, mgl64.Vec3{348, 257, levelEast}, mgl64.Vec3{310, 262, levelMid}, 1.1, 40},

	{"T2", 3000, mgl64.Vec3{275, 232, yardLevel}, mgl64.Vec3{300, 262, levelMid}, 1.8, 170},
	{"T1", 3030, mgl64.Vec3{262, 222, yardLevel}, mgl64.Vec3{246, 257, levelWest}, 1.3, 40},

	{"T3", 4600, mgl64.Vec3{355, 225, yardLevel}, mgl64.Vec3{336, 258, levelEast}, 2, 40},

	{"T2", 5400, mgl64.Vec3{305, 225, yardLevel}, mgl64.Vec3{285, 262, levelMid}, 1.9, 170},
	{"T4", 5700, mgl64.Vec3{277.5, 279, yardLevel}, mgl64.Vec3{250, 270, levelWest}, 0.9, 40},

	{"T3", 7200, mgl64.Vec3{332.2, 240.4, yardLevel}, mgl64.Vec3{345, 262, levelEast}, 1.5, 190},
	{"T5", 7110, mgl64.Vec3{350, 262, levelEast}, mgl64.Vec3{300, 262, levelMid}, 1, 150},

	{"T1", 9000, mgl64.Vec3{248, 220, yardLevel}, mgl64.Vec3{246, 262, levelWest}, 1.4, 40},
	{"T4", 9500, mgl64.Vec3{268, 243.5, yardLevel}, mgl64.Vec3{254, 262, levelWest}, 1.1, 40},
}

// Instants of the day [s].
const (
	dayLength   = 10800
	overrideOn  = 7420
	overrideOff = 7450
	sampling    = 1  // between readings of a crane that moves [s]
	breathing   = 60 // and of one that stands
)

func dayEvents() []engine.Event {
	return []engine.Event{
		{Subject: "crane/T5", Property: "override", Value: engine.Bool(true), Source: "script"},
		{Subject: "crane/T5", Property: "override", Value: engine.Bool(false), Source: "script"},
	}
}

// craneDay lets the site's cranes work through the day and returns what their
// sensors said.
func craneDay(files map[string][]byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "shapan-demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return nil, err
		}
	}
	s, err := site.Load(filepath.Join(dir, "site.yaml"))
	if err != nil {
		return nil, err
	}
	p := crane.Parameters{
		Wind: crane.WindParameters{MPerS: 3, FromDeg: 120, Terrain: "C"}, Damping: 0.015, StaleS: 90,
		Guard: crane.GuardParameters{SensorS: 0.5, OperatorS: 3, HorizonS: 30},
	}
	for _, t := range towers {
		d := crane.Driving{ID: t.ID, Driver: "plan", Start: dayStart(t.ID), Park: dayPark(t.ID)}
		for _, l := range day {
			if l.crane == t.ID {
				d.Lifts = append(d.Lifts, crane.Lift{
					At: time.Duration(l.at) * time.Second, Pick: l.pick, Place: l.place, LoadT: l.load, SlingM: 3, HoldS: l.hold,
				})
			}
		}
		p.Cranes = append(p.Cranes, d)
	}
	m, err := crane.New(s, p, 1)
	if err != nil {
		return nil, err
	}
	return recordDay(m)
}

// dayStart is how a crane stands in the morning: out of the others' way, the hook
// where it need not be raised past a lower crane's jib to get there.
func dayStart(id string) crane.Start {
	hook := 20.0
	return crane.Start{SlewDeg: map[string]float64{"T1": 250, "T2": 180, "T3": 110, "T4": 30, "T5": 330}[id], HookM: &hook}
}

// dayPark is where it waits.
func dayPark(id string) *crane.Start {
	s := dayStart(id)
	return &s
}

func recordDay(m *crane.Model) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("time_s,crane,slew_deg,radius_m,hook_m,load_t\n")
	const perSecond = 2
	tick := engine.Tick{Step: time.Second / perSecond}
	said := map[string]string{}
	at := map[string]int{}
	frame := &engine.Frame{}
	events := dayEvents()
	for n := range dayLength * perSecond {
		tick = tick.Next()
		step := &engine.Step{Tick: tick, Ticks: 1, Before: frame, Rand: rand.New(rand.NewPCG(1, uint64(n)))}
		switch n {
		case overrideOn * perSecond:
			step.Events = events[:1]
		case overrideOff * perSecond:
			step.Events = events[1:]
		}
		if err := m.Step(context.Background(), step); err != nil {
			return nil, err
		}
		if (n+1)%(perSecond*sampling) != 0 {
			continue
		}
		seen := &engine.Frame{Tick: tick}
		m.Observe(seen)
		second := (n + 1) / perSecond
		for _, t := range towers {
			value := func(name string) float64 { v, _ := seen.Scalar("crane/" + t.ID + "." + name); return v }
			round := func(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }
			text := t.ID + "," + round(value("slew"), 2) + "," + round(value("radius"), 2) + "," + round(value("hook_height"), 2) + "," + round(value("load")/1000, 2)
			if text == said[t.ID] && second-at[t.ID] < breathing {
				continue
			}
			said[t.ID], at[t.ID] = text, second
			fmt.Fprintf(&out, "%d,%s\n", second, text)
		}
	}
	return out.Bytes(), nil
}

const craneDayYAML = `# Written by testdata/generate. A morning of the five cranes as their sensors
# recorded it: two near misses, which the anti-collision stopped, and one stop
# that an operator overrode. README.md lists them.
title: {zh: 五塔吊一上午, en: "A morning of five cranes"}
description:
  zh: 回放传感器记录：两次险情被自动停车，一次被操作员强制通过。
  en: "What the sensors recorded: two near misses that were stopped, and one stop that was overridden."
site: site.yaml
start: 2026-07-21T07:30:00+08:00
duration: 3h
step: 500ms
seed: 1
models:
  - use: crane
    with:
      recording_file: crane-day.csv
      stale_after_s: 90
      wind: {m_per_s: 3, from_deg: 120, terrain: C}
      cranes:
        - {id: T1, start: {slew_deg: 250, hook_m: 20}}
        - {id: T2, start: {slew_deg: 180, hook_m: 20}}
        - {id: T3, start: {slew_deg: 110, hook_m: 20}}
        - {id: T4, start: {slew_deg: 30, hook_m: 20}}
        - {id: T5, start: {slew_deg: 330, hook_m: 20}}
events:
  - {at: 7420s, subject: crane/T5, set: {override: true}}
  - {at: 7450s, subject: crane/T5, set: {override: false}}
`

const craneWorkYAML = `# Written by testdata/generate. Five operators at work while a front comes
# through: lifting stops above 12 m/s, and the empty cranes turn in the wind.
title: {zh: 五塔吊与大风, en: "Five cranes and a front"}
description:
  zh: 随机作业，40 分钟后大风过境：停止起吊，空载塔吊随风回转。
  en: "Random work; after 40 minutes a front passes: lifting stops, empty cranes turn in the wind."
site: site.yaml
start: 2026-07-21T13:00:00+08:00
duration: 90min
step: 250ms
seed: 7
models:
  - use: crane
    with:
      wind:
        terrain: C
        gusts: true
        table:
          - {at: 0s, m_per_s: 4, from_deg: 150}
          - {at: 35min, m_per_s: 6, from_deg: 170}
          - {at: 45min, m_per_s: 16, from_deg: 300}
          - {at: 65min, m_per_s: 12, from_deg: 310}
          - {at: 75min, m_per_s: 4, from_deg: 320}
      cranes:
        - {id: T1, driver: random, start: {slew_deg: 250}}
        - {id: T2, driver: random, start: {slew_deg: 180}}
        - {id: T3, driver: random, start: {slew_deg: 110}}
        - {id: T4, driver: random, start: {slew_deg: 30}}
        - {id: T5, driver: random, start: {slew_deg: 330}}
`

// craneLayoutYAML asks for other cranes over the pit than the five.
const craneLayoutYAML = `# Written by testdata/generate. Which cranes of the site's catalogue, where and how
# high, over the pit and the yard? shapan cranes layout crane-layout.yaml
site: site.yaml
places: # beside the pit, on the coping's side of the yard and of the street
  outline: [[205, 214], [380, 214], [380, 283], [205, 283]]
  every_m: 14
  avoid: [pit/station]
jib_heights_m: [32, 40, 48, 56, 64]
cover:
  - {of: pit/station, load_t: 1.6, every_m: 7, weight: 2}
  - {of: zone/yard, load_t: 1.6, every_m: 7}
most: 4
worth: 400 # of reaching all of it, in the unit of the catalogue's costs
`
