package vector

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding"
)

// dbf is the table of a shapefile: dBASE III and what FoxPro and GDAL added.
type dbf struct {
	data    []byte // of the records
	fields  []dbfField
	width   int // bytes of a record
	records int // as many as there are
	deleted int // met so far
	text    encoding.Encoding
}

type dbfField struct {
	name     string
	kind     byte
	at, size int // within a record
	decimals int
}

// parseDBF reads the header and finds out how texts are encoded; warnings go to
// the layer.
func parseDBF(data []byte, cpg, wanted string, l *Layer) (*dbf, error) {
	if len(data) < 33 {
		return nil, errors.New("is cut off within its header of 32 bytes")
	}
	le := binary.LittleEndian
	claimed, head, width := int64(le.Uint32(data[4:])), int(le.Uint16(data[8:])), int(le.Uint16(data[10:]))
	if head < 33 || head > len(data) || width < 1 {
		return nil, fmt.Errorf("byte 8: a header of %d bytes, records of %d: must fit into the file of %d", head, width, len(data))
	}
	d := &dbf{data: data[head:], width: width}
	d.records = min(int(claimed), len(d.data)/width)
	if int64(d.records) < claimed {
		l.Warn("%s.dbf claims %d records and has %d: it is cut off", l.Name, claimed, d.records)
	}
	var names []string
	at := 1 // the first byte says whether the record is deleted
	for k := 32; k+32 <= head && data[k] != 0x0d; k += 32 {
		b := data[k : k+32]
		name, _, _ := strings.Cut(string(b[:11]), "\x00")
		f := dbfField{name: name, kind: b[11], at: at, size: int(b[16]), decimals: int(b[17])}
		if f.kind == 'C' {
			f.size, f.decimals = f.size+f.decimals<<8, 0 // FoxPro's long texts
			if at+f.size > width {
				f.size = int(b[16])
			}
		}
		if at += f.size; at > width {
			return nil, fmt.Errorf("byte %d: field %q ends behind the record of %d bytes", k, name, width)
		}
		d.fields = append(d.fields, f)
		names = append(names, name)
	}
	var err error
	if d.text, err = d.encodingOf(cpg, data[29], wanted, names, l); err != nil {
		return nil, err
	}
	for k := range d.fields {
		d.fields[k].name = strings.TrimSpace(decodeText(d.text, []byte(names[k])))
	}
	return d, nil
}

// row returns a record's properties; gone tells that it is deleted.
func (d *dbf) row(index int) (p map[string]any, gone bool) {
	if index >= d.records {
		return nil, false
	}
	record := d.data[index*d.width : (index+1)*d.width]
	if record[0] == '*' {
		return nil, true
	}
	p = make(map[string]any, len(d.fields))
	for _, f := range d.fields {
		p[f.name] = f.value(record[f.at:f.at+f.size], d.text)
	}
	return p, false
}

// value decodes a field; nil is an empty one, or what cannot be read.
func (f dbfField) value(b []byte, text encoding.Encoding) any {
	le := binary.LittleEndian
	switch f.kind {
	case 'I', '+': // FoxPro's whole numbers
		if len(b) == 4 {
			return float64(int32(le.Uint32(b)))
		}
		return nil
	case 'B', 'O': // its doubles
		if len(b) == 8 {
			return Finite(float64At(b, 0))
		}
		return nil
	case 'Y': // its money, in 1/10000
		if len(b) == 8 {
			return float64(int64(le.Uint64(b))) / 1e4
		}
		return nil
	case 'M', 'G', 'P', 'W', '0': // texts and pictures in a file of their own, and flags
		return nil
	}
	plain := strings.Trim(string(b), " \x00")
	switch f.kind {
	case 'N', 'F':
		if f.decimals == 0 {
			if n, err := strconv.ParseInt(plain, 10, 64); err == nil {
				return WholeNumber(n)
			}
		}
		v, err := strconv.ParseFloat(strings.Replace(plain, ",", ".", 1), 64)
		if err != nil { // empty, or ***: too wide for the field
			return nil
		}
		return Finite(v)
	case 'L':
		switch plain {
		case "T", "t", "Y", "y", "1":
			return true
		case "F", "f", "N", "n", "0":
			return false
		}
		return nil
	case 'D':
		if day, err := time.Parse("20060102", plain); err == nil {
			return day.Format(time.DateOnly)
		}
		return nil
	}
	if s := strings.TrimRight(decodeText(text, []byte(strings.TrimRight(string(b), " \x00"))), " \x00"); s != "" {
		return s
	}
	return nil
}

// Finite keeps what JSON can hold.
func Finite(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}
