// Package gltf opens building and plant models in glTF 2.0 (.glb, .gltf) and
// says what they hold: triangles, extent, names, animations.
//
// It believes no number in the file: lengths of chunks, buffers, views and
// accessors are compared with the bytes that are really there before anything
// is allocated or read. A model that passes is safe to hand to the viewer.
//
// Here, once, glTF's y-up becomes the site's z-up (ZUpFromYUp). Everything this
// package reports is z-up.
//
// It will not draw, decode pictures, or decompress Draco and meshopt geometry:
// those are refused with the command that converts them.
//
// The walk: Read (this file) splits the container (container.go), finds the
// bytes of the buffers (buffers.go), checks views and accessors (accessors.go)
// and what refers to them (references.go), then walks the scene (scene.go).
package gltf

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// maxBytes bounds a file and each file that it refers to.
const maxBytes = 512 << 20

// Model is a glTF document whose numbers have been checked.
type Model struct {
	Doc      *gltf.Document // buffers hold their data
	External []string       // files beside it that it needs: buffers and pictures
	Info     Info
}

// Open reads and checks a .glb or .gltf file. Files that it refers to must lie
// beside it or below.
func Open(path string) (*Model, error) {
	data, err := readRegular(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	return Read(path, data, os.DirFS(filepath.Dir(path)))
}

// Read checks a model in memory; name is for messages, and beside holds the
// files that it may refer to (nil: none).
func Read(name string, data []byte, beside fs.FS) (*Model, error) {
	m, err := read(data, beside)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

func read(data []byte, beside fs.FS) (*Model, error) {
	container, err := split(data)
	if err != nil {
		return nil, err
	}
	doc, err := parse(container.json)
	if err != nil {
		return nil, err
	}
	c := checker{doc: doc, beside: beside}
	for _, step := range []func() error{
		c.complete, c.supported, func() error { return c.buffers(container.bin) },
		c.views, c.accessors, c.pictures, c.meshes, c.skins, c.animations, c.nodes, c.scene,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	c.info.Format, c.info.Bytes = container.format, len(data)
	c.describe()
	return &Model{Doc: doc, External: c.external, Info: c.info}, nil
}

// ZUpFromYUp turns glTF's axes (x right, y up, z to the viewer) into the site's
// (x east, y north, z up): glTF's -z becomes north.
func ZUpFromYUp() mgl64.Mat4 {
	return mgl64.Mat4{ // by columns
		1, 0, 0, 0,
		0, 0, 1, 0,
		0, -1, 0, 0,
		0, 0, 0, 1,
	}
}

// readRegular reads a regular file of bounded size.
func readRegular(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	switch {
	case !st.Mode().IsRegular():
		return nil, fmt.Errorf("must be a regular file")
	case st.Size() > maxBytes:
		return nil, fmt.Errorf("%d MiB: must be at most %d MiB: simplify it first (gltf-transform simplify in.glb out.glb)", st.Size()>>20, maxBytes>>20)
	}
	return io.ReadAll(io.LimitReader(f, maxBytes))
}

// cause drops the path that os has put before an error: ours stands there.
func cause(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}
