package site

import (
	"regexp"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/invopop/jsonschema"

	"shapan/engine"
	"shapan/yamlfile"
)

// document is the format of a site file.
type document struct {
	ID         string      `yaml:"id" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$" jsonschema_description:"letters, digits, - and _; absent: the file's name or folder"`
	Name       engine.Text `yaml:"name" jsonschema:"required" jsonschema_description:"what the site is called"`
	CRS        mapping     `yaml:"crs" jsonschema:"required" jsonschema_description:"where the site's local (0, 0, 0) lies on the map"`
	CityGrid   *cityGrid   `yaml:"city_grid" jsonschema_description:"cells of the city's management, which every event and alarm then names"`
	Ground     ground      `yaml:"ground" jsonschema:"required" jsonschema_description:"bare ground as it was before the excavation"`
	Surfaces   []surface   `yaml:"surfaces" jsonschema_description:"areas with a roughness of their own; later ones win"`
	Roads      []road      `yaml:"roads" jsonschema_description:"carriageways; surfaces lie on top of them"`
	Buildings  []building  `yaml:"buildings" jsonschema_description:"water flows around them"`
	Pits       []pit       `yaml:"pits" jsonschema_description:"excavations"`
	Sumps      []sump      `yaml:"sumps" jsonschema_description:"holes from which pumps suck"`
	Power      []feed      `yaml:"power" jsonschema_description:"grid feeds and generators that pumps hang on"`
	Pumps      []pump      `yaml:"pumps"`
	Culverts   []culvert   `yaml:"culverts" jsonschema_description:"pipes from one place of the ground to another"`
	Sluices    []sluice    `yaml:"sluices" jsonschema_description:"gates and orifices in walls and banks"`
	Weirs      []weir      `yaml:"weirs" jsonschema_description:"crests over which one place spills into another"`
	Barriers   []barrier   `yaml:"barriers" jsonschema_description:"flood walls and dykes, thinner than a cell; they may fail"`
	Sections   []section   `yaml:"sections" jsonschema_description:"lines through which the discharge is counted"`
	CraneTypes []craneType `yaml:"crane_types" jsonschema_description:"a catalogue of tower cranes, for cranes that name their type, and for shapan cranes layout"`
	Cranes     []tower     `yaml:"cranes" jsonschema_description:"tower cranes that scenarios move"`
	Zones      []zone      `yaml:"zones" jsonschema_description:"space with a rule: schools, streets, railways and power lines that loads keep clear of; laydown areas"`
	Rasters    []layerFile `yaml:"rasters" jsonschema_description:"further properties of the ground that scenarios call by their id: soil, initial depth"`
	Gauges     []gauge     `yaml:"gauges" jsonschema_description:"points at which water is watched"`
	Points     []point     `yaml:"points" jsonschema_description:"what sensors measure, and its limits"`
	Models     []model     `yaml:"models" jsonschema_description:"things that are drawn from a model file"`
	Drape      []drapeDoc  `yaml:"drape" jsonschema_description:"photographs and maps laid over the ground, the lowest first"`
	Basemap    *basemapDoc `yaml:"basemap" jsonschema_description:"a map service to lay under them; not shown, nor asked, until somebody switches it on"`
	Live       *liveDoc    `yaml:"live" jsonschema_description:"the run that follows the real site by its sensors"`
	Feeds      *Feeds      `yaml:"feeds" jsonschema_description:"how readings of the real site come in"`
	Schedule   *planDoc    `yaml:"schedule" jsonschema_description:"when the parts of the models are built: the viewer shows the site on any date, cranes keep clear of what stands"`
	Clashes    []clashDoc  `yaml:"clashes" jsonschema_description:"what is in the way of what: found between models, or read from BCF files"`
	Hoardings  []hoarding  `yaml:"hoardings" jsonschema_description:"fences; they are drawn and hold nothing back"`
}

