package record

import (
	"math"
	"slices"
	"sort"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Poses are recorded often, so only what has moved is: a message of changes
// holds those that differ from what was written last, and the names of those that
// are no more. With every frame comes a message that stands alone, from which a
// reader begins; it also names all that there have been, for who has to know
// before they come again.

// Steps in which poses are recorded, to the metre and to one: a tenth of a
// millimetre, and what turns the tip of a jib of 60 m by as much.
const (
	placeSteps = 1e4
	turnSteps  = 1e6
)

// How often poses are recorded if nothing is said, and with all of them.
const (
	posesUsual = time.Second
	posesWhole = 30 * time.Second
)

// inSteps is a pose as it is recorded.
func inSteps(p engine.Pose) engine.Pose {
	round := func(v *float64, steps float64) { *v = math.Round(*v*steps)/steps + 0 } // + 0: no -0
	for axis := range p.Position {
		round(&p.Position[axis], placeSteps)
		round(&p.Rotation.V[axis], turnSteps)
	}
	round(&p.Rotation.W, turnSteps)
	return p
}

// posesWriter is what has been written of poses.
type posesWriter struct {
	last  map[string]engine.Pose
	names []string // of all that there have been, in the order of their coming
	known map[string]bool
}

// message makes that of a frame; ok is false if there is nothing to tell.
func (w *posesWriter) message(f *engine.Frame, whole bool) (m posesMessage, ok bool) {
	if w.last == nil {
		if len(f.Poses) == 0 {
			return m, false
		}
		w.last, w.known = map[string]engine.Pose{}, map[string]bool{}
		whole = true
	}
	m.stamp, m.Changes = stampOf(f.Tick), !whole
	here := make(map[string]bool, len(f.Poses))
	for _, p := range f.Poses {
		here[p.Name] = true
		if !w.known[p.Name] {
			w.known[p.Name] = true
			w.names = append(w.names, p.Name)
		}
		p = inSteps(p)
		if before, had := w.last[p.Name]; !had || whole || before != p {
			m.Transforms = append(m.Transforms, transformOf(p, f.Tick.Time()))
			w.last[p.Name] = p
		}
	}
	for _, name := range w.names {
		if _, had := w.last[name]; had && !here[name] {
			delete(w.last, name)
			m.Gone = append(m.Gone, name)
		}
	}
	if whole {
		m.Gone, m.Names = nil, slices.Clone(w.names)
	}
	return m, whole || len(m.Transforms)+len(m.Gone) > 0
}

// poses are those at an instant: of the message before it that stands alone, and
// the changes since. Their order is that of the former, then of their coming.
func (r *Recording) poses(at int64) ([]engine.Pose, error) {
	poses, _, err := r.posesAndNames(at)
	return poses, err
}

func (r *Recording) posesAndNames(at int64) (poses []engine.Pose, names []string, err error) {
	entries := r.index.topics[posesTopic]
	n := sort.Search(len(entries), func(k int) bool { return entries[k].at > at })
	var back []posesMessage // the latest first
	for k := n - 1; k >= 0; k-- {
		m, err := decode[posesMessage](r, posesTopic, entries[k])
		if err != nil {
			return nil, nil, err
		}
		back = append(back, m)
		if !m.Changes {
			break
		}
	}
	index := map[string]int{}
	for k := len(back) - 1; k >= 0; k-- {
		names = append(names, back[k].Names...)
		for _, t := range back[k].Transforms {
			p := engine.Pose{Name: t.Child, Position: mgl64.Vec3{t.Translation.X, t.Translation.Y, t.Translation.Z}}
			p.Rotation.W, p.Rotation.V = t.Rotation.W, mgl64.Vec3{t.Rotation.X, t.Rotation.Y, t.Rotation.Z}
			if place, had := index[p.Name]; had {
				poses[place] = p
				continue
			}
			index[p.Name] = len(poses)
			poses = append(poses, p)
		}
		for _, name := range back[k].Gone {
			if place, had := index[name]; had {
				poses[place].Name = ""
				delete(index, name)
			}
		}
	}
	here := poses[:0]
	for _, p := range poses {
		if p.Name != "" {
			here = append(here, p)
		}
	}
	return here, names, nil
}

// PosesEvery is the least time between two messages of poses [s], the last not
// counted, which comes with the run's end; 0: there are none.
func (r *Recording) PosesEvery() float64 {
	entries := r.index.topics[posesTopic]
	least := 0.0
	for k := 1; k < len(entries)-1; k++ {
		if gap := time.Duration(entries[k].at - entries[k-1].at).Seconds(); gap > 0 && (least == 0 || gap < least) {
			least = gap
		}
	}
	return least
}
