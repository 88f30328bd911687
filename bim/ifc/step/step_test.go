package step

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func opened(t *testing.T, name string) *File {
	t.Helper()
	f, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// of makes a file of these instances.
func of(t testing.TB, data string) *File {
	t.Helper()
	f, err := Parse("test", "ISO-10303-21;HEADER;FILE_SCHEMA(('IFC4'));ENDSEC;DATA;"+data+"ENDSEC;END-ISO-10303-21;")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %#v, want %#v", what, got, want)
	}
}

func TestHeader(t *testing.T) {
	f := opened(t, "testdata/small.ifc")
	equal(t, "header", f.Header, Header{
		Description: []string{"ViewDefinition [CoordinationView]", "Option [none]"}, Level: "2;1",
		Name: "wall's.ifc", Time: "2026-01-02T03:04:05", Author: []string{"A. Author", "B"}, Organization: []string{"Office"},
		Preprocessor: "pre", OriginatingSystem: "system 1.0", Schemas: []string{"IFC4X3_RC2"},
	})
	for name, want := range map[string]Schema{
		"IFC2X_FINAL": IFC2X, "IFC2X2_FINAL": IFC2X2, "IFC2X3": IFC2X3, "ifc2x3_tc1": IFC2X3, "IFC4": IFC4, "IFC4_ADD2": IFC4,
		"IFC4X1": IFC4X1, "IFC4X3": IFC4X3, "IFC4X3_RC4": IFC4X3, "IFC4X3_ADD2": IFC4X3, "IFC5": Unknown, "AP214": Unknown, "IFC2X33": Unknown,
	} {
		equal(t, name, (&Header{Schemas: []string{name}}).Schema(), want)
	}
}

func TestInstancesAndArguments(t *testing.T) {
	f := opened(t, "testdata/small.ifc")
	equal(t, "faults", f.Faults.Err(), nil)
	equal(t, "faults among arguments", f.Check().Err(), nil)
	var ids []ID
	for i := range f.All() {
		ids = append(ids, i.ID())
	}
	equal(t, "ids", ids, []ID{1, 2, 3, 4, 4294967295})
	equal(t, "types", f.Types(), []string{"IFCWALL", "IFCCARTESIANPOINT", "IFCPROPERTYSINGLEVALUE", "IFCSIUNIT", "IFCBOX"})
	equal(t, "count", f.Count("IfcCartesianPoint"), 1)
	_, ok := f.Instance(9)
	equal(t, "what stands behind the end", ok, false)

	wall, ok := f.Instance(1)
	equal(t, "wall", ok && wall.Type() == "IFCWALL" && wall.Line() == 9, true)
	a := wall.Args()
	equal(t, "length", a.Len(), 8)
	var kinds []Kind
	for k := range 9 {
		kinds = append(kinds, a.Kind(k))
	}
	equal(t, "kinds", kinds, []Kind{Text, Null, Text, Derived, Enum, Ref, List, Binary, None})
	name, _ := a.String(2)
	equal(t, "name", name, "It's a wall; #7=IFCNO(1)")
	guid, _ := a.String(0) // backwards
	equal(t, "guid", guid, "3vB2YO$MX4xv5uCqZZG05x")
	enum, _ := a.Enum(4)
	equal(t, "enum", enum, "ELEMENT")
	bits, _ := a.Binary(7)
	equal(t, "binary", bits, "0A3")
	_, ok = a.String(1)
	equal(t, "$ is no string", ok, false)
	_, ok = a.Real(0)
	equal(t, "a string is no real", ok, false)

	point, ok := a.Instance(5)
	equal(t, "point", ok && point.Type() == "IFCCARTESIANPOINT", true)
	pa := point.Args()
	list, _ := pa.List(0)
	equal(t, "coordinates", list.Len(), 3)
	for k, want := range []float64{1, -2.5e-3, 3} {
		v, ok := list.Real(k)
		equal(t, "coordinate", []any{v, ok}, []any{want, true})
	}
	property, _ := f.Instance(3)
	a = property.Args()
	kind, inside, ok := a.Typed(2)
	equal(t, "typed", []any{kind, ok, inside.Len()}, []any{"IFCLABEL", true, 1})
	text, _ := a.String(2)
	equal(t, "through the typed value", text, "ab")
	box, _ := f.Instance(4294967295)
	a = box.Args()
	yes, ok1 := a.Bool(0)
	no, ok2 := a.Bool(1)
	_, ok3 := a.Bool(2)
	equal(t, "logicals", []bool{yes, ok1, no, ok2, ok3}, []bool{true, true, false, true, false})
	rows, _ := a.List(3)
	second, _ := rows.List(1)
	four, _ := second.Int(1)
	equal(t, "list in list", four, int64(4))
	empty, _ := a.List(4)
	equal(t, "empty list", empty.Len(), 0)
}

