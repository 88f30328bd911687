package bcf

import (
	"strconv"
	"strings"
)

// ifcGUID leaves out what is no GUID of IFC: schemas know no other.
func ifcGUID(s string) string {
	if isIfcGUID(s) {
		return s
	}
	return ""
}

// id writes a GUID as a version has it: 3.0 in small letters only.
func id(s string, v3 bool) string {
	if v3 {
		return strings.ToLower(s)
	}
	return s
}

func (t *Topic) markupXML(v3 bool) []byte {
	w := newWriter()
	w.element("Markup", func() {
		files := func() {
			for k := range t.Models {
				t.Models[k].write(w, v3)
			}
		}
		switch {
		case len(t.Models) == 0:
		case v3:
			w.element("Header", func() { w.element("Files", files) })
		default:
			w.element("Header", files)
		}
		w.element("Topic", func() {
			t.write(w, v3)
			if v3 {
				w.list("Comments", len(t.Comments), func(k int) { t.Comments[k].write(w, v3) })
				w.list("Viewpoints", len(t.Viewpoints), func(k int) { t.Viewpoints[k].writeName(w, "ViewPoint", v3) })
			}
		}, "Guid", id(t.GUID, v3), "ServerAssignedId", only(v3, t.ServerID), "TopicType", t.Type, "TopicStatus", t.Status)
		if !v3 {
			for k := range t.Comments {
				t.Comments[k].write(w, v3)
			}
			for k := range t.Viewpoints {
				t.Viewpoints[k].writeName(w, "Viewpoints", v3)
			}
		}
	})
	return w.Bytes()
}

func only(yes bool, s string) string {
	if yes {
		return s
	}
	return ""
}

func (m *Model) write(w *writer, v3 bool) {
	external := "isExternal"
	if v3 {
		external = "IsExternal"
	}
	w.element("File", func() {
		w.text("Filename", m.Filename)
		w.date("Date", m.Date)
		w.text("Reference", m.Reference)
	}, "IfcProject", ifcGUID(m.Project), "IfcSpatialStructureElement", ifcGUID(m.SpatialElement), external, strconv.FormatBool(!m.Internal))
}

// write writes what is within a topic, but comments and viewpoints.
func (t *Topic) write(w *writer, v3 bool) {
	several := func(wrap, name string, texts []string) {
		if v3 {
			w.texts(wrap, name, texts)
			return
		}
		for _, s := range texts {
			w.text(name, s)
		}
	}
	several("ReferenceLinks", "ReferenceLink", t.Links)
	w.text("Title", t.Title)
	w.text("Priority", t.Priority)
	w.index("Index", t.Index)
	if v3 {
		w.texts("Labels", "Label", t.Labels)
	} else {
		several("", "Labels", t.Labels)
	}
	w.date("CreationDate", t.Created)
	w.text("CreationAuthor", t.Author)
	w.date("ModifiedDate", t.Modified)
	w.text("ModifiedAuthor", t.ModifiedBy)
	w.date("DueDate", t.Due)
	w.text("AssignedTo", t.AssignedTo)
	w.text("Stage", t.Stage)
	w.text("Description", t.Description)
	if s := t.Snippet; s != nil {
		external := "isExternal"
		if v3 {
			external = "IsExternal"
		}
		w.element("BimSnippet", func() {
			w.text("Reference", s.Reference)
			w.text("ReferenceSchema", s.Schema)
		}, "SnippetType", s.Type, external, strconv.FormatBool(s.External))
	}
	related := func(k int) { w.element("RelatedTopic", nil, "Guid", id(t.Related[k], v3)) }
	document := func(k int) { t.Documents[k].write(w, v3, ID(t.GUID, "document", strconv.Itoa(k))) }
	if v3 {
		w.list("DocumentReferences", len(t.Documents), document)
		w.list("RelatedTopics", len(t.Related), related)
		return
	}
	for k := range t.Documents {
		document(k)
	}
	for k := range t.Related {
		related(k)
	}
}

// write writes a reference to a document. The two versions mean different things
// by the inside of an archive: a path does not become a GUID, so that it goes over
// as an address.
func (d *Document) write(w *writer, v3 bool, otherwise string) {
	guid := d.GUID
	if !isGUID(guid) {
		guid = only(v3, otherwise)
	}
	if !v3 {
		at, external := d.Inside, false
		if d.Address != "" {
			at, external = d.Address, true
		}
		w.element("DocumentReference", func() {
			w.text("ReferencedDocument", at)
			w.text("Description", d.Description)
		}, "Guid", guid, "isExternal", strconv.FormatBool(external))
		return
	}
	w.element("DocumentReference", func() {
		switch {
		case d.Address != "":
			w.text("Url", d.Address)
		case isGUID(d.Inside):
			w.text("DocumentGuid", id(d.Inside, v3))
		default:
			w.text("Url", d.Inside)
		}
		w.text("Description", d.Description)
	}, "Guid", id(guid, v3))
}

func (c *Comment) write(w *writer, v3 bool) {
	w.element("Comment", func() {
		w.date("Date", c.Date)
		w.text("Author", c.Author)
		if v3 || strings.TrimSpace(c.Text) != "" {
			w.text("Comment", c.Text)
		} else {
			w.element("Comment", nil) // 2.1 asks for one
		}
		if isGUID(c.Viewpoint) {
			w.element("Viewpoint", nil, "Guid", id(c.Viewpoint, v3))
		}
		w.date("ModifiedDate", c.Modified)
		w.text("ModifiedAuthor", c.ModifiedBy)
	}, "Guid", id(c.GUID, v3))
}

func (v *Viewpoint) writeName(w *writer, name string, v3 bool) {
	w.element(name, func() {
		w.text("Viewpoint", v.fileName())
		if v.Snapshot != nil {
			w.text("Snapshot", v.snapshotName())
		}
		w.index("Index", v.Index)
	}, "Guid", id(v.GUID, v3))
}
