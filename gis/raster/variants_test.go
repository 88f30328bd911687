package raster

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// variant is a way of storing a real DEM: what gdal_translate is told.
type variant struct {
	source  string
	options string // of gdal_translate
	levels  string // for gdaladdo, "" for no overviews
}

// variants lists 72 files: every sample type, compression, predictor, layout,
// byte order, flavour, and what else GDAL can put into a GeoTIFF.
func variants() []variant {
	sources := []string{"pnoa_bilbao_dem5m.tif", "pnoa_bilbao_bdsm2m5.tif", "nasadem_bangkok_khlongtoei.tif", "srtm3_monaco.tif"}
	types := []string{
		"-ot Byte", "-ot Byte -a_nodata none -co PIXELTYPE=SIGNEDBYTE", "-ot Int16", "-ot UInt16", "-ot Int32", "-ot UInt32", "-ot Int64", "-ot UInt64",
		"-ot Float32", "-ot Float64", "-ot Float32 -co NBITS=16", "-ot Float32 -co NBITS=24",
	}
	packings := []string{
		"NONE", "LZW", "LZW PREDICTOR=2", "DEFLATE", "DEFLATE PREDICTOR=2", "ZSTD", "ZSTD PREDICTOR=2", "PACKBITS",
		"LZW PREDICTOR=3", "DEFLATE PREDICTOR=3", "ZSTD PREDICTOR=3",
	}
	layouts := []string{
		"-co BLOCKYSIZE=7", "-co TILED=YES -co BLOCKXSIZE=64 -co BLOCKYSIZE=128", "-co TILED=YES -co ENDIANNESS=BIG",
		"-co BIGTIFF=YES -co BLOCKYSIZE=4000", "-co BIGTIFF=YES -co ENDIANNESS=BIG -co TILED=YES -co BLOCKXSIZE=32 -co BLOCKYSIZE=16",
		"-b 1 -b 1 -b 1 -co INTERLEAVE=PIXEL -co TILED=YES", "-b 1 -b 1 -co INTERLEAVE=BAND -co BLOCKYSIZE=33",
	}
	var all []variant
	n := 0
	add := func(options, levels string) {
		all = append(all, variant{sources[n%len(sources)], options, levels})
		n++
	}
	for t, typ := range types {
		float := strings.Contains(typ, "Float")
		for p, packing := range packings {
			wide := strings.Contains(typ, "64") || strings.Contains(typ, "NBITS")
			switch {
			case strings.HasSuffix(packing, "=2") && wide: // GDAL 3.6 writes no predictor 2 of 64 bits, and none of odd sizes
				continue
			case strings.HasSuffix(packing, "=3") && !float:
				continue
			case (t+p)%2 == 1 && !strings.HasSuffix(packing, "=3"): // every second one, and all of predictor 3
				continue
			}
			layout := layouts[(n+t)%len(layouts)]
			if strings.HasSuffix(packing, "=3") && strings.Contains(layout, "ENDIANNESS") {
				layout = layouts[0] // libtiff 4.5 writes these damaged and reads its own files back as rubbish
			}
			add(typ+" -co COMPRESS="+strings.ReplaceAll(packing, " ", " -co ")+" "+layout, "")
		}
	}
	for _, more := range []variant{
		{options: "-ot UInt16 -scale 0 2000 0 4095 -co NBITS=12 -co COMPRESS=LZW"},
		{options: "-ot Byte -scale 0 2000 0 15 -co NBITS=4 -co TILED=YES"},
		{options: "-ot Byte -scale 0 90 0 1 -co NBITS=1 -b 1 -b 1 -co INTERLEAVE=PIXEL"},
		{options: "-ot Float32 -a_scale 0.1 -a_offset -20 -co COMPRESS=DEFLATE"},
		{options: "-ot Int16 -a_scale 0.5 -a_offset 3.25 -b 1 -b 1 -co INTERLEAVE=BAND"},
		{options: "-ot Float32 -a_nodata nan -co COMPRESS=ZSTD -co PREDICTOR=3"},
		{options: "-ot Float64 -a_nodata -1.7976931348623157e308 -co COMPRESS=LZW"},
		{options: "-ot Int16 -a_nodata 4 -co SPARSE_OK=TRUE -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16"},
		{options: "-ot Int16 -mo AREA_OR_POINT=Point -co COMPRESS=DEFLATE"},
		{options: "-mask 1 -ot Int16 -co COMPRESS=DEFLATE --config GDAL_TIFF_INTERNAL_MASK YES"},
		{options: "-ot Int16 -co COMPRESS=DEFLATE -co TILED=YES -co BLOCKXSIZE=64 -co BLOCKYSIZE=64", levels: "2 4 8"},
		{options: "-ot Float32 -co COMPRESS=ZSTD -co PREDICTOR=3 -co TILED=YES", levels: "2 3 9"},
		{options: "-ot Float64 -co COMPRESS=LZW -co BIGTIFF=YES -b 1 -b 1", levels: "2 4"},
		{options: "-of COG -ot Float32 -co COMPRESS=DEFLATE -co PREDICTOR=YES -co BLOCKSIZE=128"},
		{options: "-of COG -ot Int16 -co COMPRESS=LZW -co PREDICTOR=YES -co BLOCKSIZE=128"},
		{options: "-of COG -ot Float64 -co COMPRESS=ZSTD -co BIGTIFF=YES -co BLOCKSIZE=128"},
		{options: "-of COG -ot Int16 -mask 1 -a_nodata none -co BLOCKSIZE=128"},
		{options: "-co COPY_SRC_OVERVIEWS=YES -co GEOTIFF_VERSION=1.1"},
	} {
		add(more.options, more.levels)
	}
	return all
}

