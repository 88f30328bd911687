package gltf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

var errNotFinite = errors.New("is not finite")

// accessors checks that every accessor lies in its view.
func (c *checker) accessors() error {
	for k, a := range c.doc.Accessors {
		at := fmt.Sprintf("accessors[%d]", k)
		if a.Count < 1 {
			return fmt.Errorf("%s.count: %d: must be > 0", at, a.Count)
		}
		size := elementSize(a.ComponentType, a.Type)
		if a.BufferView != nil {
			if err := c.span(at, *a.BufferView, a.ByteOffset, a.Count, size); err != nil {
				return err
			}
		} else if a.Sparse == nil {
			return fmt.Errorf("%s: has no bufferView: %d values that are nowhere", at, a.Count)
		}
		if err := c.sparse(at, a, size); err != nil {
			return err
		}
	}
	return nil
}

// sparse checks the values that replace others.
func (c *checker) sparse(at string, a *gltf.Accessor, size int) error {
	s := a.Sparse
	if s == nil {
		return nil
	}
	if s.Count < 1 || s.Count > a.Count {
		return fmt.Errorf("%s.sparse.count: %d: must be 1 to count, %d", at, s.Count, a.Count)
	}
	// Without a view the accessor stands for zeros that a reader has to make:
	// their number has to be borne out by the values that replace them.
	if a.BufferView == nil && a.Count/1000 > s.Count {
		return fmt.Errorf("%s: %d zeros with %d values: must have a bufferView", at, a.Count, s.Count)
	}
	if err := c.span(at+".sparse.indices", s.Indices.BufferView, s.Indices.ByteOffset, s.Count, s.Indices.ComponentType.ByteSize()); err != nil {
		return err
	}
	return c.span(at+".sparse.values", s.Values.BufferView, s.Values.ByteOffset, s.Count, size)
}

// span checks that count elements of a size lie in a view.
func (c *checker) span(at string, view, offset, count, size int) error {
	if err := within(at+".bufferView", view, len(c.doc.BufferViews)); err != nil {
		return err
	}
	v := c.doc.BufferViews[view]
	stride := max(v.ByteStride, size)
	if v.ByteStride != 0 && v.ByteStride < size {
		return fmt.Errorf("%s: bufferView %d has a byteStride of %d for elements of %d bytes", at, view, v.ByteStride, size)
	}
	if offset < 0 || offset > v.ByteLength-size || (count-1) > (v.ByteLength-size-offset)/stride {
		return fmt.Errorf("%s: %d elements of %d bytes from byte %d: must lie in bufferView %d of %d bytes",
			at, count, stride, offset, view, v.ByteLength)
	}
	return nil
}

// elementSize returns the bytes of an element; columns of matrices start at
// multiples of four bytes.
func elementSize(component gltf.ComponentType, kind gltf.AccessorType) int {
	rows := map[gltf.AccessorType]int{gltf.AccessorMat2: 2, gltf.AccessorMat3: 3}[kind]
	if rows == 0 {
		return component.ByteSize() * kind.Components()
	}
	return rows * ((component.ByteSize()*rows + 3) / 4 * 4)
}

// elements returns the bytes from the first element on and their distance.
func (c *checker) elements(a *gltf.Accessor) (data []byte, stride int) {
	v := c.doc.BufferViews[*a.BufferView]
	data = c.doc.Buffers[v.Buffer].Data[v.ByteOffset : v.ByteOffset+v.ByteLength][a.ByteOffset:]
	return data, max(v.ByteStride, elementSize(a.ComponentType, a.Type))
}

// largestIndex returns the largest vertex number that an accessor holds; each
// accessor is read once, however many primitives share it.
func (c *checker) largestIndex(accessor int) (uint32, error) {
	if largest, known := c.largest[accessor]; known {
		return largest, nil
	}
	a := c.doc.Accessors[accessor]
	if a.Type != gltf.AccessorScalar {
		return 0, fmt.Errorf("accessor %d has type %v: must be SCALAR", accessor, a.Type)
	}
	if a.BufferView == nil || a.Sparse != nil {
		return 0, fmt.Errorf("accessor %d is sparse: export without sparse indices", accessor)
	}
	data, stride := c.elements(a)
	var largest uint32
	for k := range a.Count {
		switch b := data[k*stride:]; a.ComponentType {
		case gltf.ComponentUbyte:
			largest = max(largest, uint32(b[0]))
		case gltf.ComponentUshort:
			largest = max(largest, uint32(binary.LittleEndian.Uint16(b)))
		case gltf.ComponentUint:
			largest = max(largest, binary.LittleEndian.Uint32(b))
		default:
			return 0, fmt.Errorf("accessor %d holds %v: must be unsigned whole numbers", accessor, a.ComponentType)
		}
	}
	if c.largest == nil {
		c.largest = map[int]uint32{}
	}
	c.largest[accessor] = largest
	return largest, nil
}

// box is an extent; the zero box is empty.
type box struct {
	low, high mgl64.Vec3
	some      bool
}

func (b *box) add(p mgl64.Vec3) {
	if !b.some {
		b.low, b.high, b.some = p, p, true
		return
	}
	for k := range p {
		b.low[k], b.high[k] = math.Min(b.low[k], p[k]), math.Max(b.high[k], p[k])
	}
}

// positions returns the extent of a primitive's vertices in its own axes, from
// the bytes: min and max of the file are only what somebody claims.
func (c *checker) positions(a *gltf.Accessor) (box, error) {
	var b box
	if a.BufferView == nil || a.Sparse != nil {
		return b, errors.New("sparse positions are not read: export without them")
	}
	data, stride := c.elements(a)
	size := a.ComponentType.ByteSize()
	for k := range a.Count {
		var p mgl64.Vec3
		for axis := range p {
			p[axis] = component(data[k*stride+axis*size:], a)
		}
		if math.IsNaN(p[0]+p[1]+p[2]) || math.IsInf(p[0]+p[1]+p[2], 0) {
			return b, fmt.Errorf("vertex %d: %v %w", k, p, errNotFinite)
		}
		b.add(p)
	}
	return b, nil
}

// component reads one number; whole numbers may stand for fractions of their
// range.
func component(b []byte, a *gltf.Accessor) float64 {
	var v, most float64
	switch a.ComponentType {
	case gltf.ComponentByte:
		v, most = float64(int8(b[0])), 127
	case gltf.ComponentUbyte:
		v, most = float64(b[0]), 255
	case gltf.ComponentShort:
		v, most = float64(int16(binary.LittleEndian.Uint16(b))), 32767
	case gltf.ComponentUshort:
		v, most = float64(binary.LittleEndian.Uint16(b)), 65535
	case gltf.ComponentUint:
		v, most = float64(binary.LittleEndian.Uint32(b)), math.MaxUint32
	default:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	}
	if a.Normalized {
		return math.Max(v/most, -1)
	}
	return v
}
