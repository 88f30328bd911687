package cmd

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/spf13/cobra"

	"shapan/engine"
	solver "shapan/engine/solver/crane"
	"shapan/scenarios/crane"
	"shapan/site"
	"shapan/yamlfile"
)

// layoutFile is the form of a file that asks for a layout of cranes.
type layoutFile struct {
	Site    string       `yaml:"site" jsonschema:"required,example=site.yaml" jsonschema_description:"with crane_types, the catalogue; its own cranes are put aside"`
	Places  layoutPlaces `yaml:"places" jsonschema:"required" jsonschema_description:"where a mast may stand"`
	Types   []string     `yaml:"types" jsonschema_description:"which of crane_types; absent: all"`
	Heights []float64    `yaml:"jib_heights_m" jsonschema:"required,minItems=1" jsonschema_description:"that are possible"`
	Cover   []demand     `yaml:"cover" jsonschema:"required,minItems=1" jsonschema_description:"what must be in reach"`
	Most    int          `yaml:"most" jsonschema:"minimum=1,maximum=12,default=4" jsonschema_description:"cranes"`
	Worth   float64      `yaml:"worth" jsonschema:"minimum=0,maximum=1e12" jsonschema_description:"of serving all, in the unit of the costs; absent: as much as can be served, then as cheaply as can be"`
	On      string       `yaml:"on" jsonschema:"example=2026-05-01" jsonschema_description:"date of the schedule: what is built by then stands in the way; absent: today"`
}

type layoutPlaces struct {
	Points  []mgl64.Vec2 `yaml:"points" jsonschema_description:"[[x, y], …]"`
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"minItems=3" jsonschema_description:"anywhere in it, on a lattice"`
	Every   float64      `yaml:"every_m" jsonschema:"minimum=1,maximum=200,default=12" jsonschema_description:"of the lattice"`
	Avoid   []string     `yaml:"avoid" jsonschema_description:"ids of zones, pits and buildings in which none may stand: zone/yard, pit/station"`
}

type demand struct {
	Of      string       `yaml:"of" jsonschema:"example=zone/yard" jsonschema_description:"id of a zone, pit or building of the site"`
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"minItems=3" jsonschema_description:"in place of it"`
	Level   *float64     `yaml:"level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"to which loads come; absent: the ground there"`
	Every   float64      `yaml:"every_m" jsonschema:"minimum=0.5,maximum=200,default=6" jsonschema_description:"between the points that stand for it"`
	LoadT   float64      `yaml:"load_t" jsonschema:"required,exclusiveMinimum=0,maximum=200"`
	Weight  float64      `yaml:"weight" jsonschema:"exclusiveMinimum=0,maximum=1000,default=1"`
}

