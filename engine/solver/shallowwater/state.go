package shallowwater

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"unsafe"
)

// stateMagic opens a state: this layout, version 5.
const stateMagic = "swater05"

// State is all that changes after New: bed, water, rain, infiltration,
// sources, walls, ledger, counters and extremes, little-endian. A solver of the
// same Config that takes it over goes on bit by bit as this one would.
func (s *Solver) State() []byte { return s.AppendState(make([]byte, 0, s.StateSize())) }

// StateSize is about the length of a State, and not less.
func (s *Solver) StateSize() int {
	perCell := 3*8 + 2*4 + 6*4 + 2*4 // bed, flow, extremes, rain's weight and infiltration
	if s.order == 2 {
		perCell += 2 * 8
	}
	return perCell*s.grid.Cells() + 9*len(s.sizes) + 64*(len(s.sources)+len(s.walls)+len(s.segments)) + 4096
}

// AppendState appends a State, which is long.
func (s *Solver) AppendState(b []byte) []byte {
	b = append(b, stateMagic...)
	b = binary.LittleEndian.AppendUint64(b, s.identity())
	b = appendFloats(b, s.bed)
	plane := make([]float64, s.grid.Cells())
	b = appendFloats(b, s.scatter(plane, depthOf))
	b = appendFloats(b, s.scatter(plane, soakedOf))
	for _, l := range s.blockOf {
		b = appendFloats(b, []float64{l.soaking})
	}
	if s.order == 2 {
		b = appendFloats(b, s.scatter(plane, eastOf))
		b = appendFloats(b, s.scatter(plane, northOf))
	}
	b = appendFloats(b, []float64{s.rainRate, s.time})
	b = appendFloats(b, s.books.floats())
	u, v := make([]float32, s.grid.Cells()), make([]float32, s.grid.Cells())
	s.Motion(u, v)
	b = appendRaster(appendRaster(b, u), v)
	for _, res := range s.sizes {
		b = append(b, byte(res))
	}
	e := s.extremes
	if e == nil {
		e = &Extremes{}
	}
	for _, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Arrival, e.Duration} {
		b = appendRaster(b, a)
	}
	b = appendFloats(b, []float64{e.Area, e.Volume, e.Looked})
	b = appendRaster(b, s.rainWeight)
	b = appendRaster(b, s.loss)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s.sources)))
	for k, q := range s.sources {
		b = binary.LittleEndian.AppendUint64(b, uint64(q.Cell))
		b = appendFloats(b, []float64{q.Rate, s.sourceVolume[k]})
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s.walls)))
	for _, w := range s.walls {
		b = binary.LittleEndian.AppendUint64(b, uint64(w.Cell))
		b = append(b, byte(w.Side))
		b = appendFloats(b, []float64{w.Crest})
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s.segments)))
	for _, g := range s.segments {
		b = append(b, byte(g.Kind))
		b = appendFloats(b, []float64{g.Level, g.Discharge, g.Depth})
	}
	for _, x := range [...]int64{s.counters.MacroSteps, s.counters.SubSteps, s.counters.TileSteps, s.counters.CellUpdates, s.counters.Again} {
		b = binary.LittleEndian.AppendUint64(b, uint64(x))
	}
	return appendFloats(b, []float64{s.counters.SmallestDt})
}

