package bcf

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// realFolder is shared/data/ifc, which lies beside the repository.
func realFolder(t testing.TB) string {
	root, err := filepath.Abs("../../../shared/data/ifc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("shared/data/ifc is not here: no real BCF files to read")
	}
	return root
}

func whole() *File {
	at := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	three := 3
	camera := Camera{Eye: mgl64.Vec3{10, -20.5, 7}, Direction: mgl64.Vec3{0, 1, 0}, Up: mgl64.Vec3{0, 0, 1}, Perspective: true, FieldOfView: 60, Aspect: 1.5}
	flat := camera
	flat.Perspective, flat.FieldOfView, flat.Height = false, 0, 12
	part := Component{IfcGUID: "0fdpeZZEX3FwJ7x0ox5kzF", OriginatingSystem: "a <tool> & more", AuthoringToolID: "7"}
	return &File{
		ProjectID: "p1", ProjectName: "深基坑",
		Topics: []Topic{{
			GUID: ID("a"), Type: "Clash", Status: "Open", Title: "墙 × pipe <1>", Priority: "High", Index: &three,
			Labels: []string{"one", "two"}, Created: at, Author: "a@b.c", Modified: at.Add(time.Hour), ModifiedBy: "d@e.f",
			Due: at.Add(48 * time.Hour), AssignedTo: "g@h.i", Stage: "2", Description: "two\nlines", Links: []string{"https://x.y/z"},
			Snippet:   &Snippet{Type: "JSON", Reference: "s.json", Schema: "https://json-schema.org"},
			Documents: []Document{{GUID: ID("doc"), Description: "plan", Address: "https://x.y/plan.pdf"}},
			Related:   []string{ID("b")},
			Models:    []Model{{Project: "2SugUv4EX5LAhcVpDp2dUH", Filename: "a.ifc", Date: at, Reference: "a.ifc"}},
			Comments:  []Comment{{GUID: ID("c"), Author: "a@b.c", Text: "move it", Date: at, Viewpoint: ID("v")}},
			Viewpoints: []Viewpoint{
				{
					GUID: ID("v"), Index: &three, Camera: &camera, Selection: []Component{part}, Exceptions: []Component{part}, Spaces: true,
					Colors: []Coloring{{Color: "FF00AA", Components: []Component{part}}},
					Lines:  [][2]mgl64.Vec3{{{1, 2, 3}, {4, 5, 6}}}, Clipping: []Plane{{mgl64.Vec3{1, 1, 1}, mgl64.Vec3{0, 0, 1}}},
					Bitmaps:  []Bitmap{{Format: "png", Reference: "b.png", Normal: mgl64.Vec3{0, 1, 0}, Up: mgl64.Vec3{0, 0, 1}, Height: 2}},
					Snapshot: []byte("\x89PNG only in name"),
				},
				{GUID: ID("w"), Camera: &flat, DefaultVisible: true},
			},
		}, {GUID: ID("b"), Type: "Clash", Status: "Closed", Title: "bare", Created: at, Author: "a@b.c"}},
		Attachments: []Attachment{{Name: ID("a") + "/s.json", Data: []byte("{}")}},
	}
}

