package mesh

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"shapan/engine"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	goldenFile = "testdata/corner.nc"
	goldenText = "testdata/corner.cdl" // what ncdump 4.9.0 says of it
)

// TestGoldenFile holds the whole file to its bytes: header, order, conventions.
func TestGoldenFile(t *testing.T) {
	got := ugrid(t, engine.Origin{EPSG: 4549, CRS: "CGCS2000 / 3-degree Gauss-Kruger CM 120E", Easting: 634200, Northing: 3456300, Height: 2})
	if *update {
		if err := os.WriteFile(goldenFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the file is not %s; if that is meant, go test -update, and look at ncdump", goldenFile)
	}
}

// TestGoldenText has the netCDF library read the golden file.
func TestGoldenText(t *testing.T) {
	if _, err := exec.LookPath("ncdump"); err != nil {
		t.Skip("ncdump (Debian's netcdf-bin) is not installed")
	}
	got, err := exec.Command("ncdump", goldenFile).Output()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(goldenText, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenText)
	if err != nil {
		t.Fatal(err)
	}
	// Releases differ in how they indent.
	if strings.Join(strings.Fields(string(got)), " ") != strings.Join(strings.Fields(string(want)), " ") {
		t.Errorf("ncdump says\n%s\nwant\n%s", got, want)
	}
}
