package server

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine/pack"
)

func TestRunFromStartToEnd(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(nil, 0)
	if run.ID != "r1" || run.Mode != "live" || run.Site != "demo" || run.Duration != 600 || run.Step != 1 {
		t.Errorf("run: %+v", run)
	}
	run = s.await(run.ID, ended)
	if run.State != Done || run.Now != 600 || run.Recorded != [2]float64{0, 600} || run.Every != 10 {
		t.Errorf("ended run: %+v", run)
	}
	if set := run.Assets["pump/P1"]; set["state"] != "failed" {
		t.Errorf("assets: %v", run.Assets)
	}
	var summary map[string]any
	s.ask("GET", "/api/runs/r1/summary", nil, http.StatusOK, &summary)
	if level, _ := summary["level_m"].(float64); level < 5.9 {
		t.Errorf("summary: %v", summary)
	}
	var runs runsBody
	s.ask("GET", "/api/runs", nil, http.StatusOK, &runs)
	if len(runs.Runs) != 1 || runs.Runs[0].ID != "r1" {
		t.Errorf("runs: %+v", runs)
	}
}

func TestOpenAPI(t *testing.T) {
	s := newStage(t, nil)
	var doc struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	s.ask("GET", "/api/openapi.json", nil, http.StatusOK, &doc)
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("openapi %q", doc.OpenAPI)
	}
	for path, method := range map[string]string{
		"/api/version": "get", "/api/sites": "get", "/api/sites/{site}": "get",
		"/api/sites/{site}/fields/{name}": "get", "/api/sites/{site}/models/{file}": "get",
		"/api/scenarios": "get", "/api/runs": "post", "/api/runs/{run}": "delete",
		"/api/runs/{run}/control": "post", "/api/runs/{run}/events": "post", "/api/runs/{run}/fork": "post",
		"/api/runs/{run}/series": "get", "/api/runs/{run}/fields/{name}": "get", "/api/runs/{run}/log": "get",
		"/api/runs/{run}/summary": "get", "/api/runs/{run}/recording": "get", "/api/runs/{run}/stream": "get",
		"/api/recordings": "get", "/api/recordings/{file}/open": "post",
	} {
		if doc.Paths[path][method] == nil {
			t.Errorf("%s %s is not in the document", method, path)
		}
	}
}

func TestSitesAndScenarios(t *testing.T) {
	s := newStage(t, nil)
	var sites, scenarios, site map[string]any
	s.ask("GET", "/api/sites", nil, http.StatusOK, &sites)
	s.ask("GET", "/api/scenarios", nil, http.StatusOK, &scenarios)
	s.ask("GET", "/api/sites/demo", nil, http.StatusOK, &site)
	if got := string(must(marshal(sites))); got != `{"sites":[{"id":"demo","name":{"en":"Demo","zh":"示例"}}]}` {
		t.Errorf("sites: %s", got)
	}
	if got := string(must(marshal(scenarios))); got != `{"scenarios":[{"description":{"en":"","zh":""},"duration_s":600,"events":[{"at_s":5,"set":{"state":"failed"},"subject":"pump/P1"}],"id":"fill","models":[{"use":"toy","with":{"wait_ms":0}}],"site":"demo","start":"2026-07-20T18:00:00+08:00","step_s":1,"title":{"en":"Filling","zh":"蓄水"}}]}` {
		t.Errorf("scenarios: %s", got)
	}
	if got := string(must(marshal(site["assets"]))); got != `[{"id":"pump/P1","kind":"pump","name":{"en":"Pump 1","zh":"1号泵"},"position":[0,0,0],"properties":{"discharge":[[1,2,3]],"start_level_m":4.1}}]` {
		t.Errorf("assets: %s", got)
	}
	if got := string(must(marshal(site["elements"]))); got != `[{"class":"","id":"model/office","model":"models/office.glb","name":{"en":"","zh":""},"site_from_model":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]}]` {
		t.Errorf("elements: %s", got)
	}
	response, glb := s.call("GET", "/api/sites/demo/models/models%2Foffice.glb", nil)
	if string(glb) != "glTF" || response.Header.Get("Content-Type") != "model/gltf-binary" {
		t.Errorf("model: %q, %v", glb, response.Header)
	}
	s.refused("GET", "/api/sites/demo/models/other.glb", nil, 404, "other.glb")
	s.refused("GET", "/api/sites/demo/fields/gold", nil, 404, "gold")
	var v version
	s.ask("GET", "/api/version", nil, http.StatusOK, &v)
	if v.Version != "test" || v.Go == "" {
		t.Errorf("version: %+v", v)
	}
}

// field asks for a field and unpacks it as the viewer does.
func (s *stage) field(path string, header ...string) (pack.FieldInfo, pack.Header, []float32, *http.Response) {
	s.t.Helper()
	response, message := s.call("GET", path, nil, header...)
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: status %d: %s", path, response.StatusCode, message)
	}
	var info pack.FieldInfo
	if err := json.Unmarshal([]byte(response.Header.Get("Shapan-Field")), &info); err != nil {
		s.t.Fatal(err)
	}
	h, quanta, err := info.OpenMessage(message)
	if err != nil {
		s.t.Fatal(err)
	}
	return info, h, info.Values(quanta), response
}

