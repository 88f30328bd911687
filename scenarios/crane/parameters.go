package crane

import (
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// Parameters are what a scenario file says under `with:`.
type Parameters struct {
	Wind      WindParameters  `yaml:"wind" jsonschema_description:"absent: calm, or what another model or a sensor says"`
	Guard     GuardParameters `yaml:"anti_collision" jsonschema_description:"how the cranes are kept apart"`
	Damping   float64         `yaml:"swing_damping" jsonschema:"minimum=0,maximum=0.5,default=0.015" jsonschema_description:"of a load on its rope, share of critical"`
	StaleS    float64         `yaml:"stale_after_s" jsonschema:"exclusiveMinimum=0,maximum=600,default=10" jsonschema_description:"a crane followed by its sensors that says nothing for so long may be anywhere in its circle"`
	Recording string          `yaml:"recording_file" jsonschema:"example=day.csv" jsonschema_description:"what the cranes' sensors said: CSV with time_s, crane, slew_deg, radius_m, hook_m, load_t"`
	Cranes    []Driving       `yaml:"cranes" jsonschema_description:"who drives which of the site's cranes; the others stand"`

	start time.Time
	read  func(name string) ([]byte, error)
}

// FromFile says when the run starts and how files that the parameters name are
// read.
func (p *Parameters) FromFile(start time.Time, read func(name string) ([]byte, error)) {
	p.start, p.read = start, read
}

// WindParameters are the wind at 10 m in the site's terrain.
type WindParameters struct {
	MPerS   float64   `yaml:"m_per_s" jsonschema:"minimum=0,maximum=80,example=8" jsonschema_description:"mean of 10 minutes"`
	FromDeg float64   `yaml:"from_deg" jsonschema:"minimum=-360,maximum=360,example=120" jsonschema_description:"bearing from which it comes, clockwise from the site's north"`
	Table   []WindRow `yaml:"table" jsonschema_description:"how it changes; linear between its rows"`
	Terrain string    `yaml:"terrain" jsonschema:"enum=A,enum=B,enum=C,enum=D,default=C" jsonschema_description:"of GB 50009: A sea and shore, B open country, C town, D town of high buildings"`
	Gusts   bool      `yaml:"gusts" jsonschema_description:"it fluctuates about its mean"`
}

// WindRow is the wind from an instant on.
type WindRow struct {
	At      time.Duration `yaml:"at" jsonschema:"required,example=30min"`
	MPerS   float64       `yaml:"m_per_s" jsonschema:"required,minimum=0,maximum=80"`
	FromDeg float64       `yaml:"from_deg" jsonschema:"minimum=-360,maximum=360"`
}

// GuardParameters are times and distances of the anti-collision.
type GuardParameters struct {
	Off       bool     `yaml:"off" jsonschema_description:"nothing warns and nothing stops: what would happen"`
	ClearM    *float64 `yaml:"clearance_m" jsonschema:"minimum=0,maximum=20" jsonschema_description:"between cranes, and from buildings; absent: that of the rules, 2 m"`
	SensorS   float64  `yaml:"sensor_s" jsonschema:"minimum=0,maximum=10,default=0.5" jsonschema_description:"until a reading is known to the others"`
	OperatorS float64  `yaml:"operator_s" jsonschema:"minimum=0,maximum=30,default=3" jsonschema_description:"until an operator acts on a warning"`
	HorizonS  float64  `yaml:"horizon_s" jsonschema:"exclusiveMinimum=0,maximum=120,default=30" jsonschema_description:"how far ahead present motion is followed"`
}

// Driving says who drives a crane.
type Driving struct {
	ID     string `yaml:"id" jsonschema:"required,example=T1" jsonschema_description:"of the site's crane"`
	Driver string `yaml:"driver" jsonschema:"enum=stand,enum=plan,enum=random,default=stand" jsonschema_description:"plan: its lifts, one after the other; random: an operator who picks and places anywhere in reach; readings and the operator's levers take over whenever they come"`
	Start  Start  `yaml:"start"`
	Lifts  []Lift `yaml:"lifts" jsonschema_description:"of driver plan"`
	Park   *Start `yaml:"park" jsonschema_description:"where its driver turns it when there is nothing to lift; absent: it stays"`
}

// Start is how a crane stands at the start.
type Start struct {
	SlewDeg float64  `yaml:"slew_deg" jsonschema:"minimum=-360,maximum=360" jsonschema_description:"bearing of the jib, clockwise from the site's north"`
	RadiusM *float64 `yaml:"radius_m" jsonschema:"minimum=0,maximum=140" jsonschema_description:"absent: the middle of its range"`
	HookM   *float64 `yaml:"hook_m" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"height of the hook above the crane's foot; absent: 6 m below the jib"`
}

// Lift is one load from one place to another.
type Lift struct {
	Name   string        `yaml:"name"`
	At     time.Duration `yaml:"at" jsonschema:"example=5min" jsonschema_description:"not before"`
	Pick   mgl64.Vec3    `yaml:"pick" jsonschema:"required" jsonschema_description:"where the load's foot stands [x, y, level]"`
	Via    []mgl64.Vec3  `yaml:"via" jsonschema_description:"points [x, y, level] that its foot passes; absent: straight, at travel height"`
	Place  mgl64.Vec3    `yaml:"place" jsonschema:"required"`
	LoadT  float64       `yaml:"load_t" jsonschema:"required,exclusiveMinimum=0,maximum=200"`
	Size   mgl64.Vec3    `yaml:"size_m" jsonschema_description:"length, width, height; absent: 2 × 1 × 1 m"`
	SlingM float64       `yaml:"sling_m" jsonschema:"minimum=0,maximum=30,default=3"`
	HoldS  float64       `yaml:"hold_s" jsonschema:"minimum=0,maximum=3600,default=30" jsonschema_description:"time to hook on, and to unhook"`
}