// TestVariants reads files that gdal_translate makes of the real DEMs exactly as
// GDAL reads them: every band, every overview, every cell. All of them if
// SHAPAN_GDAL=all, which takes a minute or more, else every 9th.
func TestVariants(t *testing.T) {
	every := 9
	if os.Getenv("SHAPAN_GDAL") == "all" {
		every = 1
	}
	dir := t.TempDir()
	all := variants()
	if len(all) < 70 {
		t.Fatalf("%d variants: the issue asks for 70", len(all))
	}
	exact, read, values := 0, 0, 0
	for k := 0; k < len(all); k += every {
		v := all[k]
		read++
		path := filepath.Join(dir, "variant.tif")
		os.Remove(path + ".aux.xml")
		args := append([]string{"-q"}, strings.Fields(v.options)...)
		gdal(t, "gdal_translate", append(args, realData(t, v.source), path)...)
		if v.levels != "" {
			gdal(t, "gdaladdo", append([]string{"-q", path}, strings.Fields(v.levels)...)...)
		}
		n, err := readAsGDAL(t, path, v)
		if err != nil {
			t.Errorf("%s %s %s: %v", v.source, v.options, v.levels, err)
			continue
		}
		exact++
		values += n
	}
	t.Logf("%d of %d variants read exactly as GDAL reads them, %d values", exact, read, values)
}

// readAsGDAL compares all that a file holds, and counts the values.
func readAsGDAL(t *testing.T, path string, v variant) (n int, err error) {
	f, err := Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if want := len(strings.Fields(v.levels)) + 1; v.levels != "" && len(f.Levels) != want {
		return 0, fmt.Errorf("%d levels, want %d", len(f.Levels), want)
	}
	for level := range f.Levels {
		bands := asGDAL(t, path, level, f)
		for band := 1; band <= f.Source.Bands; band++ {
			w := f.Whole(level)
			w.Band = band
			got, err := f.Float64s(w)
			if err != nil {
				return 0, err
			}
			for k, want := range bands[band-1] {
				if got[k] != want && !(math.IsNaN(got[k]) && math.IsNaN(want)) {
					return 0, fmt.Errorf("level %d band %d: value %d is %g, GDAL reads %g", level, band, k, got[k], want)
				}
			}
			n += len(got)
		}
	}
	return n, nil
}

// asGDAL returns the bands of a level as GDAL reads them, from the south, scale
// and offset applied, NaN where the mask of a band says that there is no data.
func asGDAL(t *testing.T, path string, level int, f *File) [][]float64 {
	raw := filepath.Join(filepath.Dir(path), "raw.bin")
	args := []string{"-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ"}
	if level > 0 {
		args = append(args, "-oo", fmt.Sprint("OVERVIEW_LEVEL=", level-1))
	}
	args = append(args, "-ot", "Float64", "-unscale", "-a_nodata", "none")
	for band := range f.Source.Bands {
		args = append(args, "-b", fmt.Sprint(band+1), "-b", fmt.Sprint("mask,", band+1))
	}
	gdal(t, "gdal_translate", append(args, path, raw)...)
	b, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	nx, ny := f.Levels[level].NX, f.Levels[level].NY
	if want := 2 * f.Source.Bands * nx * ny * 8; len(b) != want {
		t.Fatalf("%s: level %d: GDAL reads %d bytes, want %d", path, level, len(b), want)
	}
	number := func(k int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[8*k:])) }
	bands := make([][]float64, f.Source.Bands)
	for band := range bands {
		values := make([]float64, nx*ny)
		for k := range values {
			from := 2*band*nx*ny + (ny-1-k/nx)*nx + k%nx // rows from the north
			values[k] = number(from)
			if f.Source.Sample == "int8" && values[k] > 127 {
				values[k] -= 256 // GDAL before 3.7 has no such type
			}
			if number(from+nx*ny) == 0 {
				values[k] = math.NaN()
			}
		}
		bands[band] = values
	}
	return bands
}
