package review

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/bim/bcf"
	"shapan/bim/clash"
	"shapan/site"
)

// house is the house with its services and their schedule.
func house(t *testing.T) *site.Place {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"flat.asc":  "ncols 40\nnrows 40\nxllcorner 634200\nyllcorner 3456300\ncellsize 1\n" + strings.Repeat(strings.Repeat("104 ", 40)+"\n", 40),
		"site.yaml": "name: House\ncrs: {epsg: 4549, easting_m: 634200, northing_m: 3456300, height_m: 100}\nground: {file: flat.asc, coordinates: map}\nmodels:\n  - {id: house, file: two-storeys.ifc}\n  - {id: services, file: services.ifc}\nschedule: {file: two-storeys.csv, rules: rules.csv}\n",
	}
	for _, name := range []string{"two-storeys.ifc", "services.ifc", "two-storeys.csv", "rules.csv"} {
		text, err := os.ReadFile("../../testdata/building/" + name)
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
	p, err := site.Open(filepath.Join(dir, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A file that went out before the last word must not undo it, however soon after it came.
func TestTheLaterWordCounts(t *testing.T) {
	r, err := Open(house(t), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Find(t.Context(), site.ClashRule{A: "model/house", B: "model/services", Tolerance: 0.001}, ""); err != nil {
		t.Fatal(err)
	}
	second := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	at := func(d time.Duration) { r.now = func() time.Time { return second.Add(d) } }
	all, _ := r.Topics()
	id := all[0].GUID
	say := func(status string) {
		t.Helper()
		if err := r.Say(id, status, "", "Wang"); err != nil {
			t.Fatal(err)
		}
	}
	take := func(file []byte, want string) {
		t.Helper()
		if _, _, err := r.Take(file, ""); err != nil {
			t.Fatal(err)
		}
		all, _ := r.Topics()
		if all[0].Status != want {
			t.Errorf("status %q, want %q", all[0].Status, want)
		}
	}
	file := func() []byte {
		t.Helper()
		data, err := r.BCF(bcf.V21)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	at(100 * time.Millisecond)
	say("In Progress")
	early := file()
	at(200 * time.Millisecond)
	say("Closed")
	late := file()
	take(early, "Closed")
	at(150 * time.Millisecond)
	say("Resolved")
	take(early, "Resolved")
	take(late, "Closed")
}

func TestClashesOnTheSite(t *testing.T) {
	place := house(t)
	file := filepath.Join(t.TempDir(), "runs", "house.issues.bcfzip")
	r, err := Open(place, file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Find(t.Context(), site.ClashRule{A: "model/house", B: "model/services", Tolerance: 0.001}, "")
	if err != nil {
		t.Fatal(err)
	}
	// The drain pierces the wall, the duct ends in another: nothing else.
	if len(c.Found) != 2 || c.Found[0].Kind != clash.Pierce || c.Found[1].Kind != clash.Pierce {
		t.Fatalf("%+v", c.Found)
	}
	for _, f := range c.Found { // the house stands at 15, 20 on the site, 4.2 m up
		if f.Point[0] < 14 || f.Point[0] > 25 || f.Point[1] < 19 || f.Point[1] > 32 || f.Point[2] < 4.2 {
			t.Errorf("%v is not where the house stands", f.Point)
		}
	}
	// Props are gone before the pipe under the floor comes.
	for overTime, want := range map[bool]int{false: 1, true: 0} {
		c, err := r.Find(t.Context(), site.ClashRule{A: "model/services", Tolerance: 0.001, OverTime: overTime}, "")
		if err != nil || len(c.Found) != want {
			t.Errorf("over time %v: %d clashes within the services (%v), want %d", overTime, len(c.Found), err, want)
		}
	}
	id := c.Found[0].Topic
	if err := r.Say(id, "Resolved", "moved the drain 移位", "wang"); err != nil {
		t.Fatal(err)
	}
	if err := r.Say(id, "Melted", "", ""); err == nil {
		t.Error("takes any status")
	}
	if err := r.Say("nothing", "", "x", ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	// The next server knows what was said, and comparing anew keeps it.
	again, err := Open(place, file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Find(t.Context(), site.ClashRule{A: "model/house", B: "model/services", Tolerance: 0.001}, ""); err != nil {
		t.Fatal(err)
	}
	topics, _ := again.Topics()
	said := 0
	for _, topic := range topics {
		if topic.GUID == id && topic.Status == "Resolved" && len(topic.Comments) == 1 && topic.Comments[0].Author == "wang" {
			said++
		}
	}
	if said != 1 {
		t.Errorf("what was said is lost: %+v", topics)
	}
	// A file speaks in the coordinates of the model; read again it is on the site.
	for _, version := range []string{bcf.V21, bcf.V30} {
		data, err := again.BCF(version)
		if err != nil {
			t.Fatal(err)
		}
		f, err := bcf.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		other, err := Open(place, "")
		if err != nil {
			t.Fatal(err)
		}
		if n, warnings, err := other.Take(data, ""); err != nil || n != len(topics) || len(warnings) != 0 {
			t.Fatalf("BCF %s: %d, %v, %v", version, n, warnings, err)
		}
		back, _ := other.Topics()
		for k := range topics {
			there, here, out := back[k].Viewpoints[0].Camera.Eye, topics[k].Viewpoints[0].Camera.Eye, f.Topics[k].Viewpoints[0].Camera.Eye
			if there.Sub(here).Len() > 1e-6 || out.Sub(here).Len() < 10 || math.Abs(out[2]-here[2]+4.2) > 0.01 {
				t.Errorf("BCF %s: eye %v on the site, %v in the file, %v back again", version, here, out, there)
			}
		}
	}
	if _, _, err := again.Take([]byte("no zip"), ""); err == nil {
		t.Error("takes what is no BCF file")
	}
}