// SetState takes over a State of a solver with the same Config. After an error
// the solver is as it was.
func (s *Solver) SetState(state []byte) error {
	r := reader{b: state}
	if len(state) < len(stateMagic) || string(state[:len(stateMagic)]) != stateMagic {
		return errors.New("shallow water: this is no state of version " + stateMagic)
	}
	r.b = r.b[len(stateMagic):]
	if r.uint64() != s.identity() {
		return errors.New("shallow water: the state belongs to another grid, roughness, kind or boundary")
	}
	n := s.grid.Cells()
	bed := r.floats(n)
	f := flow{h: r.floats(n), soaked: r.floats(n), soaking: r.floats(len(s.sizes))}
	if s.order == 2 {
		f.qx, f.qy = r.floats(n), r.floats(n)
	}
	rate, booked := r.floats(2), r.floats(len(s.books.floats()))
	f.u, f.v = r.raster(n), r.raster(n)
	sizes := make([]int, len(s.sizes))
	for k := range sizes {
		sizes[k] = int(r.byte())
	}
	var seen [6][]float32
	for k := range seen {
		seen[k] = r.raster(n)
	}
	looked := r.floats(3)
	weight, loss := r.raster(n), r.raster(n)
	sources := make([]Source, r.count(24))
	volumes := make([]float64, len(sources))
	for k := range sources {
		sources[k].Cell = int(r.uint64())
		f := r.floats(2)
		sources[k].Rate, volumes[k] = f[0], f[1]
	}
	walls := make([]Wall, r.count(17))
	for k := range walls {
		walls[k].Cell = int(r.uint64())
		walls[k].Side = WallSide(r.byte())
		walls[k].Crest = r.floats(1)[0]
	}
	segments := append([]Segment(nil), s.segments...)
	if r.count(25) != len(segments) {
		r.short = true
	}
	for k := range segments {
		segments[k].Kind = BoundaryKind(r.byte())
		f := r.floats(3)
		segments[k].Level, segments[k].Discharge, segments[k].Depth = f[0], f[1], f[2]
	}
	var c Counters
	for _, p := range [...]*int64{&c.MacroSteps, &c.SubSteps, &c.TileSteps, &c.CellUpdates, &c.Again} {
		*p = int64(r.uint64())
	}
	c.SmallestDt = r.floats(1)[0]
	if r.short || len(r.b) != 0 {
		return fmt.Errorf("shallow water: the state of %d bytes is cut off or too long", len(state))
	}

	if err := errors.Join(s.checkBed(bed), s.checkFlow(f.h, f.qx, f.qy), s.checkMotion(f), s.checkWalls(walls), s.checkSources(sources),
		s.checkSizes(sizes), checkRate(rate[0]), s.checkRaster("rain weight", weight), s.checkRaster("infiltration capacity", loss)); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.rainRate, s.rainWeight, s.loss = rate[0], weight, loss
	s.sources, s.walls = sources, walls
	clear(s.pinned) // the sizes keep fine what was pinned until then

	if !slices.Equal(sizes, s.sizes) { // some block has become finer since New
		s.layBlocks(sizes)
	}
	for k, g := range segments {
		if err := s.SetSegment(k, g.Boundary); err != nil {
			return err
		}
	}
	s.sourceVolume = volumes
	copy(s.bed, bed)
	for _, b := range s.blocks {
		s.gather(b, bed, b.ground)
		b.eachOpen(func(_, _, k int) { b.ground[k] = s.even(b.ground[k]) })
	}
	s.putFlow(f)
	s.placeWalls()
	s.placeSources()
	s.weighRain()
	s.spreadLoss()
	s.restart()
	s.books.setFloats(booked)
	s.counters = c
	s.time = rate[1]
	s.clearExtremes()
	if seen[0] != nil {
		if s.extremes == nil {
			s.SetWatch(s.watching)
		}
		e := s.extremes
		for k, a := range [...][]float32{e.MaxDepth, e.MaxSpeed, e.MaxDepthSpeed, e.MaxClass, e.Arrival, e.Duration} {
			copy(a, seen[k])
		}
		e.Area, e.Volume, e.Looked = looked[0], looked[1], looked[2]
	}
	s.pinSections()
	s.refine()
	s.placeSections()
	return nil
}

// flow is what moves, on the Grid.
type flow struct {
	h       []float64
	soaked  []float64 // see block
	soaking []float64 // of every 32×32 cells
	u, v    []float32
	qx, qy  []float64 // second order
}

func (s *Solver) copyFlow() flow {
	n := s.grid.Cells()
	f := flow{h: s.scatter(nil, depthOf), soaked: s.scatter(nil, soakedOf), u: make([]float32, n), v: make([]float32, n)}
	if s.order == 2 {
		f.qx, f.qy = s.scatter(nil, eastOf), s.scatter(nil, northOf)
	}
	for _, b := range s.blockOf {
		f.soaking = append(f.soaking, b.soaking)
	}
	for k, u := range s.VelocityX() {
		f.u[k] = float32(u)
	}
	for k, v := range s.VelocityY() {
		f.v[k] = float32(v)
	}
	return f
}

func (s *Solver) putFlow(f flow) {
	for _, b := range s.blocks {
		s.gather(b, f.h, b.water)
		s.gather(b, f.soaked, b.soaked)
		b.soaking = f.soaking[b.j0/side*s.tilesX+b.i0/side]
		if s.order == 2 {
			s.gather(b, f.qx, b.water[waterQX:])
			s.gather(b, f.qy, b.water[waterQY:])
		}
		s.spread(b, f.u, b.motion, 0)
		s.spread(b, f.v, b.motion[motionV:], 0)
	}
}

