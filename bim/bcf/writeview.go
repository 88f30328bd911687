package bcf

import (
	"math"
	"strconv"
	"strings"
)

func (v *Viewpoint) fileName() string { return "Viewpoint_" + v.GUID + ".bcfv" }

func (v *Viewpoint) snapshotName() string {
	if len(v.Snapshot) > 1 && v.Snapshot[0] == 0xff && v.Snapshot[1] == 0xd8 {
		return "Snapshot_" + v.GUID + ".jpg"
	}
	return "Snapshot_" + v.GUID + ".png"
}

func (v *Viewpoint) viewXML(v3 bool) []byte {
	w := newWriter()
	w.element("VisualizationInfo", func() {
		w.element("Components", func() { v.writeComponents(w, v3) })
		v.writeCamera(w, v3)
		w.list("Lines", len(v.Lines), func(k int) {
			w.element("Line", func() {
				w.vector("StartPoint", v.Lines[k][0])
				w.vector("EndPoint", v.Lines[k][1])
			})
		})
		w.list("ClippingPlanes", len(v.Clipping), func(k int) {
			w.element("ClippingPlane", func() {
				w.vector("Location", v.Clipping[k].Location)
				w.vector("Direction", v.Clipping[k].Direction)
			})
		})
		if v3 {
			w.list("Bitmaps", len(v.Bitmaps), func(k int) { v.Bitmaps[k].write(w, "Format", strings.ToLower) })
			return
		}
		for k := range v.Bitmaps {
			v.Bitmaps[k].write(w, "Bitmap", strings.ToUpper)
		}
	}, "Guid", id(v.GUID, v3))
	return w.Bytes()
}

func (b *Bitmap) write(w *writer, format string, letters func(string) string) {
	w.element("Bitmap", func() {
		w.text(format, letters(b.Format))
		w.text("Reference", b.Reference)
		w.vector("Location", b.Location)
		w.vector("Normal", b.Normal)
		w.vector("Up", b.Up)
		w.number("Height", b.Height)
	})
}

func (v *Viewpoint) writeComponents(w *writer, v3 bool) {
	hints := func() {
		w.element("ViewSetupHints", nil, "SpacesVisible", strconv.FormatBool(v.Spaces),
			"SpaceBoundariesVisible", strconv.FormatBool(v.Boundaries), "OpeningsVisible", strconv.FormatBool(v.Openings))
	}
	if !v3 {
		hints()
	}
	w.list("Selection", len(v.Selection), func(k int) { v.Selection[k].write(w) })
	w.element("Visibility", func() {
		if v3 {
			hints()
		}
		w.list("Exceptions", len(v.Exceptions), func(k int) { v.Exceptions[k].write(w) })
	}, "DefaultVisibility", strconv.FormatBool(v.DefaultVisible))
	colors := v.Colors
	w.list("Coloring", len(colors), func(k int) {
		parts := func() {
			for j := range colors[k].Components {
				colors[k].Components[j].write(w)
			}
		}
		w.element("Color", func() {
			if v3 {
				w.element("Components", parts)
			} else {
				parts()
			}
		}, "Color", strings.ToUpper(colors[k].Color))
	})
}

func (c *Component) write(w *writer) {
	w.element("Component", func() {
		w.text("OriginatingSystem", c.OriginatingSystem)
		w.text("AuthoringToolId", c.AuthoringToolID)
	}, "IfcGuid", ifcGUID(c.IfcGUID))
}

// writeCamera writes the camera. 2.1 allows only 45° to 60° and names no aspect;
// 3.0 asks for one.
func (v *Viewpoint) writeCamera(w *writer, v3 bool) {
	c := v.Camera
	if c == nil {
		return
	}
	name := "OrthogonalCamera"
	if c.Perspective {
		name = "PerspectiveCamera"
	}
	w.element(name, func() {
		w.vector("CameraViewPoint", c.Eye)
		w.vector("CameraDirection", c.Direction)
		w.vector("CameraUpVector", c.Up)
		switch {
		case !c.Perspective:
			w.number("ViewToWorldScale", c.Height)
		case v3:
			w.number("FieldOfView", min(max(c.FieldOfView, 1e-3), 180-1e-3))
		default:
			w.number("FieldOfView", min(max(c.FieldOfView, 45), 60))
		}
		if v3 {
			aspect := c.Aspect
			if !(aspect > 0) || math.IsInf(aspect, 0) {
				aspect = 4.0 / 3
			}
			w.number("AspectRatio", aspect)
		}
	})
}
