package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"time"
)

// The live day: a day of 400 points round the station's pit, with one inclinometer
// that drifts over all its tiers, one water gauge that is stuck, and a storm in the
// evening that lifts the wells of the south side. Everything else stays below its
// limits. live/alarms.txt lists what it must raise.
const (
	liveStep  = 20 * time.Minute
	liveTicks = 72
)

var liveStart = time.Date(2026, 7, 20, 0, 0, 0, 0, time.FixedZone("", 8*3600))

// liveKind is points of one kind, that have their settings in common.
type liveKind struct {
	file, prefix, zh, en string
	count                int
	noise                float64 // standard deviation, in the unit
	digits               int
	settings             string // YAML
	value                func(k int, hours float64) float64
}

var liveKinds = []liveKind{
	{"inclinometers.csv", "CX", "测斜", "Inclinometer", 120, 0.04, 2,
		`    kind: inclinometer
    property: displacement
    unit: mm
    standard: {item: deep_horizontal, support: wall, grade: 1, depth_m: 16, designer: {control_mm: 24, control_mm_per_day: 40, paper: "监测方案 monitoring scheme (fictional)"}}
    on_delay: 40min
    sensor: {low: -150, high: 150, noise: 0.02, every: 20min, spike_deviations: 100} # a wall that begins to move is no spike
    escalate: [15min, 30min]
    forecast: 6h
`, func(k int, hours float64) float64 {
			v := 4 + 6*unit("cx", k) + 0.4*hours/24
			if k == 37 { // it drifts from 06:00 on, a millimetre an hour
				return 9 + math.Max(0, hours-6)
			}
			return v
		}},
	{"settlements.csv", "DB", "地表沉降", "Settlement", 160, 0.08, 2,
		`    kind: settlement
    property: settlement
    unit: mm
    standard: {item: ground_settlement, grade: 1, depth_m: 16}
    on_delay: 40min
    sensor: {low: -200, high: 200, noise: 0.03, every: 20min, spike_deviations: 30}
`, func(k int, hours float64) float64 { return -(3 + 8*unit("db", k)) - 0.5*hours/24 }},
	{"struts.csv", "ZC", "支撑轴力", "Strut", 60, 3, 0,
		`    kind: strut_force
    property: force
    unit: kN
    limits: {notice: 2800, warning: 3200, danger: 3600}
    basis: {code: "监测方案 monitoring scheme (fictional)"}
    on_delay: 40min
    sensor: {low: -500, high: 6000, noise: 2, every: 20min, spike_deviations: 30}
`, func(k int, hours float64) float64 {
			return 1500 + 800*unit("zc", k) + 60*math.Sin((hours-9)/24*2*math.Pi) // the sun warms it
		}},
	{"wells.csv", "SW", "坑外水位", "Well", 60, 0.004, 3,
		`    kind: water_level
    property: level
    unit: m
    limits: {notice: -2.5, warning: -2, danger: -1.5}
    basis: {code: "监测方案 monitoring scheme (fictional)"}
    dead_band: 0.1
    on_delay: 40min
    sensor: {low: -20, high: 5, noise: 0.002, every: 20min, spike_deviations: 1000} # rain lifts it at once
`, func(k int, hours float64) float64 {
			v := -4.2 - 0.6*unit("sw", k)
			if k < 12 { // the south side; the storm is from 18:00 to 20:00
				v += 2 * (1 - math.Exp(-math.Max(0, hours-18)/1.5))
			}
			if k == 41 && hours >= 3 { // stuck
				return math.Inf(1)
			}
			return v
		}},
}

// unit is a number from 0 to 1 that follows from a name and a number.
func unit(name string, k int) float64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", name, k)
	x := h.Sum64()
	x ^= x >> 31 // FNV's last bytes reach only its low bits
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 29
	return float64(x>>11) / (1 << 53)
}

// bell is noise of deviation 1, of the sum of twelve numbers, which never goes
// beyond six.
func bell(name string, k, n int) (sum float64) {
	for i := range 12 {
		sum += unit(fmt.Sprintf("%s/%d/%d", name, k, i), n)
	}
	return sum - 6
}

