package inp

import "strings"

// readMap keeps where things lie. A place of something that is not there is a
// mistake; SWMM lets it pass, but a site would put nothing there.
func (b *builder) readMap() {
	m := &b.file.Map
	m.Units = "NONE"
	m.Nodes, m.Vertices, m.Polygons = map[string][2]float64{}, map[string][][2]float64{}, map[string][][2]float64{}
	b.each("MAP", func() {
		switch b.upper(0) {
		case "DIMENSIONS":
			for i := range m.Bounds {
				m.Bounds[i] = b.number(i+1, "bound")
			}
		case "UNITS":
			m.Units = strings.ToUpper(b.need(1, "units"))
		default:
			b.wrong("%q: expected DIMENSIONS or UNITS", clip(b.text(0)))
		}
	})
	place := func() [2]float64 { return [2]float64{b.number(1, "x"), b.number(2, "y")} }
	b.each("COORDINATES", func() {
		if k, ok := b.nodes[strings.ToLower(b.text(0))]; ok {
			m.Nodes[b.file.Network.Nodes[k].Name] = place()
			return
		}
		b.leave(false, "node %q is not defined", clip(b.text(0)))
	})
	b.each("VERTICES", func() {
		if k, ok := b.links[strings.ToLower(b.text(0))]; ok {
			name := b.file.Network.Links[k].Name
			m.Vertices[name] = append(m.Vertices[name], place())
			return
		}
		b.leave(false, "link %q is not defined", clip(b.text(0)))
	})
	b.each("POLYGONS", func() {
		name := b.text(0)
		if k, ok := b.areas[strings.ToLower(name)]; ok && k < len(b.file.Runoff.Areas) {
			name = b.file.Runoff.Areas[k].Name
		} else if k, ok := b.nodes[strings.ToLower(name)]; ok {
			name = b.file.Network.Nodes[k].Name
		} else if !b.ignoreRain {
			b.leave(false, "subcatchment or storage node %q is not defined", clip(name))
			return
		}
		m.Polygons[name] = append(m.Polygons[name], place())
	})
}
