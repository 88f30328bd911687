package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// geojson writes polygons one feature to a line, in site coordinates (not
// degrees: the site file says `coordinates: site`).
type geojson struct {
	buf   bytes.Buffer
	count int
}

// add appends a polygon; properties come ready as JSON members.
func (g *geojson) add(properties string, rings ...ring) {
	if g.count > 0 {
		g.buf.WriteString(",\n")
	}
	g.count++
	fmt.Fprintf(&g.buf, `{"type":"Feature","properties":{%s},"geometry":{"type":"Polygon","coordinates":[`, properties)
	for k, r := range rings {
		if k > 0 {
			g.buf.WriteByte(',')
		}
		if (r.area() > 0) != (k == 0) { // RFC 7946: outline anticlockwise, holes clockwise
			r = ring(polyline(r).reversed())
		}
		g.buf.WriteByte('[')
		for m, p := range r.closed() {
			if m > 0 {
				g.buf.WriteByte(',')
			}
			g.buf.WriteString(coordinates(p))
		}
		g.buf.WriteByte(']')
	}
	g.buf.WriteString("]}}")
}

func (g *geojson) bytes() []byte {
	return fmt.Appendf(nil, "{\"type\":\"FeatureCollection\",\"features\":[\n%s\n]}\n", g.buf.Bytes())
}

// number writes v with at most three decimals.
func number(v float64) string {
	s := strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
	if s = strings.TrimSuffix(s, "."); s == "-0" {
		return "0"
	}
	return s
}

func coordinates(p point) string { return "[" + number(p[0]) + "," + number(p[1]) + "]" }

func buildingsJSON(t *town) []byte {
	var g geojson
	for _, b := range t.buildings {
		name := ""
		if b.zh != "" {
			name = fmt.Sprintf(`"name_zh":%q,"name_en":%q,`, b.zh, b.en)
		}
		g.add(fmt.Sprintf(`"id":%q,%s"height_m":%s`, b.id, name, number(b.height)), b.outline)
	}
	return g.bytes()
}

func surfacesJSON(t *town) []byte {
	var g geojson
	for _, s := range surfaces(t) {
		g.add(fmt.Sprintf(`"id":%q,"kind":%q,"name_zh":%q,"name_en":%q,"manning_s_per_m13":%s,"infiltration_mm_per_h":%s`,
			s.id, s.kind, s.zh, s.en, number(s.manning), number(s.infiltration)), s.rings...)
	}
	return g.bytes()
}

func roadsJSON() []byte {
	var g geojson
	for _, r := range roads() {
		g.add(fmt.Sprintf(`"id":%q,"kind":"road","name_zh":%q,"name_en":%q`, r.id, r.zh, r.en), r.outline)
	}
	return g.bytes()
}

// road is a carriageway from kerb to kerb, or the widening where kerbs curve
// round a corner.
type road struct {
	id, zh, en string
	outline    ring
}

func roads() []road {
	var out []road
	site := ring{{0, 0}, {size, 0}, {size, size}, {0, size}}
	for _, s := range streets {
		r := ring(s.line.offset(-s.half))
		r = append(r, ring(s.line.offset(s.half).reversed())...)
		out = append(out, road{s.id, s.zh, s.en, r.clipped(site).rounded(0.1)})
	}
	for _, b := range blocks {
		for k, c := range b.corners {
			out = append(out, road{fmt.Sprintf("corner-%s-%d", b.id, k+1), "路口", "Junction", c})
		}
	}
	return out
}

// clipped is the part of r inside the convex ring w (Sutherland and Hodgman 1974).
func (r ring) clipped(w ring) ring {
	out := r
	for k, a := range w {
		d := w[(k+1)%len(w)].Sub(a)
		in := out
		out = nil
		for m, p := range in {
			q := in[(m+1)%len(in)]
			sp, sq := cross(d, p.Sub(a)), cross(d, q.Sub(a))
			if sp >= 0 {
				out = append(out, p)
			}
			if (sp >= 0) != (sq >= 0) {
				out = append(out, p.Add(q.Sub(p).Mul(sp/(sp-sq))))
			}
		}
	}
	return out
}
