package record

import (
	"encoding/json"
	"strconv"

	"shapan/engine"
)

// Topics of a recording.
const (
	inputsTopic    = "/inputs"
	scalarsTopic   = "/scalars"
	alarmsTopic    = "/alarms"
	posesTopic     = "/poses"
	pathsTopic     = "/paths"
	fieldsTopic    = "/fields/" // and the name
	snapshotsTopic = "/snapshots"
	hashesTopic    = "/hashes"
)

// Keys of the channels' metadata.
const (
	fieldKey   = "shapan.field"   // pack.FieldInfo
	scalarsKey = "shapan.scalars" // []ScalarInfo, in the order of the frame
)

// stamp begins every JSON message.
type stamp struct {
	Tick    int64   `json:"tick"`
	Seconds float64 `json:"t_s"`
}

func stampOf(t engine.Tick) stamp { return stamp{t.N, t.Seconds()} }

type inputsMessage struct {
	stamp
	Events []engine.Event `json:"events"`
}

type scalarsMessage struct {
	stamp
	Values map[string]*float64 `json:"values"`
}

type alarmMessage struct {
	Tick int64 `json:"tick"`
	Entry
}

type hashMessage struct {
	stamp
	Hash string `json:"hash"`
}

type pathsMessage struct {
	stamp
	Paths []pathJSON `json:"paths"`
}

type pathJSON struct {
	Name   string       `json:"name"`
	Kind   string       `json:"kind"`
	Points [][3]float64 `json:"points"`
	Height float64      `json:"height_m"`
}

// posesMessage is foxglove.FrameTransforms, which its 3D panel draws.
type posesMessage struct {
	stamp
	Changes    bool        `json:"changes,omitempty"` // since the message before; else all there are
	Transforms []transform `json:"transforms"`
	Gone       []string    `json:"gone,omitempty"`  // of changes: what is no more
	Names      []string    `json:"names,omitempty"` // of all: what there has been so far
}

type transform struct {
	Timestamp struct {
		Seconds int64 `json:"sec"`
		Nanos   int64 `json:"nsec"`
	} `json:"timestamp"`
	Parent      string `json:"parent_frame_id"`
	Child       string `json:"child_frame_id"`
	Translation struct {
		X float64 `json:"x"`
		Y float64 `json:"y"`
		Z float64 `json:"z"`
	} `json:"translation"`
	Rotation struct {
		X float64 `json:"x"`
		Y float64 `json:"y"`
		Z float64 `json:"z"`
		W float64 `json:"w"`
	} `json:"rotation"`
}

const (
	stampProperties = `"tick":{"type":"integer"},"t_s":{"type":"number","description":"seconds since the start of the run"}`
	pointSchema     = `{"type":"object","properties":{"x":{"type":"number"},"y":{"type":"number"},"z":{"type":"number"}}}`
	turnSchema      = `{"type":"object","properties":{"x":{"type":"number"},"y":{"type":"number"},"z":{"type":"number"},"w":{"type":"number"}}}`

	inputsSchema = `{"type":"object","properties":{` + stampProperties + `,"events":{"type":"array","items":{"type":"object","properties":{` +
		`"at":{"type":"string","format":"date-time"},"seq":{"type":"integer"},"subject":{"type":"string"},"property":{"type":"string"},"value":{},"source":{"type":"string"}}}}}}`
	alarmSchema = `{"type":"object","properties":{` + stampProperties + `,"kind":{"type":"string"},"subject":{"type":"string"},` +
		`"level":{"type":"string"},"state":{"type":"string"},"text":{"type":"object","properties":{"zh":{"type":"string"},"en":{"type":"string"}}}}}`
	hashSchema  = `{"type":"object","properties":{` + stampProperties + `,"hash":{"type":"string"}}}`
	pathsSchema = `{"type":"object","properties":{` + stampProperties + `,"paths":{"type":"array","items":{"type":"object","properties":{` +
		`"name":{"type":"string"},"kind":{"type":"string"},"points":{"type":"array","items":{"type":"array","items":{"type":"number"}}},"height_m":{"type":"number"}}}}}}`
	posesSchema = `{"type":"object","title":"foxglove.FrameTransforms","properties":{` + stampProperties + `,"changes":{"type":"boolean"},"gone":{"type":"array","items":{"type":"string"}},` +
		`"names":{"type":"array","items":{"type":"string"}},"transforms":{"type":"array","items":{` +
		`"type":"object","title":"foxglove.FrameTransform","properties":{"timestamp":{"type":"object","title":"time","properties":{"sec":{"type":"integer"},"nsec":{"type":"integer"}}},` +
		`"parent_frame_id":{"type":"string"},"child_frame_id":{"type":"string"},"translation":` + pointSchema + `,"rotation":` + turnSchema + `}}}}}`
)

// Private schemas say in words what their messages are.
const (
	fieldText = "A binary message of Shapan's wire protocol (docs/wire.md): a 32-byte little-endian header, then nx*ny quantised values, " +
		"predicted (MED), split into byte planes and deflated. The channel's metadata hold name, unit, grid, scale and offset."
	snapshotText = "A part of the saved state of a run, little-endian: u32 number of the part, u32 count of parts, i64 tick, bytes. " +
		"Joined, the bytes are: u32 length of a JSON head, the head, and the state of each model that the head lists."
)

// scalarsSchema lists the scalars by name, so that a viewer can offer them.
func scalarsSchema(infos []ScalarInfo) []byte {
	b := []byte(`{"type":"object","properties":{` + stampProperties + `,"values":{"type":"object","properties":{`)
	for k, s := range infos {
		if k > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s.Name)
		b = append(b, `:{"type":"number","description":`...)
		b = append(appendString(b, s.Unit), '}')
	}
	return append(b, `}}}}`...)
}

// appendScalars writes the message with the names in the order of the frame.
func appendScalars(b []byte, f *engine.Frame) []byte {
	b = append(b, `{"tick":`...)
	b = strconv.AppendInt(b, f.Tick.N, 10)
	b = append(b, `,"t_s":`...)
	b = appendNumber(b, f.Tick.Seconds())
	b = append(b, `,"values":{`...)
	for k, s := range f.Scalars {
		if k > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, s.Name), ':')
		b = appendNumber(b, s.Value)
	}
	return append(b, `}}`...)
}

// appendNumber writes null for what is no number.
func appendNumber(b []byte, v float64) []byte {
	if v-v != 0 {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

func appendString(b []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return append(b, quoted...)
}
