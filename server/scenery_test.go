package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"shapan/engine"
)

// toyScenery has a mesh that fails as often as it is told, and a photograph
// that lacks something at first.
type toyScenery struct {
	mu       sync.Mutex
	built    int
	fail     int
	drawn    int
	waitOnce chan struct{}
}

var toyMesh = bytes.Repeat([]byte("triangle "), 1000)

func (s *toyScenery) Mesh(ctx context.Context) ([]byte, error) {
	if s.waitOnce != nil {
		select {
		case <-s.waitOnce:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.built++; s.built <= s.fail {
		return nil, errors.New("the ground has no data")
	}
	return toyMesh, nil
}

func (s *toyScenery) Pictures() []Picture {
	return []Picture{
		{ID: "photo", Kind: "drape", Name: engine.Text{ZH: "航拍", EN: "Photo"}, On: true, Opacity: 0.5, Natural: true, Grid: engine.Grid{NX: 4, NY: 3, X0: 1, Y0: 2, Cell: 0.5}},
		{ID: "map", Kind: "basemap", Attribution: "© somebody"},
	}
}

func (s *toyScenery) Draw(_ context.Context, id string) (Drawn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "map" {
		return Drawn{}, errors.New("the map service cannot be reached")
	}
	d := Drawn{Content: []byte("PNG"), Type: "image/png"}
	if s.drawn++; s.drawn == 1 {
		d.Missing = "3 of 9 瓦片"
	}
	return d, nil
}

func withScenery(t *testing.T, scenery Scenery) *stage {
	return newStage(t, func(c *Config) { c.Scenery = map[string]Scenery{"demo": scenery} })
}

func TestMeshIsBuiltOnceAndZipped(t *testing.T) {
	scenery := &toyScenery{}
	s := withScenery(t, scenery)
	response, plain := s.call("GET", "/api/sites/demo/mesh", nil, "Accept-Encoding", "br, gzip;q=0")
	if response.Header.Get("Content-Encoding") != "" || !bytes.Equal(plain, toyMesh) {
		t.Errorf("not zipped: %v, %d bytes", response.Header, len(plain))
	}
	response, zipped := s.call("GET", "/api/sites/demo/mesh", nil, "Accept-Encoding", "gzip, deflate, br")
	if response.Header.Get("Content-Encoding") != "gzip" || len(zipped) > len(toyMesh)/10 {
		t.Fatalf("zipped: %v, %d bytes", response.Header, len(zipped))
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(z); err != nil || !bytes.Equal(content, toyMesh) {
		t.Errorf("unzipped: %d bytes, %v", len(content), err)
	}
	again, body := s.call("GET", "/api/sites/demo/mesh", nil, "If-None-Match", response.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || len(body) != 0 {
		t.Errorf("with its tag: status %d, %d bytes", again.StatusCode, len(body))
	}
	if scenery.built != 1 {
		t.Errorf("built %d times", scenery.built)
	}
	s.refused("GET", "/api/sites/other/mesh", nil, 404, "other")
}

func TestMeshThatFailsIsTriedAgain(t *testing.T) {
	wait := make(chan struct{})
	s := withScenery(t, &toyScenery{fail: 1, waitOnce: wait})
	go func() { // once the request has joined the build that began with the server
		for end := time.Now().Add(patience); s.workshop.waiting.Load() == 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		close(wait)
	}()
	s.refused("GET", "/api/sites/demo/mesh", nil, 500, "no data")
	if response, _ := s.call("GET", "/api/sites/demo/mesh", nil); response.StatusCode != http.StatusOK {
		t.Errorf("again: status %d", response.StatusCode)
	}
}

func TestServerClosesWhileAMeshIsBuilt(t *testing.T) {
	withScenery(t, &toyScenery{waitOnce: make(chan struct{})}) // goleak looks after the rest
}

func TestSiteWithoutScenery(t *testing.T) {
	s := newStage(t, nil)
	s.refused("GET", "/api/sites/demo/mesh", nil, 404, "scenery")
	var site map[string]any
	s.ask("GET", "/api/sites/demo", nil, http.StatusOK, &site)
	if got := string(must(marshal(site["pictures"]))); got != "[]" {
		t.Errorf("pictures: %s", got)
	}
}

func TestPictures(t *testing.T) {
	s := withScenery(t, &toyScenery{})
	var site map[string]any
	s.ask("GET", "/api/sites/demo", nil, http.StatusOK, &site)
	if got := string(must(marshal(site["pictures"]))); !strings.HasPrefix(got, `[{"attribution":"","grid":{"cell":0.5,"nx":4,"ny":3,"x0":1,"y0":2},"id":"photo","kind":"drape","name":{"en":"Photo","zh":"航拍"},"natural":true,"on":true,"opacity":0.5},{"attribution":"© somebody"`) {
		t.Errorf("pictures: %s", got)
	}
	response, body := s.call("GET", "/api/sites/demo/pictures/photo", nil)
	missing, err := new(mime.WordDecoder).DecodeHeader(response.Header.Get("Shapan-Missing"))
	if string(body) != "PNG" || response.Header.Get("Content-Type") != "image/png" || err != nil || missing != "3 of 9 瓦片" || response.Header.Get("ETag") != "" {
		t.Errorf("incomplete: %q, %q, %v", body, missing, response.Header)
	}
	response, _ = s.call("GET", "/api/sites/demo/pictures/photo", nil) // what lacked something is drawn again
	if response.Header.Get("Shapan-Missing") != "" || response.Header.Get("ETag") == "" {
		t.Errorf("complete: %v", response.Header)
	}
	s.refused("GET", "/api/sites/demo/pictures/map", nil, 502, "cannot be reached")
	s.refused("GET", "/api/sites/demo/pictures/none", nil, 404, "none")
}
