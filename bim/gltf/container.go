package gltf

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/qmuntal/gltf"
)

// Every `{}` of the JSON becomes a struct of some hundred bytes, so that their
// number is bounded as well.
const (
	maxJSON    = 64 << 20
	maxObjects = 500_000
)

// container is a file cut into its parts; both are slices of the file.
type container struct {
	format string
	json   []byte
	bin    []byte // nil when there is none
}

const (
	glbMagic  = 0x46546c67 // "glTF"
	chunkJSON = 0x4e4f534a // "JSON"
	chunkBIN  = 0x004e4942 // "BIN\0"
)

// split tells GLB and glTF apart and finds the chunks. A GLB is a header of 12
// bytes (magic, version, length) and chunks of (length, type, data).
func split(data []byte) (container, error) {
	if len(data) < 4 || binary.LittleEndian.Uint32(data) != glbMagic {
		text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
		if len(text) == 0 || text[0] != '{' {
			return container{}, errors.New("is neither GLB nor glTF: export it as glTF 2.0 binary (.glb)")
		}
		return container{format: "glTF", json: text}, nil
	}
	if len(data) < 12 {
		return container{}, fmt.Errorf("ends within the GLB header: %d bytes, must be at least 12", len(data))
	}
	version, length := binary.LittleEndian.Uint32(data[4:]), uint64(binary.LittleEndian.Uint32(data[8:]))
	switch {
	case version != 2:
		return container{}, fmt.Errorf("GLB version %d: must be 2: export it again as glTF 2.0", version)
	case length > uint64(len(data)):
		return container{}, fmt.Errorf("GLB header claims %d bytes, the file has %d: it is cut off", length, len(data))
	case length < 12:
		return container{}, fmt.Errorf("GLB header claims %d bytes: must be at least 12", length)
	}
	out := container{format: "GLB"}
	rest := data[12:length]
	for n := 0; len(rest) > 0; n++ {
		if len(rest) < 8 {
			return out, fmt.Errorf("GLB chunk %d: ends within its header", n)
		}
		size, kind := uint64(binary.LittleEndian.Uint32(rest)), binary.LittleEndian.Uint32(rest[4:])
		rest = rest[8:]
		if size > uint64(len(rest)) {
			return out, fmt.Errorf("GLB chunk %d claims %d bytes, %d are left", n, size, len(rest))
		}
		switch {
		case n == 0 && kind != chunkJSON:
			return out, fmt.Errorf("GLB chunk 0 has type 0x%08x: must be JSON", kind)
		case n == 0:
			out.json = rest[:size]
		case n == 1 && kind == chunkBIN:
			out.bin = rest[:size:size]
		}
		rest = rest[size:]
	}
	if out.json == nil {
		return out, errors.New("GLB has no JSON chunk")
	}
	return out, nil
}

// parse decodes the JSON part.
func parse(text []byte) (*gltf.Document, error) {
	switch objects := bytes.Count(text, []byte("{")); {
	case len(text) > maxJSON:
		return nil, fmt.Errorf("JSON part of %d MiB: must be at most %d MiB", len(text)>>20, maxJSON>>20)
	case objects > maxObjects:
		return nil, fmt.Errorf("JSON part with %d objects: must be at most %d: join meshes first (gltf-transform join in.glb out.glb)", objects, maxObjects)
	}
	doc := &gltf.Document{}
	if err := json.Unmarshal(text, doc); err != nil {
		return nil, fmt.Errorf("JSON part: %w", err)
	}
	return doc, nil
}
