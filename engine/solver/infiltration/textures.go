package infiltration

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Texture is a class of soil by its grains and what is usual for it.
type Texture struct {
	Class             string  `json:"class"` // e.g. silt loam
	Chinese           string  `json:"zh"`    // e.g. 粉砂壤土
	Porosity          float64 `json:"porosity"`
	EffectivePorosity float64 `json:"effective_porosity"` // less what never drains
	SuctionCM         float64 `json:"suction_cm"`
	ConductivityCMPH  float64 `json:"conductivity_cm_per_h"`
	Verified          bool    `json:"verified"` // against the source itself
}

// TextureTable is the shipped data.
type TextureTable struct {
	Source   string    `json:"source"`
	Note     string    `json:"note"`
	Verified bool      `json:"verified"`
	Textures []Texture `json:"textures"`
}

//go:embed textures.json
var texturesJSON []byte

var textures = sync.OnceValue(func() TextureTable {
	var t TextureTable
	if err := json.Unmarshal(texturesJSON, &t); err != nil {
		panic("textures.json: " + err.Error()) // shipped with the program and tested
	}
	return t
})

// Textures returns the shipped table.
func Textures() TextureTable {
	t := textures()
	t.Textures = slices.Clone(t.Textures)
	return t
}

// FindTexture returns a texture by its English or Chinese name.
func FindTexture(name string) (Texture, error) {
	plain := func(s string) string {
		s = strings.NewReplacer("_", " ", "-", " ", "粘", "黏").Replace(strings.ToLower(s))
		return strings.Join(strings.Fields(s), " ")
	}
	var known []string
	for _, t := range textures().Textures {
		if plain(name) == t.Class || plain(name) == t.Chinese {
			return t, nil
		}
		known = append(known, t.Class+" "+t.Chinese)
	}
	return Texture{}, fmt.Errorf("soil texture %q: expected one of %s", name, strings.Join(known, ", "))
}

// GreenAmpt returns the soil when its effective pores hold water to a share
// saturation, 0 to 1:  Δθ = (1 - saturation) θe.  (Chow et al. 1988, 4.3)
func (t Texture) GreenAmpt(saturation float64) GreenAmpt {
	return GreenAmpt{
		Conductivity: t.ConductivityCMPH / 100 / 3600,
		Suction:      t.SuctionCM / 100,
		Deficit:      (1 - min(max(saturation, 0), 1)) * t.EffectivePorosity,
	}
}