type mapping struct {
	EPSG          int            `yaml:"epsg" jsonschema:"minimum=0,maximum=1000000,example=4549" jsonschema_description:"code of the projected reference system; absent: none"`
	Definition    string         `yaml:"definition" jsonschema:"example=EPSG:2437 +towgs84=12\\,-113\\,-41" jsonschema_description:"in place of epsg: a code with a datum shift, well-known text, +proj=…"`
	Name          string         `yaml:"name" jsonschema:"example=CGCS2000 / 3-degree Gauss-Kruger CM 120E" jsonschema_description:"its name"`
	Easting       *float64       `yaml:"easting_m" jsonschema:"minimum=-1e8,maximum=1e8,example=634200" jsonschema_description:"of the site's origin"`
	Northing      *float64       `yaml:"northing_m" jsonschema:"minimum=-1e8,maximum=1e8,example=3456300" jsonschema_description:"of the site's origin"`
	Height        float64        `yaml:"height_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"of the site's level 0 in the map's heights"`
	Rotation      float64        `yaml:"rotation_deg" jsonschema:"minimum=-360,maximum=360" jsonschema_description:"from the map's east to the site's x, anticlockwise"`
	ControlPoints []controlPoint `yaml:"control_points" jsonschema:"minItems=2" jsonschema_description:"in place of origin and rotation: points known on the site and on the map; four show which one is wrong"`
}

type ground struct {
	positioned
	File         string      `yaml:"file" jsonschema:"required,example=ground.tif" jsonschema_description:"GeoTIFF, ESRI ASCII grid or SRTM tile"`
	HeightOffset float64     `yaml:"height_offset_m" jsonschema:"minimum=-1000,maximum=1000,example=-11.2" jsonschema_description:"added to the file's heights, as from the ellipsoid to the height system"`
	Cell         float64     `yaml:"cell_m" jsonschema:"exclusiveMinimum=0,maximum=1000,example=1" jsonschema_description:"edge of a cell; absent: the file's"`
	Extent       *[4]float64 `yaml:"extent_m" jsonschema_description:"window [west, south, east, north] in site coordinates; absent: the whole file"`
	Manning      float64     `yaml:"manning_s_per_m13" jsonschema:"exclusiveMinimum=0,maximum=1,default=0.016" jsonschema_description:"Manning's n of ground without a surface, e.g. 0.016 for asphalt"`
	ManningFile  string      `yaml:"manning_file" jsonschema:"example=manning.tif" jsonschema_description:"raster of Manning's n; where it has no data, manning_s_per_m13 holds"`
	Infiltration float64     `yaml:"infiltration_mm_per_h" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"what ground without a surface lets seep in"`
}

// place says where an area is: its outline here, or areas in a file.
type place struct {
	positioned
	ID       string       `yaml:"id" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=b1" jsonschema_description:"letters, digits, - and _"`
	Name     engine.Text  `yaml:"name"`
	Outline  []mgl64.Vec2 `yaml:"outline" jsonschema:"oneof_required=outline,minItems=3" jsonschema_description:"corners [[x, y], …] in site coordinates"`
	File     string       `yaml:"file" jsonschema:"oneof_required=file,example=buildings.geojson" jsonschema_description:"areas with properties of the same names: GeoJSON, Shapefile, GeoPackage, FlatGeobuf, OSM, CityJSON, CSV with WKT"`
	Layer    string       `yaml:"layer" jsonschema_description:"of a file that has several"`
	Where    string       `yaml:"where" jsonschema:"example=building" jsonschema_description:"of the file, only features that have this property (building), or have it with one of some values (type=Building,BuildingPart)"`
	Encoding string       `yaml:"encoding" jsonschema:"example=GBK" jsonschema_description:"of its texts; absent: what the file says, else what it looks like"`
	Faulty   string       `yaml:"faulty" jsonschema:"enum=refuse,enum=skip,default=refuse" jsonschema_description:"areas that cross themselves: refuse the file, or skip these and say how many"`
}

// layer is what lies on the ground.
type layer struct {
	Manning      *float64 `yaml:"manning_s_per_m13" jsonschema:"exclusiveMinimum=0,maximum=1,example=0.05" jsonschema_description:"Manning's n; absent: that of what lies below"`
	Infiltration *float64 `yaml:"infiltration_mm_per_h" jsonschema:"minimum=0,maximum=1000,example=15" jsonschema_description:"what seeps in; absent: that of what lies below"`
}

type surface struct {
	place
	layer
	Kind string `yaml:"kind" jsonschema:"pattern=^[a-z][a-z_]*$,default=surface,example=park" jsonschema_description:"decides the colour: park, pavement, yard, plaza, sports, water, …"`
}

type road struct {
	place
	layer
	Kind string `yaml:"kind" jsonschema:"enum=road,default=road"`
}

