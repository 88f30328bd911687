package cdf

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Tags of the header's lists.
const (
	tagDims  = 10
	tagVars  = 11
	tagAttrs = 12
)

// Writer writes a file from its first byte to its last: nothing is held back
// and nothing is mended afterwards, so that it may be a pipe. Values come in
// the order of the file: every variable without the record dimension, then,
// record by record, every variable with it, each time in the order of the
// header.
type Writer struct {
	out    *bufio.Writer
	header Header
	places []place
	order  []int // variables in the order of the file: first the fixed ones
	fixed  int   // how many of them come once
	next   int   // in order
	record int
	err    error
}

// NewWriter writes the header, which must not change afterwards. An error in
// it names what is wrong before a byte is written.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	places, err := h.arrange()
	if err != nil {
		return nil, fmt.Errorf("write NetCDF: %w", err)
	}
	c := &Writer{out: bufio.NewWriterSize(w, 1<<16), header: h, places: places}
	for _, record := range []bool{false, true} {
		for k, p := range places {
			if p.record == record {
				c.order = append(c.order, k)
			}
		}
		if !record {
			c.fixed = len(c.order)
		}
	}
	head, err := h.encode(places)
	if err != nil {
		return nil, fmt.Errorf("write NetCDF: %w", err)
	}
	begin := int64(len(head)) // the length does not depend on the offsets
	for _, k := range c.order {
		places[k].begin = begin
		begin += places[k].bytes(h.Vars[k].Type)
	}
	if head, err = h.encode(places); err != nil {
		return nil, fmt.Errorf("write NetCDF: %w", err)
	}
	c.skipEmpty()
	_, c.err = c.out.Write(head)
	return c, c.err
}

// Next returns the name of the variable whose values are to be put next and
// the number of the record; "" when the file is complete.
func (c *Writer) Next() (variable string, record int) {
	if c.next == len(c.order) {
		return "", 0
	}
	return c.header.Vars[c.order[c.next]].Name, c.record
}

// Put writes the values of a variable, or of its next record: an []int32,
// []float32 or []float64 as the header says. The name must be that of Next.
func (c *Writer) Put(variable string, values any) error {
	if c.err != nil {
		return c.err
	}
	expected, _ := c.Next()
	if variable != expected {
		return fmt.Errorf("write NetCDF: %s comes when it is %q's turn", variable, expected)
	}
	k := c.order[c.next]
	if t, n := typeOf(values); t != c.header.Vars[k].Type || int64(n) != c.places[k].count {
		return fmt.Errorf("write NetCDF: %s: %d values of %v: must be %d of %v", variable, n, t, c.places[k].count, c.header.Vars[k].Type)
	}
	if c.err = c.write(values); c.err != nil {
		return c.err
	}
	c.next++
	c.skipEmpty()
	return nil
}

// skipEmpty goes to the next record after the last variable of one, and to the
// end of the file after the last record.
func (c *Writer) skipEmpty() {
	if c.next == c.fixed && c.header.Records == 0 {
		c.next = len(c.order)
		return
	}
	if c.next == len(c.order) && c.next > c.fixed && c.record+1 < c.header.Records {
		c.record++
		c.next = c.fixed
	}
}

// Close flushes. It is an error if values are still missing.
func (c *Writer) Close() error {
	if c.err != nil {
		return c.err
	}
	if c.err = c.out.Flush(); c.err != nil {
		return c.err
	}
	if missing, record := c.Next(); missing != "" {
		return fmt.Errorf("write NetCDF: the file ends before %s of record %d of %d", missing, record, c.header.Records)
	}
	return nil
}

func typeOf(values any) (Type, int) {
	switch v := values.(type) {
	case string:
		return Text, len(v)
	case []int32:
		return Int32, len(v)
	case []float32:
		return Float32, len(v)
	case []float64:
		return Float64, len(v)
	}
	return 0, 0
}

// write sends values through the buffer, never all of them at once.
func (c *Writer) write(values any) error {
	be := binary.BigEndian
	put := func(n int, at func(b []byte, k int) []byte) error {
		for k := range n {
			if c.out.Available() < 8 {
				if err := c.out.Flush(); err != nil {
					return err
				}
			}
			if _, err := c.out.Write(at(c.out.AvailableBuffer(), k)); err != nil {
				return err
			}
		}
		return nil
	}
	switch v := values.(type) {
	case []int32:
		return put(len(v), func(b []byte, k int) []byte { return be.AppendUint32(b, uint32(v[k])) })
	case []float32:
		return put(len(v), func(b []byte, k int) []byte { return be.AppendUint32(b, math.Float32bits(v[k])) })
	case []float64:
		return put(len(v), func(b []byte, k int) []byte { return be.AppendUint64(b, math.Float64bits(v[k])) })
	}
	return nil
}

// encode returns the header's bytes with the offsets of the places.
func (h *Header) encode(places []place) ([]byte, error) {
	be := binary.BigEndian
	b := []byte{'C', 'D', 'F', 2}
	number := func(n int64) { b = be.AppendUint32(b, uint32(n)) }
	list := func(tag, n int) {
		if n == 0 {
			tag = 0
		}
		number(int64(tag))
		number(int64(n))
	}
	name := func(s string) {
		number(int64(len(s)))
		b = pad(append(b, s...))
	}
	attrs := func(of string, list_ []Attr) error {
		list(tagAttrs, len(list_))
		for _, a := range list_ {
			t, n := typeOf(a.Value)
			if t == 0 || !validName(a.Name) {
				return fmt.Errorf("%s: attribute %q: %T: must have a name and be text or numbers", of, a.Name, a.Value)
			}
			name(a.Name)
			number(int64(t))
			number(int64(n))
			if text, ok := a.Value.(string); ok {
				b = append(b, text...)
			} else {
				b, _ = binary.Append(b, be, a.Value) // of a fixed size: no error
			}
			b = pad(b)
		}
		return nil
	}

	number(int64(h.Records))
	list(tagDims, len(h.Dims))
	index := map[string]int{}
	for k, d := range h.Dims {
		index[d.Name] = k
		name(d.Name)
		number(int64(d.Len))
	}
	if err := attrs("file", h.Attrs); err != nil {
		return nil, err
	}
	list(tagVars, len(h.Vars))
	for k, v := range h.Vars {
		name(v.Name)
		number(int64(len(v.Dims)))
		for _, d := range v.Dims {
			number(int64(index[d]))
		}
		if err := attrs(v.Name, v.Attrs); err != nil {
			return nil, err
		}
		number(int64(v.Type))
		number(places[k].bytes(v.Type))
		b = be.AppendUint64(b, uint64(places[k].begin))
	}
	return b, nil
}

// pad fills up to a multiple of four bytes.
func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}
