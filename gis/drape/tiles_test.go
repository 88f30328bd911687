package drape

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/crs"
)

func appendFloat(v float64) []byte { return strconv.AppendFloat(nil, v, 'f', 12, 64) }

// worldPixel is the textbook formula: where a longitude and latitude [degree]
// lie in the world of a zoom, in pixels.
func worldPixel(lon, lat float64, z int) (u, v float64) {
	n := 256 * math.Exp2(float64(z))
	phi := lat * math.Pi / 180
	return (lon + 180) / 360 * n, (1 - math.Asinh(math.Tan(phi))/math.Pi) / 2 * n
}

func TestTileNumbers(t *testing.T) {
	mercator := system(t, 3857)
	wgs84 := system(t, 4326)
	to, err := crs.NewTransformation(wgs84, mercator)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lon, lat float64 }{{0, 0}, {-179.9, 85.05}, {120.41, 31.23}, {139.7006793, 35.6590699}, {-70.5, -33.4}} {
		for _, z := range []int{0, 7, 18, 24} {
			x, y, _ := to.Forward(c.lon, c.lat, 0)
			u, v := worldAt(z).pixel(x, y)
			wantU, wantV := worldPixel(c.lon, c.lat, z)
			if allowed := 1e-6 * math.Exp2(float64(z-18)); math.Abs(u-wantU) > math.Max(1e-9, 10*allowed) || math.Abs(v-wantV) > math.Max(1e-4, 10*allowed) {
				t.Errorf("%v at %d: (%.9f, %.9f), want (%.9f, %.9f)", c, z, u, v, wantU, wantV)
			}
		}
	}
	// 120.41° E, 31.23° N at zoom 18 by hand: 300.41/360 · 2¹⁸ = 218 751.9…
	if u, _ := worldPixel(120.41, 31.23, 18); int(u/256) != 218751 {
		t.Errorf("tile %d", int(u/256))
	}
}

// tileOf paints each pixel of a tile with its own number in it.
func tileOf(i, j int) color.RGBA { return color.RGBA{R: uint8(i), G: uint8(j), B: 77, A: 255} }

func numbered(t testing.TB) []byte {
	img := image.NewRGBA(image.Rect(0, 0, tilePixels, tilePixels))
	for j := range tilePixels {
		for i := range tilePixels {
			img.SetRGBA(i, j, tileOf(i, j))
		}
	}
	return encoded(t, img)
}

// mapService is a map service of numbered tiles; it counts what it is asked.
type mapService struct {
	*httptest.Server
	asked atomic.Int64
	reply func(w http.ResponseWriter, r *http.Request) bool // nil, or false: a tile
}

func newMapService(t *testing.T) *mapService {
	m := &mapService{}
	tile := numbered(t)
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.asked.Add(1)
		if m.reply != nil && m.reply(w, r) {
			return
		}
		w.Header().Set("Content-Type", "image/png")
		w.Write(tile)
	}))
	t.Cleanup(m.Close)
	return m
}

func tilesOf(t *testing.T, m *mapService, datum Datum) (*Tiles, *Service) {
	t.Helper()
	tiles, err := NewTiles(demo, system(t, 4549), datum)
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{Template: m.URL + "/{z}/{x}/{y}.png", Folder: t.TempDir()}
	tiles.Get, tiles.Complete = s.Get, true
	return tiles, s
}

var plot = engine.Grid{NX: 150, NY: 120, X0: 40, Y0: -30, Cell: 2}

// The shift of displaced maps is undone to less than a pixel of zoom 18 (0.51 m
// here), all over the site: the pixel drawn at a place of the site is the one
// that the displaced place has in the service's tiles.
func TestDisplacedTilesAreStraightened(t *testing.T) {
	m := newMapService(t)
	toWGS84, err := crs.NewTransformation(system(t, 4549), system(t, 4326))
	if err != nil {
		t.Fatal(err)
	}
	for datum, displace := range map[Datum]func(lon, lat float64) (float64, float64){
		WGS84: func(lon, lat float64) (float64, float64) { return lon, lat },
		GCJ02: crs.GCJ02FromWGS84, BD09: crs.BD09FromWGS84,
	} {
		tiles, _ := tilesOf(t, m, datum)
		on, err := tiles.Grid(plot)
		if err != nil {
			t.Fatal(err)
		}
		img, missing, err := tiles.Draw(context.Background(), on)
		if err != nil || missing != "" {
			t.Fatal(missing, err)
		}
		worst, seen := 0.0, 0
		var moved float64
		for j := 0; j < on.NY; j += 7 {
			for i := 0; i < on.NX; i += 7 {
				p := mgl64.Vec2{on.X0 + (float64(i)+0.5)*on.Cell, on.Y0 + (float64(on.NY-j)-0.5)*on.Cell}
				east, north, _ := demo.MapFromSite(p.Vec3(0))
				lon, lat, _ := toWGS84.Forward(east, north, 0)
				straightU, straightV := worldPixel(lon, lat, 18)
				lon, lat = displace(lon, lat)
				u, v := worldPixel(lon, lat, 18)
				moved = math.Hypot(u-straightU, v-straightV)
				u, v = math.Mod(u, 256)-0.5, math.Mod(v, 256)-0.5
				if u < 1 || v < 1 || u > 254 || v > 254 { // at a tile's border numbers jump
					continue
				}
				c := img.RGBAAt(i, j)
				worst = math.Max(worst, math.Max(math.Abs(float64(c.R)-u), math.Abs(float64(c.G)-v)))
				seen++
			}
		}
		t.Logf("%s: worst %.2f pixels of zoom 18 off (numbers are whole: 0.5 is exact), moved by %.0f pixels, pixels of %.3f m", datum, worst, moved, on.Cell)
		if !(worst < 1) || seen < 1000 || (datum == WGS84) != (moved < 1e-6) {
			t.Errorf("%s: %.2f pixels off at the worst of %d, moved by %.0f", datum, worst, seen, moved)
		}
	}
}

