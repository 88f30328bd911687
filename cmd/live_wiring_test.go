package cmd

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/server/evidence"
	"shapan/server/historian"
)

// A site with points is live: what it is told is logged, judged, told to city
// platforms without what the twin itself writes, and its log is signed.
func TestSiteThatIsLive(t *testing.T) {
	path := yards(t, "east")[0]
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "\npoints:\n  - {id: WL1, kind: water_level, at: [25, 14], property: depth, unit: m, limits: {notice: 0.1, warning: 0.2, danger: 0.3}, basis: {code: emergency plan}}\n"...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	libs, err := newShelf([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	ctx, keep := context.Background(), &keeping{folder: t.TempDir()}
	all, err := openLives(ctx, libs, keep, false)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d live, %v", len(all), err)
	}
	l := all.of("east")
	if err := l.twin.Append(ctx, historian.Reading{Subject: "point/WL1", Property: "depth", Value: 0.25}); err != nil {
		t.Fatal(err)
	}
	if err := l.twin.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(l.things(libs[0].site))
	defer server.Close()
	answer := httptest.NewRecorder()
	l.things(libs[0].site).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, server.URL+"/v1.1/Observations?$expand=Datastream", nil))
	if body := answer.Body.String(); answer.Code != http.StatusOK || !strings.Contains(body, "point/WL1:depth") || strings.Contains(body, "event/") {
		t.Errorf("status %d: %s", answer.Code, body)
	}
	if err := all.close(); err != nil {
		t.Fatal(err)
	}
	report, err := evidence.Verify(filepath.Join(keep.folder, "east", "log"), evidence.VerifyOptions{})
	if err != nil || report == nil {
		t.Errorf("the log's evidence: %+v, %v", report, err)
	}
	for _, wrong := range []keeping{{nats: "nats://127.0.0.1:4222"}, {folder: "x", keepDays: -1}, {folder: "x", nats: "nats://127.0.0.1:4222"}} {
		sites := libs
		if wrong.folder != "" && wrong.nats != "" {
			sites = append(sites, sites[0])
		}
		var input inputError
		if _, err := openLives(ctx, sites, &wrong, false); !errors.As(err, &input) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
