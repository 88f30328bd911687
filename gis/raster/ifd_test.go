package raster

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"
)

func TestDirectoryChain(t *testing.T) {
	x := int16TIFF(4, 3, place...)
	file := x.bytes()
	dir := binary.LittleEndian.Uint32(file[4:])
	next := file[len(file)-4:]

	binary.LittleEndian.PutUint32(next, dir)
	if _, err := readBytes(file); err == nil || !strings.Contains(err.Error(), "directory 0: its successor is directory 0 again") {
		t.Errorf("circle: %v", err)
	}
	binary.LittleEndian.PutUint32(next, uint32(len(file)))
	if _, err := readBytes(file); err == nil || !strings.Contains(err.Error(), "directory 1: 2 bytes at offset") {
		t.Errorf("beyond the end: %v", err)
	}
	binary.LittleEndian.PutUint32(next, 0)
	binary.LittleEndian.PutUint32(file[4:], 0)
	if _, err := readBytes(file); err == nil || !strings.Contains(err.Error(), "no directory") {
		t.Errorf("no directory: %v", err)
	}
	for _, head := range []string{"", "II", "II*\x00", "PNG.....", "II+\x00\x04\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"} {
		if _, err := readBytes([]byte(head)); err == nil {
			t.Errorf("%q was read", head)
		}
	}
}

// failing fails as a disk does.
type failing struct{ io.ReaderAt }

func (failing) ReadAt([]byte, int64) (int, error) { return 0, io.ErrClosedPipe }

func TestReadError(t *testing.T) {
	if _, err := ReadGeoTIFF(failing{}, 1000, "dem.tif"); err == nil || !strings.Contains(err.Error(), io.ErrClosedPipe.Error()) {
		t.Errorf("got %v", err)
	}
}
