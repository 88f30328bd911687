package server

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
)

// Buildings knows what the building models of a site hold. Its methods may be
// called side by side.
type Buildings interface {
	// Parts are all models with their elements.
	Parts() Parts
	// Part tells all there is to know of one element. Without a model the first
	// that has it is taken.
	Part(model, guid string) (PartFacts, bool)
}

// Parts are the building models of a site.
type Parts struct {
	Models   []PartsModel `json:"models"`
	Elements []Part       `json:"elements"`
}

// PartsModel is a building model.
type PartsModel struct {
	ID      string   `json:"id" doc:"Of the site's element whose GLB shows it: model/house"`
	File    string   `json:"file"`
	Schema  string   `json:"schema"`
	Storeys []Storey `json:"storeys" doc:"From below"`
}

// Storey is a level of a building.
type Storey struct {
	Name   string  `json:"name"`
	Height float64 `json:"z" doc:"Of its floor in site coordinates [m]"`
}

// Part is an element of a building: a wall, a door.
type Part struct {
	GUID     string             `json:"guid"`
	Model    string             `json:"model"`
	Feature  int                `json:"feature" doc:"Its number in the GLB"`
	Type     string             `json:"type" doc:"IFC class"`
	Name     string             `json:"name"`
	Storey   string             `json:"storey"`
	Volume   float64            `json:"volume_m3" doc:"Of its shape, net of openings; of an open shape it means little"`
	Gross    float64            `json:"gross_volume_m3" doc:"Of its shape with the openings filled"`
	Area     float64            `json:"area_m2" doc:"Of all its surfaces"`
	Closed   bool               `json:"closed" doc:"Its shape bounds a body"`
	Boxed    bool               `json:"boxed,omitempty" doc:"A box stands for what could not be made"`
	Authored map[string]float64 `json:"authored,omitempty" doc:"Quantities that the file gives, in SI, by name: NetVolume"`
}

// PartFacts are all there is to know of a Part.
type PartFacts struct {
	Part
	Tag             string         `json:"tag,omitempty"`
	Description     string         `json:"description,omitempty"`
	PredefinedType  string         `json:"predefined_type,omitempty"`
	TypeName        string         `json:"type_name,omitempty" doc:"Of its type object"`
	Sets            []PartSet      `json:"sets"`
	Materials       []PartMaterial `json:"materials"`
	Classifications []PartClass    `json:"classifications"`
	Failures        []string       `json:"failures" doc:"Why something is missing of its shape"`
}

// PartSet is a set of properties or quantities.
type PartSet struct {
	Name       string         `json:"name"`
	Quantities bool           `json:"quantities"`
	Properties []PartProperty `json:"properties"`
}

// PartProperty is a property; a complex one is several, named a/b.
type PartProperty struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Unit   string `json:"unit,omitempty"`
	Origin string `json:"origin" enum:"occurrence,type"`
}

// PartMaterial is a material or a layer of one.
type PartMaterial struct {
	Name      string  `json:"name"`
	Layer     string  `json:"layer,omitempty"`
	Thickness float64 `json:"thickness_m,omitempty"`
	Origin    string  `json:"origin" enum:"occurrence,type"`
}

// PartClass is a place in a classification.
type PartClass struct {
	System string `json:"system"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	Origin string `json:"origin" enum:"occurrence,type"`
}

func (s *Server) registerElements(api huma.API) {
	register(api, get("/api/sites/{site}/elements", "list-elements", "The parts of a site's building models", "sites"),
		func(_ context.Context, in *struct {
			Site string `path:"site"`
		}) (*answer[Parts], error) {
			if _, err := s.site(in.Site); err != nil {
				return nil, err
			}
			body := Parts{Models: []PartsModel{}, Elements: []Part{}}
			if b := s.config.Buildings[in.Site]; b != nil {
				body = b.Parts()
			}
			return &answer[Parts]{Cache: "no-cache", Body: body}, nil
		})
	register(api, get("/api/sites/{site}/elements/{guid}", "get-element", "All properties of a part of a building", "sites"),
		func(_ context.Context, in *struct {
			Site  string `path:"site"`
			GUID  string `path:"guid"`
			Model string `query:"model" doc:"model/house, where several models have the GUID"`
		}) (*answer[PartFacts], error) {
			if _, err := s.site(in.Site); err != nil {
				return nil, err
			}
			if b := s.config.Buildings[in.Site]; b != nil {
				if facts, ok := b.Part(in.Model, in.GUID); ok {
					return &answer[PartFacts]{Cache: "no-cache", Body: facts}, nil
				}
			}
			return nil, huma.Error404NotFound(fmt.Sprintf("no element %q in the building models of site %q", in.GUID, in.Site))
		})
}
