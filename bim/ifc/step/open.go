package step

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// What a zip may unpack to: 512 MiB, so that model and index stay below 1 GiB,
// and no more than 16 MiB beyond a hundred times what it holds packed. Deflate
// packs the text of a model 4 to 20 times; only a bomb is near its limit of 1032.
const (
	maxUnpacked   = 512 << 20
	usualZipRatio = 20
	freeUnpacked  = 16 << 20
	maxZipRatio   = 100
	maxZipEntries = 10_000
)

// Open reads and indexes an .ifc or .ifczip file. Which of them it is, its first
// bytes tell and not its name.
func Open(name string) (*File, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	stat, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return Read(name, file, stat.Size())
}

// Read reads and indexes an .ifc or .ifczip of so many bytes.
func Read(name string, from io.ReaderAt, size int64) (*File, error) {
	var magic [4]byte
	if n, _ := from.ReadAt(magic[:], 0); n == 4 && string(magic[:]) == "PK\x03\x04" {
		text, err := unzip(from, size)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return Parse(name, text)
	}
	if size > 4<<30-2 {
		return nil, fmt.Errorf("%s: %d bytes are more than the 4 GiB that the index reaches", name, size)
	}
	// A size is believed if there is a last byte.
	if size > freeUnpacked {
		if n, err := from.ReadAt(magic[:1], size-1); n != 1 {
			return nil, fmt.Errorf("%s: reading the last of %d bytes: %w", name, size, err)
		}
	}
	text, err := readAll(io.NewSectionReader(from, 0, size), size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return Parse(name, text)
}

// readAll reads into one string without copying it, so large at first.
func readAll(from io.Reader, size int64) (string, error) {
	var b strings.Builder
	b.Grow(int(max(size, 0)))
	if _, err := io.CopyBuffer(struct{ io.Writer }{&b}, struct{ io.Reader }{from}, make([]byte, 256<<10)); err != nil {
		return "", err
	}
	return b.String(), nil
}

// unzip returns the model in an ifczip: the first entry *.ifc.
func unzip(from io.ReaderAt, size int64) (string, error) {
	archive, err := zip.NewReader(from, size)
	if err != nil {
		return "", fmt.Errorf("reading the zip: %w", err)
	}
	if len(archive.File) > maxZipEntries {
		return "", fmt.Errorf("the zip has %d entries, more than %d", len(archive.File), maxZipEntries)
	}
	var others []string
	for _, entry := range archive.File {
		if !strings.EqualFold(path.Ext(entry.Name), ".ifc") || strings.HasPrefix(path.Base(entry.Name), "._") {
			if len(others) < 5 {
				others = append(others, entry.Name)
			}
			continue
		}
		// The packed size is a claim too: no more can be there than the file has.
		packed := min(entry.CompressedSize64, uint64(size))
		limit := int64(min(maxUnpacked, freeUnpacked+maxZipRatio*packed))
		if entry.UncompressedSize64 > uint64(limit) {
			return "", fmt.Errorf("%s in the zip claims %d bytes unpacked from %d: more than the allowed %d", entry.Name, entry.UncompressedSize64, packed, limit)
		}
		r, err := entry.Open()
		if err != nil {
			return "", fmt.Errorf("%s in the zip: %w", entry.Name, err)
		}
		defer r.Close()
		text, err := readAll(io.LimitReader(r, limit+1), min(int64(entry.UncompressedSize64), usualZipRatio*int64(packed)))
		if err != nil {
			return "", fmt.Errorf("%s in the zip: %w", entry.Name, err)
		}
		if int64(len(text)) > limit {
			return "", fmt.Errorf("%s in the zip unpacks to more than the allowed %d bytes", entry.Name, limit)
		}
		return text, nil
	}
	if len(others) == 0 {
		return "", errors.New("the zip is empty: expected an entry *.ifc")
	}
	return "", fmt.Errorf("the zip has no entry *.ifc, it has %s", strings.Join(others, ", "))
}
