package record

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"shapan/engine"
)

// A saved state may be large: it is written in parts, so that no chunk is.
const (
	partSize   = 4 << 20
	partHeader = 16 // u32 part, u32 parts, i64 tick
)

type snapshotHead struct {
	Tick   engine.Tick `json:"tick"`
	Models []modelHead `json:"models"`
}

type modelHead struct {
	Name    string         `json:"name"`
	Bytes   int            `json:"bytes"`
	Pending []engine.Event `json:"pending,omitempty"`
}

// snapshotParts encodes a snapshot: the length of a JSON head, the head, the
// models' states one after the other; cut into messages.
func snapshotParts(s engine.Snapshot) ([][]byte, error) {
	head := snapshotHead{Tick: s.Tick}
	for _, m := range s.Models {
		head.Models = append(head.Models, modelHead{m.Name, len(m.State), m.Pending})
	}
	text, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("snapshot of tick %d: %w", s.Tick.N, err)
	}
	whole := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	whole = append(whole, text...)
	for _, m := range s.Models {
		whole = append(whole, m.State...)
	}
	count := (len(whole) + partSize - 1) / partSize
	parts := make([][]byte, count)
	for k := range parts {
		content := whole[k*partSize : min((k+1)*partSize, len(whole))]
		part := make([]byte, 0, partHeader+len(content))
		part = binary.LittleEndian.AppendUint32(part, uint32(k))
		part = binary.LittleEndian.AppendUint32(part, uint32(count))
		part = binary.LittleEndian.AppendUint64(part, uint64(s.Tick.N))
		parts[k] = append(part, content...)
	}
	return parts, nil
}

// joinParts puts the parts of one snapshot together again.
func joinParts(parts [][]byte) (engine.Snapshot, error) {
	var whole []byte
	for k, part := range parts {
		if len(part) < partHeader {
			return engine.Snapshot{}, fmt.Errorf("snapshot: part of %d bytes", len(part))
		}
		number, count := binary.LittleEndian.Uint32(part), binary.LittleEndian.Uint32(part[4:])
		if int64(number) != int64(k) || int64(count) != int64(len(parts)) {
			return engine.Snapshot{}, fmt.Errorf("snapshot: part %d of %d, expected %d of %d", number, count, k, len(parts))
		}
		whole = append(whole, part[partHeader:]...)
	}
	return decodeSnapshot(whole)
}

func decodeSnapshot(b []byte) (engine.Snapshot, error) {
	if len(b) < 4 || int64(binary.LittleEndian.Uint32(b)) > int64(len(b)-4) {
		return engine.Snapshot{}, fmt.Errorf("snapshot: %d bytes are too few", len(b))
	}
	n := int(binary.LittleEndian.Uint32(b))
	var head snapshotHead
	if err := json.Unmarshal(b[4:4+n], &head); err != nil {
		return engine.Snapshot{}, fmt.Errorf("snapshot: %w", err)
	}
	states := b[4+n:]
	s := engine.Snapshot{Tick: head.Tick}
	for _, m := range head.Models {
		if m.Bytes < 0 || m.Bytes > len(states) {
			return engine.Snapshot{}, fmt.Errorf("snapshot: model %s: %d bytes where %d are left", m.Name, m.Bytes, len(states))
		}
		s.Models = append(s.Models, engine.ModelSave{Name: m.Name, State: states[:m.Bytes:m.Bytes], Pending: m.Pending})
		states = states[m.Bytes:]
	}
	if len(states) > 0 {
		return engine.Snapshot{}, fmt.Errorf("snapshot: %d bytes belong to no model", len(states))
	}
	return s, nil
}
