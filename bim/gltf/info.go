package gltf

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
)

// Info is what there is to know of a model at a glance. What is counted is
// what the scene shows, a mesh that it shows twice twice.
type Info struct {
	Format     string     `json:"format"` // "GLB" or "glTF"
	Bytes      int        `json:"bytes"`
	Generator  string     `json:"generator,omitempty"`
	Copyright  string     `json:"copyright,omitempty"`
	Nodes      int        `json:"nodes"`
	Triangles  int        `json:"triangles"`
	Vertices   int        `json:"vertices"`
	Min        mgl64.Vec3 `json:"min"` // corners of the extent, z-up [m]
	Max        mgl64.Vec3 `json:"max"`
	Meshes     int        `json:"meshes"`
	Materials  int        `json:"materials"`
	Pictures   int        `json:"pictures"`
	Names      []string   `json:"names"`      // of the named nodes, in the order of the file, at most 100
	Animations []string   `json:"animations"` // names
	Extensions []string   `json:"extensions"` // that it uses
}

// Inspect reads a model and says what it holds.
func Inspect(path string) (Info, error) {
	m, err := Open(path)
	if err != nil {
		return Info{}, err
	}
	return m.Info, nil
}

// Size returns the extent along east, north and up [m].
func (i Info) Size() mgl64.Vec3 { return i.Max.Sub(i.Min) }

// String returns a few lines without a final newline.
func (i Info) String() string {
	s := i.Size()
	text := fmt.Sprintf("%s, %d bytes, %d triangles, %d nodes, %d meshes, %d materials, %d pictures\n"+
		"%.2f × %.2f × %.2f m (east, north, up), from (%.2f, %.2f, %.2f)",
		i.Format, i.Bytes, i.Triangles, i.Nodes, i.Meshes, i.Materials, i.Pictures,
		s[0], s[1], s[2], i.Min[0], i.Min[1], i.Min[2])
	if i.Generator != "" {
		text += "\nmade by " + i.Generator
	}
	return text
}

// describe adds what needs no walk.
func (c *checker) describe() {
	const mostNames = 100
	d, i := c.doc, &c.info
	i.Generator, i.Copyright = d.Asset.Generator, d.Asset.Copyright
	i.Meshes, i.Materials, i.Pictures = len(d.Meshes), len(d.Materials), len(d.Images)
	i.Names, i.Animations, i.Extensions = []string{}, []string{}, append([]string{}, d.ExtensionsUsed...)
	for _, n := range d.Nodes {
		if n.Name != "" && len(i.Names) < mostNames {
			i.Names = append(i.Names, n.Name)
		}
	}
	for k, a := range d.Animations {
		name := a.Name
		if name == "" {
			name = fmt.Sprintf("animation %d", k)
		}
		i.Animations = append(i.Animations, name)
	}
}