type building struct {
	place
	Height          *float64 `yaml:"height_m" jsonschema:"exclusiveMinimum=0,maximum=1000,example=12" jsonschema_description:"above the ground; with a file: of buildings that have none"`
	HeightProperty  string   `yaml:"height_property" jsonschema:"default=height_m,example=height" jsonschema_description:"of the file: which property is the height [m]; where it is named here, values that are no height above 0 count as none"`
	StoreysProperty string   `yaml:"storeys_property" jsonschema:"example=building:levels" jsonschema_description:"of the file: which property counts storeys of 3 m, where there is no height"`
	Raster          string   `yaml:"raster" jsonschema:"oneof_required=raster,example=heights.tif" jsonschema_description:"heights above ground"`
	Above           *float64 `yaml:"above_m" jsonschema:"minimum=0,maximum=100,example=2.5" jsonschema_description:"cells of the raster above this are buildings; absent: 2.5"`
}

type pit struct {
	ID        string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=station" jsonschema_description:"letters, digits, - and _"`
	Name      engine.Text  `yaml:"name"`
	Outline   []mgl64.Vec2 `yaml:"outline" jsonschema:"required,minItems=3" jsonschema_description:"upper edge [[x, y], …]"`
	Formation float64      `yaml:"formation_level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=-12" jsonschema_description:"level of its floor"`
	Slope     float64      `yaml:"side_slope_h_per_v" jsonschema:"minimum=0,maximum=20,example=1.5" jsonschema_description:"metres inwards per metre down; 0: vertical walls"`
	Coping    float64      `yaml:"coping_height_m" jsonschema:"minimum=0,maximum=20,example=0.3" jsonschema_description:"kerb along the outline above the ground outside"`
	Stages    []stage      `yaml:"stages" jsonschema_description:"parts with a level of their own; later ones win"`
	Benches   []bench      `yaml:"benches" jsonschema_description:"level steps in the sides, from the top down"`
	Ramps     []ramp       `yaml:"ramps" jsonschema_description:"ways down that stay"`
	Phases    []phase      `yaml:"phases" jsonschema_description:"how it is dug and refilled, in order of time; absent: all at once"`
	Reached   string       `yaml:"reached_phase" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=dig1" jsonschema_description:"id of the phase that the site has reached; absent: the last"`
}

type bench struct {
	Level float64 `yaml:"level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=-4" jsonschema_description:"of the bench; where the ground is lower there is none"`
	Width float64 `yaml:"width_m" jsonschema:"required,exclusiveMinimum=0,maximum=1000,example=2"`
	Slope float64 `yaml:"side_slope_h_per_v" jsonschema:"minimum=0,maximum=20,example=1" jsonschema_description:"of the side above it; 0: vertical"`
}

type ramp struct {
	Line   []mgl64.Vec2 `yaml:"line" jsonschema:"required,minItems=2" jsonschema_description:"its axis [[x, y], …] from the top"`
	Width  float64      `yaml:"width_m" jsonschema:"required,exclusiveMinimum=0,maximum=1000,example=6"`
	Top    *float64     `yaml:"top_level_m" jsonschema:"minimum=-1000,maximum=10000,example=0" jsonschema_description:"where it starts; absent: on the ground"`
	Bottom *float64     `yaml:"bottom_level_m" jsonschema:"minimum=-1000,maximum=10000,example=-12" jsonschema_description:"where it ends; absent: the formation level, or that of the phase"`
	Slope  float64      `yaml:"side_slope_h_per_v" jsonschema:"minimum=0,maximum=20,example=1" jsonschema_description:"of its sides, down into the pit and up into the ground; 0: vertical"`
}

type phase struct {
	ID      string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=dig1" jsonschema_description:"letters, digits, - and _"`
	Name    engine.Text  `yaml:"name"`
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"minItems=3" jsonschema_description:"where, inside the pit's; absent: all of it"`
	Level   float64      `yaml:"level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=-6" jsonschema_description:"to which it is dug (no deeper than the formation level), or filled"`
	Fill    bool         `yaml:"fill" jsonschema_description:"fills up instead of digging"`
	Ramps   []ramp       `yaml:"ramps" jsonschema_description:"for this phase only"`
}

type stage struct {
	ID        string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=east" jsonschema_description:"letters, digits, - and _"`
	Name      engine.Text  `yaml:"name"`
	Outline   []mgl64.Vec2 `yaml:"outline" jsonschema:"required,minItems=3" jsonschema_description:"[[x, y], …] inside the pit's"`
	Formation float64      `yaml:"formation_level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=-8" jsonschema_description:"level of its floor"`
}

