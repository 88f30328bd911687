package pack

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"shapan/engine"
)

func TestHeaderBytes(t *testing.T) {
	h := Header{
		Kind: FieldMessage, Flags: DeltaFlag | DeflateFlag | LastFlag, Channel: 0x0201,
		Seq: 0x06050403, BaseSeq: 0x0a090807, BodyLen: 0x0e0d0c0b, Tick: -2, Seconds: 1234.5,
	}
	got := h.AppendTo(nil)
	want := []byte{
		1, 22, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
		0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0, 0, 0, 0, 0, 0x4a, 0x93, 0x40, // 1234.5 in IEEE 754
	}
	if !bytes.Equal(got, want) || len(got) != HeaderSize {
		t.Fatalf("% x\nwant % x", got, want)
	}
	back, body, err := ParseHeader(append(got, 'b', 'o'))
	if err != nil || back != h || string(body) != "bo" {
		t.Errorf("%+v %q, %v", back, body, err)
	}
	for n := range HeaderSize {
		if _, _, err := ParseHeader(got[:n]); err == nil {
			t.Errorf("%d bytes are read as a header", n)
		}
	}
}

func TestFlagsAreTheWires(t *testing.T) {
	if KeyFlag != 1 || DeltaFlag != 2 || DeflateFlag != 4 || PastFlag != 8 || LastFlag != 16 {
		t.Error("flags differ from docs/wire.md")
	}
}

func TestMessages(t *testing.T) {
	field, later := water(rand.New(rand.NewPCG(6, 1)), 16, 12), water(rand.New(rand.NewPCG(7, 1)), 16, 12)
	info := FieldInfo{Name: "water_depth", Unit: "m", Grid: field.Grid, Scale: ScaleFor(&field)}
	q, next := info.Quantize(field.Values, nil), info.Quantize(later.Values, nil)

	key := KeyMessage(Header{Channel: 3, Seq: 9, Tick: 5, Seconds: 5, Flags: LastFlag | DeltaFlag}, q, 16)
	h, got, err := info.OpenMessage(key)
	want := Header{Kind: FieldMessage, Flags: KeyFlag | DeflateFlag | LastFlag, Channel: 3, Seq: 9, BodyLen: 384, Tick: 5, Seconds: 5}
	if err != nil || h != want || !slices.Equal(got, q) {
		t.Errorf("key message: %+v, %v", h, err)
	}
	delta := DeltaMessage(Header{Channel: 3, Seq: 10}, next, q, 9)
	h, body, err := ParseHeader(delta)
	if err != nil || h.Flags != DeltaFlag|DeflateFlag || h.BaseSeq != 9 || h.BodyLen != 384 {
		t.Errorf("delta message: %+v, %v", h, err)
	}
	if got, err := OpenDelta(body, q); err != nil || !slices.Equal(got, next) {
		t.Errorf("delta message: %v", err)
	}
	if _, _, err := info.OpenMessage(delta); err == nil {
		t.Error("a delta message is read as key")
	}
	info.Grid.NX = 15
	if _, _, err := info.OpenMessage(key); err == nil {
		t.Error("a message is read on another grid")
	}
}

func TestFieldInfoIsTheWiresJSON(t *testing.T) {
	info := FieldInfo{Name: "water_depth", Unit: "m", Grid: engine.Grid{NX: 2, NY: 3, X0: 4, Y0: 5, Cell: 0.5}, Scale: Scale{Step: 0.001, Offset: -1}}
	got, err := json.Marshal(info)
	want := `{"name":"water_depth","unit":"m","grid":{"nx":2,"ny":3,"x0":4,"y0":5,"cell":0.5},"scale":0.001,"offset":-1}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	var back FieldInfo
	if err := json.Unmarshal(got, &back); err != nil || back != info {
		t.Errorf("%+v, %v", back, err)
	}
}
