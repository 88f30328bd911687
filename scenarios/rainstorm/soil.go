package rainstorm

import (
	"errors"
	"fmt"
	"math"
	"time"

	"shapan/engine"
	"shapan/engine/solver/infiltration"
)

// SoilParameters are soils that fill up, by a map of the site.
type SoilParameters struct {
	MapLayer string        `yaml:"map_layer" jsonschema:"example=soil" jsonschema_description:"raster of the site (rasters:) with the codes of the classes; absent: the first class everywhere"`
	Classes  []SoilClass   `yaml:"classes" jsonschema:"required,minItems=1"`
	Every    time.Duration `yaml:"every" jsonschema:"exclusiveMinimum=0,maximum=10min,default=30s" jsonschema_description:"how often capacities are computed anew"`
}

// SoilClass is one kind of ground.
type SoilClass struct {
	Code        int             `yaml:"code" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"in the raster"`
	Name        string          `yaml:"name"`
	GreenAmpt   *GreenAmptClass `yaml:"green_ampt" jsonschema:"oneof_required=green_ampt"`
	Horton      *HortonClass    `yaml:"horton" jsonschema:"oneof_required=horton"`
	ConstantMMH *float64        `yaml:"constant_mm_per_h" jsonschema:"oneof_required=constant,minimum=0,maximum=1000"`
	Sealed      bool            `yaml:"sealed" jsonschema:"oneof_required=sealed" jsonschema_description:"takes nothing"`
	StorageMM   float64         `yaml:"storage_mm" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"what plants and hollows hold back first"`
	RoomMM      float64         `yaml:"room_mm" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"the most that it can take, up to the water table; absent: no limit"`
}

// GreenAmptClass is a texture, or the three numbers.
type GreenAmptClass struct {
	Texture       string  `yaml:"texture" jsonschema:"oneof_required=texture,example=silt loam" jsonschema_description:"of the shipped table, in English or Chinese"`
	Saturation    float64 `yaml:"saturation" jsonschema:"minimum=0,maximum=1" jsonschema_description:"share of its pores that is full at the start"`
	ConductivityH float64 `yaml:"conductivity_mm_per_h" jsonschema:"oneof_required=numbers,minimum=0,maximum=10000"`
	SuctionMM     float64 `yaml:"suction_mm" jsonschema:"oneof_required=numbers,minimum=0,maximum=10000"`
	Deficit       float64 `yaml:"deficit" jsonschema:"oneof_required=numbers,minimum=0,maximum=1" jsonschema_description:"room for water per volume of soil"`
}

// HortonClass decays from a first rate to a last one.
type HortonClass struct {
	FirstMMPerH  float64 `yaml:"first_mm_per_h" jsonschema:"required,minimum=0,maximum=10000,example=76"`
	LastMMPerH   float64 `yaml:"last_mm_per_h" jsonschema:"required,minimum=0,maximum=10000,example=13"`
	DecayPerH    float64 `yaml:"decay_per_h" jsonschema:"required,exclusiveMinimum=0,maximum=1000,example=4"`
	RecoveryPerH float64 `yaml:"recovery_per_h" jsonschema:"minimum=0,maximum=1000"`
}

// newSoil makes the soil of the parameters; nil when there is none.
func (m *Model) newSoil() (*infiltration.Soil, error) {
	p := m.par.Soil
	if p == nil {
		return nil, nil
	}
	config := infiltration.Config{Soil: make([]uint8, m.grid.Len())}
	var errs []error
	codes := map[int]uint8{}
	for k, c := range p.Classes {
		law, err := c.law()
		if _, taken := codes[c.Code]; taken && err == nil {
			err = engine.Wrong(fmt.Errorf("%d: another class has it", c.Code), "code")
		}
		codes[c.Code] = uint8(k)
		errs = append(errs, engine.Wrong(err, "classes", k))
		config.Classes = append(config.Classes, infiltration.Class{Name: c.Name, Law: law, Storage: c.StorageMM / 1000, Room: c.RoomMM / 1000})
	}
	errs = append(errs, m.mapSoil(config.Soil, codes))
	if m.par.DrainageMMPerH > 0 {
		config.Drain = make([]float32, m.grid.Len())
		for cell := range config.Drain {
			config.Drain[cell] = float32(metresPerSecond(m.par.DrainageMMPerH))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	soil, err := infiltration.New(config)
	if err != nil {
		return nil, err
	}
	return soil, soil.SetEvaporation(m.par.EvaporationMMPerDay / 1000 / 86400)
}

// mapSoil gives every cell its class. Pits are sealed, as they are without a
// soil map.
func (m *Model) mapSoil(of []uint8, codes map[int]uint8) error {
	var layer []float32
	if name := m.par.Soil.MapLayer; name != "" {
		f, err := m.layer(name)
		if err != nil {
			return engine.Wrong(err, "map_layer")
		}
		layer = f.Values
	}
	for cell := range of {
		of[cell] = infiltration.NoSoil
		if !m.wettable(cell) || m.pitOf[cell] > 0 {
			continue
		}
		if layer == nil {
			of[cell] = 0
			continue
		}
		code := float64(layer[cell])
		class, known := codes[int(code)]
		if !known || code != math.Trunc(code) {
			at := m.grid.Center(cell)
			return engine.Wrong(fmt.Errorf("%s: has %g at (%g, %g): no class has this code", m.par.Soil.MapLayer, code, at[0], at[1]), "map_layer")
		}
		of[cell] = class
	}
	return nil
}

func (c SoilClass) law() (infiltration.Law, error) {
	switch {
	case c.GreenAmpt != nil && c.GreenAmpt.Texture != "":
		texture, err := infiltration.FindTexture(c.GreenAmpt.Texture)
		return texture.GreenAmpt(c.GreenAmpt.Saturation), engine.Wrong(err, "green_ampt", "texture")
	case c.GreenAmpt != nil:
		return infiltration.GreenAmpt{Conductivity: metresPerSecond(c.GreenAmpt.ConductivityH), Suction: c.GreenAmpt.SuctionMM / 1000, Deficit: c.GreenAmpt.Deficit}, nil
	case c.Horton != nil:
		h := c.Horton
		if h.LastMMPerH > h.FirstMMPerH {
			return nil, engine.Wrong(fmt.Errorf("%g: must be <= first_mm_per_h, %g", h.LastMMPerH, h.FirstMMPerH), "horton", "last_mm_per_h")
		}
		return infiltration.Horton{First: metresPerSecond(h.FirstMMPerH), Last: metresPerSecond(h.LastMMPerH), Decay: h.DecayPerH / 3600, Recovery: h.RecoveryPerH / 3600}, nil
	case c.ConstantMMH != nil:
		return infiltration.ConstantLoss{Rate: metresPerSecond(*c.ConstantMMH)}, nil
	}
	return infiltration.Sealed{}, nil
}

// soakIn sets what the ground can take, at the start and then every so often.
// It is called before a tick of dt seconds that begins at t.
func (m *Model) soakIn(t, dt float64) error {
	if m.soil == nil {
		return nil
	}
	every := math.Max(m.par.Soil.Every.Seconds(), dt)
	if t > 0 && t-m.Soaked < every-1e-9 {
		return nil
	}
	if t > m.Soaked {
		if err := m.soil.Book(t-m.Soaked, m.water.Infiltrated()); err != nil {
			return err
		}
	}
	m.Soaked = t
	if err := m.soil.Capacity(every, m.water.Depth(), m.capacity); err != nil {
		return err
	}
	return m.water.SetLoss(m.capacity)
}