func TestEveryMistakeIsReportedAndTheRestIsRead(t *testing.T) {
	f := opened(t, "testdata/broken.ifc")
	var got []string
	for _, fault := range append(f.Faults.First, f.Check().First...) {
		got = append(got, fmt.Sprintf("%d #%d %s", fault.Line, fault.ID, fault.Expected))
	}
	want := []string{
		"9 #2 ' after this string",
		"12 #4 ; before the next instance",
		"13 #6 = after the id",
		"14 #0 an id between #0 and #4294967295",
		"15 #0 an id between #0 and #4294967295",
		"16 #7 no more ) than (",
		"17 #8 ) before ;",
		"18 #3 an id that no instance before has",
		"19 #9 one type, not an instance of several",
		"20 #10 ( after IFCWALL",
		"21 #11 one type, not an instance of several",
		"22 #0 an instance #id=TYPE(...); or ENDSEC;",
		"27 #0 ENDSEC; after the data",
		"23 #12 , or ) after a value",
		"24 #13 a value: number, 'text', .ENUM., #reference, $, *, list or TYPE(value)",
		"25 #14 a real within the range of float64",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	good := 0
	for i := range f.OfType("IFCWALL") {
		a := i.Args()
		if s, _ := a.String(0); s == "good" {
			good++
		}
	}
	equal(t, "good walls", good, 4)
}

func TestFaultsAreBounded(t *testing.T) {
	f := of(t, strings.Repeat("#1;", 1000))
	equal(t, "kept and counted", []int{len(f.Faults.First), f.Faults.Total}, []int{100, 1000})
	if !strings.HasSuffix(f.Faults.Error(), "and 900 more") {
		t.Error(f.Faults.Error()[len(f.Faults.Error())-40:])
	}
}

// The index must not depend on where chunks are cut: through strings, comments
// and faults alike.
func TestChunksDoNotMatter(t *testing.T) {
	small, _ := os.ReadFile("testdata/small.ifc")
	broken, _ := os.ReadFile("testdata/broken.ifc")
	trap := "#1=IFCA('; #2=IFCB(1);\t; #3=IFCC(1);');/* ; #4=IFCD(1); */#5=IFCE();#5=IFCE(/*;#6*/); /* open\n#7=IFCX(1);"
	for name, text := range map[string]string{
		"small": string(small), "broken": string(broken),
		"traps":           "ISO-10303-21;HEADER;ENDSEC;DATA;" + strings.Repeat(trap, 3),
		"unclosed string": "ISO-10303-21;HEADER;ENDSEC;DATA;#1=A('" + strings.Repeat(";#2=B(1);", 20),
	} {
		want, err := parse(name, text, 1, chunkBytes)
		if err != nil {
			t.Fatal(err)
		}
		for chunk := 1; chunk < len(text); chunk = chunk*5/4 + 1 {
			for _, workers := range []int{2, 16, 200} {
				got, err := parse(name, text, workers, chunk)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.ids, want.ids) || !slices.Equal(got.at, want.at) || !slices.Equal(got.types, want.types) ||
					!slices.Equal(got.byType, want.byType) || !slices.Equal(got.Types(), want.Types()) || !reflect.DeepEqual(got.Faults, want.Faults) {
					t.Fatalf("%s: %d workers, chunks of %d: ids %v, want %v\n%v\nwant\n%v", name, workers, chunk, got.ids, want.ids, &got.Faults, &want.Faults)
				}
			}
		}
	}
}