func TestServiceIsAskedOnceAndServesWithoutIt(t *testing.T) {
	m := newMapService(t)
	tiles, s := tilesOf(t, m, WGS84)
	draw := func() (string, error) {
		_, missing, err := tiles.Draw(context.Background(), plot)
		return missing, err
	}
	if missing, err := draw(); err != nil || missing != "" {
		t.Fatal(missing, err)
	}
	asked := m.asked.Load()
	if _, err := draw(); err != nil || m.asked.Load() != asked {
		t.Errorf("asked %d times, then %d: %v", asked, m.asked.Load(), err)
	}
	s.Keep = time.Nanosecond // all are old now
	m.Close()
	if missing, err := draw(); err != nil || missing != "" {
		t.Errorf("old tiles without the service: %q, %v", missing, err)
	}
	tiles.MaxZoom = 16 // never fetched
	if _, err := draw(); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("no service, no tiles: %v", err)
	}
}

func TestServiceTellsWhatIsWrong(t *testing.T) {
	const key = "very&secret"
	t.Setenv("TEST_MAP_KEY", key)
	m := newMapService(t)
	answer := func(status int, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
			return true
		}
	}
	for _, c := range []struct {
		name  string
		reply func(http.ResponseWriter, *http.Request) bool
		want  string
	}{
		{"forbidden", answer(403, `{"msg":"invalid key"}`), "403"},
		{"a page", answer(200, "<html>key?</html>"), "no tile"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Write(make([]byte, mostTileBytes+2))
			return true
		}, "more than"},
		{"elsewhere", func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "http://localhost:1/"+r.URL.RawQuery, http.StatusFound)
			return true
		}, "elsewhere"},
		{"nothing", answer(404, ""), "has no tile"},
	} {
		m.reply = c.reply
		tiles, s := tilesOf(t, m, WGS84)
		s.Template, s.KeyEnv = m.URL+"/{z}/{x}/{-y}?tk={key}", "TEST_MAP_KEY"
		before := m.asked.Load()
		_, _, err := tiles.Draw(context.Background(), plot)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "very") || strings.Contains(err.Error(), "tk=")) {
			t.Errorf("%s: the key is told: %v", c.name, err)
		}
		if n := m.asked.Load() - before; c.want == "403" && n > 16 {
			t.Errorf("%s: asked %d times in vain", c.name, n)
		}
	}
	m.reply = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("tk") != key {
			t.Errorf("asked with %s", r.URL.RawQuery)
		}
		if r.URL.Path[len(r.URL.Path)-1]%2 == 1 { // every other row
			w.WriteHeader(500)
			return true
		}
		return false
	}
	tiles, s := tilesOf(t, m, WGS84)
	s.Template, s.KeyEnv = m.URL+"/{z}/{x}/{y}?tk={key}", "TEST_MAP_KEY"
	tiles.MaxZoom = 19
	_, missing, err := tiles.Draw(context.Background(), plot)
	if err != nil || !strings.Contains(missing, "500") {
		t.Errorf("some are missing: %q, %v", missing, err)
	}
	s.KeyEnv = "TEST_MAP_NO_KEY"
	s.Folder = ""
	if _, _, err := tiles.Draw(context.Background(), plot); err == nil || !strings.Contains(err.Error(), "TEST_MAP_NO_KEY") {
		t.Errorf("no key: %v", err)
	}
}

