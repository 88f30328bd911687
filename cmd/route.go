package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"shapan/engine/solver/route"
	"shapan/gis/roads"
)

// routeCall is one question to the roads of a file.
type routeCall struct {
	mode     string
	from, to string
	closed   []int64
	k        int
	within   float64 // [m]; 0: a route is asked for
	limit    float64 // to the nearest road [m]
}

func routeCommand() *cobra.Command {
	call := routeCall{}
	var asJSON bool
	c := &cobra.Command{
		Use:   "route ROADS.osm --from PLACE [--to PLACE | --within 2000]",
		Short: "The way from one place to another by road, or what is reached from a place",
		Long: `A PLACE is lon,lat in degrees, which is put on the nearest road of the largest
connected part, or node/ID of the file. Modes: vehicle, emergency,
foot, and all (every road, as long as it is, one-ways kept: to compare with other
tools). Where there is no way the answer says why. from_road_m and to_road_m are how
far the places lie from the roads on which they were put.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			answer, err := call.answer(given[0])
			if err != nil {
				return inputError{err}
			}
			if asJSON {
				encoder := json.NewEncoder(c.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(answer)
			}
			return tellFacts(c.OutOrStdout(), answer, "")
		},
	}
	f := c.Flags()
	f.StringVar(&call.mode, "mode", "vehicle", "who goes: vehicle, emergency, foot, all")
	f.StringVar(&call.from, "from", "", "where it begins")
	f.StringVar(&call.to, "to", "", "where it ends")
	f.Int64SliceVar(&call.closed, "closed", nil, "ways that are closed, by their IDs")
	f.IntVar(&call.k, "alternatives", 1, "how many ways that differ are wanted")
	f.Float64Var(&call.within, "within", 0, "what is reached within so many metres")
	f.Float64Var(&call.limit, "limit", 200, "how far a place may lie from a road [m]")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// answer reads the roads and asks them.
func (q routeCall) answer(file string) (map[string]any, error) {
	profile, ok := map[string]func() roads.Profile{
		"vehicle": roads.Vehicle, "emergency": roads.Emergency, "foot": roads.Foot, "all": roads.AllHighways,
	}[q.mode]
	switch {
	case !ok:
		return nil, fmt.Errorf("--mode %s: must be vehicle, emergency, foot or all", q.mode)
	case q.from == "" || q.to == "" && !(q.within > 0):
		return nil, fmt.Errorf("--from and --to (or --within) are missing")
	case q.to != "" && q.within != 0:
		return nil, fmt.Errorf("--to and --within are two questions: leave one out")
	case q.to == "" && math.IsInf(q.within, 0):
		return nil, fmt.Errorf("--within %g: must be metres", q.within)
	case !(q.limit >= 0):
		return nil, fmt.Errorf("--limit %g: must be 0 m or more", q.limit)
	case q.k < 1 || q.k > 20:
		return nil, fmt.Errorf("--alternatives %d: must be from 1 to 20", q.k)
	}
	data, err := roads.ReadOSM(file)
	if err != nil {
		return nil, err
	}
	n, err := roads.Build(data, profile(), roads.Options{EveryNode: true})
	if err != nil {
		return nil, err
	}
	measure := route.Time
	if profile().KmPerHour == nil || q.to == "" { // --within is asked in metres
		measure = route.Length
	}
	costs := n.Graph.NewCosts(measure)
	shut := map[int64]bool{}
	for _, id := range q.closed {
		shut[id] = true
	}
	found := map[int64]bool{}
	for e := range n.Edges {
		if id := n.Edges[e].Way; shut[id] {
			found[id] = true
			costs.Close(int32(e))
		}
	}
	for id := range shut {
		if !found[id] {
			return nil, fmt.Errorf("--closed %d: there is no such way for a %s", id, q.mode)
		}
	}
	router := n.NewRouter(q.limit)
	router.Want = n.InLargest // not a car park that the map has cut off
	from, start, err := q.place(n, "--from", q.from)
	if err != nil {
		return nil, err
	}
	if q.to == "" {
		return q.reached(n, router, costs, start, from)
	}
	to, end, err := q.place(n, "--to", q.to)
	if err != nil {
		return nil, err
	}
	if start != nil && end != nil && q.k == 1 { // from node to node
		path, ok := router.Search.Route(costs, start, end, nil)
		if !ok {
			return nil, fmt.Errorf("there is no way for a %s from %s to %s", q.mode, q.from, q.to)
		}
		length := 0.0
		for _, e := range path.Edges {
			length += n.Graph.Edges()[e].Length
		}
		return map[string]any{"length_m": round(length, 3), "edges": len(path.Edges)}, nil
	}
	var trips []*roads.Trip
	if q.k == 1 {
		trip, err := router.Route(costs, from, to)
		if err != nil {
			return nil, q.asTyped(n, err, from)
		}
		trips = []*roads.Trip{trip}
	} else if trips, err = router.Alternatives(costs, from, to, q.k, route.Alternative{Stretch: 1.6, Shared: 0.6, Penalty: 1.4, Tries: 4 * q.k}); err != nil {
		return nil, q.asTyped(n, err, from)
	}
	list := make([]map[string]any, len(trips))
	for k, t := range trips {
		list[k] = map[string]any{"length_m": round(t.Length, 2)}
		if !math.IsInf(t.Time, 1) {
			list[k]["time_s"] = round(t.Time, 1)
		}
	}
	answer := list[0]
	if q.k > 1 {
		answer = map[string]any{"routes": list}
	}
	// The ways from and to the places are in no figure, so they are told.
	if start == nil {
		answer["from_road_m"] = round(trips[0].Start.Distance, 1)
	}
	if end == nil {
		answer["to_road_m"] = round(trips[0].End.Distance, 1)
	}
	return answer, nil
}

// place reads node/ID or lon,lat.
func (q routeCall) place(n *roads.Network, flag, text string) (at mgl64.Vec2, node []route.Place, err error) {
	if id, ok := strings.CutPrefix(text, "node/"); ok {
		number, err := strconv.ParseInt(id, 10, 64)
		v, known := n.NodeOf(number)
		if err != nil || !known {
			return at, nil, fmt.Errorf("%s %s: there is no such node on a road for a %s", flag, text, q.mode)
		}
		return n.Project(n.Nodes[v].At), []route.Place{route.AtNode(v)}, nil
	}
	lon, lat, ok := pair(text)
	if !ok || math.Abs(lon) > 180 || math.Abs(lat) > 90 {
		hint := ""
		if ok && math.Abs(lon) <= 90 && math.Abs(lat) <= 180 {
			hint = fmt.Sprintf("; longitude stands first: %g,%g?", lat, lon)
		}
		return at, nil, fmt.Errorf("%s %s: must be lon,lat in degrees (121.47,31.23), or node/ID%s", flag, text, hint)
	}
	return n.Project(orb.Point{lon, lat}), nil, nil
}

// asTyped says what is not reached in the words of the command line: the
// network's metres are nothing that the user has ever seen.
func (q routeCall) asTyped(n *roads.Network, err error, from mgl64.Vec2) error {
	var u *roads.Unreachable
	if !errors.As(err, &u) {
		return err
	}
	told := *u
	told.Name = "--to " + q.to
	if u.At == from {
		told.Name = "--from " + q.from
	}
	if u.Reason != roads.TooFar {
		return fmt.Errorf("%w from --from %s", &told, q.from)
	}
	if s, err := n.Snap(u.At, q.limit, nil); err == nil {
		return fmt.Errorf("%w (--limit); the road %.1f m from it is not joined with the rest of the roads both ways", &told, s.Distance)
	}
	text := strings.TrimPrefix(strings.TrimPrefix(told.Name, "--to "), "--from ")
	if lat, lon, ok := pair(text); ok && math.Abs(lat) <= 90 {
		if _, err := n.Snap(n.Project(orb.Point{lon, lat}), q.limit, nil); err == nil {
			return fmt.Errorf("%w; there is one at %g,%g: longitude stands first", &told, lon, lat)
		}
	}
	return fmt.Errorf("%w (--limit)", &told)
}

// reached is how much lies within a distance, by ways that are open.
func (q routeCall) reached(n *roads.Network, router *roads.Router, costs *route.Costs, start []route.Place, from mgl64.Vec2) (map[string]any, error) {
	off := 0.0 // from the place to the road [m]
	if start == nil {
		snap, err := n.Snap(from, q.limit, nil)
		if err != nil {
			return nil, q.asTyped(n, err, from)
		}
		start, off = snap.Places, snap.Distance
	}
	var reach route.Reach
	router.Search.Within(costs, start, q.within, &reach)
	length := 0.0
	for _, line := range n.Lines(&reach) {
		for k := 1; k < len(line); k++ {
			length += line[k].Sub(line[k-1]).Len()
		}
	}
	answer := map[string]any{"within_m": q.within, "nodes": len(reach.Nodes), "roads_m": round(length, 1)}
	if off > 0 {
		answer["from_road_m"] = round(off, 1)
	}
	return answer, nil
}

func round(v float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(v*p) / p
}
