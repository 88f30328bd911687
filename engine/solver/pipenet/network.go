package pipenet

// gravity is the standard acceleration [m/s²].
const gravity = 9.80665

// Network is a drainage system as built. Nothing changes it once a Solver has
// been made of it, so solvers may share it.
type Network struct {
	Nodes   []Node
	Links   []Link
	Options Options
}

// NodeKind tells what a node is.
type NodeKind int

// A junction is a manhole or a bend; a storage node a basin or a wet well with
// its own volume; an outfall an end whose level is set from outside.
const (
	Junction NodeKind = iota
	Storage
	Outfall
)

// Node is where links meet.
type Node struct {
	Name     string
	Kind     NodeKind
	Invert   float64 // height of the bottom [m]
	MaxDepth float64 // from the invert to the rim [m]; 0: up to the highest crown that joins
	Initial  float64 // depth at the start [m]

	// Junctions. Above the rim the cover holds for Surcharge [m] of head; then
	// the water is lost, or ponds on Ponded [m²] and returns.
	Surcharge float64
	Ponded    float64

	// Storage: free area [m²] over depth [m], level outside. Empty: a shaft.
	Area Curve

	// Outfalls.
	Level OutfallLevel
	Stage float64 // level [m] at the start, for Given; see Solver.SetStage
	Flap  bool    // nothing flows back in

	// Inlet joins the node to a surface; nil: nothing passes the rim.
	Inlet *Inlet
}

// OutfallLevel tells how the level at an outfall is found.
type OutfallLevel int

// Free falls freely (critical or normal depth, whichever is less), Normal flows
// at normal depth, Given takes Node.Stage, but never less than Free.
const (
	Free OutfallLevel = iota
	Normal
	Given
)

// Link joins node From to node To. Exactly one of Conduit, Pump, Orifice, Weir
// and Outlet is set.
type Link struct {
	Name     string
	From, To int
	Flap     bool // nothing flows from To to From

	Conduit *Conduit
	Pump    *Pump
	Orifice *Orifice
	Weir    *Weir
	Outlet  *Outlet
}

// Conduit is a pipe or channel of one section.
type Conduit struct {
	Section *Section // nil: a dummy that passes on what arrives
	Length  float64  // [m]
	N       float64  // Manning's n [s/m^(1/3)]
	// Bottom of the conduit's ends above their nodes' inverts [m].
	FromOffset, ToOffset float64
	// Local losses: entrance, exit, along the way, in velocity heads.
	Entry, Exit, Along float64
	Barrels            int     // side by side, 0 means 1
	Initial            float64 // flow at the start [m³/s]
	MaxFlow            float64 // [m³/s]; 0: no limit
	Culvert            int     // code of the inlet, 1 to 57, for inlet control; 0: none
	Main               ForceMain
}

// ForceMain gives the friction of a pressure main when it is full; below that
// Manning's n holds. At most one is set.
type ForceMain struct {
	HazenWilliams float64 // C [-]
	DarcyWeisbach float64 // roughness height [m]
}

// PumpKind tells how a pump's flow is found.
type PumpKind int

// The curve of a pump gives flow [m³/s]: over the volume of its wet well in
// steps, over the well's depth in steps, over the head that it lifts, over the
// depth continuously, or over head for a pump whose speed is set; an ideal pump
// passes on what its well receives.
const (
	ByVolume  PumpKind = 1 + iota // SWMM type 1: x [m³]
	ByStage                       // type 2: x [m]
	ByHead                        // type 3: x [m]
	ByDepth                       // type 4: x [m]
	BySpeed                       // type 5: x [m] at full speed, scaled by affinity
	IdealPump                     // no curve
)

// Pump lifts water from From to To, never back.
type Pump struct {
	Kind             PumpKind
	Curve            Curve
	Startup, Shutoff float64 // depths of the well that start and stop it [m]; Startup 0: always ready
	Off              bool    // at the start
}

// Orifice is an opening in a side wall or in the bottom.
type Orifice struct {
	Bottom        bool
	Circular      bool
	Height, Width float64 // [m]; Width is unused for a circle
	Offset        float64 // its lower edge above the invert of From [m]
	Coefficient   float64 // of discharge [-]
	Closing       float64 // time from open to shut [s]; 0: at once
}

// WeirKind is the shape of a weir.
type WeirKind int

// Kinds of weir.
const (
	Transverse WeirKind = iota
	SideFlow
	VNotch
	TrapezoidalWeir
	Roadway
)

// Weir is an overflow.
type Weir struct {
	Kind          WeirKind
	Height, Width float64 // of the opening [m]; above Height it is an orifice where Surcharge is set
	Slope         float64 // of the sides of a V-notch or trapezoid (run over rise)
	Offset        float64 // crest above the invert of From [m]
	Coefficient   float64 // Q = C L h^1.5 [m^(1/2)/s]
	Ends          float64 // coefficient of the triangular ends of a trapezoid
	Contractions  float64 // number of end contractions
	Surcharge     bool
}

// Outlet is a control whose rating is given.
type Outlet struct {
	Offset       float64 // above the invert of From [m]
	Head         bool    // rating by difference of heads, not by depth over the outlet
	Rating       Curve   // x [m], flow [m³/s]; empty: Scale x^Power
	Scale, Power float64
}

// Damping of the inertial terms.
type Damping int

// NoDamping keeps them, PartialDamping fades them out as the Froude number goes
// from 0.5 to 1, FullDamping leaves them out.
const (
	NoDamping Damping = iota
	PartialDamping
	FullDamping
)

// NormalLimit tells when the flow of a conduit is held to its normal flow at the
// depth upstream: where the water surface is flatter than the conduit, where the
// Froude number upstream exceeds 1, or in either case.
type NormalLimit int

// Criteria of the limit.
const (
	LimitBySlope NormalLimit = iota
	LimitByFroude
	LimitByBoth
	NoLimit
)

// Options are the choices of a run.
type Options struct {
	Step    float64 // longest internal step [s]; 0: 5 s
	Damping Damping
	Limit   NormalLimit
	Pond    bool // Node.Ponded counts
	// Extran does what EXTRAN, SWMM's solver, does beside its equations, because
	// models calibrated with it lean on that:
	//   - full conduits keep their width for ever where they join a storage node:
	//     volume that is not there (slot.go);
	//   - half of the inertia 2 v dA/dt counts, and the convective term drives
	//     rapid flow into deeper water, too (reach.go);
	//   - a junction is no shaft: its plan area ends at the crown (assemble.go).
	Extran bool
	// Trials > 0 solves by EXTRAN's own scheme with as many trials a step at most,
	// see extran.go; not for networks with inlets. Courant > 0 shortens its steps
	// to that share of what a wave needs to pass a conduit, Lengthen > 0 takes
	// conduits as so long that it needs as much [s]. LeastStep is the shortest of
	// those steps [s], 0 half a second; HeadTolerance the change of a level at which
	// trials end [m], 0 0.005 ft. LeastArea is the least plan area of its nodes [m²],
	// 0 that of Shaft's default.
	Trials                              int
	Courant, Lengthen                   float64
	LeastStep, HeadTolerance, LeastArea float64

	Shaft float64 // plan area of a manhole [m²]; 0: that of a 4-foot shaft, 1.167 m²
}
