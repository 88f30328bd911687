package step

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestStrings(t *testing.T) {
	for raw, want := range map[string]string{
		`plain`:               "plain",
		`it''s`:               "it's",
		`C:\\a`:               `C:\a`,
		`C:\plans\x`:          `C:\plans\x`,
		`W\X\E4nde`:           "Wände",
		`\S\D\S\|`:            "Äü",
		`\PE\\S\0\S\1`:        "\u0410\u0411", // ISO 8859-5: B0, B1
		`\X2\6C995DE5\X0\ 7`:  "沙工 7",
		`\X2\FEFF62D800\X0\x`: "拘x", // mark and half a unit, as Revit's converters write
		`\X2\D83CDFE0\X0\`:    "🏠",
		`\X4\0001F3E0\X0\`:    "🏠",
		`\X4\FFFFFFFF\X0\`:    "\uFFFD",
		`\X2\6C99`:            "沙",
		"line\r\n end":        "line end",
		`\N\`:                 "\n",
		`沙盘`:                  "沙盘",
		"沙盘''s":               "沙盘's",
		`\`:                   `\`,
		`\X\`:                 `\X\`,
		`\X\g0`:               `\X\g0`,
		`a\S\''b`:             "a\u00A7b",
		`Geb\S\dude`:          "Gebäude",
	} {
		if got := of(t, "#1=A('"+raw+"',1);"); true {
			i, ok := got.Instance(1)
			if !ok {
				t.Errorf("%q: %v", raw, got.Faults.Err())
				continue
			}
			a := i.Args()
			if s, ok := a.String(0); s != want || !ok {
				t.Errorf("%q: %q, want %q", raw, s, want)
			}
		}
	}
}

func TestArchiCADsSingleApostropheAfterS(t *testing.T) {
	f := of(t, `#1=A('x\S\'y',2);#2=A('x\S\'',2);#3=A('C:\\S\\',2);`)
	equal(t, "faults", f.Faults.Err(), nil)
	for id, want := range map[ID]string{1: "x\u00A7y", 2: "x\u00A7", 3: `C:\S\`} {
		i, _ := f.Instance(id)
		a := i.Args()
		s, _ := a.String(0)
		two, _ := a.Int(1)
		equal(t, "string and what follows", []any{s, two}, []any{want, int64(2)})
	}
}

// Texts as they stand in models, put into each encoding by another's encoder,
// raw and as \X\ escapes, must come back and be told apart.
func TestEncodingsAreFound(t *testing.T) {
	chinese, japaneseText := "标准层 外墙 混凝土结构 楼板 给水管道 三层平面图", "未定義 標準壁 コンクリート 床スラブ 一階 鉄筋"
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(chinese)
	sjis, _ := japanese.ShiftJIS.NewEncoder().String(japaneseText)
	for _, c := range []struct{ name, bytes, want string }{
		{"gb18030", gbk, chinese}, {"shift_jis", sjis, japaneseText}, {"windows-1252", "Au\xdfenw\xe4nde f\xfcr T\xfcren \x96 no\xebl", "Außenwände für Türen – noël"},
	} {
		raw := of(t, "#1=A('"+c.bytes+"');")
		equal(t, "raw", raw.Encoding().Raw, c.name)
		escaped := ""
		for k := range len(c.bytes) {
			if b := c.bytes[k]; b >= 0x80 {
				escaped += `\X\` + strconv.FormatUint(uint64(b), 16)
			} else {
				escaped += string(rune(b))
				if b == '\\' {
					escaped += `\`
				}
			}
		}
		esc := of(t, "#1=A('"+escaped+"');")
		if c.name != "gb18030" || esc.Encoding().Escaped != "" { // GB 2312 has no byte of 80 to 9F: nothing tells it from Latin text
			equal(t, "escaped", esc.Encoding().Escaped, c.name)
			equal(t, "escaped text", first(esc), c.want)
		}
		equal(t, "raw text", first(raw), c.want)
	}
	equal(t, "utf-8", of(t, "#1=A('沙盘');").Encoding(), Encoding{Raw: "utf-8"})
	equal(t, "ascii", of(t, "#1=A('a');").Encoding(), Encoding{})
}

func first(f *File) string {
	i, _ := f.Instance(1)
	a := i.Args()
	s, _ := a.String(0)
	return s
}

// ArchiCAD 16 in Japan escapes the bytes of UTF-8 in the header and those of
// Shift-JIS in the data: both are read.
func TestArchiCADsEscapedBytes(t *testing.T) {
	for _, path := range realFiles(t) {
		if filepath.Base(path) != "ac16_sjis.ifc" {
			continue
		}
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "encoding", f.Encoding(), Encoding{Escaped: "shift_jis"})
		i, _ := f.Instance(4)
		a := i.Args()
		person, _ := a.String(1)
		equal(t, "person", person, "未定義")
		if !strings.Contains(f.Header.Name, "日本語") {
			t.Errorf("file name %q", f.Header.Name)
		}
		t.Log(f.Header.Name)
		return
	}
}

// Reals agree with strconv to the last bit.
func TestRealsAsStrconv(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		v := math.Float64frombits(random.Uint64())
		if random.IntN(2) == 0 {
			v = math.Round(random.NormFloat64()*1e6) / 1e3
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		s := strconv.FormatFloat(v, "eEfg"[random.IntN(4)], random.IntN(22)-1, 64)
		want, errWant := strconv.ParseFloat(s, 64)
		got, after, ok := realAt(s, 0)
		if ok != (errWant == nil) || ok && (got != want || after != len(s)) {
			t.Fatalf("%s: %v %v, strconv says %v %v", s, got, ok, want, errWant)
		}
	}
	for _, s := range []string{".", "-", "1E", "1.E+", "NaN", "1E400"} {
		if _, _, ok := realAt(s, 0); ok {
			t.Errorf("%q was read", s)
		}
	}
}
