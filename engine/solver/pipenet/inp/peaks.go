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
	before := make([]float64, nodes) // depths at the step's start
	for report := s.File.ReportStep; s.Time() < end-1e-6; {
		began := s.Time()
		step := min(s.File.Step, max(report-began, 1e-3))
		if s.likeSWMM() { // SWMM interpolates to its report steps
			step = s.Net.NextStep()
		}
		for i := range before {
			before[i] = s.Net.NodeDepth(i)
		}
		if err := s.Advance(ctx, min(step, end-began)); err != nil {
			return p, err
		}
		now := s.Time()
		for i := range p.Depth {
			if d := s.Net.NodeDepth(i); d > p.Depth[i] {
				p.Depth[i], p.DepthAt[i] = d, now
			}
		}
		for ; now >= report-1e-3; report += s.File.ReportStep {
			x := min((report-began)/(now-began), 1)
			for i, d := range before {
				p.Reported[i] = max(p.Reported[i], d+x*(s.Net.NodeDepth(i)-d))
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
