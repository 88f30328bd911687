package server

import (
	"encoding/json"
	"testing"

	"shapan/engine"
)

type toyBuildings struct{}

var toyWall = Part{GUID: "2_$w", Model: "model/house", Feature: 3, Type: "IfcWall", Volume: 7.86, Authored: map[string]float64{"NetVolume": 8.4}}

func (toyBuildings) Parts() Parts {
	return Parts{Models: []PartsModel{{ID: "model/house", Storeys: []Storey{{"Ground", 4}}}}, Elements: []Part{toyWall}}
}

func (toyBuildings) Part(model, guid string) (PartFacts, bool) {
	return PartFacts{Part: toyWall, Sets: []PartSet{{Name: "Pset_WallCommon"}}}, guid == toyWall.GUID && (model == "" || model == toyWall.Model)
}

func TestElements(t *testing.T) {
	s := newStage(t, func(c *Config) {
		c.Buildings = map[string]Buildings{"demo": toyBuildings{}}
		c.Sites[0].Elements = append(c.Sites[0].Elements,
			engine.Element{ID: "model/house", Class: "building", Model: "house.ifc.glb"},
			engine.Element{ID: "model/house/2_$w", Class: "IfcWall", Of: "model/house", Feature: 3})
	})
	var all Parts
	if _, body := s.call("GET", "/api/sites/demo/elements", nil); json.Unmarshal(body, &all) != nil || len(all.Elements) != 1 || all.Elements[0].Authored["NetVolume"] != 8.4 || all.Models[0].Storeys[0].Height != 4 {
		t.Errorf("%s", body)
	}
	for _, path := range []string{"/api/sites/demo/elements/2_$w", "/api/sites/demo/elements/2_%24w?model=model%2Fhouse"} {
		var one PartFacts
		if r, body := s.call("GET", path, nil); r.StatusCode != 200 || json.Unmarshal(body, &one) != nil || one.GUID != toyWall.GUID || len(one.Sets) != 1 {
			t.Errorf("%s: %d %s", path, r.StatusCode, body)
		}
	}
	s.refused("GET", "/api/sites/demo/elements/nobody", nil, 404, "nobody")
	s.refused("GET", "/api/sites/demo/elements/2_$w?model=model%2Fother", nil, 404, "2_$w")
	s.refused("GET", "/api/sites/other/elements", nil, 404, "other")
	// The site's own list has the building and not its parts.
	var site siteBody
	_, body := s.call("GET", "/api/sites/demo", nil)
	if err := json.Unmarshal(body, &site); err != nil {
		t.Fatal(err)
	}
	for _, e := range site.Elements {
		if e.ID == "model/house/2_$w" {
			t.Error("a part is in the site's list")
		}
	}
	if last := site.Elements[len(site.Elements)-1]; last.ID != "model/house" {
		t.Errorf("%+v", last)
	}
}
