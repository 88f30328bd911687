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
	packed []FieldFrame // of that tick
	frames uint32
}

// maxField bounds the cells of a field: what a reader would refuse is not
// written.
const maxField = maxChunk / 4

// Pack returns the frame's fields as messages that stand alone.
func (p *Packer) Pack(f *engine.Frame) ([]FieldFrame, error) {
	if p.frames > 0 && p.tick == f.Tick {
		return p.packed, nil
	}
	if p.scales == nil {
		p.scales = map[string]pack.Scale{}
	}
	p.frames++
	f.Fill()
	packed := make([]FieldFrame, len(f.Fields))
	var group sync.WaitGroup
	for k := range f.Fields {
		field := &f.Fields[k]
		if n := len(field.Values); n == 0 || n != field.Grid.Len() || n > maxField {
			return nil, fmt.Errorf("field %s: cannot record %d values on a grid of %d×%d", field.Name, n, field.Grid.NX, field.Grid.NY)
		}
		scale := refit(p.scales[field.Name], field)
		p.scales[field.Name] = scale
		group.Add(1)
		go func() {
			defer group.Done()
			packed[k] = packField(field, scale, f.Tick, p.frames)
		}()
	}
	group.Wait()
	p.tick, p.packed = f.Tick, packed
	return packed, nil
}

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
