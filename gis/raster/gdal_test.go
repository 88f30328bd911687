package raster

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// surface is the value of column i, row j from the south-west of all test files
// made with GDAL.
func surface(i, j int) float32 { return float32((i*i+3*j*j)%251 - 100) }

// surfaceRaster has cells of 2 × 3 m with the south-west corner at (500000, 3456000).
func surfaceRaster(nx, ny int) *Raster {
	ra := &Raster{NX: nx, NY: ny, X0: 500000, Y0: 3456000, CellX: 2, CellY: 3, EPSG: 4547, Values: make([]float32, nx*ny)}
	for j := range ny {
		for i := range nx {
			ra.Values[j*nx+i] = surface(i, j)
		}
	}
	return ra
}

// TestGDALFiles reads files that gdal_translate 3.6.2 made of surface: an
// encoder that is not ours, without GDAL at hand. The options are, in order:
//
//	-ot Int16 -a_nodata -32768 -co TILED=YES -co BLOCKXSIZE=64 -co BLOCKYSIZE=32 -co COMPRESS=LZW -co PREDICTOR=2 -co ENDIANNESS=BIG
//	-ot Float32 -co COMPRESS=ZSTD -co ZSTD_LEVEL=22 -co PREDICTOR=3 -co BLOCKYSIZE=8
//	-ot Float64 -co COMPRESS=DEFLATE -co PREDICTOR=3 -co BIGTIFF=YES
//	-ot Int16 -a_nodata none -b 1 -b 1 -b 1 -co COMPRESS=PACKBITS -co INTERLEAVE=PIXEL -srcwin 0 0 30 45
//	-ot Float32 -a_scale 0.5 -a_offset -10 -co COMPRESS=LZW -mo AREA_OR_POINT=Point
//	-of AAIGrid -ot Int16 -co FORCE_CELLSIZE=NO -a_nodata -9999 -srcwin 0 0 20 15
func TestGDALFiles(t *testing.T) {
	for _, c := range []struct {
		file   string
		nx, ny int
		want   Source
	}{
		{"gdal_lzw2_tiled_bigendian.tif", 60, 45, Source{Sample: "int16", Compression: "LZW", Predictor: 2}},
		{"gdal_zstd3_window128m.tif", 60, 45, Source{Sample: "float32", Compression: "zstd", Predictor: 3}},
		{"gdal_deflate3_bigtiff.tif", 60, 45, Source{Sample: "float64", Compression: "deflate", Predictor: 3}},
		{"gdal_packbits_3bands.tif", 30, 45, Source{Sample: "int16", Compression: "PackBits", Predictor: 1}},
		{"gdal_lzw_scale_point.tif", 60, 45, Source{Sample: "float32", Compression: "LZW", Predictor: 1}},
		{"gdal_grid.asc", 20, 15, Source{Sample: "text", Compression: "none"}},
	} {
		ra, err := Read(filepath.Join("testdata", c.file))
		if err != nil {
			t.Error(err)
			continue
		}
		j0 := 45 - c.ny // GDAL cuts from the north
		if ra.NX != c.nx || ra.NY != c.ny || ra.X0 != 500000 || ra.Y0 != 3456000+3*float64(j0) || ra.CellX != 2 || ra.CellY != 3 {
			t.Errorf("%s: placed as %+v", c.file, ra.Info())
			continue
		}
		if got := ra.Source; got.Sample != c.want.Sample || got.Compression != c.want.Compression || got.Predictor != c.want.Predictor {
			t.Errorf("%s: described as %+v", c.file, got)
		}
		if strings.HasSuffix(c.file, ".tif") && (ra.EPSG != 4547 || ra.Source.CRS != "CGCS2000 / 3-degree Gauss-Kruger CM 114E") {
			t.Errorf("%s: EPSG %d %q", c.file, ra.EPSG, ra.Source.CRS)
		}
		for k, got := range ra.Values {
			want := surface(k%c.nx, k/c.nx+j0)
			if strings.Contains(c.file, "scale") {
				want = want*0.5 - 10
			}
			if got != want {
				t.Errorf("%s: cell %d: got %g, want %g", c.file, k, got, want)
				break
			}
		}
	}
}

