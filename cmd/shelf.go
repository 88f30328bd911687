package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"shapan/engine"
	"shapan/scenarios"
	"shapan/server"
)

// shelf is the libraries of several sites that one server shows.
type shelf []*library

// newShelf loads sites with their scenarios. Sites of the same ID cannot be told
// apart and are refused; scenarios with mistakes are told and left out.
func newShelf(sitePaths []string) (shelf, error) {
	var all shelf
	var mistakes []error
	for _, path := range sitePaths {
		lib, err := newLibrary(path)
		if lib == nil {
			mistakes = append(mistakes, err)
			continue
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "these scenarios are left out:\n%v\n", err)
		}
		if other := all.of(lib.site.ID); other != nil {
			mistakes = append(mistakes, fmt.Errorf("%s: its id is %s, as that of %s: give one of them another id", path, lib.site.ID, other.sitePath))
			continue
		}
		all = append(all, lib)
	}
	return all, errors.Join(mistakes...)
}

// of returns the library of a site; nil: there is none.
func (s shelf) of(site string) *library {
	for _, l := range s {
		if l.site.ID == site {
			return l
		}
	}
	return nil
}

// id is what a scenario is called among all: its own name, or where another
// site has one of that name, with its site's before it.
func (s shelf) id(of *library, name string) string {
	for _, l := range s {
		if l != of && slices.ContainsFunc(l.files, func(f *scenarios.File) bool { return f.ID() == name }) {
			return of.site.ID + "." + name
		}
	}
	return name
}

// Scenarios implements server.Library.
func (s shelf) Scenarios() (all []server.ScenarioInfo) {
	for _, l := range s {
		for _, i := range l.Scenarios() {
			i.ID = s.id(l, i.ID)
			all = append(all, i)
		}
	}
	return all
}

// Prepare implements server.Library.
func (s shelf) Prepare(id string, changes server.Changes) (*server.Prepared, error) {
	for _, l := range s {
		for _, f := range l.files {
			if s.id(l, f.ID()) == id {
				return l.prepare(f, changes)
			}
		}
	}
	return nil, fmt.Errorf("scenario %q: there is no such scenario", id)
}

func (s shelf) openModel(site *engine.Site, file string) (io.ReadSeekCloser, error) {
	l := s.of(site.ID)
	if l == nil {
		return nil, os.ErrNotExist
	}
	return l.openModel(site, file)
}