func cranesLayoutCommand() *cobra.Command {
	var asJSON bool
	var fragment string
	c := &cobra.Command{
		Use:   "layout FILE.yaml",
		Short: "Find positions, heights and types of cranes: coverage against cost",
		Long: `FILE names a site with a catalogue (crane_types), where masts may stand, which
heights are possible and what must be in reach with which load. The answer is the
best layout for each number of cranes and the best of all, with what was compared;
every crane can turn freely past the site's buildings and power lines, and all keep
GB 5144-2006 10.5. --site writes it as the cranes of a site file.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			world, task, err := openLayout(given[0])
			if err != nil {
				return err
			}
			found, err := crane.SearchLayout(world, task)
			if err != nil {
				return inputError{fmt.Errorf("%s: %w", given[0], err)}
			}
			if fragment != "" {
				if err := os.WriteFile(fragment, []byte(siteFragment(given[0], found)), 0o644); err != nil {
					return err
				}
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), found)
			}
			tellLayout(c.OutOrStdout(), found)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&fragment, "site", "", "file for the cranes as they stand in a site file")
	return c
}

// openLayout reads a layout file and its site, and makes the question of it.
func openLayout(path string) (*engine.Site, crane.LayoutTask, error) {
	var doc layoutFile
	var task crane.LayoutTask
	file, err := yamlfile.Open(path)
	if err != nil {
		return nil, task, err
	}
	var errs yamlfile.ErrorList
	errs.Add(file.Decode(&doc))
	sitePath := doc.Site
	if !filepath.IsAbs(sitePath) {
		sitePath = filepath.Join(filepath.Dir(path), filepath.FromSlash(sitePath))
	}
	if doc.Site == "" {
		return nil, task, errs.Err()
	}
	if _, err := os.Stat(sitePath); err != nil {
		errs.Add(file.At("site").Errorf("%s: there is no such site file (looked for %s)", doc.Site, sitePath))
		return nil, task, errs.Err()
	}
	place, err := site.Open(sitePath)
	if err != nil {
		return nil, task, err
	}
	task.Heights, task.Most, task.Worth = doc.Heights, doc.Most, doc.Worth
	if task.At, err = dateOf(doc.On); err != nil {
		errs.Add(file.At("on").Errorf("%v", err))
	}
	task.At = orNow(task.At)
	for k, h := range doc.Heights {
		if !(h > 0 && h <= 1000) {
			errs.Add(file.At("jib_heights_m", k).Errorf("%g: must be > 0 and at most 1000", h))
		}
	}
	errs.Add(chooseTypes(file, &doc, place, &task))
	errs.Add(choosePlaces(file, &doc, place.Site, &task))
	for k, d := range doc.Cover {
		errs.Add(addDemand(file.At("cover", k), d, place.Site, &task))
	}
	return place.Site, task, errs.Err()
}

func chooseTypes(file *yamlfile.File, doc *layoutFile, place *site.Place, task *crane.LayoutTask) error {
	var errs yamlfile.ErrorList
	var names []string
	wanted := map[string]bool{}
	for _, t := range doc.Types {
		wanted[t] = true
	}
	for _, t := range place.Cranes {
		names = append(names, t.ID)
		if len(wanted) == 0 || wanted[t.ID] {
			task.Catalogue = append(task.Catalogue, crane.Listed{ID: t.ID, Asset: t.Asset, Cost: t.Cost, PerMetre: t.PerMetre})
		}
		delete(wanted, t.ID)
	}
	if len(names) == 0 {
		errs.Add(file.At("site").Errorf("%s: lists no crane_types to choose from", doc.Site))
		return errs.Err()
	}
	for k, t := range doc.Types {
		if wanted[t] {
			errs.Add(file.At("types", k).Errorf("%s: is not among the site's crane_types; there is %s", t, strings.Join(names, ", ")))
		}
	}
	return errs.Err()
}

// ringsOf finds the outline of a thing of the site.
func ringsOf(s *engine.Site, id string) [][]mgl64.Vec2 {
	for k := range s.Features {
		if s.Features[k].ID == id {
			return s.Features[k].Rings
		}
	}
	return nil
}

// lattice calls for the points of a lattice in an outline.
func lattice(rings [][]mgl64.Vec2, every float64, each func(mgl64.Vec2)) {
	low, high := rings[0][0], rings[0][0]
	for _, p := range rings[0] {
		low = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}
		high = mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	g := engine.Grid{X0: low[0], Y0: low[1], Cell: every, NX: int((high[0]-low[0])/every) + 1, NY: int((high[1]-low[1])/every) + 1}
	g.Inside(rings, func(cell int) { each(g.Center(cell)) })
}

// mostPlaces bounds the search.
const mostPlaces = 400

func choosePlaces(file *yamlfile.File, doc *layoutFile, s *engine.Site, task *crane.LayoutTask) error {
	var errs yamlfile.ErrorList
	node := file.At("places")
	var avoid [][][]mgl64.Vec2
	for k, id := range doc.Places.Avoid {
		rings := ringsOf(s, id)
		if rings == nil {
			errs.Add(node.At("avoid", k).Errorf("%s: the site has no such zone, pit or building", id))
			continue
		}
		avoid = append(avoid, rings)
	}
	put := func(p mgl64.Vec2) bool {
		z := groundAt(s, p)
		if math.IsNaN(z) {
			return false
		}
		for _, rings := range avoid {
			inside := false
			g := engine.Grid{X0: p[0] - 0.5, Y0: p[1] - 0.5, Cell: 1, NX: 1, NY: 1}
			g.Inside(rings, func(int) { inside = true })
			if inside {
				return true
			}
		}
		if h := s.Layer("building"); h != nil {
			if cell, ok := h.Grid.CellAt(p[0], p[1]); ok && h.Values[cell] == h.Values[cell] {
				return true // a building stands there
			}
		}
		task.Places = append(task.Places, p.Vec3(z))
		return true
	}
	for k, p := range doc.Places.Points {
		if !put(p) {
			errs.Add(node.At("points", k).Errorf("(%g, %g): there is no ground", p[0], p[1]))
		}
	}
	if len(doc.Places.Outline) > 0 {
		lattice([][]mgl64.Vec2{doc.Places.Outline}, doc.Places.Every, func(p mgl64.Vec2) { put(p) })
	}
	switch n := len(task.Places); {
	case n == 0 && errs.Err() == nil:
		errs.Add(node.Errorf("no place is left: give points, or an outline on open ground"))
	case n > mostPlaces:
		errs.Add(node.Errorf("%d places: must be at most %d: make every_m larger", n, mostPlaces))
	}
	return errs.Err()
}

func groundAt(s *engine.Site, p mgl64.Vec2) float64 {
	cell, inside := s.Ground.Grid.CellAt(p[0], p[1])
	if !inside {
		return math.NaN()
	}
	return float64(s.Ground.Values[cell])
}

func addDemand(node yamlfile.Node, d demand, s *engine.Site, task *crane.LayoutTask) error {
	rings := [][]mgl64.Vec2{d.Outline}
	switch {
	case d.Of != "" && len(d.Outline) > 0:
		return node.Errorf("of and outline: give one of them")
	case d.Of != "":
		if rings = ringsOf(s, d.Of); rings == nil {
			return node.At("of").Errorf("%s: the site has no such zone, pit or building", d.Of)
		}
	case len(d.Outline) < 3:
		return node.Errorf("needs of, or an outline")
	}
	before := len(task.Demands)
	lattice(rings, d.Every, func(p mgl64.Vec2) {
		z := groundAt(s, p)
		if d.Level != nil {
			z = *d.Level
		}
		if !math.IsNaN(z) {
			task.Demands = append(task.Demands, solver.Demand{At: p.Vec3(z), Load: d.LoadT * 1000, Weight: d.Weight})
		}
	})
	if len(task.Demands) == before {
		return node.Errorf("no point of a lattice of %g m lies in it: make every_m smaller", d.Every)
	}
	return nil
}

func tellLayout(out io.Writer, f *crane.FoundLayout) {
	fmt.Fprintf(out, "%d of %d candidates turn freely and serve something\n", f.Standing, f.Of)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "cranes\tserved\tby two\tcost\t")
	for _, n := range f.ByNumber {
		fmt.Fprintf(w, "%d\t%.1f %%\t%.1f %%\t%g\t\n", n.Number, 100*n.Covered, 100*n.Overlap, math.Round(100*n.Cost)/100)
	}
	w.Flush()
	fmt.Fprintf(out, "best: %s\n", f.Why)
	for _, c := range f.Cranes {
		fmt.Fprintf(w, "%s\t%s\tat (%.1f, %.1f)\tjib %g m\tat %g m\tserves %d\t\n", c.ID, c.Type, c.At[0], c.At[1], c.JibM, c.JibHeightM, c.Serves)
	}
	w.Flush()
}

// siteFragment is a layout as the cranes of a site file.
func siteFragment(from string, f *crane.FoundLayout) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by shapan cranes layout %s on %s: serves %.1f %%, costs %g.\ncranes:\n", filepath.Base(from), time.Now().Format("2006-01-02"), 100*f.Covered, math.Round(100*f.Cost)/100)
	for _, c := range f.Cranes {
		fmt.Fprintf(&b, "  - {id: %s, type: %s, at: [%s, %s], jib_height_m: %s}\n", c.ID, c.Type, digits(c.At[0]), digits(c.At[1]), digits(c.JibHeightM))
	}
	return b.String()
}
