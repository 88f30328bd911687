package server

import "shapan/engine"

// siteBody is a site as docs/wire.md has it.
type siteBody struct {
	ID       string      `json:"id"`
	Name     engine.Text `json:"name"`
	Origin   siteOrigin  `json:"origin"`
	Grid     engine.Grid `json:"grid"`
	Fields   []string    `json:"fields"`
	Features []feature   `json:"features"`
	Assets   []asset     `json:"assets"`
	Elements []element   `json:"elements"`
	Pictures []Picture   `json:"pictures" doc:"What can be laid over the ground, the lowest first"`
	Schedule bool        `json:"schedule" doc:"Whether there is one to ask for"`
}

type siteOrigin struct {
	EPSG     int     `json:"epsg"`
	CRS      string  `json:"crs"`
	Easting  float64 `json:"easting"`
	Northing float64 `json:"northing"`
	Height   float64 `json:"height"`
	Rotation float64 `json:"rotation" doc:"From map east to local x, anticlockwise [rad]"`
}

type feature struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind"`
	Name       engine.Text    `json:"name"`
	Rings      [][][2]float64 `json:"rings"`
	Properties map[string]any `json:"properties"`
}

type asset struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind"`
	Name       engine.Text    `json:"name"`
	Position   [3]float64     `json:"position"`
	Properties map[string]any `json:"properties"`
}

type element struct {
	ID            string      `json:"id"`
	Class         string      `json:"class"`
	Name          engine.Text `json:"name"`
	Model         string      `json:"model"`
	SiteFromModel [16]float64 `json:"site_from_model" doc:"Column-major"`
}

// describeSite tells what the API shows of a site.
func describeSite(s *engine.Site, scenery Scenery) siteBody {
	o := s.Origin
	body := siteBody{
		ID: s.ID, Name: s.Name,
		Origin: siteOrigin{o.EPSG, o.CRS, o.Easting, o.Northing, o.Height, o.Rotation},
		Grid:   s.Ground.Grid, Fields: []string{"ground"},
		Features: make([]feature, len(s.Features)), Assets: make([]asset, len(s.Assets)), Elements: []element{},
		Pictures: []Picture{},
	}
	if scenery != nil {
		body.Pictures = append(body.Pictures, scenery.Pictures()...)
	}
	for _, layer := range s.Layers {
		body.Fields = append(body.Fields, layer.Name)
	}
	for k, f := range s.Features {
		body.Features[k] = feature{f.ID, f.Kind, f.Name, ringsOf(f), plain(f.Properties)}
	}
	for k, a := range s.Assets {
		body.Assets[k] = asset{a.ID, a.Kind, a.Name, a.Position, plain(a.Properties)}
	}
	for _, e := range s.Elements {
		if e.Of == "" { // parts are many: /elements has them
			body.Elements = append(body.Elements, element{e.ID, e.Class, e.Name, e.Model, e.SiteFromModel})
		}
	}
	return body
}

func ringsOf(f engine.Feature) [][][2]float64 {
	rings := make([][][2]float64, len(f.Rings))
	for k, ring := range f.Rings {
		rings[k] = make([][2]float64, len(ring))
		for i, p := range ring {
			rings[k][i] = p
		}
	}
	return rings
}

// plain hides from the schema what a property's value is made of.
func plain(properties map[string]engine.Value) map[string]any {
	out := make(map[string]any, len(properties))
	for name, value := range properties {
		out[name] = value
	}
	return out
}
