package server

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"sync"

	"github.com/gorilla/websocket"

	"shapan/engine"
	"shapan/engine/pack"
)

// shot is what goes out of one frame: the quanta of the channels that somebody
// wants. It is encoded when first taken, once for all who take it.
type shot struct {
	seq     uint32
	tick    engine.Tick
	keyOnly bool // everybody gets keys
	parts   []*part
}

// part is one channel of a shot.
type part struct {
	channel *channel
	header  pack.Header
	quanta  pack.Quanta // of a field
	raw     []byte      // of scalars, poses and paths

	// The shot before, if it had this channel. Only the quanta are held, so that
	// old shots do not hang on a chain.
	base    pack.Quanta
	baseSeq uint32

	mu       sync.Mutex
	key      []byte // bodies, once they are packed
	delta    []byte
	messages map[pack.Flags]*message
}

// message is a binary message ready for any number of sockets.
type message struct {
	prepared *websocket.PreparedMessage
	size     int
}

// take makes a shot of the frame with the wanted channels that it has.
func take(f *engine.Frame, t *table, wanted []uint16, seq uint32, before *shot) *shot {
	s := &shot{seq: seq, tick: f.Tick}
	var group sync.WaitGroup
	for _, c := range t.channels {
		if !slices.Contains(wanted, c.ID) {
			continue
		}
		p := &part{channel: c, header: pack.Header{
			Kind: c.Kind, Channel: c.ID, Seq: seq, Tick: f.Tick.N, Seconds: f.Tick.Seconds(),
		}}
		switch c.Kind {
		case pack.FieldMessage:
			field := f.Field(c.Field.Name)
			if field == nil || field.Grid != c.Field.Grid || len(field.Values) != field.Grid.Len() {
				continue
			}
			group.Go(func() { p.quanta = c.Field.Quantize(field.Values, nil) })
			if old := before.part(c.ID); old != nil {
				p.base, p.baseSeq = old.quanta, old.header.Seq
			}
		case pack.ScalarsMessage:
			p.raw = scalarsBody(c.Names, f.Scalars)
		case pack.PosesMessage:
			p.raw = posesBody(c.Names, f.Poses)
		case pack.PathsMessage:
			p.raw = pathsBody(f.Paths)
		}
		s.parts = append(s.parts, p)
	}
	group.Wait()
	return s
}

// part returns the channel's part, or nil.
func (s *shot) part(id uint16) *part {
	if s == nil {
		return nil
	}
	for _, p := range s.parts {
		if p.channel.ID == id {
			return p
		}
	}
	return nil
}

// message returns the part as a client gets it who holds the channel as of
// number held (0: not at all).
func (p *part) message(held uint32, keyOnly bool, flags pack.Flags) (*message, error) {
	h := p.header
	h.Flags = flags
	delta := p.quanta != nil && !keyOnly && held != 0 && held == p.baseSeq && p.base != nil

	p.mu.Lock()
	defer p.mu.Unlock()
	variant := flags | pack.KeyFlag
	if delta {
		variant = flags | pack.DeltaFlag
	}
	if m := p.messages[variant]; m != nil {
		return m, nil
	}
	var body []byte
	switch {
	case p.quanta == nil:
		h.Flags, h.BodyLen = flags|pack.KeyFlag, uint32(len(p.raw))
		body = p.raw
	case delta:
		if p.delta == nil {
			p.delta = pack.Delta(p.quanta, p.base)
		}
		h.Flags, h.BaseSeq = flags|pack.DeltaFlag|pack.DeflateFlag, p.baseSeq
		h.BodyLen, body = uint32(2*len(p.quanta)), p.delta
	default:
		if p.key == nil {
			p.key = pack.Key(p.quanta, p.channel.Field.Grid.NX)
		}
		h.Flags = flags | pack.KeyFlag | pack.DeflateFlag
		h.BodyLen, body = uint32(2*len(p.quanta)), p.key
	}
	m, err := prepare(append(h.AppendTo(make([]byte, 0, pack.HeaderSize+len(body))), body...))
	if err != nil {
		return nil, err
	}
	if p.messages == nil {
		p.messages = map[pack.Flags]*message{}
	}
	p.messages[variant] = m
	return m, nil
}

func prepare(data []byte) (*message, error) {
	prepared, err := websocket.NewPreparedMessage(websocket.BinaryMessage, data)
	return &message{prepared, len(data)}, err
}

// scalarsBody writes the named scalars in the order of the names.
func scalarsBody(names []string, scalars []engine.Scalar) []byte {
	body := make([]byte, 0, 8*len(names))
	for k, name := range names {
		value := math.NaN()
		if k < len(scalars) && scalars[k].Name == name { // the usual order
			value = scalars[k].Value
		} else {
			for _, s := range scalars {
				if s.Name == name {
					value = s.Value
					break
				}
			}
		}
		body = binary.LittleEndian.AppendUint64(body, math.Float64bits(value))
	}
	return body
}

// posesBody writes x, y, z and the quaternion x, y, z, w of the named poses.
func posesBody(names []string, poses []engine.Pose) []byte {
	body := make([]byte, 0, 28*len(names))
	for k, name := range names {
		values := [7]float64{}
		for axis := range values {
			values[axis] = math.NaN()
		}
		for j := range poses {
			if p := &poses[(k+j)%len(poses)]; p.Name == name { // the usual order comes first
				v, w := p.Rotation.V, p.Rotation.W
				values = [7]float64{p.Position[0], p.Position[1], p.Position[2], v[0], v[1], v[2], w}
				break
			}
		}
		for _, v := range values {
			body = binary.LittleEndian.AppendUint32(body, math.Float32bits(float32(v)))
		}
	}
	return body
}

// pathsBody is the paths of a frame as JSON. Its length is a multiple of 8, as
// that of all bodies: spaces fill it up.
func pathsBody(paths []engine.Path) []byte {
	type pathJSON struct {
		Name   string       `json:"name"`
		Kind   string       `json:"kind"`
		Points [][3]float64 `json:"points"`
		Height float64      `json:"height_m,omitempty"`
	}
	list := make([]pathJSON, len(paths))
	for k, p := range paths {
		list[k] = pathJSON{p.Name, p.Kind, make([][3]float64, len(p.Points)), p.Height}
		for n, q := range p.Points {
			for axis, v := range q {
				list[k].Points[n][axis] = math.Round(v*1000) / 1000
			}
		}
	}
	body, err := json.Marshal(list)
	if err != nil { // a point that is no number: models must not make one
		body = []byte("[]")
	}
	for len(body)%8 != 0 {
		body = append(body, ' ')
	}
	return body
}
