package bcf

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Write writes a BCF file of a version, V21 or V30. Equal files give equal bytes.
// What the version's schemas do not allow is an error, with all of it at once, and
// nothing is written then.
func (f *File) Write(out io.Writer, version string) error {
	if version != V21 && version != V30 {
		return fmt.Errorf("BCF version %q: must be %s or %s", version, V21, V30)
	}
	if err := f.check(version); err != nil {
		return err
	}
	archive := zip.NewWriter(out)
	a := archiveWriter{archive, version == V30, map[string]bool{}, nil}
	a.file("bcf.version", versionXML(version))
	if f.ProjectID != "" {
		a.file("project.bcfp", f.projectXML(a.v3))
	}
	if a.v3 {
		a.file("extensions.xml", f.extensionsXML())
	}
	for k := range f.Topics {
		t := &f.Topics[k]
		folder := id(t.GUID, a.v3) + "/"
		a.file(folder+"markup.bcf", t.markupXML(a.v3))
		for j := range t.Viewpoints {
			v := &t.Viewpoints[j]
			a.file(folder+v.fileName(), v.viewXML(a.v3))
			if v.Snapshot != nil {
				a.file(folder+v.snapshotName(), v.Snapshot)
			}
		}
	}
	for _, x := range f.Attachments {
		a.file(x.Name, x.Data)
	}
	if a.err == nil {
		a.err = archive.Close()
	}
	if a.err != nil {
		return fmt.Errorf("writing BCF: %w", a.err)
	}
	return nil
}

// archiveWriter puts files into the archive, without a time: it is not known when
// the same issues were first written.
type archiveWriter struct {
	*zip.Writer
	v3  bool
	has map[string]bool
	err error
}

func (a *archiveWriter) file(name string, data []byte) {
	if a.err != nil || a.has[name] {
		return
	}
	a.has[name] = true
	w, err := a.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(data)
	}
	a.err = err
}

func versionXML(version string) []byte {
	w := newWriter()
	if version == V30 {
		w.element("Version", nil, "VersionId", version)
	} else {
		w.element("Version", func() { w.text("DetailedVersion", version) }, "VersionId", version)
	}
	return w.Bytes()
}

func (f *File) projectXML(v3 bool) []byte {
	w := newWriter()
	root := "ProjectExtension"
	if v3 {
		root = "ProjectInfo"
	}
	w.element(root, func() {
		w.element("Project", func() { w.text("Name", f.ProjectName) }, "ProjectId", f.ProjectID)
		if !v3 {
			w.element("ExtensionSchema", nil) // must be there and may be empty
		}
	})
	return w.Bytes()
}

// extensionsXML lists what may be said: what is said.
func (f *File) extensionsXML() []byte {
	var types, statuses, priorities, labels, users, snippets, stages []string
	for k := range f.Topics {
		t := &f.Topics[k]
		types, statuses, priorities, stages = append(types, t.Type), append(statuses, t.Status), append(priorities, t.Priority), append(stages, t.Stage)
		labels = append(labels, t.Labels...)
		users = append(users, t.Author, t.ModifiedBy, t.AssignedTo)
		for _, c := range t.Comments {
			users = append(users, c.Author, c.ModifiedBy)
		}
		if t.Snippet != nil {
			snippets = append(snippets, t.Snippet.Type)
		}
	}
	w := newWriter()
	w.element("Extensions", func() {
		w.texts("TopicTypes", "TopicType", distinct(types))
		w.texts("TopicStatuses", "TopicStatus", distinct(statuses))
		w.texts("Priorities", "Priority", distinct(priorities))
		w.texts("TopicLabels", "TopicLabel", distinct(labels))
		w.texts("Users", "User", distinct(users))
		w.texts("SnippetTypes", "SnippetType", distinct(snippets))
		w.texts("Stages", "Stage", distinct(stages))
	})
	return w.Bytes()
}

func distinct(s []string) []string {
	slices.Sort(s)
	return slices.DeleteFunc(slices.Compact(s), func(s string) bool { return strings.TrimSpace(s) == "" })
}
