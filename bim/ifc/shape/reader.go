package shape

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// A reader turns items of one file into geometry. It holds nothing that changes
// but the caches behind shared, so that many elements use one at once.
type reader struct {
	file   *step.File
	metre  float64 // [m] per unit of length of the file
	radian float64 // [rad] per unit of angle of the file
	tol    solid.Tolerance
	shared *shared
}

// A job is the work on one element: it counts what is done, so that a file that
// asks for too much ends with an error at the same place on every machine.
type job struct {
	*reader
	left     int           // steps that may still be done
	cutting  *solid.Effort // for unions and cuts
	depth    int           // items within items
	within   []step.ID     // representations being made, outermost first
	warnings []string      // what is missing of what was made
	repairs  []string      // what was done to bodies that the file leaves open
}

// Limits of the work for one element: about 10 s of the slowest steps. No model
// seen needs a tenth of it.
const (
	maxWork  = 40_000_000
	maxDepth = 400
)

// limits [m]: what lies beyond is no place on Earth, and no number to compute with.
const farthest = 1e10

func (r *reader) job() *job { return &job{reader: r, left: maxWork, cutting: solid.NewEffort()} }

// spend counts n steps of work.
func (j *job) spend(n int) error {
	if j.left -= n; j.left < 0 {
		return fmt.Errorf("takes more than %d steps of work", maxWork)
	}
	return nil
}

// enter is called where an item looks into another of its own kind; leave undoes it.
func (j *job) enter(in step.Instance) error {
	if j.depth++; j.depth > maxDepth {
		return fault(in, "items nested more than %d deep; does one contain itself?", maxDepth)
	}
	return j.spend(1)
}

func (j *job) leave() { j.depth-- }

// fault is an error that names the instance.
func fault(in step.Instance, format string, args ...any) error {
	return fmt.Errorf("#%d %s: %s", in.ID(), in.Type(), fmt.Sprintf(format, args...))
}

// need follows the reference of attribute k, called name.
func need(in step.Instance, a *step.Args, k int, name string) (step.Instance, error) {
	to, ok := a.Instance(k)
	if !ok {
		return to, fault(in, "%s is %s; expected a reference to an instance", name, a.Kind(k))
	}
	return to, nil
}

// real reads attribute k, called name; NaN and infinity are no numbers.
func real(in step.Instance, a *step.Args, k int, name string) (float64, error) {
	v, ok := a.Real(k)
	if !ok || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fault(in, "%s is %s; expected a number", name, a.Kind(k))
	}
	return v, nil
}

// length reads attribute k as a length [m].
func (r *reader) length(in step.Instance, a *step.Args, k int, name string) (float64, error) {
	v, err := real(in, a, k, name)
	if err == nil && math.Abs(v*r.metre) > farthest {
		err = fault(in, "%s is %v; expected a length below %g m", name, v, farthest)
	}
	return v * r.metre, err
}

// positive reads attribute k as a length [m] above 0.
func (r *reader) positive(in step.Instance, a *step.Args, k int, name string) (float64, error) {
	v, err := r.length(in, a, k, name)
	if err == nil && v <= 0 {
		err = fault(in, "%s is %v; expected a length above 0", name, v/r.metre)
	}
	return v, err
}

// optional reads attribute k as a length [m], 0 if it is not given.
func (r *reader) optional(a *step.Args, k int) float64 {
	v, ok := a.Real(k)
	if !ok || math.IsNaN(v) || math.Abs(v*r.metre) > farthest {
		return 0
	}
	return v * r.metre
}

// point reads an IfcCartesianPoint [m]; what it has no coordinate for is 0.
func (r *reader) point(in step.Instance) (mgl64.Vec3, error) {
	switch in.Type() {
	case "IFCCARTESIANPOINT": // Coordinates
		a := in.Args()
		list, ok := a.List(0)
		if !ok {
			return mgl64.Vec3{}, fault(in, "Coordinates is %s; expected a list", a.Kind(0))
		}
		return r.coordinates(in, &list)
	case "IFCVERTEXPOINT": // VertexGeometry
		a := in.Args()
		to, err := need(in, &a, 0, "VertexGeometry")
		if err != nil || to.Type() == "IFCVERTEXPOINT" {
			return mgl64.Vec3{}, fault(in, "VertexGeometry is no point")
		}
		return r.point(to)
	}
	return mgl64.Vec3{}, fault(in, "expected an IfcCartesianPoint")
}

// coordinates reads a list of one to three lengths.
func (r *reader) coordinates(in step.Instance, list *step.Args) (p mgl64.Vec3, err error) {
	for k := range 3 {
		v, ok := list.Real(k)
		if !ok {
			if kind := list.Kind(k); k == 0 || kind != step.None {
				return p, fault(in, "coordinate %d is %s; expected a number", k+1, kind)
			}
			break
		}
		p[k] = v * r.metre
		if !(math.Abs(p[k]) <= farthest) { // NaN too
			return p, fault(in, "coordinate %d is %v; expected a place within %g m", k+1, v, farthest)
		}
	}
	return p, nil
}

// pointAt reads the point that attribute k refers to.
func (r *reader) pointAt(in step.Instance, a *step.Args, k int, name string) (mgl64.Vec3, error) {
	to, err := need(in, a, k, name)
	if err != nil {
		return mgl64.Vec3{}, err
	}
	return r.point(to)
}

// direction reads an IfcDirection as a unit vector.
func (r *reader) direction(in step.Instance) (d mgl64.Vec3, err error) {
	if in.Type() != "IFCDIRECTION" { // DirectionRatios
		return d, fault(in, "expected an IfcDirection")
	}
	a := in.Args()
	list, ok := a.List(0)
	if !ok {
		return d, fault(in, "DirectionRatios is %s; expected a list", a.Kind(0))
	}
	for k := range 3 {
		if v, ok := list.Real(k); ok {
			d[k] = v
		}
	}
	// Length by way of the largest: ratios of 1e-200 or 1e200 are directions too.
	largest := max(math.Abs(d[0]), math.Abs(d[1]), math.Abs(d[2]))
	if !(largest > 0) || math.IsInf(largest, 0) {
		return d, fault(in, "DirectionRatios %v give no direction", d)
	}
	return d.Mul(1 / largest).Normalize(), nil
}

// directionAt reads the direction that attribute k refers to; without one, or
// with one of no length, it is otherwise.
func (r *reader) directionAt(a *step.Args, k int, otherwise mgl64.Vec3) mgl64.Vec3 {
	to, ok := a.Instance(k)
	if !ok {
		return otherwise
	}
	d, err := r.direction(to)
	if err != nil {
		return otherwise
	}
	return d
}
