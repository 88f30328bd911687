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

// send writes a message to the newest channel of the topic. It is the scribe's,
// as all that knows channels.
func (w *Writer) send(topic string, tick engine.Tick, data []byte) error {
	id := w.channels[topic]
	at := uint64(tick.Time().UnixNano())
	message := &mcap.Message{ChannelID: id, Sequence: w.sequence[id], LogTime: at, PublishTime: at, Data: data}
	w.sequence[id]++
	return w.out.write(message)
}

// writeJSON writes a message to a channel that the scribe makes at first.
func (w *Writer) writeJSON(topic, schemaName, schema string, tick engine.Tick, message any) error {
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return w.scribe.do(func() error { return w.sendJSON(topic, schemaName, schema, tick, data) })
}

func (w *Writer) sendJSON(topic, schemaName, schema string, tick engine.Tick, data []byte) error {
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
		if err := w.writeJSON(inputsTopic, "shapan.Inputs", inputsSchema, f.Tick, message); err != nil {
			return err
		}
	}
	for _, e := range w.diary.Read(f) {
		if e.Kind != AlarmEntry {
			continue
		}
		if err := w.writeJSON(alarmsTopic, "shapan.Alarm", alarmSchema, f.Tick, alarmMessage{f.Tick.N, e}); err != nil {
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
	return w.writeJSON(pathsTopic, "shapan.Paths", pathsSchema, f.Tick, message)
}

// writeScalars begins another channel whenever the list of scalars changes.
func (w *Writer) writeScalars(f *engine.Frame) error {
	w.lastScalars = f.Tick
	if len(f.Scalars) == 0 {
		return nil
	}
	same := func(a ScalarInfo, b engine.Scalar) bool { return a.Name == b.Name && a.Unit == b.Unit }
	if !slices.EqualFunc(w.listed, f.Scalars, same) {
		var listed []ScalarInfo
		for _, s := range f.Scalars {
			listed = append(listed, ScalarInfo{s.Name, s.Unit})
		}
		w.listed = listed
		list, err := json.Marshal(listed)
		if err != nil {
			return err
		}
		if err := w.scribe.do(func() error {
			return w.open(scalarsTopic, "shapan.Scalars", scalarsSchema(listed), map[string]string{scalarsKey: string(list)})
		}); err != nil {
			return err
		}
	}
	tick, data := f.Tick, appendScalars(nil, f)
	return w.scribe.do(func() error { return w.send(scalarsTopic, tick, data) })
}

// writeFields writes the fields that are wanted. A field that needs another scale gets
// another channel of the same topic.
func (w *Writer) writeFields(f *engine.Frame, wanted func(*engine.Field) bool) error {
	started, err := w.packer.start(f, wanted)
	if err != nil {
		return err
	}
	tick := f.Tick
	return w.scribe.do(func() error {
		for _, s := range started {
			if err := w.sendField(tick, s.wait()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *Writer) sendField(tick engine.Tick, field FieldFrame) error {
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
	return w.send(topic, tick, field.Message)
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
	return w.writeJSON(posesTopic, "foxglove.FrameTransforms", posesSchema, f.Tick, message)
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
// state itself if that is due. No more than one state is under way.
func (w *Writer) writeState(tick engine.Tick, whole bool) error {
	w.lastHash = tick
	if err := w.scribe.wait(); err != nil {
		return err
	}
	snapshot, err := w.run.Snapshot()
	if err != nil {
		return err
	}
	return w.scribe.do(func() error { return w.sendState(snapshot, whole) })
}

func (w *Writer) sendState(snapshot engine.Snapshot, whole bool) error {
	tick := snapshot.Tick
	hash, err := json.Marshal(hashMessage{stampOf(tick), snapshot.Hash()})
	if err != nil {
		return err
	}
	if err := w.sendJSON(hashesTopic, "shapan.Hash", hashSchema, tick, hash); err != nil || !whole {
		return err
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
