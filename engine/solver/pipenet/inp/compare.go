package inp

import (
	"math"
	"strings"
)

// What two runs of a file may differ by and still be told as equal: the share of
// a peak, and what a report can tell or matters, 1 cm of depth and half a per cent
// of the file's greatest flow.
const (
	nearPeak  = 0.05
	nearDepth = 0.01  // [m]
	nearFlow  = 0.005 // of the greatest
)

// near says whether a peak counts as equal to the one that is wanted.
func near(got, want, least float64) bool {
	return math.Abs(got-want) <= max(nearPeak*want, least)
}

// Difference is a peak in which two runs of a file are more than 5 % apart, or
// that one of them does not have.
type Difference struct {
	What string  // "depth" or "flow"
	Name string  // of the node or link
	SWMM float64 // as reported [m] or [m³/s]; NaN: the report does not have it
	Own  float64 // by our scheme; NaN: the file does not have it
	Like float64 // by EXTRAN's scheme
	Why  string
}

// Comparison is two runs of a file beside SWMM's report of it.
type Comparison struct {
	Depths, Flows         int // compared
	DepthsOwn, FlowsOwn   int // of them, how many agree by our scheme
	DepthsLike, FlowsLike int // and by EXTRAN's
	Differences           []Difference
}

// Compare sets the peaks of a file by our scheme and by EXTRAN's (File.LikeSWMM)
// beside the report's.
func (r *Report) Compare(f *File, own, like Peaks) Comparison {
	c := Comparison{}
	nodes, links := make([]string, len(f.Network.Nodes)), make([]string, len(f.Network.Links))
	for i := range nodes {
		nodes[i] = f.Network.Nodes[i].Name
	}
	for k := range links {
		links[k] = f.Network.Links[k].Name
	}
	greatest := 0.0
	for _, l := range r.Links {
		greatest = max(greatest, l.Peak)
	}
	c.Depths, c.DepthsOwn, c.DepthsLike = c.table("depth", r.Nodes, nodes, own.Depth, like.Depth, nearDepth)
	c.Flows, c.FlowsOwn, c.FlowsLike = c.table("flow", r.Links, links, own.Flow, like.Flow, nearFlow*greatest)
	return c
}

func (c *Comparison) table(what string, theirs []Reported, names []string, own, like []float64, least float64) (all, byOwn, byLike int) {
	at := map[string]int{}
	for k, n := range names {
		at[strings.ToLower(n)] = k
	}
	for _, t := range theirs {
		k, ok := at[strings.ToLower(t.Name)]
		if !ok {
			c.Differences = append(c.Differences, Difference{what, t.Name, t.Peak, math.NaN(), math.NaN(), "the file does not have it: another file's report?"})
			continue
		}
		delete(at, strings.ToLower(t.Name))
		all++
		nearOwn, nearLike := near(own[k], t.Peak, least), near(like[k], t.Peak, least)
		if nearOwn {
			byOwn++
		}
		if nearLike {
			byLike++
		}
		if !nearOwn || !nearLike {
			c.Differences = append(c.Differences, Difference{what, t.Name, t.Peak, own[k], like[k], why(t, own[k], nearOwn, nearLike, least)})
		}
	}
	for k, n := range names {
		if _, left := at[strings.ToLower(n)]; left {
			c.Differences = append(c.Differences, Difference{what, n, math.NaN(), own[k], like[k], "the report does not have it"})
		}
	}
	return all, byOwn, byLike
}

// why says in a line what a difference comes from, as far as the numbers tell.
func why(t Reported, own float64, nearOwn, nearLike bool, least float64) string {
	switch {
	case nearOwn:
		return "ours alone agrees: EXTRAN's peak moves with the last digit"
	case !math.IsNaN(t.Sampled) && near(own, t.Sampled, least):
		return "SWMM's peak lasts less than its report step, at whose steps ours agrees"
	case nearLike:
		return "of the scheme: by EXTRAN's own, the same file gives SWMM's peak"
	}
	return "by neither scheme"
}
