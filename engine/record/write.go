package record

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/foxglove/mcap/go/mcap"

	"shapan/engine"
)

// attach writes an attachment; it stands in the file at once.
func (c *chunks) attach(name string, data []byte, at time.Time) error {
	return c.out.WriteAttachment(&mcap.Attachment{
		Name: name, LogTime: uint64(at.UnixNano()), CreateTime: uint64(at.UnixNano()),
		MediaType: "application/octet-stream", DataSize: uint64(len(data)), Data: bytes.NewReader(data),
	})
}

func (c *chunks) closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err != nil
}

// send writes a message to the newest channel of the topic.
func (w *Writer) send(topic string, tick engine.Tick, data []byte) error {
	id := w.channels[topic]
	at := uint64(tick.Time().UnixNano())
	message := &mcap.Message{ChannelID: id, Sequence: w.sequence[id], LogTime: at, PublishTime: at, Data: data}
	w.sequence[id]++
	return w.out.write(message)
}

// sendJSON writes a message to a channel that it makes at first.
func (w *Writer) sendJSON(topic, schemaName, schema string, tick engine.Tick, message any) error {
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if _, ok := w.channels[topic]; !ok {
		if err := w.open(topic, schemaName, []byte(schema), nil); err != nil {
			return err
		}
	}
	return w.send(topic, tick, data)
}

func (w *Writer) open(topic, schemaName string, schema []byte, metadata map[string]string) error {
	id, err := w.out.channel(topic, "json", mcap.Schema{Name: schemaName, Encoding: "jsonschema", Data: schema}, metadata)
	w.channels[topic] = id
	return err
}

// openBinary makes a channel of the private encoding.
func (w *Writer) openBinary(topic, schemaName, text string, metadata map[string]string) error {
	id, err := w.out.channel(topic, "shapan.v1", mcap.Schema{Name: schemaName, Encoding: "text/plain", Data: []byte(text)}, metadata)
	w.channels[topic] = id
	return err
}

func (w *Writer) writeLog(f *engine.Frame) error {
	if len(f.Events) > 0 {
		message := inputsMessage{stampOf(f.Tick), f.Events}
		if err := w.sendJSON(inputsTopic, "shapan.Inputs", inputsSchema, f.Tick, message); err != nil {
			return err
		}
	}
	for _, e := range w.diary.Read(f) {
		if e.Kind != AlarmEntry {
			continue
		}
		if err := w.sendJSON(alarmsTopic, "shapan.Alarm", alarmSchema, f.Tick, alarmMessage{f.Tick.N, e}); err != nil {
			return err
		}
	}
	if samePaths(f.Paths, w.paths) {
		return nil
	}
	w.paths = copyPaths(f.Paths)
	message := pathsMessage{stampOf(f.Tick), []pathJSON{}}
	for _, p := range w.paths {
		line := pathJSON{Name: p.Name, Kind: p.Kind, Height: p.Height, Points: make([][3]float64, len(p.Points))}
		for k, point := range p.Points {
			line.Points[k] = point
		}
		message.Paths = append(message.Paths, line)
	}
	return w.sendJSON(pathsTopic, "shapan.Paths", pathsSchema, f.Tick, message)
}

// writeScalars begins another channel whenever the list of scalars changes.
func (w *Writer) writeScalars(f *engine.Frame) error {
	w.lastScalars = f.Tick
	if len(f.Scalars) == 0 {
		return nil
	}
	same := func(a ScalarInfo, b engine.Scalar) bool { return a.Name == b.Name && a.Unit == b.Unit }
	if !slices.EqualFunc(w.listed, f.Scalars, same) {
		w.listed = nil
		for _, s := range f.Scalars {
			w.listed = append(w.listed, ScalarInfo{s.Name, s.Unit})
		}
		list, err := json.Marshal(w.listed)
		if err != nil {
			return err
		}
		if err := w.open(scalarsTopic, "shapan.Scalars", scalarsSchema(w.listed), map[string]string{scalarsKey: string(list)}); err != nil {
			return err
		}
	}
	return w.send(scalarsTopic, f.Tick, appendScalars(nil, f))
}

// writeFields writes the fields that are wanted. A field that needs another scale gets
// another channel of the same topic.
func (w *Writer) writeFields(f *engine.Frame, wanted func(*engine.Field) bool) error {
	packed, err := w.packer.Pack(f, wanted)
	if err != nil {
		return err
	}
	for _, field := range packed {
		topic := fieldsTopic + field.Name
		info, err := json.Marshal(field.FieldInfo)
		if err != nil {
			return err
		}
		if w.fields[topic] != string(info) {
			w.fields[topic] = string(info)
			if err := w.openBinary(topic, "shapan.Field", fieldText, map[string]string{fieldKey: string(info)}); err != nil {
				return err
			}
		}
		if err := w.send(topic, f.Tick, field.Message); err != nil {
			return err
		}
	}
	return nil
}

// writeMoment writes the fields that are to be seen now.
func (w *Writer) writeMoment(f *engine.Frame) error {
	w.lastMoment = f.Tick
	return w.writeFields(f, momentary)
}

// writePoses writes what has moved, or where all things are.
func (w *Writer) writePoses(f *engine.Frame, whole bool) error {
	w.lastPoses = f.Tick
	message, ok := w.moved.message(f, whole)
	if !ok {
		return nil
	}
	return w.sendJSON(posesTopic, "foxglove.FrameTransforms", posesSchema, f.Tick, message)
}

// writeLasting writes what the run has seen so far.
func (w *Writer) writeLasting(f *engine.Frame) error {
	w.lastLasting = f.Tick
	return w.writeFields(f, lasting)
}

func transformOf(p engine.Pose, at time.Time) transform {
	t := transform{Parent: "site", Child: p.Name}
	t.Timestamp.Seconds, t.Timestamp.Nanos = at.Unix(), int64(at.Nanosecond())
	t.Translation.X, t.Translation.Y, t.Translation.Z = p.Position.Elem()
	t.Rotation.X, t.Rotation.Y, t.Rotation.Z = p.Rotation.V.Elem()
	t.Rotation.W = p.Rotation.W
	return t
}

// writeState writes the hash of the state and, in chunks of their own, the
// state itself if that is due.
func (w *Writer) writeState(tick engine.Tick, whole bool) error {
	w.lastHash = tick
	snapshot, err := w.run.Snapshot()
	if err != nil {
		return err
	}
	if err := w.sendJSON(hashesTopic, "shapan.Hash", hashSchema, tick, hashMessage{stampOf(tick), snapshot.Hash()}); err != nil {
		return err
	}
	if !whole {
		return nil
	}
	parts, err := snapshotParts(snapshot)
	if err != nil {
		return err
	}
	if _, ok := w.channels[snapshotsTopic]; !ok {
		if err := w.openBinary(snapshotsTopic, "shapan.Snapshot", snapshotText, nil); err != nil {
			return err
		}
	}
	if err := w.out.cut(); err != nil {
		return err
	}
	for _, part := range parts {
		if err := w.send(snapshotsTopic, tick, part); err != nil {
			return err
		}
	}
	return w.out.cut()
}
