package gltf

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/qmuntal/gltf"
)

// checker holds a document while it is checked, and what has been found.
type checker struct {
	doc      *gltf.Document
	beside   fs.FS
	external []string
	info     Info
	parent   []int          // of each node; -1: it is a root
	largest  map[int]uint32 // vertex number in accessors of indices
}

// complete refuses null entries and other versions.
func (c *checker) complete() error {
	d := c.doc
	if !strings.HasPrefix(d.Asset.Version, "2.") {
		return fmt.Errorf("asset.version %q: must be 2.x: export it again as glTF 2.0", d.Asset.Version)
	}
	for _, null := range []struct {
		list string
		at   int
	}{
		{"accessors", slices.Index(d.Accessors, nil)}, {"animations", slices.Index(d.Animations, nil)},
		{"buffers", slices.Index(d.Buffers, nil)}, {"bufferViews", slices.Index(d.BufferViews, nil)},
		{"cameras", slices.Index(d.Cameras, nil)}, {"images", slices.Index(d.Images, nil)},
		{"materials", slices.Index(d.Materials, nil)}, {"meshes", slices.Index(d.Meshes, nil)},
		{"nodes", slices.Index(d.Nodes, nil)}, {"samplers", slices.Index(d.Samplers, nil)},
		{"scenes", slices.Index(d.Scenes, nil)}, {"skins", slices.Index(d.Skins, nil)},
		{"textures", slices.Index(d.Textures, nil)},
	} {
		if null.at >= 0 {
			return fmt.Errorf("%s[%d]: is null", null.list, null.at)
		}
	}
	return nil
}

// understood lists the required extensions that the viewer's loader reads
// without a decoder of its own and that leave geometry where it is, or, like
// instancing, put it where we put it too.
var understood = []string{
	"KHR_lights_punctual", "KHR_mesh_quantization", "KHR_texture_transform", "KHR_materials_unlit",
	"KHR_materials_anisotropy", "KHR_materials_clearcoat", "KHR_materials_dispersion", "KHR_materials_emissive_strength",
	"KHR_materials_ior", "KHR_materials_iridescence", "KHR_materials_sheen", "KHR_materials_specular",
	"KHR_materials_transmission", "KHR_materials_volume", "EXT_texture_webp", "EXT_texture_avif",
	instancing, "EXT_mesh_features", "EXT_instance_features", "EXT_structural_metadata",
}

// supported refuses what needs a decoder that we do not have.
func (c *checker) supported() error {
	for _, name := range c.doc.ExtensionsRequired {
		switch {
		case slices.Contains(understood, name):
		case name == "KHR_draco_mesh_compression", name == "EXT_meshopt_compression", name == "KHR_meshopt_compression":
			return fmt.Errorf("extensionsRequired: %s: compressed geometry is not read: unpack it first (gltf-transform copy in.glb out.glb)", name)
		case name == "KHR_texture_basisu":
			return fmt.Errorf("extensionsRequired: %s: KTX2 pictures are not read: export with PNG, JPEG or WebP", name)
		default:
			return fmt.Errorf("extensionsRequired: %s: is not supported: export without it", name)
		}
	}
	return nil
}

// within checks an index into a list.
func within(what string, index, length int) error {
	if index < 0 || index >= length {
		return fmt.Errorf("%s: %d: must be an index below %d", what, index, length)
	}
	return nil
}

// optional checks an index that may be absent.
func optional(what string, index *int, length int) error {
	if index == nil {
		return nil
	}
	return within(what, *index, length)
}

// meshes checks what primitives refer to, index by index.
func (c *checker) meshes() error {
	for m, mesh := range c.doc.Meshes {
		for p, primitive := range mesh.Primitives {
			at := fmt.Sprintf("meshes[%d].primitives[%d]", m, p)
			if primitive == nil {
				return fmt.Errorf("%s: is null", at)
			}
			if err := c.primitive(at, primitive); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *checker) primitive(at string, p *gltf.Primitive) error {
	if err := optional(at+".material", p.Material, len(c.doc.Materials)); err != nil {
		return err
	}
	vertices := -1
	for _, set := range append([]gltf.PrimitiveAttributes{p.Attributes}, p.Targets...) {
		for _, name := range sortedKeys(set) {
			if err := within(at+"."+name, set[name], len(c.doc.Accessors)); err != nil {
				return err
			}
			a := c.doc.Accessors[set[name]]
			if vertices >= 0 && a.Count != vertices {
				return fmt.Errorf("%s.%s: %d values for %d vertices", at, name, a.Count, vertices)
			}
			vertices = a.Count
		}
	}
	position, ok := p.Attributes[gltf.POSITION]
	if !ok {
		return nil // allowed, and nothing is drawn
	}
	if a := c.doc.Accessors[position]; a.Type != gltf.AccessorVec3 {
		return fmt.Errorf("%s.POSITION: accessor %d has type %v: must be VEC3", at, position, a.Type)
	}
	if p.Indices == nil {
		return nil
	}
	if err := within(at+".indices", *p.Indices, len(c.doc.Accessors)); err != nil {
		return err
	}
	largest, err := c.largestIndex(*p.Indices)
	if err == nil && int64(largest) >= int64(vertices) {
		err = fmt.Errorf("index %d: there are %d vertices", largest, vertices)
	}
	if err != nil {
		return fmt.Errorf("%s.indices: %w", at, err)
	}
	return nil
}

func (c *checker) skins() error {
	for k, s := range c.doc.Skins {
		at := fmt.Sprintf("skins[%d]", k)
		if err := optional(at+".inverseBindMatrices", s.InverseBindMatrices, len(c.doc.Accessors)); err != nil {
			return err
		}
		if err := optional(at+".skeleton", s.Skeleton, len(c.doc.Nodes)); err != nil {
			return err
		}
		for _, joint := range s.Joints {
			if err := within(at+".joints", joint, len(c.doc.Nodes)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *checker) animations() error {
	for k, a := range c.doc.Animations {
		at := fmt.Sprintf("animations[%d]", k)
		if slices.Contains(a.Channels, nil) || slices.Contains(a.Samplers, nil) {
			return fmt.Errorf("%s: has a null entry", at)
		}
		for _, s := range a.Samplers {
			if err := within(at+".samplers.input", s.Input, len(c.doc.Accessors)); err != nil {
				return err
			}
			if err := within(at+".samplers.output", s.Output, len(c.doc.Accessors)); err != nil {
				return err
			}
		}
		for _, channel := range a.Channels {
			if err := within(at+".channels.sampler", channel.Sampler, len(a.Samplers)); err != nil {
				return err
			}
			if err := optional(at+".channels.target.node", channel.Target.Node, len(c.doc.Nodes)); err != nil {
				return err
			}
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