func gdal(t *testing.T, tool string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed (apt-get install gdal-bin)", tool)
	}
	cmd := exec.Command(tool, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("%s %s: %v\n%s", tool, strings.Join(args, " "), err, stderr.Bytes())
	}
	return out
}

func writeFile(t *testing.T, path string, ra *Raster) {
	t.Helper()
	var file bytes.Buffer
	if err := WriteGeoTIFF(&file, ra); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestGDALReadsOurs asks gdalinfo for corners and EPSG, and gdal_translate for
// the values, of files that WriteGeoTIFF wrote.
func TestGDALReadsOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ours.tif")
	for _, epsg := range []int{0, 4547, 4490, 4326, 25830, 32651} {
		ra := hills(333, 257, epsg)
		if geographic(epsg) {
			ra.X0, ra.Y0, ra.CellX, ra.CellY = 114.123456789, 30.5, 1.0/7200, 1.0/3600
		}
		writeFile(t, path, ra)

		var info struct {
			CornerCoordinates struct{ LowerLeft, UpperRight [2]float64 }
			GeoTransform      [6]float64
			STAC              struct {
				EPSG int `json:"proj:epsg"`
			}
			Bands []struct {
				Type        string
				NoDataValue any
			}
		}
		if err := json.Unmarshal(gdal(t, "gdalinfo", "-json", path), &info); err != nil {
			t.Fatal(err)
		}
		in := ra.Info()
		want := [6]float64{in.West, in.CellX, 0, in.North, 0, -in.CellY}
		for k, got := range info.GeoTransform {
			if math.Abs(got-want[k]) > 1e-16+5e-16*math.Abs(want[k]) { // it prints 16 digits
				t.Errorf("EPSG %d: placed at %v, want %v", epsg, info.GeoTransform, want)
			}
		}
		corners := info.CornerCoordinates
		for k, d := range []float64{corners.LowerLeft[0] - in.West, corners.LowerLeft[1] - in.South,
			corners.UpperRight[0] - in.East, corners.UpperRight[1] - in.North} {
			if math.Abs(d) > 1e-6 { // gdalinfo prints so many digits
				t.Errorf("EPSG %d: corner coordinate %d is off by %g", epsg, k, d)
			}
		}
		if info.STAC.EPSG != epsg {
			t.Errorf("EPSG %d: GDAL says %d", epsg, info.STAC.EPSG)
		}
		if b := info.Bands[0]; b.Type != "Float32" || fmt.Sprint(b.NoDataValue) != "NaN" {
			t.Errorf("band %+v", b)
		}

		raw := filepath.Join(filepath.Dir(path), "raw.bin")
		gdal(t, "gdal_translate", "-q", "-of", "ENVI", path, raw)
		b, err := os.ReadFile(raw)
		if err != nil || len(b) != 4*len(ra.Values) {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
		for k := range ra.Values {
			got := math.Float32frombits(binary.LittleEndian.Uint32(b[4*k:]))
			want := ra.Values[(ra.NY-1-k/ra.NX)*ra.NX+k%ra.NX]
			if got != want && !(isNaN(got) && isNaN(want)) {
				t.Fatalf("value %d from the north-west: GDAL reads %g, want %g", k, got, want)
			}
		}
	}
}

// TestWeReadGDALs has gdal_translate write a raster in many storages: in all 283
// that it offers if SHAPAN_GDAL=all, which takes a minute, else in every 11th.
func TestWeReadGDALs(t *testing.T) {
	every := 11
	if os.Getenv("SHAPAN_GDAL") == "all" {
		every = 1
	}
	dir := t.TempDir()
	source := filepath.Join(dir, "source.tif")
	ra := surfaceRaster(150, 110)
	for k := range ra.Values {
		ra.Values[k] = max(0, min(ra.Values[k], 127)) // fits all types
	}
	writeFile(t, source, ra)
	count := 0
	for _, typ := range []string{"Byte", "Int16", "UInt16", "Int32", "UInt32", "Float32", "Float64"} {
		for _, comp := range []string{"NONE", "LZW", "DEFLATE", "PACKBITS", "ZSTD"} {
			for predictor := 1; predictor <= 3; predictor++ {
				if predictor > 1 && (comp == "NONE" || comp == "PACKBITS") || predictor == 3 && typ[0] != 'F' ||
					predictor == 2 && typ == "Float64" { // GDAL 3.6 does not write it
					continue
				}
				for k, options := range []string{
					"BLOCKYSIZE=16", "TILED=YES BLOCKXSIZE=64 BLOCKYSIZE=32", "TILED=YES ENDIANNESS=BIG",
					"BLOCKYSIZE=7 ENDIANNESS=BIG BIGTIFF=YES INTERLEAVE=PIXEL", "BIGTIFF=YES INTERLEAVE=BAND",
				} {
					if predictor == 3 && strings.Contains(options, "BIG") && strings.Contains(options, "ENDIAN") {
						continue // libtiff 4.5 writes these damaged and reads its own files back as rubbish
					}
					if count++; count%every != 0 {
						continue
					}
					args := []string{"-q", "-ot", typ, "-a_nodata", "none", "-co", "COMPRESS=" + comp}
					if predictor > 1 {
						args = append(args, "-co", fmt.Sprint("PREDICTOR=", predictor))
					}
					for _, o := range strings.Fields(options) {
						args = append(args, "-co", o)
					}
					if k >= 3 {
						args = append(args, "-b", "1", "-b", "1", "-b", "1")
					}
					path := filepath.Join(dir, "gdal.tif")
					gdal(t, "gdal_translate", append(args, source, path)...)
					got, err := Read(path)
					if err != nil {
						t.Errorf("%v: %v", args, err)
						continue
					}
					for k, want := range ra.Values {
						if got.Values[k] != want {
							t.Errorf("%v: cell %d: got %g, want %g", args, k, got.Values[k], want)
							break
						}
					}
					if got.X0 != ra.X0 || got.Y0 != ra.Y0 || got.EPSG != ra.EPSG {
						t.Errorf("%v: placed as %+v", args, got.Info())
					}
				}
			}
		}
	}
	t.Logf("%d files", count/every)
}

// TestGDALReadsTheLabel asks gdalinfo for name, unit and facts, and for the
// place of a raster that is turned against the map.
func TestGDALReadsTheLabel(t *testing.T) {
	if _, err := exec.LookPath("gdalinfo"); err != nil {
		t.Skip("gdalinfo (Debian's gdal-bin) is not installed")
	}
	ra := surfaceRaster(6, 4)
	path := filepath.Join(t.TempDir(), "turned.tif")
	var b bytes.Buffer
	err := WriteLabelled(&b, ra, Label{
		Title: "最大水深 <max>", Band: "Maximum water depth", Unit: "m", Rotation: math.Atan2(3, 4),
		Items: []Item{{"RUN", `a "b" & c`}, {"EMPTY", ""}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("gdalinfo", "-json", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		GeoTransform []float64
		Metadata     map[string]map[string]string
		Bands        []struct {
			Description, Unit string
		}
		CornerCoordinates struct{ LowerLeft, UpperLeft, LowerRight [2]float64 }
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if m := got.Metadata[""]; m["RUN"] != `a "b" & c` || m["TIFFTAG_IMAGEDESCRIPTION"] != "最大水深 <max>" {
		t.Errorf("metadata %v", m)
	}
	if got.Bands[0].Description != "Maximum water depth" || got.Bands[0].Unit != "m" {
		t.Errorf("band %+v", got.Bands[0])
	}
	// 6 columns of 2 m along (0.8, 0.6), 4 rows of 3 m along (-0.6, 0.8).
	near := func(p, q [2]float64) bool { return math.Hypot(p[0]-q[0], p[1]-q[1]) < 1e-6 }
	c := got.CornerCoordinates
	if !near(c.LowerLeft, [2]float64{500000, 3456000}) || !near(c.LowerRight, [2]float64{500009.6, 3456007.2}) || !near(c.UpperLeft, [2]float64{499992.8, 3456009.6}) {
		t.Errorf("corners %+v", c)
	}
	info := Label{Rotation: math.NaN()}
	if err := WriteLabelled(&b, ra, info); err == nil {
		t.Error("a rotation that is no number was taken")
	}
}
