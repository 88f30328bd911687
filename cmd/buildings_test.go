package cmd

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	demosite "shapan/testdata/demo"

	"shapan/server"
	"shapan/site"
)

func TestBuildings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(dir, demosite.Files); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "site.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	house, err := filepath.Abs(twoStoreys)
	if err != nil {
		t.Fatal(err)
	}
	file, err := site.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	had := len(file.Elements)
	before, after, ok := strings.Cut(string(text), "\nmodels:")
	if !ok {
		t.Fatal("the demo site has no models")
	}
	comment, after, _ := strings.Cut(after, "\n")
	entry := "  - {id: house, file: " + filepath.ToSlash(house) + ", at: [5, 5, 4]}"
	if err := os.WriteFile(path, []byte(strings.Join([]string{before, "models:" + comment, entry, after}, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	place, err := site.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(place.Elements) != had+23 {
		t.Fatalf("%d elements, had %d", len(place.Elements), had)
	}
	b := &buildings{place: place}
	all := b.Parts()
	if len(all.Models) != 1 || len(all.Elements) != 22 || len(all.Models[0].Storeys) != 2 {
		t.Fatalf("%+v, %d elements", all.Models, len(all.Elements))
	}
	if s := all.Models[0].Storeys; s[0].Name != "Ground floor" || math.Abs(s[0].Height-4) > 1e-9 || s[1].Name != "二层 Upper floor" || math.Abs(s[1].Height-7) > 1e-9 {
		t.Errorf("%+v", s)
	}
	named := func(name string) server.Part {
		return all.Elements[slices.IndexFunc(all.Elements, func(p server.Part) bool { return p.Name == name })]
	}
	// The upper north wall's author forgot its window of 0.54 m³.
	wall := named("North wall U")
	if math.Abs(wall.Volume-7.86) > 1e-9 || math.Abs(wall.Gross-8.4) > 1e-9 || wall.Authored["NetVolume"] != 8.4 || wall.Authored["Length"] != 10 || !wall.Closed {
		t.Errorf("%+v", wall)
	}
	facts, ok := b.Part("model/house", wall.GUID)
	if !ok || facts.TypeName != "Brick 300" || facts.PredefinedType != "SOLIDWALL" || len(facts.Classifications) != 1 || facts.Classifications[0].Code != "EF_25_10" {
		t.Fatalf("%+v", facts)
	}
	if m := facts.Materials; len(m) != 2 || m[0].Name != "Brick" || math.Abs(m[0].Thickness-0.18) > 1e-12 || m[1].Layer != "Insulation" {
		t.Errorf("%+v", m)
	}
	k := slices.IndexFunc(facts.Sets, func(s server.PartSet) bool { return s.Name == "Pset_WallCommon" })
	if k < 0 {
		t.Fatalf("%+v", facts.Sets)
	}
	got := map[string]server.PartProperty{}
	for _, p := range facts.Sets[k].Properties {
		got[p.Name] = p
	}
	if got["FireRating"].Value != "REI 60" || got["FireRating"].Origin != "occurrence" || got["ThermalTransmittance"].Origin != "type" || got["IsExternal"].Value != "true" {
		t.Errorf("%+v", got)
	}
	if _, ok := b.Part("model/other", wall.GUID); ok {
		t.Error("another model has the wall")
	}
	if _, ok := b.Part("", "nobody"); ok {
		t.Error("there is an element nobody")
	}
}
