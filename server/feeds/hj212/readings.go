package hj212

import (
	"strconv"
	"strings"
	"time"
)

// Reading is what a station says of one pollutant or quantity.
type Reading struct {
	At     time.Time
	Code   string // "a34004" PM2.5, "a34002" PM10, "a01007" wind speed, "LA" noise …
	Kind   string // "Rtd" now; "Avg", "Min", "Max", "Cou" of an interval
	Value  float64
	Flag   string // N normal, F stopped, M maintenance, S set by hand, D fault, C calibrating, T over range, B broken link
	Device string // the station
}

// Good tells whether the value is a measurement.
func (r *Reading) Good() bool { return r.Flag == "" || r.Flag == "N" || r.Flag == "T" }

// Readings are those of a packet that uploads data: names are code-kind, and a
// code's flag stands beside it. What is no number is left out, and told.
func (p *Packet) Readings() (all []Reading, skipped []string) {
	at, _ := p.Time()
	if text, ok := p.Get("DataTime"); ok {
		t, err := parseStamp(text)
		if err != nil {
			skipped = append(skipped, "DataTime="+text)
		} else {
			at = t
		}
	}
	for _, g := range p.Contents {
		flags := map[string]string{}
		for _, f := range g {
			if code, kind, ok := strings.Cut(f.Name, "-"); ok && kind == "Flag" {
				flags[code] = f.Value
			}
		}
		for _, f := range g {
			code, kind, ok := strings.Cut(f.Name, "-")
			if !ok || kind == "Flag" || kind == "SampleTime" || kind == "EFlag" {
				continue
			}
			v, err := strconv.ParseFloat(f.Value, 64)
			if err != nil || v != v || v-v != 0 {
				skipped = append(skipped, f.Name+"="+f.Value)
				continue
			}
			all = append(all, Reading{At: at, Code: code, Kind: kind, Value: v, Flag: flags[code], Device: p.MN})
		}
	}
	return all, skipped
}
