package rainstorm

import "shapan/engine"

const (
	// solverBytes is what the solver holds per cell: bed, roughness, depth,
	// velocities, slopes, fluxes of its tiles, rain and loss.
	solverBytes = 200
	// modelBytes is what the model and two frames of seven fields hold per cell.
	modelBytes = 100
)

// MemoryNeeded estimates what a rehearsal takes [bytes] beside the site, which
// is there already.
func MemoryNeeded(site *engine.Site, p Parameters) int64 {
	bytes := int64(solverBytes + modelBytes)
	if p.Solver.Order == 2 {
		bytes += 64
	}
	return bytes * int64(site.Ground.Grid.Len())
}

// MemoryNeeded is the same for who has the parameters alone.
func (p *Parameters) MemoryNeeded(site *engine.Site) int64 { return MemoryNeeded(site, *p) }
