package vector

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"
)

// The binary form: blobs, each a compressed block of objects; see the OSM wiki,
// "PBF Format". A reader of our own because that of paulmach/osm v0.9.0 brings
// the whole process down on a negative block size and links zlib in C.
const (
	maxBlobHeader = 64 << 10 // by the format
	maxBlob       = 32 << 20
)

// isPBF tells whether a head is that of a PBF file: a length, then a BlobHeader
// of type OSMHeader.
func isPBF(head []byte) bool {
	mark := []byte("\x0a\x09OSMHeader")
	return len(head) > 4+len(mark) && binary.BigEndian.Uint32(head) <= maxBlobHeader && bytes.HasPrefix(head[4:], mark)
}

func readPBF(name string, b *bufio.Reader) (*OSM, error) {
	r := osmPBF{osm: &OSM{File: name, Format: "OSM PBF"}, words: map[string]string{}}
	for {
		offset := r.offset
		err := r.blob(b)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, Errors{{File: name, Place: fmt.Sprintf("block at byte %d", offset), Message: err.Error()}}
		}
	}
	r.osm.sort()
	return r.osm, nil
}

type osmPBF struct {
	osm    *OSM
	words  map[string]string
	offset int64
	unzstd *zstd.Decoder

	// of the block being read
	strings     []string
	granularity int64     // of coordinates [1e-9 °]
	shift       orb.Point // lon_offset, lat_offset [1e-9 °]
	list        [5][]uint64
}

// take reads n bytes; memory grows with what comes, not with n.
func (r *osmPBF) take(b *bufio.Reader, n int64) ([]byte, error) {
	var buffer bytes.Buffer
	got, err := io.CopyN(&buffer, b, n)
	r.offset += got
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errCut
		}
		return nil, err
	}
	return buffer.Bytes(), nil
}

// blob reads one; io.EOF is the end of the file.
func (r *osmPBF) blob(b *bufio.Reader) error {
	if _, err := b.Peek(1); err != nil {
		return err
	}
	size, err := r.take(b, 4)
	if err != nil {
		return err
	}
	n := int64(binary.BigEndian.Uint32(size))
	if n > maxBlobHeader {
		return fmt.Errorf("a header of %d bytes: must be at most %d", n, maxBlobHeader)
	}
	header, err := r.take(b, n)
	if err != nil {
		return err
	}
	kind, length := "", int64(-1)
	err = protobuf(header).fields(func(f field) error {
		switch f.tag {
		case 1:
			kind = string(f.bytes)
		case 3:
			length = int64(f.number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if length < 0 || length > maxBlob {
		return fmt.Errorf("a block of %d bytes: must be at most %d", length, maxBlob)
	}
	body, err := r.take(b, length)
	if err != nil {
		return err
	}
	switch kind {
	case "OSMHeader", "OSMData":
		if body, err = r.unpack(body); err != nil {
			return err
		}
		if kind == "OSMHeader" {
			return r.header(body)
		}
		return r.block(body)
	}
	return nil // readers are to skip kinds that they do not know
}

// unpack returns what a blob holds.
func (r *osmPBF) unpack(blob protobuf) (out []byte, err error) {
	size := int64(-1)
	var packed io.Reader
	unknown := ""
	err = blob.fields(func(f field) (err error) {
		switch f.tag {
		case 1:
			out = f.bytes
		case 2:
			size = int64(f.number)
		case 3:
			packed, err = zlib.NewReader(bytes.NewReader(f.bytes))
		case 4, 5, 6:
			unknown = map[int]string{4: "LZMA", 5: "bzip2", 6: "LZ4"}[f.tag]
		case 7:
			if r.unzstd == nil {
				r.unzstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlob), zstd.WithDecoderLowmem(true))
				if err != nil {
					return err
				}
			}
			err = r.unzstd.Reset(bytes.NewReader(f.bytes))
			packed = r.unzstd
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case unknown != "":
		return nil, fmt.Errorf("is packed by %s: must be zlib or zstd (osmium cat -o out.osm.pbf)", unknown)
	case packed == nil:
		return out, nil
	}
	if size < 0 || size > maxBlob {
		return nil, fmt.Errorf("a block that unpacks to %d bytes: must be at most %d", size, maxBlob)
	}
	var buffer bytes.Buffer
	n, err := io.Copy(&buffer, io.LimitReader(packed, size+1))
	switch {
	case err != nil:
		return nil, err
	case n != size:
		return nil, fmt.Errorf("unpacks to other than the %d bytes that it says", size)
	}
	return buffer.Bytes(), nil
}

func (r *osmPBF) header(p protobuf) error {
	return p.fields(func(f field) error {
		if f.tag == 4 { // required_features
			switch feature := string(f.bytes); feature {
			case "OsmSchema-V0.6", "DenseNodes", "HistoricalInformation":
			default:
				return fmt.Errorf("needs %.40q, which this program does not know", feature)
			}
		}
		return nil
	})
}

// block reads a PrimitiveBlock. Its groups may come before the table of strings
// and the granularity that they need.
func (r *osmPBF) block(p protobuf) error {
	r.strings, r.granularity, r.shift = r.strings[:0], 100, orb.Point{}
	var groups []protobuf
	err := p.fields(func(f field) error {
		switch f.tag {
		case 1:
			return f.bytes.fields(func(s field) error {
				if s.tag == 1 {
					r.strings = append(r.strings, r.word(s.bytes))
				}
				return nil
			})
		case 2:
			groups = append(groups, f.bytes)
		case 17:
			r.granularity = int64(int32(f.number))
		case 19:
			r.shift[1] = float64(int64(f.number))
		case 20:
			r.shift[0] = float64(int64(f.number))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := g.fields(r.object); err != nil {
			return err
		}
	}
	return nil
}

func (r *osmPBF) word(b []byte) string {
	if w, ok := r.words[string(b)]; ok {
		return w
	}
	w := strings.ToValidUTF8(string(b), "\uFFFD")
	r.words[string(b)] = w
	return w
}

func (r *osmPBF) text(index uint64) (string, error) {
	if index >= uint64(len(r.strings)) {
		return "", fmt.Errorf("text %d of %d: there is none", index, len(r.strings))
	}
	return r.strings[index], nil
}

func (r *osmPBF) place(lon, lat int64) (orb.Point, error) {
	at := orb.Point{
		(r.shift[0] + float64(r.granularity)*float64(lon)) / 1e9, // divided: so that 121.4 is 121.4
		(r.shift[1] + float64(r.granularity)*float64(lat)) / 1e9,
	}
	return at, checkDegrees(at)
}

func (r *osmPBF) object(f field) error {
	switch f.tag {
	case 1:
		return r.node(f.bytes)
	case 2:
		return r.dense(f.bytes)
	case 3:
		return r.way(f.bytes)
	case 4:
		return r.relation(f.bytes)
	}
	return nil // changesets
}