type sump struct {
	ID      string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=S1" jsonschema_description:"letters, digits, - and _"`
	Name    engine.Text  `yaml:"name"`
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"required,minItems=3" jsonschema_description:"corners [[x, y], …]"`
	Floor   float64      `yaml:"floor_level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=-13.5" jsonschema_description:"level of its floor"`
	Mode    string       `yaml:"mode" jsonschema:"enum=ground,enum=node,default=ground" jsonschema_description:"ground: its cells are dug out; node: a shaft of this very outline below the ground, for sumps smaller than cells"`
}

type pump struct {
	ID        string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=P1" jsonschema_description:"letters, digits, - and _"`
	Name      engine.Text  `yaml:"name"`
	At        mgl64.Vec2   `yaml:"at" jsonschema:"required" jsonschema_description:"where it sucks [x, y]"`
	Discharge discharge    `yaml:"discharge" jsonschema:"required" jsonschema_description:"where its hose ends: [x, y], offsite, sump/<id> of a node sump, or manhole/<id>"`
	Curve     []mgl64.Vec2 `yaml:"curve_head_m_flow_l_per_s" jsonschema:"required,minItems=2" jsonschema_description:"catalogue curve [[head, flow], …], e.g. [[0, 45], [12, 30], [20, 0]]"`
	Start     float64      `yaml:"start_depth_m" jsonschema:"required,exclusiveMinimum=0,maximum=100,example=0.6" jsonschema_description:"water depth at which it starts"`
	Stop      float64      `yaml:"stop_depth_m" jsonschema:"required,minimum=0,maximum=100,example=0.2" jsonschema_description:"water depth at which it stops"`
	Ramp      float64      `yaml:"ramp_s" jsonschema:"minimum=0,maximum=600,default=5" jsonschema_description:"time from rest to full flow"`
	Delay     float64      `yaml:"start_delay_s" jsonschema:"minimum=0,maximum=3600" jsonschema_description:"from the start level being reached to the start"`
	Group     string       `yaml:"group" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=main" jsonschema_description:"pumps that stand in for each other"`
	Standby   bool         `yaml:"standby" jsonschema_description:"runs only when a duty pump of its group cannot, or at its assist depth"`
	Priority  int          `yaml:"priority" jsonschema:"minimum=1,maximum=100,default=1" jsonschema_description:"order in which standby pumps are called and power is shared out; 1 is first"`
	Assist    *float64     `yaml:"assist_depth_m" jsonschema:"exclusiveMinimum=0,maximum=100,example=1.2" jsonschema_description:"depth at which a standby pump helps the others; absent: never"`
	Clogs     float64      `yaml:"clogs_per_1000_m3" jsonschema:"minimum=0,maximum=1000,example=0.05" jsonschema_description:"share of the flow that is lost to debris per 1000 m³ moved"`
	Power     string       `yaml:"power" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=F1" jsonschema_description:"id of its feed; absent: power that never fails"`
	RatedKW   float64      `yaml:"rated_kw" jsonschema:"minimum=0,maximum=100000,example=18.5" jsonschema_description:"what it draws from its feed"`
	Efficient float64      `yaml:"efficiency" jsonschema:"exclusiveMinimum=0,maximum=1,example=0.7" jsonschema_description:"of pump and motor; given, it draws what flow and head need and not rated_kw"`
}

type gauge struct {
	ID              string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=G1" jsonschema_description:"letters, digits, - and _"`
	Name            engine.Text `yaml:"name"`
	At              mgl64.Vec2  `yaml:"at" jsonschema:"required" jsonschema_description:"[x, y]"`
	PreWarningDepth *float64    `yaml:"prewarning_depth_m" jsonschema:"exclusiveMinimum=0,maximum=100,example=0.15" jsonschema_description:"water depth of the pre-warning"`
	AlarmDepth      *float64    `yaml:"alarm_depth_m" jsonschema:"exclusiveMinimum=0,maximum=100,example=0.3" jsonschema_description:"water depth of the alarm"`
	PreWarningLevel *float64    `yaml:"prewarning_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"water level of the pre-warning"`
	AlarmLevel      *float64    `yaml:"alarm_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"water level of the alarm"`
	DeadBand        float64     `yaml:"dead_band_m" jsonschema:"minimum=0,maximum=10,default=0.05" jsonschema_description:"how far the water must fall below a limit before it is over"`
	FreeboardTo     *float64    `yaml:"freeboard_to_level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"level to which the freeboard is counted"`
	NearestWet      float64     `yaml:"nearest_wet_within_m" jsonschema:"minimum=0,maximum=100,example=2" jsonschema_description:"where its own cell is dry it reads the nearest wet one, no farther than that; 0: its own alone"`
	Basis           *basis      `yaml:"basis" jsonschema_description:"where the limits come from"`
}

