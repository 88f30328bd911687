package crs

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRealLAS recognises the system in the header of a real point cloud: feet,
// and WKT without a code for the whole.
func TestRealLAS(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "gis", "pdal_autzen_trim.las"))
	if err != nil {
		t.Skipf("real data absent: %v", err)
	}
	_, rest, found := bytes.Cut(content, []byte("PROJCS["))
	wkt, _, ended := bytes.Cut(rest, []byte{0})
	if !found || !ended {
		t.Fatal("no WKT in the file")
	}
	c, how, err := FromWKT("PROJCS[" + string(wkt))
	if err != nil {
		t.Fatal(err)
	}
	if c.Code != 2994 || c.Unit != Foot || !strings.Contains(how.String(), "heights may be too") {
		t.Errorf("%s in %s: %s", c, c.Unit.Name, how)
	}
}
