package raster

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

// chained puts several TIFFs of testTIFF into one file: the later ones as
// further directories of a chain or, if sub, as SubIFDs of the first.
func chained(sub bool, parts ...testTIFF) []byte {
	if sub {
		parts[0].tags = append(slices.Clone(parts[0].tags), testTag{tagSubIFDs, make([]uint32, max(len(parts)-1, 2))})
	}
	le := binary.LittleEndian
	var file []byte
	var dirs []int
	for _, part := range parts {
		b := part.bytes()
		base := len(file)
		dir := int(le.Uint32(b[4:]))
		dirs = append(dirs, base+dir)
		for e := range int(le.Uint16(b[dir:])) { // offsets move by base
			entry := b[dir+2+12*e:]
			tag, typ, n := le.Uint16(entry), le.Uint16(entry[2:]), int(le.Uint32(entry[4:]))
			outside := n*int(typeSizes[typ]) > 4
			values := entry[8:]
			if outside {
				values = b[le.Uint32(entry[8:]):]
				le.PutUint32(entry[8:], le.Uint32(entry[8:])+uint32(base))
			}
			if tag == tagStripOffsets || tag == tagTileOffsets {
				for k := range n {
					le.PutUint32(values[4*k:], le.Uint32(values[4*k:])+uint32(base))
				}
			}
		}
		file = append(file, b...)
	}
	next := func(dir int) []byte { return file[dir+2+12*int(le.Uint16(file[dir:])):] }
	if !sub {
		for k, dir := range dirs[:len(dirs)-1] {
			le.PutUint32(next(dir), uint32(dirs[k+1]))
		}
		return file
	}
	for e := range int(le.Uint16(file[dirs[0]:])) {
		if entry := file[dirs[0]+2+12*e:]; le.Uint16(entry) == tagSubIFDs {
			at := le.Uint32(entry[8:])
			for k, dir := range dirs[1:] {
				le.PutUint32(file[int(at)+4*k:], uint32(dir))
			}
		}
	}
	return file
}

func overview(nx, ny int, value float64) testTIFF {
	x := int16TIFF(nx, ny, testTag{tagNewSubfileType, []uint32{subfileReduced}})
	x.value = func(_, _, _ int) float64 { return value }
	return x
}

func TestLevels(t *testing.T) {
	for _, sub := range []bool{false, true} {
		bad := overview(5, 3, 0)
		bad.tags = append(bad.tags, testTag{tagCompression, []uint16{7}})
		file := chained(sub, int16TIFF(40, 24, place...), overview(10, 6, 4), overview(20, 12, 2), bad)
		f := mustOpen(t, file)
		if len(f.Levels) != 3 || f.Levels[1].NX != 20 || f.Levels[2].NX != 10 {
			t.Fatalf("SubIFDs %v: levels %+v", sub, f.Levels)
		}
		if len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "directory 3: overview left out: Compression: 7 JPEG") {
			t.Errorf("notes %q", f.Notes)
		}
		for level, want := range []float64{0, 2, 4} {
			ra, err := f.ReadWindow(f.Whole(level))
			if err != nil {
				t.Fatal(err)
			}
			if level > 0 && float64(ra.Values[7]) != want || ra.CellX != 2*max(1, want) || ra.CellY != 3*max(1, want) || ra.X0 != 1000 || ra.Y0 != 5000-72 {
				t.Errorf("SubIFDs %v: level %d: %+v", sub, level, ra.Info())
			}
		}
		for cell, want := range map[float64]int{1: 0, 3: 0, 5.9: 0, 6: 1, 11.9: 1, 12: 2, 1000: 2} {
			if got := f.LevelFor(cell); got != want {
				t.Errorf("cells of %g: level %d, want %d", cell, got, want)
			}
		}
		ra, err := f.ReadWindow(Window{Level: 2, I0: 4, J0: 2, NX: 3, NY: 2})
		if err != nil || ra.X0 != 1000+4*8 || ra.Y0 != 5000-72+2*12 {
			t.Errorf("window of an overview: %+v, %v", ra, err)
		}
	}
}

// TestMask: what a validity mask hides has no data, in overviews too.
func TestMask(t *testing.T) {
	mask := func(nx, ny int, typ uint32) testTIFF {
		x := testTIFF{kind: sampleKind{formatUint, 1}, nx: nx, ny: ny, tags: []testTag{{tagNewSubfileType, []uint32{typ}}}}
		x.block = func(int) []byte { // bit by bit, rows begin at bytes; every third column is hidden
			var out []byte
			for range ny {
				row := make([]byte, (nx+7)/8)
				for i := range nx {
					if i%3 != 0 {
						row[i/8] |= 0x80 >> (i % 8)
					}
				}
				out = append(out, row...)
			}
			return out
		}
		x.value = func(_, _, _ int) float64 { return 0 }
		return x
	}
	file := chained(false, int16TIFF(40, 24, place...), mask(40, 24, subfileMask), overview(20, 12, 2), mask(20, 12, subfileMask|subfileReduced), overview(10, 6, 4))
	f := mustOpen(t, file)
	if len(f.Levels) != 2 || len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "overview of 10 × 6 cells left out: has no validity mask") {
		t.Fatalf("%+v %q", f.Levels, f.Notes)
	}
	for level := range 2 {
		w := f.Whole(level)
		w.I0, w.NX = 5, 14
		v, err := f.Float64s(w)
		if err != nil {
			t.Fatal(err)
		}
		for k := range v {
			if hidden := (5+k%14)%3 == 0; math.IsNaN(v[k]) != hidden {
				t.Errorf("level %d: cell %d is %g, hidden %v", level, k, v[k], hidden)
			}
		}
	}
	if in, err := f.Info(1); err != nil || in.Valid != 24*26 {
		t.Errorf("%d cells have data, want %d (%v)", in.Valid, 24*26, err)
	}
	_, err := readBytes(chained(false, int16TIFF(40, 24, place...), mask(39, 24, subfileMask)))
	if err == nil || !strings.Contains(err.Error(), "none of its validity masks has the size of the image") {
		t.Errorf("a mask of another size: %v", err)
	}
}
