package cmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/spf13/cobra"

	"shapan/bim/building"
	"shapan/bim/glb"
	"shapan/bim/ifc"
	"shapan/site"
)

func convertCommand() *cobra.Command {
	var o building.Options
	var asJSON bool
	c := &cobra.Command{
		Use:   "convert IN.ifc|IN.ifczip OUT.glb",
		Short: "Make a GLB of an IFC model: its shapes, instances kept, its elements as features",
		Long: `The GLB is in metres. Shapes that repeat are stored once (EXT_mesh_gpu_instancing);
each element is a feature (EXT_mesh_features, EXT_instance_features) with guid, type,
name and storey in a table (EXT_structural_metadata).

Where the model lies more than 1 km from its zero, whole metres are taken off all
coordinates before anything is rounded; they are printed, and stand in the file as
asset.extras.origin. What could not be made is told with its reason; where its box is
known, that stands for it.`,
		Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			r, err := convert(given[0], given[1], o)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), r)
			}
			return r.tell(c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.BoolVar(&o.Spaces, "spaces", false, "rooms and zones too, as glass")
	f.BoolVar(&o.Openings, "openings", false, "what is cut out of walls and slabs too")
	f.StringArrayVar(&o.Storeys, "storey", nil, "only what stands in the storey of this name; may be given again")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// conversion says what a GLB was made of.
type conversion struct {
	File         string            `json:"file"`
	Elements     int               `json:"elements"`
	Failed       int               `json:"elements_with_failures"`
	Boxed        int               `json:"elements_as_box"`
	Left         building.Left     `json:"left_out"`
	GLB          glb.Stats         `json:"glb"`
	Origin       mgl64.Vec3        `json:"origin_m"` // taken off all coordinates
	Low          mgl64.Vec3        `json:"min"`      // with the origin, as in the IFC file
	High         mgl64.Vec3        `json:"max"`
	Failures     []building.Reason `json:"failures"`
	Georeference ifc.Georeference  `json:"georeference"`
}

func convert(in, out string, o building.Options) (*conversion, error) {
	if ext := strings.ToLower(filepath.Ext(out)); ext != ".glb" {
		return nil, inputError{fmt.Errorf("%s: must end in .glb", out)}
	}
	m, err := ifc.Open(in)
	if err != nil {
		return nil, inputError{err}
	}
	b := building.Make(m, o)
	m.CompareSite(&b.Georeference, site.Geographic)
	if len(b.Drawn.Instances) == 0 {
		return nil, inputError{fmt.Errorf("%s: %s", in, nothingDrawn(m, b, o))}
	}
	r := &conversion{
		File: out, Elements: len(b.Elements), Left: b.Left, Origin: b.Drawn.Origin, Low: b.Low, High: b.High,
		Failures: building.Reasons(b.Failures), Georeference: b.Georeference,
	}
	for k := range b.Elements {
		if len(b.Elements[k].Failures) > 0 {
			r.Failed++
		}
		if b.Elements[k].Boxed {
			r.Boxed++
		}
	}
	r.GLB, err = writeGLB(out, b)
	return r, err
}

// nothingDrawn says why there is no GLB.
func nothingDrawn(m *ifc.Model, b *building.Building, o building.Options) string {
	if len(o.Storeys) > 0 && b.Left.OtherStoreys > 0 {
		var names []string
		for _, s := range m.Of("IfcBuildingStorey") {
			names = append(names, fmt.Sprintf("%q", s.Text("Name")))
		}
		return fmt.Sprintf("nothing stands in storey %q; the storeys are %s", o.Storeys, strings.Join(names, ", "))
	}
	if reasons := building.Reasons(b.Failures); len(reasons) > 0 {
		return fmt.Sprintf("none of %d elements could be made: %s", len(b.Elements), reasons[0].Reason)
	}
	return fmt.Sprintf("holds nothing to show: %d spaces, %d openings, %d things of lines alone", b.Left.Spaces, b.Left.Openings, b.Left.Lines)
}

// writeGLB leaves no half of a file behind.
func writeGLB(path string, b *building.Building) (stats glb.Stats, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".shapan-*.glb")
	if err != nil {
		return stats, err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if stats, err = b.Write(f); err != nil {
		return stats, err
	}
	if err = f.Chmod(0o644); err != nil {
		return stats, err
	}
	if err = f.Close(); err != nil {
		return stats, err
	}
	return stats, os.Rename(f.Name(), path)
}

// tell prints the conversion for people.
func (r *conversion) tell(w io.Writer) error {
	p := printer{w: w}
	p.line("%s  %d elements, %d triangles, %.2f MB", r.File, r.Elements, r.GLB.Triangles, float64(r.GLB.Bytes)/1e6)
	p.line("drawn       in %d calls; %d of %d triangles stored, %d instances share a mesh; packing moved points by at most %.2g mm",
		r.GLB.Draws, r.GLB.Stored, r.GLB.Triangles, r.GLB.Instanced, r.GLB.Error*1000)
	p.line("size        x %.3f to %.3f, y %.3f to %.3f, z %.3f to %.3f m", r.Low[0], r.High[0], r.Low[1], r.High[1], r.Low[2], r.High[2])
	if r.Origin == (mgl64.Vec3{}) {
		p.line("origin      that of the IFC model: nothing taken off")
	} else {
		p.line("origin      %.0f, %.0f, %.0f m taken off x, y, z", r.Origin[0], r.Origin[1], r.Origin[2])
	}
	p.place(&r.Georeference)
	if l := r.Left; l != (building.Left{}) {
		p.line("left out    %d spaces (--spaces), %d openings (--openings), %d in other storeys, %d of lines alone", l.Spaces, l.Openings, l.OtherStoreys, l.Lines)
	}
	p.line("failures    %d elements lack something, %d of them stand as their box", r.Failed, r.Boxed)
	for _, f := range r.Failures {
		p.line("  %6d %s: %s (first: %s)", f.Elements, strings.Join(f.Types, ", "), f.Reason, f.Example)
	}
	for _, w := range r.Georeference.Warnings {
		p.line("warning     %v", &w)
	}
	return p.err
}