type basis struct {
	Code     string `yaml:"code" jsonschema:"required,minLength=1,example=GB 50497-2019" jsonschema_description:"standard or design document"`
	Clause   string `yaml:"clause" jsonschema:"example=8.0.4"`
	Verified bool   `yaml:"verified" jsonschema:"default=false" jsonschema_description:"somebody has compared the value with the document"`
	Note     string `yaml:"note"`
}

type model struct {
	ID      string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=office" jsonschema_description:"letters, digits, - and _"`
	Name    engine.Text `yaml:"name"`
	Class   string      `yaml:"class" jsonschema:"pattern=^[A-Za-z][A-Za-z0-9_]*$,default=model,example=site_office" jsonschema_description:"what it is"`
	File    string      `yaml:"file" jsonschema:"required,example=office.glb" jsonschema_description:"GLB, or an IFC model (.ifc, .ifczip)"`
	At      []float64   `yaml:"at" jsonschema:"minItems=2,maxItems=3" jsonschema_description:"where its origin stands: [x, y] on the ground, or [x, y, z]; absent: where an IFC model says itself that it stands on the map"`
	Heading float64     `yaml:"heading_deg" jsonschema:"minimum=-360,maximum=360" jsonschema_description:"turned from the site's north, clockwise seen from above"`
	Scale   float64     `yaml:"scale" jsonschema:"exclusiveMinimum=0,maximum=1000,default=1" jsonschema_description:"metres per unit of the model"`
	Spaces  bool        `yaml:"spaces" jsonschema_description:"of an IFC model: its rooms too, as glass"`
	InWay   *bool       `yaml:"obstacle" jsonschema_description:"cranes keep clear of it; absent: of an IFC model they do, of a GLB they do not, as many are trees and cars"`
	Of      string      `yaml:"discipline" jsonschema:"example=structure" jsonschema_description:"of an IFC model: architecture, structure, services, or any other word"`
	Tower   string      `yaml:"crane_type" jsonschema:"pattern=^[0-9A-Za-z一-鿿_-]+$,example=TC6012" jsonschema_description:"of an IFC model: which of crane_types its tower cranes are, unless their name tells; they become cranes of the site"`
}

type hoarding struct {
	ID     string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=north" jsonschema_description:"letters, digits, - and _"`
	Name   engine.Text  `yaml:"name"`
	Line   []mgl64.Vec2 `yaml:"line" jsonschema:"required,minItems=2" jsonschema_description:"[[x, y], …]"`
	Height float64      `yaml:"height_m" jsonschema:"exclusiveMinimum=0,maximum=50,default=2.5"`
}

// discharge is a point, or a thing by its ID, or neither for off the site.
type discharge struct {
	point *mgl64.Vec2
	thing string // "sump/S2", "manhole/M12"
}

const offsite = "offsite"

var dischargeTo = regexp.MustCompile(`^(sump|manhole)/[0-9A-Za-z一-鿿_.-]+$`)

// DecodeYAML reads [x, y], the word offsite, or the ID of a sump or manhole.
func (d *discharge) DecodeYAML(n yamlfile.Node) error {
	word, _ := n.Value().(string)
	if word == offsite {
		return nil
	}
	if dischargeTo.MatchString(word) {
		d.thing = word
		return nil
	}
	var p mgl64.Vec2
	if n.Decode(&p) != nil {
		return n.Errorf("must be a point [x, y], %s, sump/<id> or manhole/<id>", offsite)
	}
	d.point = &p
	return nil
}

// JSONSchema implements the schema of DecodeYAML.
func (discharge) JSONSchema() *jsonschema.Schema {
	two := uint64(2)
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "array", Items: &jsonschema.Schema{Type: "number"}, MinItems: &two, MaxItems: &two},
		{Const: offsite},
		{Type: "string", Pattern: dischargeTo.String()},
	}}
}
