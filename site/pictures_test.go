package site

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine"
)

const picturesYAML = `drape:
  - {id: ortho, name: {zh: 航拍, en: Photograph}, file: ortho.png}
  - {id: plan, file: plan.png, extent_m: [10, 10, 20, 15], opacity: 0.5, hidden: true}
  - {id: tiles, tiles: tiles, tms: true, datum: gcj02, before_earthworks: true}
basemap: {url: "https://map.example.com/{z}/{x}/{y}?tk={key}", key_env: NO_SUCH_KEY, attribution: © somebody, max_zoom: 17}
`

func pictureFiles(t testing.TB) map[string][]byte {
	files := goldenFiles(t)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	files["ortho.png"], files["plan.png"] = b.Bytes(), b.Bytes()
	files["ortho.pgw"] = []byte("1\n0\n0\n-1\n634230.5\n3456329.5\n")
	return files
}

// withTiles writes a site and an empty zoom of tiles beside it.
func withTiles(t *testing.T, yaml string, files map[string][]byte) string {
	path := write(t, yaml, files)
	if err := os.MkdirAll(filepath.Join(filepath.Dir(path), "tiles", "18", "1"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPicturesOfASite(t *testing.T) {
	p, err := Open(withTiles(t, goldenYAML+picturesYAML, pictureFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	ids := ""
	for _, picture := range p.Pictures {
		ids += picture.ID + " "
	}
	if ids != "basemap ortho plan tiles " {
		t.Fatalf("pictures: %s", ids)
	}
	if got, want := p.Pictures[1].Grid, (engine.Grid{NX: 20, NY: 10, X0: 30, Y0: 20, Cell: 1}); got != want {
		t.Errorf("ortho on %+v, want %+v", got, want)
	}
	if got, want := p.Pictures[2].Grid, (engine.Grid{NX: 20, NY: 10, X0: 10, Y0: 10, Cell: 0.5}); got != want || p.Pictures[2].Shown || p.Pictures[2].Opacity != 0.5 {
		t.Errorf("plan: %+v, want on %+v", p.Pictures[2], want)
	}
	if !p.Pictures[0].Natural || p.Pictures[1].Natural || !p.Pictures[3].Natural {
		t.Error("basemap and tiles lie on natural ground alone, the photograph on all")
	}
	if b := p.Pictures[0]; b.Shown || b.Service == nil || b.Attribution != "© somebody" || b.Name.ZH != "在线底图" {
		t.Errorf("basemap: %+v", b)
	}
	if _, _, err := p.Pictures[0].Source.Draw(context.Background(), p.Pictures[0].Grid); err == nil || !strings.Contains(err.Error(), "NO_SUCH_KEY") {
		t.Errorf("basemap without its key: %v", err)
	}
}

func TestMistakesInPictures(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{"file: ortho.png", "file: none.png", "drape[0].file: none.png: there is no such file"},
		{"file: ortho.png", "file: ortho.pgw", "drape[0].file"},
		{"file: ortho.png", "file: ortho.png, crs: mars", "drape[0].crs"},
		{"file: ortho.png", "file: ortho.png, datum: gcj02", "not displaced"},
		{"[10, 10, 20, 15]", "[10, 10, 10, 15]", "drape[1].extent_m"},
		{"[10, 10, 20, 15]", "[910, 10, 920, 15]", "beside the site"},
		{"tiles: tiles,", "tiles: none,", "drape[2].tiles"},
		{"file: plan.png", "file: plan.png, tms: true", "drape[1].tms"},
		{"id: plan", "id: ortho", "drape[1].id: there is another"},
		{"datum: gcj02", "datum: mars", "drape[2].datum"},
		{"{x}/{y}", "{x}", "basemap.url"},
		{"key_env: NO_SUCH_KEY, ", "", "key_env"},
		{"max_zoom: 17", "max_zoom: 99", "basemap.max_zoom"},
		{"attribution: © somebody, ", "", "attribution"},
	} {
		yaml := strings.Replace(picturesYAML, c.old, c.with, 1)
		if yaml == picturesYAML {
			t.Fatalf("%q is not there", c.old)
		}
		_, err := Open(withTiles(t, goldenYAML+yaml, maps.Clone(pictureFiles(t))))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s → %s: %v, want %q", c.old, c.with, err, c.want)
		}
	}
}
