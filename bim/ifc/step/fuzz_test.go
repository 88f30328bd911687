package step

import (
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
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
		visit(&a, 0)
		_, _, _ = i.Type(), i.Text(), i.Line()
	}
}

func visit(a *Args, depth int) {
	for k := range min(a.Len(), 50) {
		a.Ref(k)
		a.Instance(k)
		a.Int(k)
		a.Real(k)
		a.Enum(k)
		a.Bool(k)
		a.String(k)
		a.Binary(k)
		if depth < 10 {
			if inside, ok := a.List(k); ok {
				visit(&inside, depth+1)
			}
			if _, inside, ok := a.Typed(k); ok {
				visit(&inside, depth+1)
			}
		}
	}
}
