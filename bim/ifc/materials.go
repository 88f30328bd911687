package ifc

import "shapan/bim/ifc/step"

// A MaterialUse is what an object is made of.
type MaterialUse struct {
	ID     step.ID        `json:"id"`
	Kind   string         `json:"kind"` // material, list, layers, profiles, constituents
	Name   string         `json:"name,omitempty"`
	Origin Origin         `json:"origin"`
	Parts  []MaterialPart `json:"parts"`
	// Of layers used by an element: across which of its axes they lie, whether along
	// it or against it, and where the first begins.
	Direction string  `json:"direction,omitempty"` // AXIS1, AXIS2, AXIS3
	Sense     string  `json:"sense,omitempty"`     // POSITIVE, NEGATIVE
	Offset    float64 `json:"offset_m,omitempty"`
}

// Thickness is that of all layers together [m].
func (u *MaterialUse) Thickness() (sum float64) {
	for _, p := range u.Parts {
		sum += p.Thickness
	}
	return sum
}

// A MaterialPart is one material of several: a layer, a profile, a constituent.
type MaterialPart struct {
	MaterialID step.ID `json:"material_id,omitempty"` // 0 for a layer of air
	Material   string  `json:"material,omitempty"`
	Category   string  `json:"category,omitempty"`
	Name       string  `json:"name,omitempty"` // of the layer, profile or constituent
	Thickness  float64 `json:"thickness_m,omitempty"`
	Ventilated bool    `json:"ventilated,omitempty"`
	Fraction   float64 `json:"fraction,omitempty"`
	Profile    step.ID `json:"profile,omitempty"`
}

// Materials gives what an object is made of, as told of itself, else of its type.
func (m *Model) Materials(e Entity) []MaterialUse {
	uses := m.materials(e, OfOccurrence)
	if len(uses) == 0 {
		uses = m.materials(m.TypeObject(e), OfType)
	}
	return uses
}

func (m *Model) materials(e Entity, origin Origin) (uses []MaterialUse) {
	if !e.Exists() {
		return nil
	}
	for of := range m.relate(e, "IfcRelAssociatesMaterial", "RelatedObjects", "RelatingMaterial") {
		uses = append(uses, m.materialUse(of, origin))
	}
	return uses
}

func (m *Model) materialUse(of Entity, origin Origin) MaterialUse {
	u := MaterialUse{ID: of.Number(), Origin: origin}
	switch {
	case of.Is("IfcMaterialLayerSetUsage"):
		u.Direction, u.Sense = of.Enum("LayerSetDirection"), of.Enum("DirectionSense")
		offset, _ := of.Real("OffsetFromReferenceLine")
		u.Offset = offset * m.Units.Length
		of = of.Ref("ForLayerSet")
	case of.Is("IfcMaterialProfileSetUsage"):
		of = of.Ref("ForProfileSet")
	}
	u.Name = of.Text("Name")
	part := func(of Entity) MaterialPart {
		material := of.Ref("Material")
		p := MaterialPart{
			MaterialID: material.Number(), Material: material.Text("Name"), Category: of.Text("Category"), Name: of.Text("Name"),
			Profile: of.ID("Profile"),
		}
		if p.Category == "" {
			p.Category = material.Text("Category")
		}
		if t, ok := of.Real("LayerThickness"); ok {
			p.Thickness = t * m.Units.Length
		}
		p.Ventilated, _ = of.Bool("IsVentilated")
		p.Fraction, _ = of.Real("Fraction")
		return p
	}
	add := func(attribute string) {
		for one := range of.Each(attribute) {
			u.Parts = append(u.Parts, part(one))
		}
	}
	switch {
	case of.Is("IfcMaterial"):
		u.Kind = "material"
		u.Parts = []MaterialPart{{MaterialID: of.Number(), Material: u.Name, Category: of.Text("Category")}}
	case of.Is("IfcMaterialList"):
		u.Kind = "list"
		for material := range of.Each("Materials") {
			u.Parts = append(u.Parts, MaterialPart{MaterialID: material.Number(), Material: material.Text("Name"), Category: material.Text("Category")})
		}
	case of.Is("IfcMaterialLayerSet"):
		u.Kind = "layers"
		u.Name = of.Text("LayerSetName")
		add("MaterialLayers")
	case of.Is("IfcMaterialLayer"):
		u.Kind, u.Parts = "layers", []MaterialPart{part(of)}
	case of.Is("IfcMaterialProfileSet"):
		u.Kind = "profiles"
		add("MaterialProfiles")
	case of.Is("IfcMaterialProfile"):
		u.Kind, u.Parts = "profiles", []MaterialPart{part(of)}
	case of.Is("IfcMaterialConstituentSet"):
		u.Kind = "constituents"
		add("MaterialConstituents")
	case of.Is("IfcMaterialConstituent"):
		u.Kind, u.Parts = "constituents", []MaterialPart{part(of)}
	default:
		u.Kind = of.Type()
	}
	return u
}
