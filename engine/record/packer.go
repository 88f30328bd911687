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
	packed []*FieldFrame // of that tick, as in its frame; nil: not yet
	frames uint32
}

// maxField bounds the cells of a field: what a reader would refuse is not
// written.
const maxField = maxChunk / 4

// Pack returns the frame's fields that are wanted as messages that stand alone.
func (p *Packer) Pack(f *engine.Frame, wanted func(*engine.Field) bool) ([]FieldFrame, error) {
	f.Fill()
	if p.frames == 0 || p.tick != f.Tick {
		p.tick, p.packed = f.Tick, make([]*FieldFrame, len(f.Fields))
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
		group.Add(1)
		go func() {
			defer group.Done()
			packed := packField(field, scale, f.Tick, p.frames)
			p.packed[k] = &packed
		}()
	}
	group.Wait()
	var packed []FieldFrame
	for k := range f.Fields {
		if wanted(&f.Fields[k]) {
			packed = append(packed, *p.packed[k])
		}
	}
	return packed, nil
}

// What is wanted of a frame's fields.
func anyField(*engine.Field) bool    { return true }
func lasting(f *engine.Field) bool   { return f.Lasting }
func momentary(f *engine.Field) bool { return !f.Lasting }

func packField(f *engine.Field, scale pack.Scale, tick engine.Tick, seq uint32) FieldFrame {
	quanta := scale.Quantize(f.Values, nil)
	header := pack.Header{Seq: seq, Tick: tick.N, Seconds: tick.Seconds()}
	return FieldFrame{
		FieldInfo: pack.FieldInfo{Name: f.Name, Unit: f.Unit, Grid: f.Grid, Scale: scale},
		Tick:      tick.N, Seconds: header.Seconds,
		Message: pack.KeyMessage(header, quanta, f.Grid.NX),
	}
}

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
