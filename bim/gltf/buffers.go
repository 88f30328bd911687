package gltf

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/qmuntal/gltf"
)

// buffers gives every buffer its bytes, none more than there are.
func (c *checker) buffers(bin []byte) error {
	total := 0
	for k, b := range c.doc.Buffers {
		at := fmt.Sprintf("buffers[%d]", k)
		if b.ByteLength < 1 {
			return fmt.Errorf("%s.byteLength: %d: must be > 0", at, b.ByteLength)
		}
		var data []byte
		var err error
		switch {
		case b.URI == "" && k == 0 && bin != nil:
			data = bin
		case b.URI == "":
			err = errors.New("has neither a uri nor a binary chunk")
		case strings.HasPrefix(b.URI, "data:"):
			data, err = embedded(b.URI)
		default:
			if data, err = c.readBeside(b.URI, maxBytes-total); err == nil {
				total += len(data)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		if len(data) < b.ByteLength {
			return fmt.Errorf("%s.byteLength: %d: there are %d bytes", at, b.ByteLength, len(data))
		}
		b.Data = data[:b.ByteLength:b.ByteLength]
	}
	return nil
}

// embedded decodes a data URI with base64.
func embedded(uri string) ([]byte, error) {
	head, body, ok := strings.Cut(uri, ",")
	if !ok || !strings.HasSuffix(head, ";base64") {
		return nil, errors.New("uri: data must be in base64")
	}
	data, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, fmt.Errorf("uri: %w", err)
	}
	return data, nil
}

// localName returns the path of a file that a URI names, if that lies beside
// the model or below.
func localName(uri string) (string, error) {
	name, err := url.PathUnescape(uri)
	if err != nil {
		return "", fmt.Errorf("uri %.60q: %w", uri, err)
	}
	if u, err := url.Parse(uri); err == nil && u.Scheme != "" {
		return "", fmt.Errorf("uri %.60q: must be a file beside the model: addresses are never fetched", uri)
	}
	name = path.Clean(name)
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return "", fmt.Errorf("uri %.60q: must be a file beside the model or below", uri)
	}
	return name, nil
}

func (c *checker) readBeside(uri string, most int) ([]byte, error) {
	name, err := localName(uri)
	if err != nil {
		return nil, err
	}
	st, err := c.statBeside(name)
	if err != nil {
		return nil, err
	}
	if st.Size() > int64(most) {
		return nil, fmt.Errorf("uri %.60q: all buffers together must be at most %d MiB", uri, maxBytes>>20)
	}
	data, err := readRegular(c.beside, name)
	if err != nil {
		return nil, fmt.Errorf("uri %.60q: %w", uri, cause(err))
	}
	return data, nil
}

func (c *checker) statBeside(name string) (fs.FileInfo, error) {
	if c.beside == nil {
		return nil, fmt.Errorf("uri %.60q: must be inside the file: pack it (gltf-transform copy in.gltf out.glb)", name)
	}
	st, err := fs.Stat(c.beside, name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("uri %.60q: %w", name, cause(err))
	case !st.Mode().IsRegular():
		return nil, fmt.Errorf("uri %.60q: must be a regular file", name)
	}
	if !slices.Contains(c.external, name) {
		c.external = append(c.external, name)
	}
	return st, nil
}

// views checks that every view lies in its buffer.
func (c *checker) views() error {
	for k, v := range c.doc.BufferViews {
		at := fmt.Sprintf("bufferViews[%d]", k)
		if err := within(at+".buffer", v.Buffer, len(c.doc.Buffers)); err != nil {
			return err
		}
		size := c.doc.Buffers[v.Buffer].ByteLength
		switch {
		case v.ByteOffset < 0 || v.ByteOffset > size || v.ByteLength < 1 || v.ByteLength > size-v.ByteOffset:
			return fmt.Errorf("%s: bytes %d + %d: must lie in buffer %d of %d bytes", at, v.ByteOffset, v.ByteLength, v.Buffer, size)
		case v.ByteStride < 0 || v.ByteStride > 252:
			return fmt.Errorf("%s.byteStride: %d: must be 4 to 252", at, v.ByteStride)
		}
	}
	return nil
}

// pictures checks where pictures are, not what they show.
func (c *checker) pictures() error {
	for k, t := range c.doc.Textures {
		at := fmt.Sprintf("textures[%d]", k)
		if err := optional(at+".source", t.Source, len(c.doc.Images)); err != nil {
			return err
		}
		if err := optional(at+".sampler", t.Sampler, len(c.doc.Samplers)); err != nil {
			return err
		}
	}
	for k, m := range c.doc.Materials {
		if err := c.texturesOf(fmt.Sprintf("materials[%d]", k), m); err != nil {
			return err
		}
	}
	for k, im := range c.doc.Images {
		at := fmt.Sprintf("images[%d]", k)
		switch {
		case im.BufferView != nil:
			if err := within(at+".bufferView", *im.BufferView, len(c.doc.BufferViews)); err != nil {
				return err
			}
		case im.URI == "":
			return fmt.Errorf("%s: has neither a uri nor a bufferView", at)
		case strings.HasPrefix(im.URI, "data:"):
		default:
			name, err := localName(im.URI)
			if err == nil {
				_, err = c.statBeside(name)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
		}
	}
	return nil
}

func (c *checker) texturesOf(at string, m *gltf.Material) error {
	uses := map[string]*int{}
	if t := m.NormalTexture; t != nil {
		uses["normalTexture"] = t.Index
	}
	if t := m.OcclusionTexture; t != nil {
		uses["occlusionTexture"] = t.Index
	}
	if t := m.EmissiveTexture; t != nil {
		uses["emissiveTexture"] = &t.Index
	}
	if p := m.PBRMetallicRoughness; p != nil {
		if p.BaseColorTexture != nil {
			uses["baseColorTexture"] = &p.BaseColorTexture.Index
		}
		if p.MetallicRoughnessTexture != nil {
			uses["metallicRoughnessTexture"] = &p.MetallicRoughnessTexture.Index
		}
	}
	for _, name := range sortedKeys(uses) {
		if err := optional(at+"."+name, uses[name], len(c.doc.Textures)); err != nil {
			return err
		}
	}
	return nil
}
