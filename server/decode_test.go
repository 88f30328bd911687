package server

import (
	"encoding/binary"
	"math"
	"slices"

	"shapan/engine"
	"shapan/engine/pack"
)

// frame reads one whole frame and decodes it.
func (w *watcher) frame() frame {
	w.t.Helper()
	f := frame{fields: map[string]pack.Quanta{}, scalars: map[string]float64{}, poses: map[string][7]float32{}}
	for {
		m := w.next()
		if m == nil {
			w.t.Fatalf("the line ended: %v", w.ended)
		}
		binary, ok := m.(frameMessage)
		if !ok {
			continue
		}
		if f.seq != 0 && f.seq != binary.Seq {
			w.t.Fatalf("frame %d begins before %d has ended", binary.Seq, f.seq)
		}
		f.seq, f.tick, f.seconds, f.past = binary.Seq, binary.Tick, binary.Seconds, binary.Flags&pack.PastFlag != 0
		w.decode(binary, &f)
		if binary.Flags&pack.LastFlag != 0 {
			return f
		}
	}
}

func (w *watcher) decode(m frameMessage, f *frame) {
	w.t.Helper()
	c, ok := w.channels[m.Channel]
	if !ok {
		w.t.Fatalf("message of unknown channel %d", m.Channel)
	}
	if m.Flags&pack.KeyFlag != 0 {
		f.keys = append(f.keys, m.Channel)
	}
	switch m.Kind {
	case pack.FieldMessage:
		q, err := w.open(m, c)
		if err != nil {
			w.t.Fatal(err)
		}
		if w.bases[m.Channel] == nil {
			w.bases[m.Channel] = map[uint32]pack.Quanta{}
		}
		w.bases[m.Channel][m.Seq] = q
		f.fields[c.Name] = q
	case pack.ScalarsMessage:
		for k, name := range c.Names {
			f.scalars[name] = math.Float64frombits(binary.LittleEndian.Uint64(m.body[8*k:]))
		}
	case pack.PosesMessage:
		for k, name := range c.Names {
			var v [7]float32
			for i := range v {
				v[i] = math.Float32frombits(binary.LittleEndian.Uint32(m.body[28*k+4*i:]))
			}
			f.poses[name] = v
		}
	}
}

func (w *watcher) open(m frameMessage, c wireChannel) (pack.Quanta, error) {
	if int(m.BodyLen) != 2*c.Grid.Len() {
		w.t.Fatalf("body of %d bytes for %d cells", m.BodyLen, c.Grid.Len())
	}
	if m.Flags&pack.DeltaFlag == 0 {
		return pack.OpenKey(m.body, c.Grid.Len(), c.Grid.NX)
	}
	base, ok := w.bases[m.Channel][m.BaseSeq]
	if !ok {
		w.t.Fatalf("delta %d on channel %d is added to %d, which never came", m.Seq, m.Channel, m.BaseSeq)
	}
	return pack.OpenDelta(m.body, base)
}

// toyField is what the toy shows of the filling scenario at a tick.
func toyField(name string, tick int64) engine.Field {
	m := &toy{}
	m.tickOf = engine.Tick{N: tick}
	for n := int64(6); n <= tick; n++ { // failed at 5 s, so from tick 6 on
		m.Level += 0.01
	}
	var f engine.Frame
	m.Observe(&f)
	return *f.Field(name)
}

// matches compares a frame's field with what the toy must have shown.
func (w *watcher) matches(f frame, name string) {
	w.t.Helper()
	c := w.channels[w.channel(name)]
	field := toyField(name, f.tick)
	want := pack.Scale{Step: c.Scale, Offset: c.Off}.Quantize(field.Values, nil)
	if !slices.Equal(f.fields[name], want) {
		w.t.Fatalf("%s of tick %d (frame %d) is not what the model showed", name, f.tick, f.seq)
	}
}