func (s *Solver) checkMotion(f flow) error {
	if f.u == nil || f.v == nil {
		return errors.New("the state lacks velocities")
	}
	for k := range f.u {
		if u, v := float64(f.u[k]), float64(f.v[k]); s.conf.open(k) && !(finite(u) && finite(v) && finite(f.soaked[k])) {
			return fmt.Errorf("%s: velocity %g, %g m/s, soaked %g m", s.grid.name(k), u, v, f.soaked[k])
		}
	}
	for k, t := range f.soaking {
		if !(t >= 0) || !finite(t) {
			return fmt.Errorf("32×32 cells %d have soaked for %g s", k, t)
		}
	}
	return nil
}

// identity is a checksum of all that New was told except the bed.
func (s *Solver) identity() uint64 {
	if s.id != 0 {
		return s.id
	}
	sum := fnv.New64a()
	var b []byte
	b = binary.LittleEndian.AppendUint64(b, uint64(s.grid.NX))
	b = binary.LittleEndian.AppendUint64(b, uint64(s.grid.NY))
	b = appendFloats(b, []float64{s.grid.Cell})
	for _, r := range [...]Boundary{s.conf.West, s.conf.East, s.conf.South, s.conf.North, s.conf.Rim} {
		b = append(b, byte(r.Kind))
		b = appendFloats(b, []float64{r.Level, r.Discharge, r.Depth})
	}
	for _, g := range s.segments {
		b = append(b, byte(g.Side))
		b = appendFloats(b, []float64{float64(g.From), float64(g.To)})
	}
	b = append(b, byte(s.order), byte(s.conf.Coarsest))
	b = appendFloats(b, []float64{s.conf.CoarseWithin})
	b = appendRaster(b, s.rough)
	b = appendFloats(b, s.conf.Porosity)
	b = appendFloats(b, s.conf.Passage[0])
	b = appendFloats(b, s.conf.Passage[1])
	for _, k := range s.conf.Kind {
		b = append(b, byte(k))
	}
	sum.Write(b)
	s.id = sum.Sum64()
	return s.id
}

func (b *books) sums() [6]*sum {
	return [...]*sum{&b.rain, &b.in, &b.out, &b.from, &b.over, &b.soak}
}

func (b *books) floats() []float64 {
	f := []float64{b.initial}
	for _, p := range b.sums() {
		f = append(f, p.a, p.err)
	}
	return f
}

func (b *books) setFloats(f []float64) {
	b.initial = f[0]
	for k, p := range b.sums() {
		p.a, p.err = f[1+2*k], f[2+2*k]
	}
}

func appendFloats(b []byte, a []float64) []byte {
	at := len(b)
	b = slices.Grow(b, 8*len(a))[:at+8*len(a)]
	if littleEndian && len(a) > 0 {
		copy(b[at:], unsafe.Slice((*byte)(unsafe.Pointer(&a[0])), 8*len(a)))
		return b
	}
	for k, x := range a {
		binary.LittleEndian.PutUint64(b[at+8*k:], math.Float64bits(x))
	}
	return b
}

// littleEndian tells whether numbers lie in memory as they do in a state.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

func appendRaster(b []byte, a []float32) []byte {
	if a == nil {
		return append(b, 0)
	}
	b = append(b, 1)
	at := len(b)
	b = slices.Grow(b, 4*len(a))[:at+4*len(a)]
	if littleEndian && len(a) > 0 {
		copy(b[at:], unsafe.Slice((*byte)(unsafe.Pointer(&a[0])), 4*len(a)))
		return b
	}
	for k, x := range a {
		binary.LittleEndian.PutUint32(b[at+4*k:], math.Float32bits(x))
	}
	return b
}

// reader takes a state apart; once it is short it gives zeros.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || n > len(r.b) {
		r.short = true
		return nil
	}
	a := r.b[:n]
	r.b = r.b[n:]
	return a
}

func (r *reader) byte() byte {
	if a := r.take(1); a != nil {
		return a[0]
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if a := r.take(8); a != nil {
		return binary.LittleEndian.Uint64(a)
	}
	return 0
}

// count of records of a size, never more than the bytes can hold.
func (r *reader) count(size int) int {
	n := r.uint64()
	if n > uint64(len(r.b)/size) {
		r.short = true
		return 0
	}
	return int(n)
}

func (r *reader) floats(n int) []float64 {
	a := make([]float64, n)
	if b := r.take(8 * n); littleEndian && len(b) > 0 {
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&a[0])), 8*n), b)
	} else if b != nil {
		for k := range a {
			a[k] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*k:]))
		}
	}
	return a
}

func (r *reader) raster(n int) []float32 {
	if r.byte() == 0 {
		return nil
	}
	a := make([]float32, n)
	if b := r.take(4 * n); littleEndian && len(b) > 0 {
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&a[0])), 4*n), b)
	} else if b != nil {
		for k := range a {
			a[k] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*k:]))
		}
	}
	return a
}
