package author

import (
	"fmt"
	"strings"
)

// quoted is a text in YAML.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(s) + `"`
}

// text is the site file.
func (d *draft) text() string {
	var s strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&s, format+"\n", args...) }
	line("# Written by shapan init. Everything may be changed; `shapan check site.yaml` finds")
	line("# mistakes, `shapan schema site` is for editors, `shapan serve site.yaml` shows it.")
	line("name: {zh: %s, en: %s}", quoted(d.name), quoted(d.name))
	line("")
	d.mapText(line)
	if d.flat {
		line("# No elevation model was given: the ground is FLAT at %.2f m (%s).", d.ground, d.groundHow)
		line("# Name one here instead (file: dem.tif; GeoTIFF, ESRI ASCII grid, SRTM), and leave coordinates out.")
	}
	line("ground: # bare ground, before any excavation")
	line("  file: %s", quoted(d.elevation))
	if d.coords != "" {
		line("  coordinates: %s", quoted(d.coords))
	}
	if d.swap {
		line("  swap_axes: true # the file has north first")
	}
	line("  cell_m: %g", d.cell)
	line("  extent_m: [0, 0, %g, %g] # west, south, east, north in site coordinates", d.width, d.height)
	line("  manning_s_per_m13: 0.03 # roughness where nothing else is said: 0.016 asphalt, 0.05 grass")
	line("  infiltration_mm_per_h: 0")
	line("")
	d.areas(line)
	line("# What a rehearsal of a pit needs; see testdata/demo/site.yaml for all of it.")
	line("#pits:")
	line("#  - {id: pit, name: {zh: 基坑, en: Pit}, outline: [[x, y], [x, y], [x, y]], formation_level_m: -12, coping_height_m: 0.3}")
	line("#sumps:")
	line("#  - {id: S1, outline: [[x, y], [x, y], [x, y]], floor_level_m: -13.5}")
	line("#pumps:")
	line("#  - {id: P1, at: [x, y], discharge: offsite, curve_head_m_flow_l_per_s: [[0, 60], [20, 25]], start_depth_m: 0.6, stop_depth_m: 0.2}")
	line("#gauges:")
	line("#  - {id: G1, name: {zh: 坑底, en: Pit floor}, at: [x, y], prewarning_depth_m: 0.15, alarm_depth_m: 0.3}")
	return s.String()
}

// mapText is what the site file says of its map.
func (d *draft) mapText(line func(string, ...any)) {
	if d.system == nil {
		line("# No model says where on the map it stands, so this is no place on the earth. When it is")
		line("# known: epsg: 4549, and the map's easting and northing of the site's own (0, 0, 0).")
		line("crs: {name: \"none\", easting_m: 0, northing_m: 0, height_m: 0, rotation_deg: 0}")
		line("")
		return
	}
	line("crs: # where the site's own (0, 0, 0) lies on the map")
	if d.system.Code != 0 {
		line("  epsg: %d", d.system.Code)
	} else if prj, err := d.system.PRJ(); err == nil {
		line("  definition: '%s'", strings.ReplaceAll(prj, "'", "''"))
	}
	line("  name: %s", quoted(d.system.Name))
	line("  easting_m: %.3f", d.origin.Easting)
	line("  northing_m: %.3f", d.origin.Northing)
	line("  height_m: 0 # of the site's level 0 in the map's heights")
	line("  rotation_deg: 0 # or control_points, in place of all four")
	line("")
}

func (d *draft) areas(line func(string, ...any)) {
	if r := d.roads; r != nil {
		line("roads:")
		if d.roadsOwn {
			line("  # carriageways as wide as their class usually is: lines have no width")
		}
		r.text(line)
		line("    manning_s_per_m13: 0.016")
		line("")
	}
	if b := d.buildings; b != nil {
		line("buildings: # water flows around them")
		b.text(line)
		if b.height != "" {
			line("    height_property: %s", quoted(b.height))
		}
		if b.storeys != "" {
			line("    storeys_property: %s # of 3 m each", quoted(b.storeys))
		}
		if b.raster == "" {
			line("    height_m: 9 # of those that say nothing")
		}
		line("")
	}
	if len(d.models) > 0 {
		line("models: # where their origin stands on the site; move them to their places")
		for _, m := range d.models {
			switch {
			case m.placed:
				line("  - {id: %s, class: building, file: %s} # it says itself where on the map it stands; at: [x, y] moves it", quoted(m.id), quoted(m.file))
			case m.ifc && d.flat && d.system == nil:
				line("  - {id: %s, class: building, file: %s, at: [%g, %g, %g], heading_deg: 0} # its own zero; it names no place on the map", quoted(m.id), quoted(m.file), d.zero[0], d.zero[1], d.ground)
			case m.ifc:
				line("  - {id: %s, class: building, file: %s, at: [%g, %g], heading_deg: 0} # it names no place on the map", quoted(m.id), quoted(m.file), d.width/2, d.height/2)
			default:
				line("  - {id: %s, file: %s, at: [%g, %g]}", quoted(m.id), quoted(m.file), d.width/2, d.height/2)
			}
		}
		line("")
	}
}

// text is an entry's beginning: its file and what is to be known to read it.
func (e *entry) text(line func(string, ...any)) {
	if e.raster != "" {
		line("  - raster: %s", quoted(e.raster))
	} else {
		line("  - file: %s", quoted(e.file))
	}
	if e.layer != "" {
		line("    layer: %s", quoted(e.layer))
	}
	if e.where != "" {
		line("    where: %s # the file holds other things as well", quoted(e.where))
	}
	if e.coordinates != "" {
		line("    coordinates: %s", quoted(e.coordinates))
	}
	if e.swap {
		line("    swap_axes: true # the file has north first")
	}
	if e.encoding != "" {
		line("    encoding: %s", quoted(e.encoding))
	}
	if e.skip {
		line("    faulty: skip # some outlines cross themselves")
	}
}

// scenario is a first rehearsal.
func (d *draft) scenario() string {
	return `# Written by shapan init: an hour of cloudburst over the whole site.
title: {zh: 短时强降雨, en: Cloudburst}
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: 1h
step: 1s
models:
  - use: rainstorm
    with:
      # or design_storm with your city's formula: see testdata/demo
      rain: {constant_mm_per_h: 60}
      boundaries: {west: open, east: open, south: open, north: open}
`
}
