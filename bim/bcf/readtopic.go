package bcf

import (
	"path"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// topic reads a topic's folder.
func (r *archiveReader) topic(folder string) (t Topic, ok bool) {
	name := folder + "/markup.bcf"
	root := r.xml(name, "Markup")
	if root == nil {
		return t, false
	}
	x := &reader{name, &r.mistakes}
	n := root.child("Topic")
	if n == nil {
		x.wrong(root, "Topic", "", "is missing")
		return t, false
	}
	t = Topic{
		GUID: x.guid(n, "Guid"), Type: n.attr("TopicType"), Status: n.attr("TopicStatus"), ServerID: n.attr("ServerAssignedId"),
		Title: n.string("Title"), Priority: n.string("Priority"), Index: x.int(n, "Index"),
		Created: x.date(n, "CreationDate"), Author: n.string("CreationAuthor"),
		Modified: x.date(n, "ModifiedDate"), ModifiedBy: n.string("ModifiedAuthor"),
		Due: x.date(n, "DueDate"), AssignedTo: n.string("AssignedTo"), Stage: n.string("Stage"), Description: n.string("Description"),
		Links: n.strings("ReferenceLink", "ReferenceLinks"),
	}
	if t.Title == "" {
		x.wrong(n, "Title", "", "is missing")
	}
	if labels := n.child("Labels"); labels.child("Label") != nil {
		t.Labels = labels.strings("Label", "")
	} else {
		t.Labels = n.strings("Labels", "")
	}
	if s := n.child("BimSnippet"); s != nil {
		t.Snippet = &Snippet{s.attr("SnippetType"), s.string("Reference"), s.string("ReferenceSchema"), x.bool(s, "isExternal", false)}
	}
	for _, d := range n.all("DocumentReference", "DocumentReferences") {
		doc := Document{GUID: d.attr("Guid"), Description: d.string("Description"), Inside: d.string("DocumentGuid"), Address: d.string("Url")}
		if at := d.string("ReferencedDocument"); x.bool(d, "isExternal", false) {
			doc.Address = at
		} else if at != "" {
			doc.Inside = at
		}
		t.Documents = append(t.Documents, doc)
	}
	for _, related := range n.all("RelatedTopic", "RelatedTopics") {
		t.Related = append(t.Related, x.guid(related, "Guid"))
	}
	for _, f := range root.child("Header").all("File", "Files") {
		t.Models = append(t.Models, Model{
			Project: f.attr("IfcProject"), SpatialElement: f.attr("IfcSpatialStructureElement"), Internal: !x.bool(f, "isExternal", true),
			Filename: f.string("Filename"), Reference: f.string("Reference"), Date: x.date(f, "Date"),
		})
	}
	// 2.1 has comments and viewpoints beside the topic, 3.0 within it.
	comments, views := root.all("Comment", ""), root.all("Viewpoints", "")
	if len(comments) == 0 {
		comments = n.all("Comment", "Comments")
	}
	if len(views) == 0 {
		views = n.child("Viewpoints").all("ViewPoint", "")
	}
	for _, c := range comments {
		t.Comments = append(t.Comments, Comment{
			GUID: x.guid(c, "Guid"), Author: c.string("Author"), Text: c.string("Comment"), Date: x.date(c, "Date"),
			Viewpoint: c.child("Viewpoint").attr("Guid"), Modified: x.date(c, "ModifiedDate"), ModifiedBy: c.string("ModifiedAuthor"),
		})
	}
	for _, v := range views {
		view := r.viewpoint(x, v, folder, v.string("Viewpoint"), v.string("Snapshot"))
		view.GUID, view.Index = x.guid(v, "Guid"), x.int(v, "Index")
		t.Viewpoints = append(t.Viewpoints, view)
	}
	if len(views) == 0 && r.entries[folder+"/viewpoint.bcfv"] != nil { // 1.0 has one, by name
		view := r.viewpoint(x, root, folder, "viewpoint.bcfv", "snapshot.png")
		if view.GUID == "" {
			view.GUID = ID(t.GUID, "viewpoint")
		}
		t.Viewpoints = append(t.Viewpoints, view)
	}
	return t, true
}

// viewpoint reads the files of a viewpoint, which may not be there.
func (r *archiveReader) viewpoint(x *reader, n *node, folder, file, snapshot string) (v Viewpoint) {
	v.DefaultVisible = true
	if name := path.Join(folder, file); file != "" {
		if r.entries[name] == nil {
			x.wrong(n, "Viewpoint", file, "is not in the archive")
		} else if root := r.xml(name, "VisualizationInfo"); root != nil {
			readView(&reader{name, x.mistakes}, root, &v)
		}
	}
	if name := path.Join(folder, snapshot); snapshot != "" {
		if r.entries[name] == nil {
			x.wrong(n, "Snapshot", snapshot, "is not in the archive")
		} else {
			v.Snapshot, _ = r.open(name, MaxFile)
		}
	}
	return v
}

func readView(x *reader, n *node, v *Viewpoint) {
	v.GUID = n.attr("Guid")
	c := n.child("Components")
	v.Selection = components(c.child("Selection"))
	visible := c.child("Visibility")
	v.DefaultVisible = visible == nil
	if visible != nil {
		v.DefaultVisible = x.bool(visible, "DefaultVisibility", false)
		v.Exceptions = components(visible.child("Exceptions"))
	}
	hints := c.child("ViewSetupHints")
	if hints == nil {
		hints = visible.child("ViewSetupHints")
	}
	if hints != nil {
		v.Spaces = x.bool(hints, "SpacesVisible", false)
		v.Boundaries = x.bool(hints, "SpaceBoundariesVisible", false)
		v.Openings = x.bool(hints, "OpeningsVisible", false)
	}
	for _, color := range c.child("Coloring").all("Color", "") {
		col := Coloring{Color: color.attr("Color"), Components: components(color)}
		if col.Components == nil {
			col.Components = components(color.child("Components"))
		}
		if !isColor(col.Color) {
			x.wrong(color, "Color", col.Color, "must be 6 or 8 hexadecimal digits")
		}
		v.Colors = append(v.Colors, col)
	}
	for _, old := range c.all("Component", "") { // before 2.1
		if x.bool(old, "Selected", false) {
			v.Selection = append(v.Selection, component(old))
		}
		if !x.bool(old, "Visible", true) {
			v.Exceptions = append(v.Exceptions, component(old))
		}
	}
	if p, o := n.child("PerspectiveCamera"), n.child("OrthogonalCamera"); p != nil {
		v.Camera = readCamera(x, p, true)
		v.Camera.FieldOfView = x.number(p, "FieldOfView")
	} else if o != nil {
		v.Camera = readCamera(x, o, false)
		v.Camera.Height = x.number(o, "ViewToWorldScale")
	}
	for _, l := range n.child("Lines").all("Line", "") {
		v.Lines = append(v.Lines, [2]mgl64.Vec3{x.vector(l, "StartPoint"), x.vector(l, "EndPoint")})
	}
	for _, p := range n.child("ClippingPlanes").all("ClippingPlane", "") {
		v.Clipping = append(v.Clipping, Plane{x.vector(p, "Location"), x.vector(p, "Direction")})
	}
	for _, b := range n.all("Bitmap", "Bitmaps") {
		format := b.string("Format")
		if format == "" {
			format = b.string("Bitmap")
		}
		v.Bitmaps = append(v.Bitmaps, Bitmap{
			Format: strings.ToLower(format), Reference: b.string("Reference"),
			Location: x.vector(b, "Location"), Normal: x.vector(b, "Normal"), Up: x.vector(b, "Up"), Height: x.number(b, "Height"),
		})
	}
}

func readCamera(x *reader, n *node, perspective bool) *Camera {
	c := &Camera{
		Eye: x.vector(n, "CameraViewPoint"), Direction: x.vector(n, "CameraDirection"), Up: x.vector(n, "CameraUpVector"),
		Perspective: perspective,
	}
	if n.child("AspectRatio") != nil {
		c.Aspect = x.number(n, "AspectRatio")
	}
	return c
}

func components(n *node) (out []Component) {
	for _, c := range n.all("Component", "") {
		out = append(out, component(c))
	}
	return out
}

func component(c *node) Component {
	return Component{c.attr("IfcGuid"), c.string("OriginatingSystem"), c.string("AuthoringToolId")}
}
