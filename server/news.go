package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"shapan/engine"
	"shapan/engine/record"
)

// news is one line of the reliable plane and of the log.
type news struct {
	record.Entry
	text []byte // the message as it goes out
}

type newsMessage struct {
	Type    string      `json:"type"` // "alarm" or "log"
	Seq     uint64      `json:"seq"`
	Seconds float64     `json:"t_s"`
	Kind    string      `json:"kind,omitempty"` // of a log line
	Subject string      `json:"subject"`
	Level   string      `json:"level,omitempty"` // of an alarm, as State
	State   string      `json:"state,omitempty"`
	Cell    string      `json:"cell,omitempty"` // of the city's grid in which the subject stands
	Text    engine.Text `json:"text"`
}

// newsOf words an entry of the run's log for people.
func newsOf(e record.Entry, seq uint64, site *engine.Site) news {
	if e.Event != nil {
		e.Text = eventText(*e.Event, site)
	}
	m := newsMessage{Type: "alarm", Seq: seq, Seconds: e.Seconds, Subject: e.Subject, Level: e.Level, State: e.State, Text: e.Text}
	m.Cell = cellOf(e.Subject, site)
	if e.Kind != record.AlarmEntry {
		m.Type, m.Kind, m.Level, m.State = "log", e.Kind, "", ""
	}
	return news{e, must(marshal(m))}
}

// cellOf is the cell of the city's management in which a subject stands.
func cellOf(subject string, site *engine.Site) string {
	if a := site.Asset(subject); a != nil {
		cell, _ := a.Properties["city_cell"].Text()
		return cell
	}
	return ""
}

// eventText says who has set what of which subject.
func eventText(e engine.Event, site *engine.Site) engine.Text {
	subject := engine.Text{ZH: e.Subject, EN: e.Subject}
	if a := site.Asset(e.Subject); a != nil && a.Name.EN != "" && a.Name.ZH != "" {
		subject = a.Name
	}
	source := engine.Text{ZH: e.Source, EN: e.Source}
	if known, ok := sources[e.Source]; ok {
		source = known
	}
	value := valueText(e.Value)
	if e.Property == "state" {
		return engine.Text{
			ZH: fmt.Sprintf("%s：%s（%s）", subject.ZH, value.ZH, source.ZH),
			EN: fmt.Sprintf("%s: %s (%s)", subject.EN, value.EN, source.EN),
		}
	}
	property := engine.Text{ZH: e.Property, EN: strings.ReplaceAll(e.Property, "_", " ")}
	if known, ok := properties[e.Property]; ok {
		property = known
	}
	return engine.Text{
		ZH: fmt.Sprintf("%s：%s → %s（%s）", subject.ZH, property.ZH, value.ZH, source.ZH),
		EN: fmt.Sprintf("%s: %s → %s (%s)", subject.EN, property.EN, value.EN, source.EN),
	}
}

func valueText(v engine.Value) engine.Text {
	if word, ok := v.Text(); ok {
		if known, ok := words[word]; ok {
			return known
		}
		return engine.Text{ZH: word, EN: strings.ReplaceAll(word, "_", " ")}
	}
	points, ok := v.Points()
	switch {
	case !ok:
		return engine.Text{ZH: v.String(), EN: v.String()}
	case len(points) == 0:
		return engine.Text{ZH: "无", EN: "none"}
	case len(points) == 1:
		at := fmt.Sprintf("(%.1f, %.1f)", points[0][0], points[0][1])
		return engine.Text{ZH: at, EN: at}
	}
	length := 0.0
	for k := 1; k < len(points); k++ {
		length += points[k].Sub(points[k-1]).Len()
	}
	return engine.Text{ZH: fmt.Sprintf("%d 点，长 %.1f m", len(points), length), EN: fmt.Sprintf("%d points, %.1f m long", len(points), length)}
}

// What is called by a name of its own in both languages.
var (
	words = map[string]engine.Text{
		"ok":       {ZH: "恢复正常", EN: "back in order"},
		"failed":   {ZH: "故障", EN: "failed"},
		"no_power": {ZH: "断电", EN: "no power"},
		"stopped":  {ZH: "停止", EN: "stopped"},
		"running":  {ZH: "运行", EN: "running"},
		"off":      {ZH: "关闭", EN: "off"},
		"on":       {ZH: "开启", EN: "on"},
		"open":     {ZH: "打开", EN: "open"},
		"closed":   {ZH: "关闭", EN: "closed"},
		"offsite":  {ZH: "场外", EN: "off site"},
	}
	properties = map[string]engine.Text{
		"position":      {ZH: "位置", EN: "position"},
		"discharge":     {ZH: "排放点", EN: "discharge"},
		"line":          {ZH: "走向", EN: "line"},
		"height_m":      {ZH: "高度 [m]", EN: "height [m]"},
		"start_depth_m": {ZH: "启泵水深 [m]", EN: "start depth [m]"},
		"stop_depth_m":  {ZH: "停泵水深 [m]", EN: "stop depth [m]"},
		"factor":        {ZH: "倍数", EN: "factor"},
	}
	sources = map[string]engine.Text{
		"script":   {ZH: "脚本", EN: "script"},
		"operator": {ZH: "操作员", EN: "operator"},
	}
)

// marshal writes JSON as it is, without escapes for HTML.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// headerJSON writes JSON for an HTTP header, where browsers take every byte for
// a character: "°C" and "m³/s" are escaped.
func headerJSON(v any) string {
	var out strings.Builder
	for _, r := range string(must(marshal(v))) {
		if r < 0x7f {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}

// must is for JSON of values that cannot fail to be written.
func must(text []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return text
}
