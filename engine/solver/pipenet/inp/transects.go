package inp

import (
	"strings"

	"shapan/engine/solver/pipenet"
)

// readTransects reads the channels surveyed in the form of HEC-2: NC the rough-
// nesses, X1 a new transect, GR its points.
func (b *builder) readTransects() {
	var left, right, bed float64
	var t *pipenet.Transect
	var raise, widen float64
	b.each("TRANSECTS", func() {
		switch b.upper(0) {
		case "NC":
			if v := b.notNegative(1, "n of the left overbank", 0); v > 0 {
				left = v
			}
			if v := b.notNegative(2, "n of the right overbank", 0); v > 0 {
				right = v
			}
			if v := b.notNegative(3, "n of the channel", 0); v > 0 {
				bed = v
			}
		case "X1":
			key := strings.ToLower(b.need(1, "name"))
			if b.transects[key] != nil {
				b.wrong("transect %s: is there twice", b.text(1))
			}
			t = &pipenet.Transect{Steps: 50, Left: left, Right: right, Bed: bed,
				LeftBank: b.optional(3, "left bank", 0) * b.u.length, RightBank: b.optional(4, "right bank", 0) * b.u.length}
			if m := b.optional(7, "meander factor", 0); m != 0 && m != 1 {
				b.leave(true, "transect %s: meander factor %v", b.text(1), m)
			}
			widen, raise = b.optional(8, "width factor", 0), b.optional(9, "elevation shift", 0)*b.u.length
			if widen == 0 {
				widen = 1
			}
			t.LeftBank, t.RightBank = t.LeftBank*widen, t.RightBank*widen
			b.transects[key] = t
		case "GR":
			if t == nil {
				b.wrong("GR stands before any X1")
				return
			}
			for k := 1; k+1 < len(b.at.fields); k += 2 {
				t.Height = append(t.Height, b.number(k, "height")*b.u.length+raise)
				t.Station = append(t.Station, b.number(k+1, "station")*b.u.length*widen)
			}
		default:
			b.wrong("%q: expected NC, X1 or GR", clip(b.text(0)))
		}
	})
	for _, t := range b.transects {
		if t.LeftBank == t.RightBank && len(t.Station) > 0 { // no overbanks
			t.LeftBank, t.RightBank = t.Station[0], t.Station[len(t.Station)-1]
		}
	}
}
