package vector

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMistakesOfFlatGeobuf(t *testing.T) {
	sound, err := os.ReadFile(filepath.Join("testdata", "areas.fgb"))
	if err != nil {
		t.Fatal(err)
	}
	change := func(at int, v uint32) []byte {
		b := bytes.Clone(sound)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	first := flatMagic + 4 + int(binary.LittleEndian.Uint32(sound[flatMagic:])) // the first feature's length
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"version", append([]byte("fgb\x02"), sound[4:]...), "is no FlatGeobuf of version 3"},
		{"huge header", change(flatMagic, 0xffffffff), "header: the file ends too early"},
		{"broken header", change(flatMagic+4, 0xfffffff0), "header: the flat buffer is broken"},
		{"huge feature", change(first, 0xffffffff), "feature 0: the file ends too early"},
		{"broken feature", change(first+4, 0xffff), "feature 0: byte"},
		{"a feature less", sound[:first+4+int(binary.LittleEndian.Uint32(sound[first:]))], "has 1 features and claims 2: it is cut off"},
	} {
		_, err := ParseFlatGeobuf("a.fgb", c.file)
		if err == nil || !strings.HasPrefix(err.Error(), "a.fgb: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func FuzzFlatGeobuf(f *testing.F) {
	for _, name := range []string{"areas.fgb", "lines.fgb", "points.fgb", "one.fgb"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		l, err := ParseFlatGeobuf("f", data)
		if err == nil {
			checkLayer(t, l)
		}
	})
}
