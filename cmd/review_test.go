package cmd

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shapan/bim/bcf"
	"shapan/server"
	"shapan/site"
	"shapan/site/review"
)

// houseOnSite is the small house with its services and a schedule, as a site.
func houseOnSite(t *testing.T, section string) *site.Place {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"flat.asc":  "ncols 40\nnrows 40\nxllcorner 634200\nyllcorner 3456300\ncellsize 1\n" + strings.Repeat(strings.Repeat("104 ", 40)+"\n", 40),
		"site.yaml": "name: House\ncrs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 100}\nground: {file: flat.asc, coordinates: map}\nmodels:\n  - {id: house, file: two-storeys.ifc}\n  - {id: services, file: services.ifc}\n" + section,
	}
	for _, name := range []string{"two-storeys.ifc", "services.ifc", "two-storeys.csv", "rules.csv", "actual.csv"} {
		text, err := os.ReadFile("../testdata/building/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	place, err := site.Open(filepath.Join(dir, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func reviewOf(t *testing.T, place *site.Place, file string) *reviews {
	t.Helper()
	register, err := review.Open(place, file)
	if err != nil {
		t.Fatal(err)
	}
	return &reviews{place: place, register: register}
}

// What the site file asks for is compared when somebody first looks; what people
// say is told with it, and is there when the server starts anew.
func TestReviewOfASite(t *testing.T) {
	place := houseOnSite(t, "clashes:\n  - {a: house, b: services, tolerance_mm: 2}\n")
	file := filepath.Join(t.TempDir(), "issues.bcfzip")
	r := reviewOf(t, place, file)
	all, err := r.Issues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Issues) != 2 || len(all.Comparisons) != 1 || *all.Comparisons[0].Tolerance != 2 || all.Comparisons[0].Found != 2 || all.Comparisons[0].Counts["pierce"] != 2 {
		t.Fatalf("%+v", all)
	}
	for _, i := range all.Issues {
		if len(i.Parts) != 2 || i.Parts[0].Model != "model/house" || i.Parts[1].Model != "model/services" || len(i.Point) != 3 || i.Volume == nil || i.Depth < 0.1 || i.Status != "Open" || i.Author != "shapan" || all.Comparisons[i.Comparison].Groups[i.Group].Count != 1 {
			t.Errorf("%+v", i)
		}
	}
	id := all.Issues[0].ID
	said, err := r.Say(id, server.IssueChange{Status: "Resolved", Comment: "移 200 mm\x00 & <b>", Author: "ann"})
	if err != nil || said.Status != "Resolved" || len(said.Comments) != 1 || said.Comments[0].Author != "ann" {
		t.Fatalf("%+v, %v", said, err)
	}
	if _, err := r.Find(t.Context(), server.ClashQuestion{A: "model/services", B: "model/services"}, "bob"); err != nil {
		t.Fatal(err)
	}
	after, err := reviewOf(t, place, file).Issues(t.Context())
	if err != nil || len(after.Issues) != 3 {
		t.Fatalf("%d issues, %v", len(after.Issues), err)
	}
	k := slices.IndexFunc(after.Issues, func(i server.Issue) bool { return i.ID == id })
	if i := after.Issues[k]; i.Status != "Resolved" || i.Kind != "pierce" || len(i.Comments) != 1 || !strings.HasPrefix(i.Comments[0].Text, "移 200 mm") || !strings.HasSuffix(i.Comments[0].Text, "& <b>") {
		t.Errorf("started anew: %+v", i)
	}
	// What bob found within the services is an issue of the file now, under his name.
	if i := after.Issues[2]; i.Kind != "issue" || i.Author != "bob" || i.Comparison != -1 || len(i.Parts) != 2 || len(i.Eye) != 3 {
		t.Errorf("%+v", i)
	}
}

func TestReviewRefusesWhatItCannotDo(t *testing.T) {
	r := reviewOf(t, houseOnSite(t, ""), "")
	if _, err := r.Find(t.Context(), server.ClashQuestion{A: "model/attic"}, ""); err == nil || !strings.Contains(err.Error(), "model/attic") {
		t.Errorf("a model that is not there: %v", err)
	}
	if _, err := r.Find(t.Context(), server.ClashQuestion{A: "model/house", OverTime: true}, ""); err == nil || !strings.Contains(err.Error(), "schedule") {
		t.Errorf("over time without a schedule: %v", err)
	}
	if _, err := r.Say("0ShapanHouse0000000999", server.IssueChange{Status: "Open"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an issue that is not there: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Find(ended, server.ClashQuestion{A: "model/house", B: "model/services"}, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
	if _, err := r.BCF("9.9"); err == nil {
		t.Error("writes any version")
	}
	for name, file := range map[string][]byte{"nothing": nil, "no archive": []byte("PK but no archive"), "another archive": zipped(t, map[string]string{"readme.txt": "hello"})} {
		if n, _, err := r.Take(file, ""); err == nil || n != 0 {
			t.Errorf("%s: took %d", name, n)
		}
	}
}

// A file names parts that the site has not, and says who wrote what: the first is
// counted, the second is its word, beside which stands who brought it.
func TestReviewTakesWhatOthersWrote(t *testing.T) {
	r := reviewOf(t, houseOnSite(t, ""), "")
	topic := bcf.Topic{
		GUID: "3e5f9f6a-0000-4000-8000-000000000001", Title: "Door", Status: "Waiting", Author: "boss@else.where", Created: time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC),
		Comments:   []bcf.Comment{{GUID: "3e5f9f6a-0000-4000-8000-000000000002", Author: "boss@else.where", Text: "move it", Date: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}},
		Viewpoints: []bcf.Viewpoint{{GUID: "3e5f9f6a-0000-4000-8000-000000000003", Selection: []bcf.Component{{IfcGUID: "0ShapanHouse0000000031"}, {IfcGUID: "0NobodyHasThis00000099"}}}},
	}
	var file bytes.Buffer
	if err := (&bcf.File{Topics: []bcf.Topic{topic}}).Write(&file, bcf.V21); err != nil {
		t.Fatal(err)
	}
	for range 2 { // twice is once
		if n, warnings, err := r.Take(file.Bytes(), "ann"); n != 1 || len(warnings) != 0 || err != nil {
			t.Fatalf("%d %v %v", n, warnings, err)
		}
	}
	all, err := r.Issues(t.Context())
	if err != nil || len(all.Issues) != 1 {
		t.Fatalf("%+v %v", all, err)
	}
	i := all.Issues[0]
	if len(i.Parts) != 1 || i.Parts[0].Name != "North wall U" || i.Missing != 1 || i.Status != "Waiting" || i.Point != nil {
		t.Errorf("%+v", i)
	}
	if len(i.Comments) != 1 || i.Comments[0].Author != "boss@else.where" || i.Comments[0].By != "ann" {
		t.Errorf("%+v", i.Comments)
	}
	// A file that is half broken gives what can be read, and says what cannot.
	broken := rezipped(t, file.Bytes(), func(name, text string) string {
		if strings.HasSuffix(name, ".bcfv") {
			return "<VisualizationInfo"
		}
		return text
	})
	if n, warnings, err := reviewOf(t, r.place, "").Take(broken, ""); n != 1 || len(warnings) == 0 || err != nil {
		t.Errorf("half broken: %d %v %v", n, warnings, err)
	}
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rezipped(t *testing.T, data []byte, change func(name, text string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = change(f.Name, string(text))
	}
	return zipped(t, files)
}
