package step

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func argsOf(t testing.TB, text string) Args {
	t.Helper()
	f, err := Parse("t.ifc", "ISO-10303-21;HEADER;FILE_SCHEMA(('IFC4'));ENDSEC;DATA;#1=A("+text+");ENDSEC;END-ISO-10303-21;")
	if err != nil {
		t.Fatal(err)
	}
	return f.At(0).Args()
}

func TestReals(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  []float64
		width int
		ok    bool
	}{
		{"(1.,2.5E-1, -3)", []float64{1, 0.25, -3}, 3, true},
		{"((1.,2.),(3.,4.),\n (5.,6.))", []float64{1, 2, 3, 4, 5, 6}, 2, true},
		{"(((1.,2.),(3.,4.)),((5.,6.)))", []float64{1, 2, 3, 4, 5, 6}, 2, true},
		{"((1.,2.),(3.))", []float64{1, 2, 3}, 0, true},
		{"(1.,(2.,3.))", []float64{1, 2, 3}, 0, true},
		{"((2.,3.),1.,4.)", []float64{2, 3, 1, 4}, 0, true},
		{"()", nil, 0, true},
		{"((),(1.,2.))", []float64{1, 2}, 0, true},
		{"(/* one */1./* , */,/**/2.)", []float64{1, 2}, 2, true},
		{"IFCPARAMETERLIST((1.,2.))", []float64{1, 2}, 2, true},
		{"(1.,NaN)", nil, 0, false},
		{"(1.,1.#QNAN)", nil, 0, false},
		{"(1.,1E400)", nil, 0, false},
		{"(1.,$)", nil, 0, false},
		{"(1. 2.)", nil, 0, false},
		{"(1.,,2.)", nil, 0, false},
		{"(,1.)", nil, 0, false},
		{"(1.,)", nil, 0, false},
		{"1.", nil, 0, false},
		{"$", nil, 0, false},
		{strings.Repeat("(", 70) + "1." + strings.Repeat(")", 70), nil, 0, false},
	} {
		a := argsOf(t, "'x',"+c.text)
		got, width, ok := a.Reals(1, []float64{7})
		if got[0] != 7 || !slices.Equal(got[1:], c.want) || width != c.width || ok != c.ok {
			t.Errorf("%s: %v width %d %v, want %v width %d %v", c.text, got, width, ok, c.want, c.width, c.ok)
		}
	}
}

func TestIntsRefsVector(t *testing.T) {
	a := argsOf(t, "((1,2,3),(4,5,6)),((#7,#8),(#9,#10)),(1.,2.,3.),(0.,1),(1.,2.,3.,4.),(2147483648),(1.),(1.,NaN,0.)")
	if got, width, ok := a.Ints(0, nil); !slices.Equal(got, []int32{1, 2, 3, 4, 5, 6}) || width != 3 || !ok {
		t.Error(got, width, ok)
	}
	if got, width, ok := a.Refs(1, nil); !slices.Equal(got, []ID{7, 8, 9, 10}) || width != 2 || !ok {
		t.Error(got, width, ok)
	}
	if _, _, ok := a.Refs(0, nil); ok {
		t.Error("integers are no references")
	}
	if _, _, ok := a.Ints(5, nil); ok {
		t.Error("2147483648 is beyond int32")
	}
	if _, _, ok := a.Ints(6, nil); ok {
		t.Error("1. is no integer")
	}
	if v, n, ok := a.Vector(2); v != [3]float64{1, 2, 3} || n != 3 || !ok {
		t.Error(v, n, ok)
	}
	if v, n, ok := a.Vector(3); v != [3]float64{0, 1, 0} || n != 2 || !ok {
		t.Error(v, n, ok)
	}
	for _, i := range []int{4, 7, 0, 20} {
		if v, n, ok := a.Vector(i); ok {
			t.Error(i, v, n)
		}
	}
}

// The numbers of a list are the same read at once or one by one.
func TestRealsAsSingle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for k := range 2000 {
		if k > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, []string{"%.3f", "%E", "%.17f", "%.0f."}[r.IntN(4)], (r.Float64()-0.5)*1e5)
	}
	a := argsOf(t, "("+b.String()+")")
	all, _, ok := a.Reals(0, nil)
	list, _ := a.List(0)
	if !ok || len(all) != 2000 {
		t.Fatal(len(all), ok)
	}
	for k, v := range all {
		if one, ok := list.Real(k); !ok || one != v {
			t.Fatalf("%d: %v, alone %v %v", k, v, one, ok)
		}
	}
}

// realAt against strconv, the reference: numbers of all lengths, with zeros before
// and behind, halfway cases among them.
func TestRealAt(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	texts := []string{"0.", "-0.", "0", "00012.50", "0.000", "0.E400", "9007199254740993.0", "9007199254740992.5", "18014398509481985.", "1.8446744073709551615",
		"9999999999999999999.", "0.9999999999999999999", "1844674407370955161.5", "4503599627370496.5", "4503599627370497.5", "2.2250738585072011E-308", "4.9E-324", "1.E-400"}
	for range 200_000 {
		n := 1 + r.IntN(21)
		digits := make([]byte, n)
		for k := range digits {
			digits[k] = '0' + byte(r.IntN(10))
		}
		point := r.IntN(n + 1)
		text := string(digits[:point]) + "." + string(digits[point:])
		if r.IntN(3) == 0 {
			text = strings.Repeat("0", r.IntN(3)) + "." + strings.Repeat("0", r.IntN(6)) + string(digits)
		}
		if r.IntN(4) == 0 {
			text += fmt.Sprintf("E%d", r.IntN(60)-30)
		}
		texts = append(texts, []string{"", "-", "+"}[r.IntN(3)]+text)
	}
	for _, text := range texts {
		want, err := strconv.ParseFloat(text, 64)
		got, after, ok := realAt(text, 0)
		if ok != (err == nil) || after != len(text) || math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%s: %v to %d %v, strconv %v %v", text, got, after, ok, want, err)
		}
	}
}

func BenchmarkReals(b *testing.B) {
	for _, format := range []string{"%.3f", "%.12f", "%.16f"} {
		r := rand.New(rand.NewPCG(1, 2))
		var text strings.Builder
		for k := range 3000 {
			fmt.Fprintf(&text, "%s("+format+","+format+","+format+")", ","[:min(k, 1)], r.Float64()*100, r.Float64()*100, r.Float64()*10)
		}
		a := argsOf(b, "("+text.String()+")")
		b.Run(format, func(b *testing.B) {
			var dst []float64
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				dst, _, _ = a.Reals(0, dst[:0])
			}
			b.ReportMetric(float64(len(dst))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mnumbers/s")
		})
	}
}
