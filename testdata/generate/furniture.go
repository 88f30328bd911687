package main

import "math"

// lamps line the avenue and the two main cross streets.
func lamps() *mesh {
	m := newMesh()
	for _, s := range streets {
		step := map[string]float64{"binjiang": 30, "yongan": 34, "wenchang": 34}[s.id]
		if step == 0 {
			continue
		}
		for side, sign := range []float64{-1, 1} {
			kerb := s.line.offset(sign * (s.half + 0.7))
			for at := 14.0 + 12*float64(side); at < kerb.length(); at += step {
				p, d := kerb.at(at)
				if !onPavement(p) || p[0] < 2 || p[1] < 2 || p[0] > size-2 || p[1] > size-2 {
					continue
				}
				in := left(d).Mul(-sign)
				angle := math.Atan2(in[1], in[0]) * 180 / math.Pi
				m.town(vec{p[0], p[1], height(p)}, angle)
				m.in(darkSteel).tube(vec{0, 0, -0.2}, vec{0, 0, 8.6}, 0.11, 0.06, 5)
				m.bar(vec{0, 0, 8.5}, vec{2.2, 0, 9}, 0.08)
				m.in(panelWhite).box(vec{1.7, -0.16, 8.9}, vec{2.7, 0.16, 9.02})
			}
		}
	}
	return m
}

var carPaint = []material{
	paint("car white", 0xDDDEDC, 0.2, 0.35), paint("car grey", 0x6E7378, 0.4, 0.35),
	paint("car black", 0x24262A, 0.3, 0.3), paint("car blue", 0x2F4E78, 0.3, 0.35),
	paint("car red", 0x8E2A25, 0.3, 0.35),
}

// cars are parked along the lesser streets and lanes, heading with the traffic.
func cars() *mesh {
	m := newMesh()
	k := 0
	for _, s := range streets {
		step := map[string]float64{"yongan": 19, "wenchang": 23, "xiaohe": 21, "cangqian": 17, "matou": 22, "jianshe": 18, "yanma": 21}[s.id]
		if step == 0 {
			continue
		}
		for _, sign := range []float64{-1, 1} {
			lane := s.line.offset(sign * (s.half - 1.15))
			for at := 9.0; at < lane.length()-3; at += step {
				k++
				p, d := lane.at(at + 6*noise(7*k))
				if noise(11*k) < 0.55 || nearCrossing(p, s.id) || p[0] < 4 || p[1] < 4 || p[0] > size-4 || p[1] > size-4 {
					continue
				}
				d = d.Mul(-sign)
				m.town(vec{p[0], p[1], height(p)}, math.Atan2(d[1], d[0])*180/math.Pi)
				car(m, carPaint[int(noise(13*k)*4.999)])
			}
		}
	}
	return m
}

// nearCrossing reports whether another street passes within 20 m.
func nearCrossing(p point, id string) bool {
	for _, s := range streets {
		if s.id == id {
			continue
		}
		if d, _ := s.line.distance(p); d < s.half+9 {
			return true
		}
	}
	return false
}

func car(m *mesh, colour material) {
	m.in(rubber).boxOnGround(vec{-2.1, -0.82, 0.05}, vec{2.1, 0.82, 0.4})
	m.in(colour).hexahedron([8]vec{
		{-2.2, -0.88, 0.35}, {2.25, -0.88, 0.35}, {2.25, 0.88, 0.35}, {-2.2, 0.88, 0.35},
		{-2.15, -0.85, 0.92}, {2.15, -0.85, 0.82}, {2.15, 0.85, 0.82}, {-2.15, 0.85, 0.92},
	}, false)
	m.in(glass).hexahedron([8]vec{
		{-1.75, -0.8, 0.9}, {1.15, -0.8, 0.85}, {1.15, 0.8, 0.85}, {-1.75, 0.8, 0.9},
		{-1.25, -0.68, 1.42}, {0.45, -0.68, 1.42}, {0.45, 0.68, 1.42}, {-1.25, 0.68, 1.42},
	}, false)
	m.in(colour).face(vec{-1.2, -0.66, 1.43}, vec{0.4, -0.66, 1.43}, vec{0.4, 0.66, 1.43}, vec{-1.2, 0.66, 1.43})
}
