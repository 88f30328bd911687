// Package pack turns fields into few bytes and back: quantised to 16 bits,
// predicted from the neighbours or from an earlier field, split into byte
// planes and deflated. Wire and recording share it, so that a recorded field
// goes to the browser as it is. The format stands in docs/wire.md.
//
// It is lossy by half a quantum and is not for states: those are saved whole.
package pack

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/klauspost/compress/flate"

	"shapan/engine"
)

// NoData is the quantum that stands for NaN.
const NoData = 65535

// Scale says how quanta become values: value = Offset + Step*q.
type Scale struct {
	Step   float64 `json:"scale"`
	Offset float64 `json:"offset"`
}

// Quanta are the quantised values of a field, row by row from the south-west.
type Quanta []uint16

// Known tells whether the field is a quantity whose scale follows from its
// cells alone; only instants that no longer fit get a longer step.
func Known(f *engine.Field) bool {
	return f.Unit == "class" || f.Unit == "s" || f.Unit == "m/s" && f.Name != "infiltration" || isDepth(f)
}

func isDepth(f *engine.Field) bool { return f.Name == "water_depth" || f.Name == "max_depth" }

// ScaleFor returns the scale of a known quantity, or one fitted to the values.
// Depths go in millimetres, velocities in centimetres a second, instants in
// seconds: finer is noise that does not compress. See grain for small and large
// cells.
func ScaleFor(f *engine.Field) Scale {
	fine := grain(f.Grid.Cell)
	switch {
	case f.Unit == "class":
		return Scale{Step: 1}
	case f.Unit == "s":
		return Scale{Step: stepOfInstants(f, fine)}
	case f.Unit == "m/s" && f.Name != "infiltration":
		fine = min(fine, 1)
		return Scale{Step: 0.01 * fine, Offset: -327.67 * fine}
	case isDepth(f):
		return Scale{Step: 0.001 * fine}
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range f.Values {
		if v == v {
			low, high = math.Min(low, float64(v)), math.Max(high, float64(v))
		}
	}
	if !(high > low) {
		return Scale{Step: 1, Offset: max(low, -math.MaxFloat64)}.orZero()
	}
	return Scale{Step: (high - low) / (NoData - 1), Offset: low}
}

// grain is by what the steps of known quantities are multiplied on cells of an
// edge [m]. In a laboratory's tank a millimetre is a tenth of the wave; in a
// valley the lake behind a dam is deeper than the 65 m that steps of one reach.
func grain(cell float64) float64 {
	switch {
	case cell >= 10:
		return 5
	case cell >= 0.2 || cell <= 0: // 0: the caller names no grid
		return 1
	case cell >= 0.02:
		return 0.1
	}
	return 0.05
}

// stepOfInstants is a second, in a tank a hundredth, and so many times ten of
// it that the last of the values fits: 18 hours of flood go in seconds.
func stepOfInstants(f *engine.Field, fine float64) float64 {
	last := float32(0)
	for _, v := range f.Values {
		if v > last && v <= math.MaxFloat32 { // no data and infinities have no say
			last = v
		}
	}
	step := 1.0
	if fine < 1 {
		step = 0.01
	}
	for step*(NoData-1) < float64(last) && step < 1e6 {
		step *= 10
	}
	return step
}

func (s Scale) orZero() Scale {
	if math.IsInf(s.Offset, 0) || s.Offset == -math.MaxFloat64 {
		s.Offset = 0
	}
	return s
}

// Quantize writes the quanta of the values into memory that it takes from into
// where that is large enough. Values beyond the range go to its ends.
func (s Scale) Quantize(values []float32, into Quanta) Quanta {
	if cap(into) < len(values) {
		into = make(Quanta, len(values))
	}
	into = into[:len(values)]
	inverse, offset := 1/s.Step, s.Offset
	for k, v := range values {
		if v != v {
			into[k] = NoData
			continue
		}
		q := (float64(v)-offset)*inverse + 0.5
		into[k] = uint16(min(max(q, 0), NoData-1))
	}
	return into
}

// Values turns quanta back into numbers.
func (s Scale) Values(q Quanta) []float32 {
	values := make([]float32, len(q))
	for k, n := range q {
		values[k] = float32(s.Offset + s.Step*float64(n))
		if n == NoData {
			values[k] = float32(math.NaN())
		}
	}
	return values
}

// predict is the MED predictor of left a, lower b and lower-left c: the middle
// one of a, b and a + b - c.
func predict(a, b, c uint16) uint16 {
	x := int32(a) + int32(b) - int32(c)
	return uint16(min(max(x, int32(min(a, b))), int32(max(a, b))))
}

// Key packs quanta without reference to others; nx is the length of a row.
func Key(q Quanta, nx int) []byte {
	planes := takePlanes(len(q))
	defer spare.Put(planes)
	low, high := (*planes)[:len(q)], (*planes)[len(q):]
	for from := 0; from < len(q); from += nx {
		row := q[from:min(from+nx, len(q))]
		low, high := low[from:][:len(row)], high[from:][:len(row)]
		left, corner := uint16(0), uint16(0)
		if from == 0 {
			for k, x := range row {
				r := x - left
				low[k], high[k], left = byte(r), byte(r>>8), x
			}
			continue
		}
		below := q[from-nx:][:len(row)]
		left, corner = below[0], below[0] // so that the first is predicted by the one below
		for k, x := range row {
			r := x - predict(left, below[k], corner)
			low[k], high[k], left, corner = byte(r), byte(r>>8), x, below[k]
		}
	}
	return deflate(*planes)
}

// spare memory for byte planes.
var spare = sync.Pool{New: func() any { return new([]byte) }}

func takePlanes(cells int) *[]byte {
	planes := spare.Get().(*[]byte)
	if cap(*planes) < 2*cells {
		*planes = make([]byte, 2*cells)
	}
	*planes = (*planes)[:2*cells]
	return planes
}

func predictAt(q Quanta, k, nx int) uint16 {
	switch {
	case k == 0:
		return 0
	case k < nx:
		return q[k-1]
	case k%nx == 0:
		return q[k-nx]
	}
	return predict(q[k-1], q[k-nx], q[k-nx-1])
}

// Delta packs the change from base to q, which have equal lengths.
func Delta(q, base Quanta) []byte {
	planes := takePlanes(len(q))
	defer spare.Put(planes)
	low, high := (*planes)[:len(q)], (*planes)[len(q):]
	for k := range q {
		r := q[k] - base[k]
		low[k], high[k] = byte(r), byte(r>>8)
	}
	return deflate(*planes)
}

// OpenKey unpacks n quanta in rows of nx.
func OpenKey(body []byte, n, nx int) (Quanta, error) {
	if nx < 1 {
		return nil, fmt.Errorf("field: rows of %d cells", nx)
	}
	planes, err := inflate(body, 2*n)
	if err != nil {
		return nil, err
	}
	q := make(Quanta, n)
	for k := range q {
		q[k] = uint16(planes[k]) | uint16(planes[n+k])<<8
		q[k] += predictAt(q, k, nx)
	}
	return q, nil
}

// OpenDelta unpacks a change and adds it to base.
func OpenDelta(body []byte, base Quanta) (Quanta, error) {
	n := len(base)
	planes, err := inflate(body, 2*n)
	if err != nil {
		return nil, err
	}
	q := make(Quanta, n)
	for k := range q {
		q[k] = base[k] + (uint16(planes[k]) | uint16(planes[n+k])<<8)
	}
	return q, nil
}

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

func deflate(planes []byte) []byte {
	var out bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	w.Write(planes) // a bytes.Buffer takes everything
	w.Close()
	return out.Bytes()
}

// maxRatio is how far deflate can shrink anything.
const maxRatio = 1032

func inflate(body []byte, want int) ([]byte, error) {
	if want < 0 || want/maxRatio > len(body) {
		return nil, fmt.Errorf("field: %d bytes cannot inflate to %d", len(body), want)
	}
	r := flate.NewReader(bytes.NewReader(body))
	defer r.Close()
	planes := make([]byte, want)
	if n, err := io.ReadFull(r, planes); err != nil {
		return nil, fmt.Errorf("field: deflate data end after %d of %d bytes: %w", n, want, err)
	}
	if _, err := io.ReadFull(r, make([]byte, 1)); err != io.EOF {
		return nil, fmt.Errorf("field: deflate data go on after %d bytes", want)
	}
	return planes, nil
}
