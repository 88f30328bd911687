package record

import (
	"fmt"
	"slices"
	"sync"

	"shapan/engine"
	"shapan/engine/pack"
)

// Packer packs the fields of frames. A Writer and a History of the same run
// may share one, so that each frame is packed once. Like them, it is used by
// the run's driver alone.
type Packer struct {
	scales map[string]pack.Scale
	tick   engine.Tick
	packed []*packing // of that tick, as in its frame; nil: not yet
	frames uint32
}

// packing is a field under way to its message.
type packing struct {
	field FieldFrame
	ready chan struct{}
}

func (p *packing) wait() FieldFrame {
	<-p.ready
	return p.field
}

// maxField bounds the cells of a field: what a reader would refuse is not
// written.
const maxField = maxChunk / 4

// Pack returns the frame's fields that are wanted as messages that stand alone.
func (p *Packer) Pack(f *engine.Frame, wanted func(*engine.Field) bool) ([]FieldFrame, error) {
	started, err := p.start(f, wanted)
	if err != nil {
		return nil, err
	}
	var packed []FieldFrame
	for _, s := range started {
		packed = append(packed, s.wait())
	}
	return packed, nil
}

// start is Pack that does not wait. It needs the frame no longer when it
// returns. No more than one frame is under way, so that a run does not leave
// its packer behind.
func (p *Packer) start(f *engine.Frame, wanted func(*engine.Field) bool) ([]*packing, error) {
	f.Fill()
	if p.frames == 0 || p.tick != f.Tick {
		for _, s := range p.packed {
			if s != nil {
				<-s.ready
			}
		}
		p.tick, p.packed = f.Tick, make([]*packing, len(f.Fields))
		p.frames++
	}
	if p.scales == nil {
		p.scales = map[string]pack.Scale{}
	}
	var group sync.WaitGroup
	for k := range f.Fields {
		field := &f.Fields[k]
		if p.packed[k] != nil || !wanted(field) {
			continue
		}
		if n := len(field.Values); n == 0 || n != field.Grid.Len() || n > maxField {
			return nil, fmt.Errorf("field %s: cannot record %d values on a grid of %d×%d", field.Name, n, field.Grid.NX, field.Grid.NY)
		}
		scale := refit(p.scales[field.Name], field)
		p.scales[field.Name] = scale
		s := &packing{
			field: FieldFrame{
				FieldInfo: pack.FieldInfo{Name: field.Name, Unit: field.Unit, Grid: field.Grid, Scale: scale},
				Tick:      f.Tick.N, Seconds: f.Tick.Seconds(),
			},
			ready: make(chan struct{}),
		}
		p.packed[k] = s
		values, seq := field.Values, p.frames
		group.Add(1)
		go func() {
			quanta := spareQuanta.Get().(*pack.Quanta)
			defer spareQuanta.Put(quanta)
			*quanta = scale.Quantize(values, *quanta)
			group.Done()
			header := pack.Header{Seq: seq, Tick: s.field.Tick, Seconds: s.field.Seconds}
			s.field.Message = pack.KeyMessage(header, *quanta, s.field.Grid.NX)
			close(s.ready)
		}()
	}
	group.Wait()
	var started []*packing
	for k := range f.Fields {
		if wanted(&f.Fields[k]) {
			started = append(started, p.packed[k])
		}
	}
	return started, nil
}

var spareQuanta = sync.Pool{New: func() any { return new(pack.Quanta) }}

// What is wanted of a frame's fields.
func anyField(*engine.Field) bool    { return true }
func lasting(f *engine.Field) bool   { return f.Lasting }
func momentary(f *engine.Field) bool { return !f.Lasting }

// copyPaths copies paths with their points, which the frame may change.
func copyPaths(paths []engine.Path) []engine.Path {
	paths = slices.Clone(paths)
	for k := range paths {
		paths[k].Points = slices.Clone(paths[k].Points)
	}
	return paths
}

func samePaths(a, b []engine.Path) bool {
	return slices.EqualFunc(a, b, func(x, y engine.Path) bool {
		return x.Name == y.Name && x.Kind == y.Kind && x.Height == y.Height && slices.Equal(x.Points, y.Points)
	})
}
