package cmd

import (
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"shapan/engine"
	"shapan/engine/record"
	"shapan/site"
	"shapan/yamlfile"
)

// source is a recording to be exported and what is known of its site.
type source struct {
	path      string
	recording *record.Recording
	origin    engine.Origin
	ground    *engine.Field // nil: the site is not there
	warn      io.Writer
}

// openSource opens a recording and loads its site, for the height of the
// ground. Where the site is no longer there, the site file in the recording
// still says where on the map it lies.
func openSource(path, sitePath string, warn io.Writer) (*source, error) {
	path = recordingIn(path)
	recording, err := record.Open(path)
	if err != nil {
		return nil, err
	}
	s := &source{path: path, recording: recording, warn: warn}
	if err := s.place(sitePath); err != nil {
		recording.Close()
		return nil, err
	}
	return s, nil
}

func (s *source) place(sitePath string) error {
	meta := s.recording.Meta()
	path := sitePath
	if path == "" {
		path = meta.SitePath
	}
	world, err := site.Load(path)
	if err == nil {
		if err := sameSite(s.recording, path); err != nil {
			fmt.Fprintf(s.warn, "warning: %v\n", err)
		}
		s.origin, s.ground = world.Origin, &world.Ground
		return nil
	}
	if sitePath != "" {
		return err
	}
	text, there := meta.Files["site.yaml"]
	if !there {
		return fmt.Errorf("%s: the site of this recording is not there (%w): name it with --site FILE", s.path, err)
	}
	if s.origin, err = readOrigin(text); err != nil {
		return fmt.Errorf("%s: the site file in this recording: %w", s.path, err)
	}
	fmt.Fprintf(s.warn, "warning: %s is not there: no ground heights and no water_surface; name the site with --site FILE\n", path)
	return nil
}

// readOrigin reads where a site lies from the text of its file alone.
func readOrigin(text []byte) (o engine.Origin, err error) {
	file, err := yamlfile.Parse("site.yaml", text)
	if err != nil {
		return o, err
	}
	var degrees float64
	var errs yamlfile.ErrorList
	for key, into := range map[string]any{
		"epsg": &o.EPSG, "name": &o.CRS, "easting_m": &o.Easting, "northing_m": &o.Northing, "height_m": &o.Height, "rotation_deg": &degrees,
	} {
		if node := file.At("crs", key); node.Exists() {
			errs.Add(node.Decode(into))
		}
	}
	o.Rotation = degrees * math.Pi / 180
	return o, errs.Err()
}

// fields returns the names of the recorded fields in the order of the frames,
// and the water's surface where that can be computed.
func (s *source) fields() (names []string) {
	for _, info := range s.recording.Channels().Fields {
		names = append(names, info.Name)
	}
	if k := slices.Index(names, "water_depth"); k >= 0 && s.ground != nil {
		names = slices.Insert(names, k+1, "water_surface")
	}
	return names
}

// choose returns the fields asked for, or all of them. A component of a
// velocity brings the other: alone it is no vector, and on a turned grid none
// can be had without both.
func (s *source) choose(asked []string) ([]string, error) {
	known := s.fields()
	if len(known) == 0 {
		return nil, inputError{fmt.Errorf("%s: the recording has no fields", s.path)}
	}
	if len(asked) == 0 {
		return known, nil
	}
	var chosen, unknown []string
	add := func(name string) {
		if slices.Contains(known, name) && !slices.Contains(chosen, name) {
			chosen = append(chosen, name)
		}
	}
	for _, name := range asked {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
			continue
		}
		add(name)
		if other := otherComponent(name); other != "" {
			add(other)
		}
	}
	if len(unknown) > 0 {
		return nil, inputError{fmt.Errorf("%s: no field %s: there is %s", s.path, strings.Join(unknown, ", "), strings.Join(known, ", "))}
	}
	return chosen, nil
}

func otherComponent(field string) string {
	if name, ok := strings.CutSuffix(field, "_velocity_x"); ok {
		return name + "_velocity_y"
	}
	if name, ok := strings.CutSuffix(field, "_velocity_y"); ok {
		return name + "_velocity_x"
	}
	return ""
}

// instants returns the recorded times [s] that the flags ask for: of a field,
// all of them, or those that --every leaves, or the newest at each --at.
func (s *source) instants(field string, f *exportFlags) ([]float64, error) {
	if field == "water_surface" {
		field = "water_depth"
	}
	times := slices.Compact(s.recording.Times(field))
	if len(times) == 0 {
		return nil, fmt.Errorf("%s: field %s was never recorded", s.path, field)
	}
	if len(f.at) == 0 {
		return thinned(times, f.interval.Seconds()), nil
	}
	var picked []float64
	for k, at := range f.instants {
		t := at.Seconds()
		if t < times[0] || t > times[len(times)-1] {
			return nil, inputError{fmt.Errorf("--at %s: %s is recorded from %g s to %g s (%s)", f.at[k], field, times[0], times[len(times)-1], clock(seconds(times[len(times)-1])))}
		}
		n, exact := slices.BinarySearch(times, t)
		if !exact {
			n--
		}
		picked = append(picked, times[n])
	}
	slices.Sort(picked)
	return slices.Compact(picked), nil
}

// thinned keeps the first time of every interval, and the last of all.
func thinned(times []float64, every float64) (kept []float64) {
	next := math.Inf(-1)
	for k, t := range times {
		if every <= 0 || t >= next || k == len(times)-1 {
			kept = append(kept, t)
			next = (math.Floor(t/every) + 1) * every
		}
	}
	return kept
}

// makeFolder makes the folder for results; a file in its place is bad input.
func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return inputError{err}
	}
	return nil
}
