package step

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"
)

// Whatever the bytes: no panic, the same index for any chunks, and every getter
// on every argument comes back.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"testdata/small.ifc", "testdata/broken.ifc"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	for _, data := range []string{`#1=A('\S\'`, `#1=A('\X\83\S\'\X2\D800\X0\');`, "#1=A(((((/*", "#1=A(-,+,.,1E,#,\"", "#1=(A()B());", "/*", "#1=A('\xb1\xea\xd7\xbc');"} {
		f.Add("ISO-10303-21;DATA;" + data)
	}
	f.Fuzz(holds)
}

// The fuzz target's little brother, for every run: bytes of the grammar put in,
// taken out and moved within the two files of testdata.
func TestMutatedFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const grammar = "#=();,'/*\"\\.$\n1E-SX\x83\xe6"
	for _, name := range []string{"testdata/small.ifc", "testdata/broken.ifc"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 500 {
			b := slices.Clone(data)
			for range 1 + random.IntN(6) {
				k := 13 + random.IntN(len(b)-13)
				switch random.IntN(3) {
				case 0:
					b[k] = grammar[random.IntN(len(grammar))]
				case 1:
					b = slices.Insert(b, k, grammar[random.IntN(len(grammar))])
				case 2:
					b = slices.Delete(b, k, min(len(b), k+1+random.IntN(8)))
				}
			}
			holds(t, string(b))
		}
	}
}

func holds(t *testing.T, text string) {
	one, err := parse("fuzz", text, 1, chunkBytes)
	if err != nil {
		return
	}
	many, err := parse("fuzz", text, 8, 7)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(one.at, many.at) || !slices.Equal(one.ids, many.ids) || !reflect.DeepEqual(one.Faults, many.Faults) {
		t.Fatalf("chunks matter: %v %v and %v %v\n%+v\n%+v\n%q", one.ids, one.at, many.ids, many.at, one.Faults.First, many.Faults.First, text[max(0, len(text)-160):])
	}
	one.Check()
	one.Facts()
	for i := range one.All() {
		a := i.Args()
		visit(t, &a, 0)
		_, _, _ = i.Type(), i.Text(), i.Line()
	}
}

func visit(t *testing.T, a *Args, depth int) {
	for k := range min(a.Len(), 50) {
		a.Ref(k)
		a.Instance(k)
		a.Int(k)
		a.Real(k)
		a.Enum(k)
		a.Bool(k)
		a.String(k)
		a.Binary(k)
		a.Refs(k, nil)
		a.Vector(k)
		if all, _, ok := a.Reals(k, nil); ok && len(all) > 0 && depth == 0 && a.Kind(k) == List {
			single(t, a, k, all)
		}
		if ints, width, ok := a.Ints(k, nil); ok && width > 0 && len(ints)%width != 0 {
			t.Fatalf("%d integers in lists of %d", len(ints), width)
		}
		if depth < 10 {
			if inside, ok := a.List(k); ok {
				visit(t, &inside, depth+1)
			}
			if _, inside, ok := a.Typed(k); ok {
				visit(t, &inside, depth+1)
			}
		}
	}
}

// single reads a flat list's numbers one by one, which must be the same.
func single(t *testing.T, a *Args, k int, all []float64) {
	list, _ := a.List(k)
	for n, want := range all {
		if kind := list.Kind(n); kind == List || kind == Typed {
			return
		}
		if got, ok := list.Real(n); !ok || got != want {
			t.Fatalf("number %d: %v alone, %v in its list", n, got, want)
		}
	}
}

// FuzzZip reads arbitrary bytes as a file, zipped or not.
func FuzzZip(f *testing.F) {
	text, err := os.ReadFile("testdata/small.ifc")
	if err != nil {
		f.Fatal(err)
	}
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		entry, err := w.CreateHeader(&zip.FileHeader{Name: "house.ifc", Method: method})
		if err != nil {
			f.Fatal(err)
		}
		if _, err := entry.Write(text); err != nil {
			f.Fatal(err)
		}
		if err := w.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read("fuzz", bytes.NewReader(data), int64(len(data)))
		if err == nil && file.Len() > 0 {
			file.Check()
		}
	})
}

// FuzzString decodes arbitrary bytes as a string's inside in each encoding.
func FuzzString(f *testing.F) {
	for _, s := range []string{`a\X\E4b`, `\X2\D83DDE00\X0\`, `\X4\0001F600\X0\`, `\PE\\S\A`, `it''s`, `\\`, "\x83e\x83X\x83g", "\xb2\xe2\xca\xd4", `\X2\D83D`, `\S\'`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, inside string) {
		file, err := Parse("fuzz", "ISO-10303-21;HEADER;ENDSEC;DATA;#1=A('"+inside+"');ENDSEC;END-ISO-10303-21;")
		if err != nil || file.Len() != 1 {
			return
		}
		a := file.At(0).Args()
		if s, ok := a.String(0); ok && !utf8.ValidString(s) {
			t.Fatalf("%q is no UTF-8", s)
		}
	})
}
