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
	"github.com/paulmach/orb/geojson"
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
	within   float64 // [m]; 0: a route is asked for, or minutes
	minutes  float64
	width    float64 // of the area around what is reached, to either side of a road [m]
	limit    float64 // to the nearest road [m]
	shapes   bool    // of what is reached are asked for, too
}

func routeCommand() *cobra.Command {
	call := routeCall{}
	var asJSON bool
	c := &cobra.Command{
		Use:   "route ROADS.osm --from PLACE [--to PLACE | --within 2000 | --minutes 5]",
		Short: "The way from one place to another by road, or what is reached from a place",
		Long: `A PLACE is lon,lat in degrees, which is put on the nearest road of the largest
connected part, or node/ID of the file. Modes: vehicle, emergency,
foot, and all (every road, as long as it is, one-ways kept: to compare with other
tools). Where there is no way the answer says why. from_road_m and to_road_m are how
far the places lie from the roads on which they were put.

--geojson prints what a map can show, in degrees: the ways as lines; or what is
reached as the roads themselves and as the area within --width of them, blocks
in whose middle no road is near left out as holes.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			answer, shapes, err := call.ask(given[0])
			if err != nil {
				return inputError{err}
			}
			encoder := json.NewEncoder(c.OutOrStdout())
			switch {
			case call.shapes:
				return encoder.Encode(shapes)
			case asJSON:
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
	f.Float64Var(&call.minutes, "minutes", 0, "what is reached within so many minutes, at the speeds of the mode")
	f.Float64Var(&call.width, "width", 25, "how far the area of --geojson goes to either side of a road [m]")
	f.Float64Var(&call.limit, "limit", 200, "how far a place may lie from a road [m]")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.BoolVar(&call.shapes, "geojson", false, "print GeoJSON: lines, or the area that is reached")
	c.MarkFlagsMutuallyExclusive("json", "geojson")
	return c
}

// answer is what ask finds, in figures.
func (q routeCall) answer(file string) (map[string]any, error) {
	answer, _, err := q.ask(file)
	return answer, err
}

// ask reads the roads and asks them: figures, and shapes in degrees.
func (q routeCall) ask(file string) (map[string]any, *geojson.FeatureCollection, error) {
	profile, ok := map[string]func() roads.Profile{
		"vehicle": roads.Vehicle, "emergency": roads.Emergency, "foot": roads.Foot, "all": roads.AllHighways,
	}[q.mode]
	switch {
	case !ok:
		return nil, nil, fmt.Errorf("--mode %s: must be vehicle, emergency, foot or all", q.mode)
	case q.from == "" || q.to == "" && !(q.within > 0) && !(q.minutes > 0):
		return nil, nil, fmt.Errorf("--from and --to (or --within, or --minutes) are missing")
	case q.to != "" && (q.within != 0 || q.minutes != 0), q.within != 0 && q.minutes != 0:
		return nil, nil, fmt.Errorf("--to, --within and --minutes are different questions: leave all but one out")
	case q.to == "" && (math.IsInf(q.within, 0) || math.IsInf(q.minutes, 0)):
		return nil, nil, fmt.Errorf("--within %g, --minutes %g: must be a number of metres or minutes", q.within, q.minutes)
	case q.minutes > 0 && profile().KmPerHour == nil:
		return nil, nil, fmt.Errorf("--minutes: mode %s has no speeds: ask --within", q.mode)
	case !(q.limit >= 0):
		return nil, nil, fmt.Errorf("--limit %g: must be 0 m or more", q.limit)
	case q.k < 1 || q.k > 20:
		return nil, nil, fmt.Errorf("--alternatives %d: must be from 1 to 20", q.k)
	}
	data, err := roads.ReadOSM(file)
	if err != nil {
		return nil, nil, err
	}
	n, err := roads.Build(data, profile(), roads.Options{EveryNode: true})
	if err != nil {
		return nil, nil, err
	}
	measure := route.Time
	if profile().KmPerHour == nil || q.within > 0 { // asked in metres
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
			return nil, nil, fmt.Errorf("--closed %d: there is no such way for a %s", id, q.mode)
		}
	}
	router := n.NewRouter(q.limit)
	router.Want = n.InLargest // not a car park that the map has cut off
	from, start, err := q.place(n, "--from", q.from)
	if err != nil {
		return nil, nil, err
	}
	if q.to == "" {
		return q.reached(n, router, costs, start, from)
	}
	to, end, err := q.place(n, "--to", q.to)
	if err != nil {
		return nil, nil, err
	}
	if start != nil && end != nil && q.k == 1 { // from node to node
		path, ok := router.Search.Route(costs, start, end, nil)
		if !ok {
			return nil, nil, fmt.Errorf("there is no way for a %s from %s to %s", q.mode, q.from, q.to)
		}
		length := 0.0
		var line orb.LineString
		for _, e := range path.Edges {
			length += n.Graph.Edges()[e].Length
			line = append(line, n.Line(e)[min(1, len(line)):]...)
		}
		answer := map[string]any{"length_m": round(length, 3), "edges": len(path.Edges)}
		return answer, collection(feature(line, answer)), nil
	}
	var trips []*roads.Trip
	if q.k == 1 {
		trip, err := router.Route(costs, from, to)
		if err != nil {
			return nil, nil, q.asTyped(n, err, from)
		}
		trips = []*roads.Trip{trip}
	} else if trips, err = router.Alternatives(costs, from, to, q.k, route.Alternative{Stretch: 1.6, Shared: 0.6, Penalty: 1.4, Tries: 4 * q.k}); err != nil {
		return nil, nil, q.asTyped(n, err, from)
	}
	list := make([]map[string]any, len(trips))
	shapes := collection()
	for k, t := range trips {
		list[k] = map[string]any{"length_m": round(t.Length, 2)}
		if !math.IsInf(t.Time, 1) {
			list[k]["time_s"] = round(t.Time, 1)
		}
		shapes.Append(feature(orb.LineString(onMap(n, t.Line)), list[k]))
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
	return answer, shapes, nil
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

func round(v float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(v*p) / p
}
