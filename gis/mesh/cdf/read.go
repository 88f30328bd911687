package cdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// File is a file opened for reading. Reads may go on side by side.
type File struct {
	Header
	file   io.ReaderAt
	size   int64
	places []place
	stride int64 // bytes of a record of all variables
}

// Open reads the header of a file of so many bytes. What the header claims is
// believed only as far as the file bears it out.
func Open(file io.ReaderAt, size int64) (*File, error) {
	f := &File{file: file, size: size}
	if err := f.readHeader(); err != nil {
		return nil, fmt.Errorf("read NetCDF: %w", err)
	}
	return f, nil
}

// Read returns the values of a variable as []int32, []float32 or []float64, or
// those of one record when it has the record dimension; else record is 0.
func (f *File) Read(variable string, record int) (any, error) {
	for k := range f.Vars {
		if f.Vars[k].Name == variable {
			values, err := f.read(k, record)
			if err != nil {
				return nil, fmt.Errorf("read NetCDF: variable %s: %w", variable, err)
			}
			return values, nil
		}
	}
	return nil, fmt.Errorf("read NetCDF: there is no variable %q", variable)
}

func (f *File) read(k, record int) (any, error) {
	p, t := f.places[k], f.Vars[k].Type
	most := 1
	if p.record {
		most = f.Records
	}
	if record < 0 || record >= most {
		return nil, fmt.Errorf("record %d: there are %d", record, most)
	}
	at, size := p.begin+int64(record)*f.stride, p.bytes(t)
	if at < 0 || at > f.size || size > f.size-at {
		return nil, fmt.Errorf("record %d ends at byte %d, the file at %d: it is cut short", record, at+size, f.size)
	}
	data := make([]byte, size)
	if _, err := f.file.ReadAt(data, at); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return values(t, data), nil
}

// values decodes numbers; text stays text.
func values(t Type, data []byte) any {
	be := binary.BigEndian
	switch t {
	case Int32:
		v := make([]int32, len(data)/4)
		for k := range v {
			v[k] = int32(be.Uint32(data[4*k:]))
		}
		return v
	case Float32:
		v := make([]float32, len(data)/4)
		for k := range v {
			v[k] = math.Float32frombits(be.Uint32(data[4*k:]))
		}
		return v
	case Float64:
		v := make([]float64, len(data)/8)
		for k := range v {
			v[k] = math.Float64frombits(be.Uint64(data[8*k:]))
		}
		return v
	}
	return string(data)
}

func (f *File) readHeader() error {
	in := &headerReader{in: io.NewSectionReader(f.file, 0, f.size), left: f.size}
	magic := in.bytes(4)
	switch {
	case in.err != nil || string(magic[:3]) != "CDF" && string(magic) != "\x89HDF":
		return errors.New("this is no NetCDF file")
	case magic[0] == 0x89:
		return errors.New("NetCDF-4 (HDF5) is not read here: convert it with nccopy -k 64-bit-offset")
	case magic[3] != 1 && magic[3] != 2:
		return fmt.Errorf("CDF-%d is not read here: convert it with nccopy -k 64-bit-offset", magic[3])
	}
	in.wide = magic[3] == 2
	records := in.number()
	var names []string
	in.list(tagDims, "dimensions", func() {
		d := Dim{Name: in.name(), Len: in.number()}
		f.Dims, names = append(f.Dims, d), append(names, d.Name)
	})
	f.Attrs = in.attrs()
	var begins []int64
	in.list(tagVars, "variables", func() {
		v := Var{Name: in.name()}
		for range in.count(4, "dimensions of "+v.Name) {
			id := in.number()
			if id >= len(names) && in.err == nil {
				in.err = fmt.Errorf("variable %s: dimension %d of %d", v.Name, id, len(names))
			}
			if in.err != nil {
				return
			}
			v.Dims = append(v.Dims, names[id])
		}
		v.Attrs = in.attrs()
		v.Type = Type(in.number())
		in.bytes(4) // the size: it follows from the dimensions
		begins = append(begins, in.offset())
		f.Vars = append(f.Vars, v)
	})
	if in.err != nil {
		return in.err
	}
	const streaming = math.MaxUint32 // the writer did not say
	if records != streaming {
		f.Records = records
	}
	var err error
	if f.places, err = f.arrange(); err != nil {
		return err
	}
	for k := range f.places {
		f.places[k].begin = begins[k]
	}
	f.stride = recordSize(f.Vars, f.places)
	if records == streaming && f.stride > 0 {
		first := f.size
		for k, p := range f.places {
			if p.record {
				first = min(first, begins[k])
			}
		}
		f.Records = int(min((f.size-first)/f.stride, maxLength))
	}
	return nil
}

// headerReader reads a header; after the first error everything is zero.
type headerReader struct {
	in   io.Reader
	left int64 // bytes of the file not yet read
	wide bool  // offsets have 64 bits
	err  error
}

func (r *headerReader) bytes(n int64) []byte {
	if r.err == nil && n > r.left {
		r.err = errors.New("the header is cut short")
	}
	if r.err != nil {
		return make([]byte, 4)
	}
	b := make([]byte, n)
	r.left -= n
	if _, err := io.ReadFull(r.in, b); err != nil {
		r.err = err
	}
	return b
}

func (r *headerReader) number() int { return int(binary.BigEndian.Uint32(r.bytes(4))) }

func (r *headerReader) offset() int64 {
	if r.wide {
		high := r.number()
		return int64(high)<<32 | int64(r.number())
	}
	return int64(r.number())
}

// count reads how many things follow of which each takes at least so many
// bytes.
func (r *headerReader) count(least int64, what string) int {
	n := r.number()
	if r.err == nil && int64(n) > r.left/least {
		r.err = fmt.Errorf("claims %d %s, has room for %d", n, what, r.left/least)
	}
	if r.err != nil {
		return 0
	}
	return n
}

func (r *headerReader) list(tag int, what string, each func()) {
	got := r.number()
	n := r.count(8, what)
	if r.err == nil && got != tag && (got != 0 || n != 0) {
		r.err = fmt.Errorf("tag %d before the %s: must be %d", got, what, tag)
	}
	for k := 0; k < n && r.err == nil; k++ {
		each()
	}
}

func (r *headerReader) name() string { return string(r.padded(int64(r.count(1, "bytes of a name")))) }

func (r *headerReader) padded(n int64) []byte {
	b := r.bytes(n)
	r.bytes((4 - n%4) % 4)
	if r.err != nil {
		return nil
	}
	return b
}

func (r *headerReader) attrs() (attrs []Attr) {
	r.list(tagAttrs, "attributes", func() {
		a := Attr{Name: r.name()}
		t := Type(r.number())
		size, known := sizes[t]
		switch t {
		case 1:
			size = 1 // byte
		case 3:
			size = 2 // short
		default:
			if !known && r.err == nil {
				r.err = fmt.Errorf("attribute %s: %v: unknown", a.Name, t)
			}
		}
		if r.err != nil {
			return
		}
		data := r.padded(int64(r.count(size, "values of "+a.Name)) * size)
		if known && r.err == nil { // bytes and shorts are passed over
			a.Value = values(t, data)
			attrs = append(attrs, a)
		}
	})
	return attrs
}
