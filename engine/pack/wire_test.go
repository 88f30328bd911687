package pack

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"shapan/engine"
)

var update = flag.Bool("update", false, "write testdata/wire anew")

// The wire's fixtures are read by the viewer's tests as well: what Go writes,
// TypeScript must read, and what they read must be what expected.json says.
const wire = "../../testdata/wire"

// expected is expected.json: one entry per file, and what to find in it.
type expected struct {
	Note     string         `json:"note"`
	Messages []wireExpected `json:"messages"`
}

type wireExpected struct {
	File   string     `json:"file"`
	Base   string     `json:"base,omitempty"` // the file whose quanta a delta is added to
	Header wireHeader `json:"header"`
	Field  *FieldInfo `json:"field,omitempty"`
	Names  []string   `json:"names,omitempty"`  // of scalars or poses
	Quanta []int      `json:"quanta,omitempty"` // of a field
	Values []*float64 `json:"values"`           // null: NaN
}

type wireHeader struct {
	Kind    Kind    `json:"kind"`
	Flags   Flags   `json:"flags"`
	Channel uint16  `json:"channel"`
	Seq     uint32  `json:"seq"`
	BaseSeq uint32  `json:"base_seq"`
	BodyLen uint32  `json:"body_len"`
	Tick    int64   `json:"tick"`
	Seconds float64 `json:"t_s"`
}

// fixture is a message with what it means.
type fixture struct {
	wireExpected
	message []byte
}

func field(file, base string, info FieldInfo, q Quanta, message []byte) fixture {
	x := fixture{wireExpected{File: file, Base: base, Field: &info}, message}
	for _, n := range q {
		x.Quanta = append(x.Quanta, int(n))
		x.Values = append(x.Values, orNull(info.Offset+info.Step*float64(n), n == NoData))
	}
	return x.withHeader()
}

func (x fixture) withHeader() fixture {
	h, _, err := ParseHeader(x.message)
	if err != nil {
		panic(err)
	}
	x.Header = wireHeader(h)
	return x
}

func orNull(v float64, null bool) *float64 {
	if null {
		return nil
	}
	return &v
}

// fixtures are a frame's messages as a server sends them: a field as key, then
// its delta a second later, another field as key from the past, scalars, poses.
func fixtures() []fixture {
	grid := engine.Grid{NX: 16, NY: 12, X0: -8, Y0: 2.5, Cell: 0.5}
	depth := FieldInfo{"water_depth", "m", grid, Scale{Step: 0.001}}
	speed := FieldInfo{"water_velocity_x", "m/s", grid, Scale{Step: 0.001, Offset: -32.767}}
	values := func(second float64) (d, v []float32) {
		for k := range grid.Len() {
			i, j := float64(k%grid.NX), float64(k/grid.NX)
			d = append(d, float32(max(0, 1.2-0.01*((i-7)*(i-7)+(j-5)*(j-5))+0.2*second*math.Sin(i*j))))
			v = append(v, float32(0.3*(i-7)+0.7*j*math.Sin(i)))
		}
		d[0], d[35], d[36] = nan, nan, 70 // no data; deeper than 16 bits can say
		v[191], v[1], v[2] = nan, -40, 0
		return d, v
	}
	d0, v0 := values(0)
	d1, _ := values(1)
	q0, q1, qv := depth.Quantize(d0, nil), depth.Quantize(d1, nil), speed.Quantize(v0, nil)

	level, flow := 3.25, 0.035
	scalars := fixture{wireExpected: wireExpected{File: "scalars.bin",
		Names: []string{"gauge/G1.level", "pump/P1.flow", "pump/P2.flow"}, Values: []*float64{&level, &flow, nil}}}
	scalars.message = floats64(Header{Kind: ScalarsMessage, Flags: KeyFlag | LastFlag, Channel: 9, Seq: 7, Tick: 1234, Seconds: 1234}, level, flow, math.NaN())

	half := math.Sqrt(0.5)
	pose := []float64{10, -20.5, 3.25, 0, 0, half, half} // a quarter turn about z
	poses := fixture{wireExpected: wireExpected{File: "poses.bin", Names: []string{"crane/C1.jib"}}}
	h := Header{Kind: PosesMessage, Flags: KeyFlag, Channel: 10, Seq: 7, Tick: 1234, Seconds: 1234, BodyLen: 28}
	poses.message = h.AppendTo(nil)
	for _, v := range pose {
		v := float64(float32(v))
		poses.message = binary.LittleEndian.AppendUint32(poses.message, math.Float32bits(float32(v)))
		poses.Values = append(poses.Values, &v)
	}
	return []fixture{
		field("field_key.bin", "", depth, q0, KeyMessage(Header{Channel: 1, Seq: 7, Tick: 1234, Seconds: 1234}, q0, grid.NX)),
		field("field_delta.bin", "field_key.bin", depth, q1, DeltaMessage(Header{Flags: LastFlag, Channel: 1, Seq: 8, Tick: 1235, Seconds: 1235}, q1, q0, 7)),
		field("field_past.bin", "", speed, qv, KeyMessage(Header{Flags: PastFlag | LastFlag, Channel: 2, Seq: 4_000_000_000, Tick: 1 << 40, Seconds: 0.125}, qv, grid.NX)),
		scalars.withHeader(), poses.withHeader(),
	}
}

