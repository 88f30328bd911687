package engine

import (
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// Site is the world as loaded. Nothing changes it afterwards, so runs and
// forks share it.
type Site struct {
	ID       string
	Name     Text
	Origin   Origin
	Ground   Field     // height of the bare ground [m] with excavations cut in; NaN is outside
	Layers   []Field   // further properties of the ground, on the grid of Ground: "manning" [s/m^(1/3)], "infiltration" [m/s], "building" [m above ground, NaN: none]
	Elements []Element // building parts, ordered by ID
	Bodies   []Body    // forms of elements that stand in the way, ordered as they are
	Features []Feature // roads, buildings, pits, surfaces, ordered by ID
	Assets   []Asset   // what acts and is measured: pumps, sumps, gauges, ordered by ID
}

// Origin places local (0,0,0) on the map.
type Origin struct {
	EPSG     int     // of the projected reference system; 0 when the site has none
	CRS      string  // its name, for people
	Easting  float64 // [m]
	Northing float64 // [m]
	Height   float64 // [m]
	Rotation float64 // from map east to local x, anticlockwise [rad]
	Scale    float64 // map metres per local metre, of a grid fitted to control points; 0: 1
}

// Text is a name or sentence in the languages of the interface.
type Text struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// Element is a thing that is drawn from a model file, or a part of one: a wall of
// a building.
type Element struct {
	ID            string // "model/office"; of a part "model/office/<GlobalId>"
	Class         string // "site_office"; of a part its IFC class, "IfcWall"
	Name          Text
	Model         string     // file name of its GLB, served under the site; "" for a part
	SiteFromModel mgl64.Mat4 // model metres, y up as glTF has them, to site coordinates

	// Of a part: the ID of the element whose file shows it, its feature's number
	// there, and the storey in which it stands.
	Of      string
	Feature int
	Storey  string
}

// Body is the form of an element for who has to keep clear of it, and when it
// stands.
type Body struct {
	Of        string       // ID of its element
	Points    []mgl64.Vec3 // site coordinates [m]
	Triangles [][3]uint32  // anticlockwise from outside
	Stands    []Stay       // in the order of time; nil: always
}

// Stay is an interval by the clock of the site, which is told as if it were UTC,
// as schedules know no zone. A zero From was before all, a zero To is for good.
type Stay struct{ From, To time.Time }

// StandsAt tells whether a body is there at an instant by the clock of the site.
func (b *Body) StandsAt(t time.Time) bool {
	for _, s := range b.Stands {
		if !t.Before(s.From) && (s.To.IsZero() || t.Before(s.To)) {
			return true
		}
	}
	return b.Stands == nil
}

// SiteClock is an instant by the clock of the site: what it shows there, as UTC.
func SiteClock(t time.Time) time.Time {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	return time.Date(y, mo, d, h, mi, s, t.Nanosecond(), time.UTC)
}

// Feature is a thing of the map: an outline with a kind and properties.
type Feature struct {
	ID         string // "building/b12"
	Kind       string // "building", "road", "pit", "surface", "water", "hoarding"
	Name       Text
	Rings      [][]mgl64.Vec2 // first the outer ring, then holes; not closed [m]
	Properties map[string]Value
}

// Asset is what acts or is measured: a pump, a sump, a gauge. An Event whose
// Subject is the asset's ID sets one of its properties for a run.
type Asset struct {
	ID         string // "pump/P2"
	Kind       string // "pump", "sump", "gauge"
	Name       Text
	Position   mgl64.Vec3
	Properties map[string]Value
}

// Layer returns the ground property of that name, or nil.
func (s *Site) Layer(name string) *Field {
	for i := range s.Layers {
		if s.Layers[i].Name == name {
			return &s.Layers[i]
		}
	}
	return nil
}

// Asset returns the asset with that ID, or nil.
func (s *Site) Asset(id string) *Asset {
	for i := range s.Assets {
		if s.Assets[i].ID == id {
			return &s.Assets[i]
		}
	}
	return nil
}

// MapScale is how many metres on the map are one on the site.
func (o Origin) MapScale() float64 {
	if o.Scale == 0 {
		return 1
	}
	return o.Scale
}

// MapFromSite returns easting, northing and height of a point of the site.
func (o Origin) MapFromSite(p mgl64.Vec3) (easting, northing, height float64) {
	d := mgl64.Rotate2D(o.Rotation).Mul2x1(p.Vec2()).Mul(o.MapScale())
	return o.Easting + d[0], o.Northing + d[1], o.Height + p[2]
}

// SiteFromMap returns the site coordinates of a point of the map.
func (o Origin) SiteFromMap(easting, northing, height float64) mgl64.Vec3 {
	d := mgl64.Rotate2D(-o.Rotation).Mul2x1(mgl64.Vec2{easting - o.Easting, northing - o.Northing}).Mul(1 / o.MapScale())
	return mgl64.Vec3{d[0], d[1], height - o.Height}
}