func written(t testing.TB, f *File, version string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(&out, version); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, version := range []string{V21, V30} {
		f := whole()
		data := written(t, f, version)
		if !bytes.Equal(data, written(t, whole(), version)) {
			t.Errorf("BCF %s: the same issues give other bytes", version)
		}
		got, err := Read(data)
		if err != nil {
			t.Fatalf("BCF %s: %v", version, err)
		}
		want := whole()
		want.Version = version
		if want.Topics[0].GUID > want.Topics[1].GUID {
			want.Topics[0], want.Topics[1] = want.Topics[1], want.Topics[0]
		}
		if version == V21 { // which has no aspect
			for k := range want.Topics {
				for j := range want.Topics[k].Viewpoints {
					want.Topics[k].Viewpoints[j].Camera.Aspect = 0
				}
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("BCF %s: read\n%+v\nwant\n%+v", version, got, want)
		}
		validate(t, data, version)
	}
}

func TestRealFiles(t *testing.T) {
	root := realFolder(t)
	files, _ := filepath.Glob(filepath.Join(root, "bcf", "*.bcf"))
	old, _ := filepath.Glob(filepath.Join(root, "schependomlaan", "*.bcfzip"))
	if len(files) < 20 || len(old) == 0 {
		t.Fatalf("%d files of 2.1 and 3.0 and %d old ones", len(files), len(old))
	}
	topics, views, selected, cameras := 0, 0, 0, 0
	for _, name := range append(files, old...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Read(data)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
		if f == nil || len(f.Topics) == 0 {
			t.Errorf("%s: no topics", filepath.Base(name))
			continue
		}
		topics += len(f.Topics)
		for _, topic := range f.Topics {
			views += len(topic.Viewpoints)
			for _, v := range topic.Viewpoints {
				selected += len(v.Selection)
				if v.Camera != nil {
					cameras++
				}
			}
		}
		for _, version := range []string{V21, V30} {
			if f.Version != V21 && f.Version != V30 {
				continue // 1.0 has no dates of topics
			}
			complete(f)
			var out bytes.Buffer
			if err := f.Write(&out, version); err != nil {
				t.Errorf("%s as %s: %v", filepath.Base(name), version, err)
				continue
			}
			if again, err := Read(out.Bytes()); err != nil || len(again.Topics) != len(f.Topics) {
				t.Errorf("%s as %s: %v", filepath.Base(name), version, err)
			} else if f.Version == version {
				again.Attachments, f.Attachments = nil, nil
				for k := range f.Topics {
					for j := range f.Topics[k].Comments { // 2.1 drops nothing, 3.0 has small letters
						f.Topics[k].Comments[j].Viewpoint = strings.ToLower(f.Topics[k].Comments[j].Viewpoint)
						again.Topics[k].Comments[j].Viewpoint = strings.ToLower(again.Topics[k].Comments[j].Viewpoint)
					}
				}
				if !reflect.DeepEqual(again.Topics, f.Topics) {
					t.Errorf("%s: written again it differs:\n%+v\n%+v", filepath.Base(name), again.Topics, f.Topics)
				}
			}
			validate(t, out.Bytes(), version)
		}
	}
	t.Logf("%d files, %d topics, %d viewpoints with %d cameras, %d selected elements", len(files)+len(old), topics, views, cameras, selected)
	if cameras < 15 || selected < 5 {
		t.Errorf("only %d cameras and %d selected elements were found", cameras, selected)
	}
}

// complete puts in what 3.0 asks for and 2.1 does not.
func complete(f *File) {
	for k := range f.Topics {
		t := &f.Topics[k]
		if t.Type == "" {
			t.Type = "Other"
		}
		if t.Status == "" {
			t.Status = "Open"
		}
		for j := range t.Viewpoints {
			if t.Viewpoints[j].Camera == nil {
				t.Viewpoints[j].Camera = &Camera{Direction: mgl64.Vec3{0, 1, 0}, Up: mgl64.Vec3{0, 0, 1}, Perspective: true, FieldOfView: 60}
			}
			if c := t.Viewpoints[j].Camera; c.Perspective {
				c.FieldOfView = min(max(c.FieldOfView, 45), 60)
				if f.Version == V30 && c.Aspect == 0 {
					c.Aspect = 1
				}
			}
		}
	}
}

// validate checks an archive against the schemas of its version, where they and
// xmllint are.
func validate(t *testing.T, data []byte, version string) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	schemas, _ := filepath.Abs("../../../shared/data/ifc/bcf/xsd-" + strings.ReplaceAll(version, ".", "_"))
	if _, missing := os.Stat(schemas); err != nil || missing != nil {
		t.Log("xmllint or the schemas are not here: what was written is not validated")
		return
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	byKind := map[string][]string{}
	for k, f := range archive.File {
		kind := map[string]string{".bcfv": "visinfo", ".version": "version", ".bcfp": "project"}[filepath.Ext(f.Name)]
		switch filepath.Base(f.Name) {
		case "markup.bcf":
			kind = "markup"
		case "extensions.xml":
			kind = "extensions"
		}
		if kind == "" {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var xml bytes.Buffer
		if _, err := xml.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(folder, strings.ReplaceAll(f.Name, "/", "_")+string(rune('a'+k%26)))
		if err := os.WriteFile(name, xml.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		byKind[kind] = append(byKind[kind], name)
	}
	if len(byKind["markup"]) == 0 || len(byKind["version"]) != 1 {
		t.Errorf("BCF %s: %v: markup and one version are missing", version, byKind)
	}
	for kind, names := range byKind {
		out, err := exec.Command(lint, append([]string{"--noout", "--nonet", "--schema", filepath.Join(schemas, kind+".xsd")}, names...)...).CombinedOutput()
		if err != nil {
			t.Errorf("BCF %s: %s does not validate: %v\n%s", version, kind, err, out)
		}
	}
}

func TestMistakesAreToldTogether(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	put("bcf.version", `<Version VersionId="2.1"/>`)
	put("x/markup.bcf", "<Markup>\n<Topic Guid='no'>\n<CreationDate>yesterday</CreationDate></Topic>\n<Viewpoints Guid='"+ID("v")+"'><Viewpoint>v.bcfv</Viewpoint><Snapshot>gone.png</Snapshot></Viewpoints></Markup>")
	put("x/v.bcfv", "<VisualizationInfo>\n<PerspectiveCamera><CameraViewPoint><X>far</X><Y>1</Y><Z>2</Z></CameraViewPoint></PerspectiveCamera></VisualizationInfo>")
	put("y/markup.bcf", "<Markup><Topic></Markup>")
	put("../z/markup.bcf", "<Markup/>")
	z.Close()
	f, err := Read(out.Bytes())
	if f == nil || len(f.Topics) != 1 {
		t.Fatalf("%+v, %v: want the one topic that can be read", f, err)
	}
	for _, want := range []string{
		`x/markup.bcf:2: Topic Guid: "no"`, `x/markup.bcf:3: CreationDate: "yesterday"`, "Title", `Snapshot: "gone.png": is not in the archive`,
		`x/v.bcfv:2: X: "far": must be a number`, "CameraDirection", "FieldOfView", "y/markup.bcf: line 1", "../z/markup.bcf: the name leads elsewhere",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told in:\n%v", want, err)
		}
	}
}

func TestWritingAsksForWhatIsMissing(t *testing.T) {
	f := &File{Topics: []Topic{{GUID: "x", Viewpoints: []Viewpoint{{GUID: ID("v")}}}}}
	var out bytes.Buffer
	err := f.Write(&out, V30)
	for _, want := range []string{"GUID", "Title", "Author", "Created", "Type", "Status", "camera"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not asked for: %v", want, err)
		}
	}
	if out.Len() > 0 {
		t.Error("something was written")
	}
	if err := f.Write(&out, "2.0"); err == nil {
		t.Error("writes a version that it does not know")
	}
}

// A bomb: what is small in the archive is large outside.
func TestBombs(t *testing.T) {
	bomb := func(name string, size int, fill func(w *bytes.Buffer)) []byte {
		var out, body bytes.Buffer
		fill(&body)
		z := zip.NewWriter(&out)
		w, _ := z.Create("bcf.version")
		w.Write([]byte(`<Version VersionId="3.0"/>`))
		w, _ = z.Create(name)
		for n := 0; n < size; n += body.Len() {
			w.Write(body.Bytes())
		}
		z.Close()
		return out.Bytes()
	}
	blanks := func(w *bytes.Buffer) { w.Write(bytes.Repeat([]byte(" "), 1<<20)) }
	deep := func(w *bytes.Buffer) { w.WriteString(strings.Repeat("<a>", 1000)) }
	wide := func(w *bytes.Buffer) { w.WriteString(strings.Repeat("<a/>", 1<<20)) }
	pieces := func(w *bytes.Buffer) { w.WriteString("<a>" + strings.Repeat("x<!---->", 1<<20)) }
	for name, data := range map[string][]byte{
		"blanks":     bomb("x/markup.bcf", MaxXML+1, blanks),
		"deep":       bomb("x/markup.bcf", 1, deep),
		"wide":       bomb("x/markup.bcf", 1, func(w *bytes.Buffer) { w.WriteString("<Markup>"); wide(w) }),
		"pieces":     bomb("x/markup.bcf", 1, pieces),
		"attachment": bomb("x/model.ifc", MaxFile+1, blanks),
	} {
		if _, err := Read(data); err == nil || errors.Is(err, zip.ErrFormat) {
			t.Errorf("%s, %d bytes: %v, want an error that names the limit", name, len(data), err)
		}
	}
	for _, data := range [][]byte{nil, []byte("PK"), []byte("<Markup/>")} {
		if _, err := Read(data); err == nil {
			t.Errorf("%q is read", data)
		}
	}
}

func TestIDsFollowFromTheirParts(t *testing.T) {
	first := ID("a", "b")
	if again := ID("a", "b"); again != first || ID("ab") == first || ID("b", "a") == first || !isGUID(ID("a")) {
		t.Error("IDs do not follow from their parts")
	}
}

func FuzzRead(f *testing.F) {
	for _, version := range []string{V21, V30} {
		f.Add(written(f, whole(), version))
	}
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(data)
		if err != nil || file == nil {
			return
		}
		var out bytes.Buffer
		if file.Write(&out, V30) != nil {
			return
		}
		if _, err := Read(out.Bytes()); err != nil && !strings.Contains(err.Error(), "leads elsewhere") {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

// FuzzMarkup goes past the archive's checksums.
func FuzzMarkup(f *testing.F) {
	topic := whole().Topics[0]
	f.Add(topic.markupXML(false), topic.Viewpoints[0].viewXML(false))
	f.Add(topic.markupXML(true), topic.Viewpoints[0].viewXML(true))
	f.Fuzz(func(t *testing.T, markup, view []byte) {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for name, data := range map[string][]byte{"x/markup.bcf": markup, "x/Viewpoint_" + ID("v") + ".bcfv": view} {
			w, _ := z.Create(name)
			w.Write(data)
		}
		z.Close()
		if file, err := Read(out.Bytes()); err == nil {
			var again bytes.Buffer
			file.Write(&again, V21)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	f := whole()
	for k := range 1000 {
		t := f.Topics[0]
		t.GUID = ID("many", string(rune(k)))
		f.Topics = append(f.Topics, t)
	}
	data := written(b, f, V30)
	for b.Loop() {
		if _, err := Read(data); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(f.Topics))*float64(b.N)/b.Elapsed().Seconds(), "topics/s")
}