func floats64(h Header, values ...float64) []byte {
	h.BodyLen = uint32(8 * len(values))
	b := h.AppendTo(nil)
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

const note = "Written by `go test ./engine/pack -run Wire -update`; read by the tests of engine/pack and of the viewer. " +
	"values = offset + scale*quanta, null is no data. Deflate data may differ between writers; what they inflate to may not."

func TestWireFixtures(t *testing.T) {
	made := fixtures()
	if *update {
		writeFixtures(t, made)
	}
	text, err := os.ReadFile(filepath.Join(wire, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(want.Messages) != len(made) {
		t.Fatalf("%d messages are expected, %d are made: use -update", len(want.Messages), len(made))
	}
	quanta := map[string]Quanta{}
	for k, x := range want.Messages {
		message, err := os.ReadFile(filepath.Join(wire, x.File))
		if err != nil {
			t.Fatal(err)
		}
		checkFixture(t, x, message, quanta)
		checkFixture(t, x, made[k].message, quanta) // today's code writes the same
	}
}

func checkFixture(t *testing.T, x wireExpected, message []byte, quanta map[string]Quanta) {
	t.Helper()
	h, body, err := ParseHeader(message)
	if err != nil || wireHeader(h) != x.Header {
		t.Fatalf("%s: header %+v, %v; want %+v", x.File, h, err, x.Header)
	}
	if x.Field == nil {
		if len(body) != int(h.BodyLen) {
			t.Errorf("%s: body of %d bytes", x.File, len(body))
		}
		return
	}
	var q Quanta
	if x.Base != "" {
		q, err = OpenDelta(body, quanta[x.Base])
	} else {
		_, q, err = x.Field.OpenMessage(message)
	}
	if err != nil {
		t.Fatalf("%s: %v", x.File, err)
	}
	quanta[x.File] = q
	for k, n := range x.Quanta {
		if int(q[k]) != n {
			t.Fatalf("%s: cell %d is %d, want %d", x.File, k, q[k], n)
		}
	}
	for k, v := range x.Field.Values(q) {
		if want := x.Values[k]; want == nil && v == v || want != nil && v != float32(*want) {
			t.Fatalf("%s: cell %d has the value %v", x.File, k, v)
		}
	}
}

func writeFixtures(t *testing.T, made []fixture) {
	t.Helper()
	all := expected{Note: note}
	if err := os.MkdirAll(wire, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, x := range made {
		all.Messages = append(all.Messages, x.wireExpected)
		if err := os.WriteFile(filepath.Join(wire, x.File), x.message, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(wire, "expected.json"), append(text, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestFixturesAreWhatTheySay(t *testing.T) {
	made := fixtures()
	if q := made[0].Quanta; q[0] != NoData || q[35] != NoData || q[36] != NoData-1 {
		t.Error("the depth lacks its special cells")
	}
	if slices.Equal(made[0].Quanta, made[1].Quanta) {
		t.Error("the delta changes nothing")
	}
}
