package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/server"
)

// yards are copies of the test yard, each under an ID of its own.
func yards(t *testing.T, ids ...string) (paths []string) {
	t.Helper()
	for _, id := range ids {
		folder := filepath.Join(t.TempDir(), "yard")
		if err := os.CopyFS(folder, os.DirFS("../testdata/yard")); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, "site.yaml")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append([]byte("id: "+id+"\n"), text...), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// Scenarios of one name on two sites are told apart and each runs on its own.
func TestShelfOfTwoSites(t *testing.T) {
	s, err := newShelf(yards(t, "east", "west"))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, i := range s.Scenarios() {
		ids = append(ids, i.ID+" on "+i.Site)
	}
	if got := strings.Join(ids, ", "); got != "east.burst on east, west.burst on west" {
		t.Errorf("scenarios: %s", got)
	}
	p, err := s.Prepare("west.burst", server.Changes{})
	if err != nil || p.Plan.Site.ID != "west" {
		t.Errorf("west.burst: %v", err)
	}
	if _, err := s.Prepare("burst", server.Changes{}); err == nil {
		t.Error("a scenario without its site is prepared")
	}
	one, err := newShelf(yards(t, "east"))
	if err != nil || one.Scenarios()[0].ID != "burst" {
		t.Errorf("alone it keeps its name: %v", err)
	}
	if _, err := newShelf(yards(t, "east", "east")); err == nil || !strings.Contains(err.Error(), "give one of them another id") {
		t.Errorf("two sites of one ID: %v", err)
	}
}