func TestSparseIDsTakeNoMoreThanTheirNumber(t *testing.T) {
	var b strings.Builder
	for k := range 1000 {
		fmt.Fprintf(&b, "#%d=IFCA(%d);", 4_294_967_295-k*4_000_000, k)
	}
	f := of(t, b.String())
	equal(t, "tables", []int{len(f.lookup.dense), len(f.lookup.sparse)}, []int{0, 2048})
	for k := range 1000 {
		i, ok := f.Instance(ID(4_294_967_295 - k*4_000_000))
		a := i.Args()
		if v, _ := a.Int(0); !ok || v != int64(k) {
			t.Fatalf("instance %d: %d %v", k, v, ok)
		}
	}
	_, ok := f.Instance(7)
	equal(t, "absent", ok, false)
}

func TestNoInstance(t *testing.T) {
	for _, text := range []string{"", "#1=IFCWALL();", "ISO-10303-21;", "ISO-10303-21;HEADER;ENDSEC;", "\xff\xfeI\x00", "PK\x03\x04"} {
		if _, err := Read("test", strings.NewReader(text), int64(len(text))); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
	f := of(t, "")
	equal(t, "no instance", []int{f.Len(), f.Faults.Total}, []int{0, 0})
	_, ok := f.Instance(1)
	equal(t, "absent", ok, false)
}

func zipped(t *testing.T, name string, size int, content func(int) []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for size > 0 {
		part := content(min(size, 1<<20))
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
		size -= len(part)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZip(t *testing.T) {
	small, err := os.ReadFile("testdata/small.ifc")
	if err != nil {
		t.Fatal(err)
	}
	good := zipped(t, "folder/Model.IFC", len(small), func(int) []byte { return small })
	f, err := Read("m.ifczip", bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "instances", f.Len(), 5)

	bomb := zipped(t, "a.ifc", 40<<20, func(n int) []byte { return make([]byte, n) })
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"bomb":     {bomb, "more than the allowed"},
		"no model": {zipped(t, "a.ifcxml", 1, func(int) []byte { return []byte("x") }), "no entry *.ifc, it has a.ifcxml"},
		"cut":      {good[:len(good)/2], "reading the zip"},
	} {
		if _, err := Read("m.ifczip", bytes.NewReader(c.data), int64(len(c.data))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestScalarsAllocateNothing(t *testing.T) {
	f := opened(t, "testdata/small.ifc")
	if n := testing.AllocsPerRun(100, func() {
		for i := range f.OfType("IFCCARTESIANPOINT") {
			a := i.Args()
			list, _ := a.List(0)
			list.Real(2)
		}
		i, _ := f.Instance(1)
		a := i.Args()
		a.Ref(5)
		a.Enum(4)
		a.String(0)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFacts(t *testing.T) {
	f := of(t, "#1=IFCA();#2=IFCB();#3=IFCB();#4=IFCAPPLICATION(#1,'2.1','Tool','id');")
	got := f.Facts()
	got.Bytes = 0
	equal(t, "facts", got, Facts{Format: "STEP", Schema: IFC4, SchemaNames: []string{"IFC4"}, Application: "Tool 2.1", Instances: 4, Types: 3,
		Frequent: []TypeCount{{"IFCB", 2}, {"IFCA", 1}, {"IFCAPPLICATION", 1}}})
}
