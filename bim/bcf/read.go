package bcf

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits are how far an archive is opened. They are counted in what comes out of
// it, since headers may claim anything.
const (
	MaxXML     = 16 << 20  // bytes of one XML file
	MaxFile    = 64 << 20  // bytes of any other
	MaxTotal   = 256 << 20 // bytes of all together
	MaxEntries = 200_000
)

// Read reads a BCF file. What can be read is given back even if something cannot:
// the error then joins all the mistakes that were found, each with its file in the
// archive, its line, and what was expected.
func Read(data []byte) (*File, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("is not a BCF file (a ZIP archive): %w", err)
	}
	if len(archive.File) > MaxEntries {
		return nil, fmt.Errorf("%d files in the archive, at most %d are opened", len(archive.File), MaxEntries)
	}
	r := archiveReader{entries: map[string]*zip.File{}, left: MaxTotal}
	var names []string
	for _, f := range archive.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if strings.HasSuffix(name, "/") {
			continue
		}
		if !strings.HasPrefix(path.Clean("/"+name), "/"+name) || r.entries[name] != nil {
			r.note("%s: the name leads elsewhere or is there twice", name)
			continue
		}
		r.entries[name] = f
		names = append(names, name)
	}
	slices.Sort(names)
	file := &File{Version: r.version()}
	r.project(file)
	for _, name := range names {
		if path.Base(name) == "markup.bcf" && path.Dir(name) != "." {
			if t, ok := r.topic(path.Dir(name)); ok {
				file.Topics = append(file.Topics, t)
			}
		}
	}
	if len(file.Topics) == 0 && len(r.mistakes) == 0 && r.entries["bcf.version"] == nil {
		return nil, errors.New("is not a BCF file: the archive has neither bcf.version nor a topic's markup.bcf")
	}
	slices.SortStableFunc(file.Topics, func(a, b Topic) int { return strings.Compare(a.GUID, b.GUID) })
	for _, name := range names {
		if !r.used[name] {
			if data, ok := r.open(name, MaxFile); ok {
				file.Attachments = append(file.Attachments, Attachment{name, data})
			}
		}
	}
	return file, errors.Join(r.mistakes...)
}

type archiveReader struct {
	entries  map[string]*zip.File
	used     map[string]bool
	left     int64 // of MaxTotal
	mistakes []error
}

func (r *archiveReader) note(format string, args ...any) {
	if len(r.mistakes) < maxMistakes {
		r.mistakes = append(r.mistakes, fmt.Errorf(format, args...))
	}
}

// open unpacks a file of the archive, as far as the limits go.
func (r *archiveReader) open(name string, limit int64) ([]byte, bool) {
	if r.used == nil {
		r.used = map[string]bool{}
	}
	r.used[name] = true
	limit = min(limit, r.left)
	in, err := r.entries[name].Open()
	if err != nil {
		r.note("%s: %w", name, err)
		return nil, false
	}
	defer in.Close()
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(in, limit+1))
	r.left -= min(n, limit)
	switch {
	case n > limit:
		r.note("%s: unpacks to more than %d bytes, which is as far as it is opened", name, limit)
		return nil, false
	case err != nil:
		r.note("%s: %w", name, err)
		return nil, false
	}
	return out.Bytes(), true
}

// xml opens a file of the archive and reads its elements; nil if it is not there
// or no XML with that outermost element.
func (r *archiveReader) xml(name string, root ...string) *node {
	if r.entries[name] == nil {
		return nil
	}
	data, ok := r.open(name, MaxXML)
	if !ok {
		return nil
	}
	n, err := parse(data)
	if err != nil {
		r.note("%s: %w", name, err)
		return nil
	}
	if !slices.Contains(root, n.name) {
		r.note("%s:%d: %q: must be %s", name, n.line, n.name, strings.Join(root, " or "))
		return nil
	}
	return n
}

// version is what bcf.version says; 1.0 had no such file.
func (r *archiveReader) version() string {
	if r.entries["bcf.version"] == nil {
		return "1.0"
	}
	n := r.xml("bcf.version", "Version")
	if n == nil {
		return ""
	}
	v := n.attr("VersionId")
	if v == "" {
		v = n.string("DetailedVersion")
	}
	if v != V21 && v != V30 && v != "2.0" && v != "1.0" {
		r.note("bcf.version:%d: VersionId: %q: must be 2.1 or 3.0; it is read as if it were", n.line, v)
	}
	return v
}

func (r *archiveReader) project(f *File) {
	n := r.xml("project.bcfp", "ProjectExtension", "ProjectInfo")
	p := n.child("Project")
	f.ProjectID, f.ProjectName = p.attr("ProjectId"), p.string("Name")
	if f.Version == V30 {
		r.xml("extensions.xml", "Extensions") // lists what topics may say; written anew from what they do say
	}
}
