package inp

import (
	"context"
	"math"
)

// Peaks are the greatest values of a run, by the file's order of nodes and links.
type Peaks struct {
	Depth    []float64 // of nodes [m]
	DepthAt  []float64 // [s]
	Reported []float64 // of nodes, at the file's report steps alone [m]
	Flow     []float64 // of links, either way [m³/s]
	FlowAt   []float64 // [s]
}

// Peaks runs the file from where it stands to its end, at its routing step, and
// returns the greatest values on the way.
func (s *Simulation) Peaks(ctx context.Context) (Peaks, error) {
	nodes, links := len(s.File.Network.Nodes), len(s.File.Network.Links)
	p := Peaks{make([]float64, nodes), make([]float64, nodes), make([]float64, nodes), make([]float64, links), make([]float64, links)}
	end := s.File.End.Sub(s.File.Start).Seconds()
	for report := s.File.ReportStep; s.Time() < end-1e-6; {
		if err := s.Advance(ctx, min(s.File.Step, end-s.Time(), max(report-s.Time(), 1e-3))); err != nil {
			return p, err
		}
		now := s.Time()
		reported := now >= report-1e-3
		if reported {
			report += s.File.ReportStep
		}
		for i := range p.Depth {
			d := s.Net.NodeDepth(i)
			if d > p.Depth[i] {
				p.Depth[i], p.DepthAt[i] = d, now
			}
			if reported {
				p.Reported[i] = max(p.Reported[i], d)
			}
		}
		for k := range p.Flow {
			if q := math.Abs(s.Net.LinkFlow(k)); q > p.Flow[k] {
				p.Flow[k], p.FlowAt[k] = q, now
			}
		}
	}
	return p, nil
}
