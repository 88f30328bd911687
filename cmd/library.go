package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"time"

	"shapan/engine"
	"shapan/engine/record"
	"shapan/scenarios"
	"shapan/server"
	"shapan/site"
	"shapan/yamlfile"
)

// library holds a site and the scenario files that lie beside it.
type library struct {
	site     *engine.Site
	place    *site.Place
	sitePath string
	files    []*scenarios.File
}

// newLibrary loads the site and every scenario in its folder that is of this
// site. Files with mistakes are reported, all together, and left out.
func newLibrary(sitePath string) (*library, error) {
	place, err := site.Open(sitePath)
	if err != nil {
		return nil, err
	}
	tellDoubts(sitePath, place.Report)
	l := &library{site: place.Site, place: place, sitePath: sitePath}
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(sitePath), "*.yaml"))
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	var mistakes []error
	for _, path := range paths {
		text, err := yamlfile.Open(path)
		if err != nil || text.At("ground").Exists() || !text.At("models").Exists() {
			continue // not a scenario
		}
		file, err := scenarios.Open(path)
		if err == nil && !sameFile(file.SitePath(), sitePath) {
			continue
		}
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		l.files = append(l.files, file)
	}
	return l, errors.Join(mistakes...)
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// Scenarios implements server.Library.
func (l *library) Scenarios() []server.ScenarioInfo {
	infos := make([]server.ScenarioInfo, len(l.files))
	for k, f := range l.files {
		info := server.ScenarioInfo{
			ID: f.ID(), Title: f.Title(), Description: f.Description(), Site: l.site.ID,
			Duration: f.Duration().Seconds(), Step: f.Step().Seconds(), Start: f.Start(),
			Models: []server.ModelUse{}, Events: []server.Act{},
		}
		for _, m := range f.Models() {
			with, _ := m.With.(map[string]any)
			info.Models = append(info.Models, server.ModelUse{Use: m.Use, With: with})
		}
		for _, e := range f.Events() {
			at := e.At.Sub(f.Start()).Seconds()
			info.Events = append(info.Events, server.Act{At: &at, Subject: e.Subject, Set: map[string]any{e.Property: e.Value}})
		}
		infos[k] = info
	}
	return infos
}

// Prepare implements server.Library.
func (l *library) Prepare(id string, changes server.Changes) (*server.Prepared, error) {
	for _, f := range l.files {
		if f.ID() == id {
			return l.prepare(f, changes)
		}
	}
	return nil, fmt.Errorf("scenario %q: there is no such scenario", id)
}

func (l *library) prepare(f *scenarios.File, changes server.Changes) (*server.Prepared, error) {
	wanted := scenarios.Changes{With: changes.With, Start: changes.Start}
	for _, act := range changes.Events {
		e := scenarios.ChangeEvent{Subject: act.Subject, Set: act.Set}
		if act.At != nil {
			e.At = *act.At
		}
		wanted.Events = append(wanted.Events, e)
	}
	changed, err := f.Changed(wanted)
	if err != nil {
		return nil, err
	}
	r, err := prepare(changed, l.site)
	if err != nil {
		return nil, err
	}
	meta, err := r.meta("")
	if err != nil {
		return nil, err
	}
	return &server.Prepared{
		Plan: r.plan, Script: r.script,
		Text: changed.Text, Files: meta.Files, ScenarioPath: meta.ScenarioPath, SitePath: meta.SitePath, Rates: r.rates(),
		Summarize: func(run *engine.Run, log []record.Entry, wall time.Duration) map[string]any {
			summary, err := summarize(f.ID(), run, log, wall)
			if err != nil {
				return nil
			}
			return summary
		},
	}, nil
}

// openModel opens a GLB of the site: a file, or what was made of an IFC model.
func (l *library) openModel(_ *engine.Site, file string) (io.ReadSeekCloser, error) {
	if glb := l.place.GLB(file); glb != nil {
		return held{bytes.NewReader(glb)}, nil
	}
	return os.Open(filepath.Join(filepath.Dir(l.sitePath), filepath.FromSlash(file)))
}

// held is a file in memory.
type held struct{ *bytes.Reader }

// Close implements io.Closer.
func (held) Close() error { return nil }
