package main

// scenario is a rehearsal: a storm and what befalls the site.
type scenario struct {
	File             string
	TitleZH, TitleEN string
	DescribeZH       string
	DescribeEN       string
	ReturnPeriod     int
	Events           []string
}

// sandbagLine closes the low side of the pit: along the working strip, and at
// both ends up to the pit's edge where the coping stands above any water that
// the sag can hold.
var sandbagLine = polyline{{232, 262}, {229, 262}, {229, 279}, {355, 279}, {355, 262}, {352, 262}}

const p2Fails = "{at: 45min, subject: pump/P2, set: failed}"

func scenarios() []scenario {
	storm := func(years int, zh, en, describeZH, describeEN string) scenario {
		file := map[int]string{5: "storm-5y", 20: "storm-20y", 50: "storm-50y", 100: "storm-100y"}[years]
		return scenario{file, zh, en, describeZH, describeEN, years, nil}
	}
	return []scenario{
		storm(5, "五年一遇暴雨", "5-year storm", "低点积水，坑沿不漫水。", "The street's low point ponds, the coping holds."),
		storm(20, "二十年一遇暴雨", "20-year storm", "积水接近坑沿。", "The pond comes close to the top of the coping."),
		storm(50, "五十年一遇暴雨", "50-year storm", "街面积水漫过坑沿最低处，四台泵完好。", "The pond runs over the lowest place of the coping; all pumps are sound."),
		storm(100, "百年一遇暴雨", "100-year storm", "大量街面水灌入基坑。", "The street pours into the pit."),
		{"pump-failure", "五十年一遇暴雨，主泵故障", "50-year storm, main pump fails", "主泵 P2 在第45分钟停机，泵车 P4 停在场内备用。把它拖到滨江路低点再算一次。",
			"Main pump P2 fails at minute 45 while pump truck P4 stands by in the yard. Drag it to the street's low point and run again.", 50, []string{p2Fails}},
		{"sandbags", "五十年一遇暴雨，主泵故障，沙袋挡水", "50-year storm, main pump fails, sandbags", "第20分钟沿坑沿低侧垒起0.6米沙袋，P2 在第45分钟停机。",
			"A 0.6 m line of sandbags stands along the pit's low side from minute 20; P2 fails at minute 45.", 50,
			[]string{"{at: 20min, subject: barrier/bags-1, set: {line: " + line(sandbagLine) + ", height_m: 0.6}}", p2Fails}},
	}
}

func (s scenario) yaml() []byte { return execute(s.File, scenarioTemplate, s) }

// watchYAML is what the live run plays: dry ground, and whatever is measured.
const watchYAML = `# Written by testdata/generate.
title: {zh: 现场跟随, en: Live watch}
description:
  zh: 跟随现场读数；任何一刻都可以分支推演。
  en: Follows what is measured on the site; leave a branch at any second.
site: site.yaml
start: 2026-07-20T18:00:00+08:00 # a run that follows starts when it is started
duration: 2h # how far its branches and forecasts go
step: 1s
seed: 1
models:
  - use: rainstorm
    with:
      # what "50-year storm begins now" means: DB31/T 1043-2017 [to be verified]
      storm: {return_period_years: 50, a1: 9.581, c: 0.846, b_min: 7.0, n: 0.656, peak_ratio: 0.4, duration: 3h}
      drainage_mm_per_h: 36
      boundaries: {west: open, east: open, south: open, north: open}
`

const scenarioTemplate = `# Written by testdata/generate.
title: {zh: {{.TitleZH}}, en: {{printf "%q" .TitleEN}}}
description:
  zh: {{.DescribeZH}}
  en: {{printf "%q" .DescribeEN}}
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: 3h
step: 1s
seed: 1
models:
  - use: rainstorm
    with:
      rain:
        # Shanghai, DB31/T 1043-2017 [to be verified]: q = 167 A1 (1 + C lg P) / (t + b)^n
        design_storm: {return_period_years: {{.ReturnPeriod}}, a1: 9.581, c: 0.846, b_min: 7.0, n: 0.656, peak_ratio: 0.4, duration: 3h}
      drainage_mm_per_h: 36 # what the old storm sewers take: about a 1-year storm
      boundaries: {west: open, east: open, south: open, north: open}
{{- if .Events}}
events:
{{- range .Events}}
  - {{.}}
{{- end}}
{{- end}}
`