// liveDay are the files of testdata/demo/live.
func liveDay(placed []placement) (map[string][]byte, error) {
	files := map[string][]byte{"live/site.yaml": liveSite(placed), "live/follow.yaml": []byte(watchYAML)}
	for _, kind := range liveKinds {
		files["live/"+kind.file] = kind.table()
	}

	var day bytes.Buffer
	zip, err := gzip.NewWriterLevel(&day, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(zip, "subject,property,value,at")
	for n := range liveTicks {
		at := liveStart.Add(time.Duration(n) * liveStep)
		hours := at.Sub(liveStart).Hours()
		for _, kind := range liveKinds {
			property := strings.TrimSpace(strings.SplitN(strings.SplitN(kind.settings, "property: ", 2)[1], "\n", 2)[0])
			for k := range kind.count {
				v := kind.value(k, hours)
				if math.IsInf(v, 1) { // what it said last
					v = kind.value(k, 3-liveStep.Hours()) + kind.noise*bell(kind.prefix, k, int(3/liveStep.Hours())-1)
				} else {
					v += kind.noise * bell(kind.prefix, k, n)
				}
				fmt.Fprintf(zip, "point/%s%03d,%s,%.*f,%s\n", kind.prefix, k+1, property, kind.digits, v, at.Format(time.RFC3339))
			}
		}
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	files["live/day.csv.gz"] = day.Bytes()
	return files, nil
}

var sidesZH = map[string]string{"south": "南侧", "east": "东侧", "north": "北侧", "west": "西侧"}

// table puts the points of a kind along the pit's four sides, a little outside.
func (kind *liveKind) table() []byte {
	var out bytes.Buffer
	out.WriteString("id,x,y,z,name_zh,name_en,group,group_zh\n")
	const west, south, east, north = 232.0, 251.0, 352.0, 276.0
	off := map[string]float64{"CX": 0.8, "DB": 4, "ZC": -3, "SW": 7}[kind.prefix]
	perimeter := 2 * (east - west + north - south)
	for k := range kind.count {
		s := perimeter * (float64(k) + 0.5) / float64(kind.count)
		var x, y float64
		var side string
		switch { // anticlockwise from the south-west corner
		case s < east-west:
			x, y, side = west+s, south-off, "south"
		case s < east-west+north-south:
			x, y, side = east+off, south+s-(east-west), "east"
		case s < 2*(east-west)+north-south:
			x, y, side = east-(s-(east-west)-(north-south)), north+off, "north"
		default:
			x, y, side = west-off, north-(s-2*(east-west)-(north-south)), "west"
		}
		fmt.Fprintf(&out, "%s%03d,%.1f,%.1f,5,%s%d,%s %d,%s %s,%s%s\n", kind.prefix, k+1, x, y, kind.zh, k+1, kind.en, k+1, side, strings.ToLower(kind.en)+"s", sidesZH[side], kind.zh)
	}
	return out.Bytes()
}

// liveSite is the demo's site without its cranes, with points, as it lies in a
// folder of its own beside it.
func liveSite(placed []placement) []byte {
	site := string(siteOf(placed, ""))
	for _, change := range [][2]string{
		{"name: {zh: 滨江路站延伸段, en: Binjiang Road station extension}\n", liveName},
		{"file: ground.tif", "file: ../ground.tif"},
		{"file: surfaces.geojson", "file: ../surfaces.geojson"},
		{"file: roads.geojson", "file: ../roads.geojson"},
		{"file: buildings.geojson", "file: ../buildings.geojson"},
		{"file: models/", "file: ../models/"},
		{"scenario: watch.yaml", "scenario: follow.yaml"},
		{"every: 10min, ahead: 2h", "every: 30min, ahead: 2h"},
	} {
		if !strings.Contains(site, change[0]) {
			panic("the demo's site has no " + change[0])
		}
		site = strings.ReplaceAll(site, change[0], change[1])
	}
	var out strings.Builder
	out.WriteString(site + "\n" + livePoints)
	for _, kind := range liveKinds {
		fmt.Fprintf(&out, "  - file: %s\n%s", kind.file, kind.settings)
	}
	return []byte(out.String())
}

const liveName = `id: live
name: {zh: 滨江路站延伸段（实时监测）, en: "Binjiang Road station, live"}
city_grid: {prefix: "310101"}
`

const livePoints = `# 400 measured points. day.csv.gz is a day of their readings, alarms.txt what it must raise.
points:
`
