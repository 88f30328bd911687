package tin

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// A mesh as one message, little-endian (docs/wire.md):
//
//	0  u32 "SHPM"        4  u32 version    8 u32 corners   12 u32 triangles
//	16 f64 origin x, y, z [m]             40 f64 tolerance [m]
//	48 f32 x, y, z of every corner, from the origin [m]
//	   u32 the corners of every triangle
//	   u8  the class of every triangle
const (
	wireMagic   = 'S' | 'H'<<8 | 'P'<<16 | 'M'<<24
	wireVersion = 1
	wireHeader  = 48
)

// MarshalBinary implements encoding.BinaryMarshaler.
func (m *Mesh) MarshalBinary() ([]byte, error) {
	corners, triangles := len(m.Positions)/3, len(m.Classes)
	if len(m.Positions) != 3*corners || len(m.Indices) != 3*triangles {
		return nil, fmt.Errorf("a mesh of %d numbers, %d indices and %d classes: needs three numbers to a corner, three indices and a class to a triangle", len(m.Positions), len(m.Indices), triangles)
	}
	b := make([]byte, 0, wireHeader+4*len(m.Positions)+4*len(m.Indices)+triangles)
	le := binary.LittleEndian
	for _, n := range [4]uint32{wireMagic, wireVersion, uint32(corners), uint32(triangles)} {
		b = le.AppendUint32(b, n)
	}
	for _, v := range [4]float64{m.Origin[0], m.Origin[1], m.Origin[2], m.Tolerance} {
		b = le.AppendUint64(b, math.Float64bits(v))
	}
	for _, v := range m.Positions {
		b = le.AppendUint32(b, math.Float32bits(v))
	}
	for _, n := range m.Indices {
		b = le.AppendUint32(b, n)
	}
	return append(b, m.Classes...), nil
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (m *Mesh) UnmarshalBinary(b []byte) error {
	le := binary.LittleEndian
	if len(b) < wireHeader || le.Uint32(b) != wireMagic {
		return fmt.Errorf("%d bytes that do not begin as a mesh does", len(b))
	}
	if v := le.Uint32(b[4:]); v != wireVersion {
		return fmt.Errorf("a mesh of version %d: must be %d", v, wireVersion)
	}
	corners, triangles := int64(le.Uint32(b[8:])), int64(le.Uint32(b[12:]))
	if size := wireHeader + 12*corners + 13*triangles; size != int64(len(b)) {
		return fmt.Errorf("a mesh of %d corners and %d triangles in %d bytes: must be %d", corners, triangles, len(b), size)
	}
	number := func(at int) float64 { return math.Float64frombits(le.Uint64(b[at:])) }
	read := Mesh{
		Origin: mgl64.Vec3{number(16), number(24), number(32)}, Tolerance: number(40),
		Positions: make([]float32, 3*corners), Indices: make([]uint32, 3*triangles),
		Classes: append([]uint8{}, b[int64(len(b))-triangles:]...),
	}
	rest := b[wireHeader:]
	for k := range read.Positions {
		read.Positions[k] = math.Float32frombits(le.Uint32(rest[4*k:]))
	}
	rest = rest[4*len(read.Positions):]
	for k := range read.Indices {
		if read.Indices[k] = le.Uint32(rest[4*k:]); int64(read.Indices[k]) >= corners {
			return fmt.Errorf("triangle %d has corner %d of %d", k/3, read.Indices[k], corners)
		}
	}
	*m = read
	return nil
}
