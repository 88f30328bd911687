package shape

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// Options say how fine to make shapes.
type Options struct {
	// Tolerance is how far shapes may lie from what is curved; the zero value
	// means solid.Default.
	Tolerance solid.Tolerance
	// Workers is the number of elements worked on at once; 0 means GOMAXPROCS.
	// It changes nothing but the time.
	Workers int
}

// shared is what the elements of one file use together.
type shared struct {
	styles styles
	mapped sync.Map // step.ID of a representation → *made
	bases  sync.Map // step.ID of a curve → *alignment
}

// made is a representation as all that map it see it.
type made struct {
	parts    []Part
	warnings []string
	repairs  []string
	err      error
}

// once makes a representation, or finds it made. Two workers may make the same
// one at the same time; then the first to finish is kept, and both are equal.
// The work is not counted to the element, so that it does not matter who asks first.
func (j *job) once(in step.Instance) ([]Part, error) {
	known, ok := j.shared.mapped.Load(in.ID())
	if !ok {
		for _, id := range j.within {
			if id == in.ID() {
				return nil, fault(in, "maps itself")
			}
		}
		if len(j.within) > 50 {
			return nil, fault(in, "is mapped by mapped items more than 50 deep")
		}
		inner := j.reader.job()
		inner.within = append(append(inner.within, j.within...), in.ID())
		m := &made{}
		m.parts, m.err = inner.representation(in)
		m.warnings, m.repairs = inner.warnings, inner.repairs
		known, _ = j.shared.mapped.LoadOrStore(in.ID(), m)
	}
	m := known.(*made)
	if err := j.spend(200 * (len(m.warnings) + len(m.repairs))); err != nil {
		return nil, err
	}
	j.warnings = append(j.warnings, m.warnings...)
	j.repairs = append(j.repairs, m.repairs...)
	return m.parts, m.err
}

func (j *job) warn(format string, args ...any) {
	j.warnings = append(j.warnings, fmt.Sprintf(format, args...))
}

// inParallel does n things on so many workers.
func inParallel(n, workers int, do func(k int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= n {
					return
				}
				do(k)
			}
		})
	}
	group.Wait()
}

// safely turns a panic, which is a mistake of ours, into the element's failure.
func safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: %v", p)
		}
	}()
	return do()
}

// baked is the mesh of a part in the frame that its transform leads to, moved on.
func (p *Part) bakedBy(by mgl64.Mat4) Part {
	out := *p
	out.Mesh = p.Mesh.Transformed(by.Mul4(p.Transform))
	out.Transform = mgl64.Ident4()
	return out
}