func TestSiteField(t *testing.T) {
	s := newStage(t, nil)
	info, _, values, response := s.field("/api/sites/demo/fields/ground")
	if info.Unit != "m" || info.Grid.NX != toyNX || info.Step > 0.001 || math.Abs(float64(values[6])-41.5) > 0.001 {
		t.Errorf("ground: %+v, cell 6 at %v", info, values[6])
	}
	tag := response.Header.Get("ETag")
	again, body := s.call("GET", "/api/sites/demo/fields/ground", nil, "If-None-Match", tag)
	if tag == "" || again.StatusCode != http.StatusNotModified || len(body) != 0 {
		t.Errorf("with tag %s: status %d, %d bytes", tag, again.StatusCode, len(body))
	}
}

func TestFieldsAndSeriesOfARun(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 305.0}, 0)
	s.await(run.ID, ended)
	for query, want := range map[string]int64{"": 305, "?at_s=0": 0, "?at_s=129.5": 120} {
		info, h, values, _ := s.field("/api/runs/r1/fields/water_depth" + query)
		field := toyField("water_depth", want)
		if h.Tick != want || h.Seconds != float64(want) || math.Abs(float64(values[100]-field.Values[100])) > 0.00051 {
			t.Errorf("%q: tick %d, cell 100 at %v, want tick %d at %v", query, h.Tick, values[100], want, field.Values[100])
		}
		if info.Step != 0.001 {
			t.Errorf("scale %v", info.Scale)
		}
	}
	if info, _, _, response := s.field("/api/runs/r1/fields/temperature"); info.Unit != "°C" || !strings.Contains(response.Header.Get("Shapan-Field"), `"\u00b0C"`) {
		t.Errorf("a header with %s", response.Header.Get("Shapan-Field"))
	}
	s.refused("GET", "/api/runs/r1/fields/gold", nil, 404, "gold")
	s.refused("GET", "/api/runs/r1/fields/water_depth?at_s=soon", nil, 422, "query.at_s")

	var all struct {
		Seconds []float64 `json:"t_s"`
		Series  map[string]struct {
			Unit   string     `json:"unit"`
			Values []*float64 `json:"values"`
		} `json:"series"`
	}
	s.ask("GET", "/api/runs/r1/series", nil, http.StatusOK, &all)
	level := all.Series["gauge/G1.level"]
	if len(all.Seconds) != 306 || len(level.Values) != 306 || level.Unit != "m" || math.Abs(*level.Values[305]-3) > 1e-9 || all.Series["gauge/G2.level"].Values[7] != nil {
		t.Errorf("series: %d instants, %+v", len(all.Seconds), level.Unit)
	}
	all.Series = nil
	s.ask("GET", "/api/runs/r1/series?names=gauge/G1.level&max=50", nil, http.StatusOK, &all)
	if n := len(all.Seconds); n > 50 || n < 40 || all.Seconds[n-1] != 305 || len(all.Series) != 1 || len(all.Series["gauge/G1.level"].Values) != n {
		t.Errorf("thinned: %d instants until %v, %d series", n, all.Seconds[n-1], len(all.Series))
	}
}

func TestRecordingIsServedAndOpened(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 305.0}, 0)
	s.await(run.ID, ended)
	_, file := s.call("GET", "/api/runs/r1/recording", nil)
	if !bytes.Equal(file, mustRead(t, filepath.Join(s.config.RunsDir, "r1.mcap"))) {
		t.Error("the recording is not what lies on disk")
	}
	var replay Run
	s.ask("POST", "/api/recordings/r1.mcap/open", nil, http.StatusCreated, &replay)
	if replay.Mode != "replay" || replay.State != Done || replay.Now != 305 || replay.Recorded != [2]float64{0, 305} || replay.Every != 10 || replay.Assets["pump/P1"]["state"] != "failed" {
		t.Errorf("replay: %+v", replay)
	}
	s.control(replay.ID, say{"do": "play"}, http.StatusConflict)
	s.refused("POST", "/api/runs/"+replay.ID+"/fork", say{}, 409, "replay")
	_, h, _, _ := s.field("/api/runs/" + replay.ID + "/fields/water_depth")
	if h.Tick != 305 {
		t.Errorf("newest field of the replay: tick %d", h.Tick)
	}

	w := s.watch(replay.ID)
	w.hello()
	w.say(say{"type": "subscribe", "channels": []uint16{w.channel("water_depth"), w.channel("scalars")}})
	f := w.frame()
	if f.tick != 305 || f.past {
		t.Errorf("head of the replay: %+v", f.tick)
	}
	w.matches(f, "water_depth")
	w.say(say{"type": "at", "t_s": 57})
	if f = w.frame(); f.tick != 50 || !f.past || math.Abs(f.scalars["gauge/G1.level"]-0.45) > 1e-9 {
		t.Errorf("at 57 s: tick %d, %v", f.tick, f.scalars)
	}
	w.matches(f, "water_depth")
	for len(w.texts) < 3 {
		w.next()
	}
	if w.texts[0].Text.(map[string]any)["en"] != "Pump 1: failed (script)" {
		t.Errorf("log of the replay: %+v", w.texts)
	}
	s.ask("DELETE", "/api/runs/"+replay.ID, nil, http.StatusNoContent, nil)
}