func TestCheckTemplate(t *testing.T) {
	for template, want := range map[string]string{
		"https://map.example.com/{z}/{x}/{y}.png":            "",
		"https://map.example.com/?l={z}&c={x}&r={-y}":        "",
		"ftp://map.example.com/{z}/{x}/{y}":                  "https://",
		"map.example.com/{z}/{x}/{y}":                        "https://",
		"https://map.example.com/{z}/{x}":                    "{y}",
		"https://map.example.com/{z}/{x}/{y}?tk={key}":       "key_env",
		"https://t{s}.map.example.com/{z}/{x}/{y}":           "{s}",
		"https://map.example.com/{z}/{x}/{y}/{quadkey}.jpeg": "{quadkey}",
	} {
		err := CheckTemplate(template, "")
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", template, err, want)
		}
	}
}

func TestFolderOfTiles(t *testing.T) {
	m := newMapService(t)
	tiles, s := tilesOf(t, m, WGS84)
	w, err := tiles.best(plot)
	if err != nil || w.z != 18 {
		t.Fatal(w, err)
	}
	dir := t.TempDir()
	for y := w.y0; y < w.y1; y++ {
		for x := w.x0; x < w.x1; x++ {
			content, err := s.Get(context.Background(), Tile{w.z, x, y})
			if err != nil {
				t.Fatal(err)
			}
			if x == w.x0 && y == w.y0 {
				continue // a folder may have holes
			}
			write(t, filepath.Join(dir, fmt.Sprint(w.z), fmt.Sprint(x), fmt.Sprint(y)+".png"), content)
		}
	}
	folder, err := NewTiles(demo, system(t, 4549), WGS84)
	if err != nil {
		t.Fatal(err)
	}
	if err := folder.Folder(filepath.Join(dir, "18"), false); err == nil {
		t.Error("a zoom's own folder is none of tiles")
	}
	if err := folder.Folder(dir, false); err != nil || folder.MinZoom != 18 || folder.MaxZoom != 18 {
		t.Fatal(folder, err)
	}
	on, err := folder.Grid(plot)
	if err != nil {
		t.Fatal(err)
	}
	fromFolder, missing, err := folder.Draw(context.Background(), on)
	if err != nil || missing != "" {
		t.Fatal(missing, err)
	}
	fromService, _, err := tiles.Draw(context.Background(), on)
	if err != nil {
		t.Fatal(err)
	}
	same, clear := 0, 0
	for k := 0; k < len(fromFolder.Pix); k += 4 {
		switch {
		case [4]uint8(fromFolder.Pix[k:k+4]) == [4]uint8(fromService.Pix[k:k+4]):
			same++
		case fromFolder.Pix[k+3] < 255:
			clear++
		}
	}
	if same+clear != on.NX*on.NY || clear == 0 || clear > on.NX*on.NY/2 {
		t.Errorf("%d pixels the same, %d clear, of %d", same, clear, on.NX*on.NY)
	}
	if _, err := folder.Get(context.Background(), Tile{18, w.x0, w.y0}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a hole: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "18")); err != nil {
		t.Fatal(err)
	}
}

// A folder whose rows count from the south shows the same as one whose rows
// count from the north.
func TestFolderOfTMSTiles(t *testing.T) {
	dir := t.TempDir()
	tiles := map[bool]*Tiles{}
	for _, tms := range []bool{false, true} {
		var err error
		if tiles[tms], err = NewTiles(demo, system(t, 4549), WGS84); err != nil {
			t.Fatal(err)
		}
	}
	tiles[false].MaxZoom = 16
	w, err := tiles[false].best(plot)
	if err != nil {
		t.Fatal(err)
	}
	for y := w.y0; y < w.y1; y++ {
		for x := w.x0; x < w.x1; x++ {
			img := image.NewRGBA(image.Rect(0, 0, tilePixels, tilePixels))
			for k := range img.Pix {
				img.Pix[k] = [4]uint8{uint8(x), uint8(y), uint8(k / 4 / tilePixels), 255}[k%4]
			}
			for name, row := range map[string]int{"xyz": y, "tms": 1<<w.z - 1 - y} {
				write(t, filepath.Join(dir, name, fmt.Sprint(w.z), fmt.Sprint(x), fmt.Sprint(row)+".png"), encoded(t, img))
			}
		}
	}
	drawn := map[bool]*image.RGBA{}
	for tms, name := range map[bool]string{false: "xyz", true: "tms"} {
		if err := tiles[tms].Folder(filepath.Join(dir, name), tms); err != nil {
			t.Fatal(err)
		}
		if drawn[tms], _, err = tiles[tms].Draw(context.Background(), plot); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := drawn[false], drawn[true]; string(a.Pix) != string(b.Pix) || a.RGBAAt(75, 60).A != 255 {
		t.Error("the two folders differ")
	}
}
