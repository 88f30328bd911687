package review

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/bcf"
	"shapan/site"
)

// Statuses that people may give to an issue. Files may bring others.
var Statuses = []string{"Open", "In Progress", "Resolved", "Closed"}

// MaxComment is how long a comment may be, in bytes.
const MaxComment = 4000

// maxIssues bounds a register: a site with more has other troubles.
const maxIssues = 100_000

// A Register is the issues of a site. Its methods may be called side by side.
type Register struct {
	place *site.Place
	file  string // where it is kept; "" for nowhere
	now   func() time.Time

	mu     sync.Mutex
	topics map[string]*bcf.Topic // in the site's coordinates, by GUID
	made   []*Comparison
	notes  []string
}

// origin says where a topic comes from; what people said outlives what is found anew.
type origin bool

const (
	fromComparison origin = false
	fromFile       origin = true
)

// Open makes the register of a site: of the BCF files that it names, and of its own
// file, which need not be there. Nothing is compared yet.
func Open(place *site.Place, file string) (*Register, error) {
	r := &Register{place: place, file: file, now: time.Now, topics: map[string]*bcf.Topic{}}
	for _, rule := range place.Clashes {
		if rule.Issues != nil {
			r.takeAll(rule.Issues, "")
		}
	}
	if file == "" {
		return r, nil
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	kept, err := bcf.Read(data)
	if kept == nil {
		return nil, fmt.Errorf("%s: %w: mend it or move it away", file, err)
	}
	if err != nil {
		r.notes = append(r.notes, file+": "+err.Error())
	}
	r.takeAll(kept, "")
	return r, nil
}

// put adds a topic or brings a known one up to date. Topics are in the site's
// coordinates. A comparison tells what is; files tell what was said.
func (r *Register) put(t bcf.Topic, from origin) {
	known := r.topics[t.GUID]
	if known == nil {
		if len(r.topics) < maxIssues {
			r.topics[t.GUID] = &t
		}
		return
	}
	if from == fromComparison {
		t.Status, t.AssignedTo, t.Due, t.Stage, t.Modified, t.ModifiedBy = known.Status, known.AssignedTo, known.Due, known.Stage, known.Modified, known.ModifiedBy
		t.Comments, t.Author, t.Created = known.Comments, known.Author, known.Created
		*known = t
		return
	}
	seen := map[string]bool{}
	for _, c := range known.Comments {
		seen[c.GUID] = true
	}
	for _, c := range t.Comments {
		if !seen[c.GUID] {
			known.Comments = append(known.Comments, c)
		}
	}
	slices.SortStableFunc(known.Comments, func(a, b bcf.Comment) int { return a.Date.Compare(b.Date) })
	if t.Status != "" && (known.Modified.IsZero() || t.Modified.After(known.Modified)) { // the later word counts
		known.Status, known.Modified, known.ModifiedBy, known.AssignedTo = t.Status, t.Modified, t.ModifiedBy, t.AssignedTo
	}
}

func (r *Register) takeAll(f *bcf.File, by string) int {
	for k := range f.Topics {
		t := f.Topics[k]
		t.Viewpoints = turned(t.Viewpoints, r.frameOf(&t))
		completed(&t)
		if by != "" {
			r.broughtBy(&t, by)
		}
		r.put(t, fromFile)
	}
	return len(f.Topics)
}

// completed fills in what old files leave out and newer ones must say.
func completed(t *bcf.Topic) {
	if t.Author == "" {
		t.Author = "unknown"
	}
	if strings.TrimSpace(t.Title) == "" {
		t.Title = t.GUID
	}
	if t.Created.IsZero() {
		t.Created = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	t.Comments = slices.Clone(t.Comments)
	for k := range t.Comments {
		c := &t.Comments[k]
		if c.Author == "" {
			c.Author = t.Author
		}
		if c.Date.IsZero() {
			c.Date = t.Created
		}
	}
}

// broughtBy names who brought a topic and its comments in, as the last who touched
// them: what a file says of its authors is only the file's word.
func (r *Register) broughtBy(t *bcf.Topic, by string) {
	t.ModifiedBy = by
	for k := range t.Comments {
		t.Comments[k].Modified, t.Comments[k].ModifiedBy = r.moment(), by
	}
}

// Take brings in a BCF file; by is who did, "" where nobody logs in. What of it
// could not be read is told beside.
func (r *Register) Take(data []byte, by string) (taken int, warnings []string, err error) {
	f, err := bcf.Read(data)
	if f == nil {
		return 0, nil, err
	}
	if err != nil {
		warnings = strings.Split(err.Error(), "\n")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.topics)+len(f.Topics) > maxIssues {
		return 0, nil, fmt.Errorf("%d issues would be more than the %d that are kept", len(r.topics)+len(f.Topics), maxIssues)
	}
	return r.takeAll(f, by), warnings, r.save()
}

// Say changes the status of an issue, adds a comment, or both; what is empty stays.
func (r *Register) Say(id, status, comment, author string) error {
	comment = strings.TrimSpace(comment)
	if len(comment) > MaxComment || !utf8.ValidString(comment) {
		return fmt.Errorf("comment: %d bytes: must be text of at most %d", len(comment), MaxComment)
	}
	if status == "" && comment == "" {
		return errors.New("must give a status, a comment, or both")
	}
	if status != "" && !slices.Contains(Statuses, status) {
		return fmt.Errorf("status %q: must be one of %s", status, strings.Join(Statuses, ", "))
	}
	if author == "" {
		author = "viewer"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.topics[id]
	if t == nil {
		return fmt.Errorf("issue %q: %w", id, fs.ErrNotExist)
	}
	now := r.moment()
	if status != "" {
		t.Status = status
	}
	if comment != "" {
		c := bcf.Comment{GUID: bcf.ID("comment", id, author, comment, now.Format(time.RFC3339Nano), fmt.Sprint(len(t.Comments))), Author: author, Text: comment, Date: now}
		t.Comments = append(t.Comments, c)
	}
	t.Modified, t.ModifiedBy = now, author
	return r.save()
}

// moment is now, as finely as two words of one person come apart.
func (r *Register) moment() time.Time { return r.now().UTC().Truncate(time.Millisecond) }

// Topics are all issues in the site's coordinates, by GUID, and the comparisons
// that were made. Neither is to be changed.
func (r *Register) Topics() ([]bcf.Topic, []*Comparison) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sorted(), slices.Clone(r.made)
}

// Notes say what of its file could not be read.
func (r *Register) Notes() []string { return r.notes }

// sorted clones what may change.
func (r *Register) sorted() []bcf.Topic {
	out := make([]bcf.Topic, 0, len(r.topics))
	for _, t := range r.topics {
		one := *t
		one.Comments = slices.Clone(t.Comments)
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b bcf.Topic) int { return cmp.Compare(a.GUID, b.GUID) })
	return out
}

// BCF is all issues as a file of a version, in the coordinates of the models.
func (r *Register) BCF(version string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bcf(version)
}

func (r *Register) bcf(version string) ([]byte, error) {
	f := bcf.File{Topics: r.sorted()}
	for k := range f.Topics {
		t := &f.Topics[k]
		t.Viewpoints = turned(t.Viewpoints, r.frameOf(t).Inv())
		if version == bcf.V30 { // which asks for a camera in each
			t.Viewpoints = slices.DeleteFunc(t.Viewpoints, func(v bcf.Viewpoint) bool { return v.Camera == nil })
		}
		if t.Type == "" {
			t.Type = "Issue"
		}
		if t.Status == "" {
			t.Status = "Open"
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out, version); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// save writes the register's own file, whole or not at all.
func (r *Register) save() error {
	if r.file == "" {
		return nil
	}
	data, err := r.bcf(bcf.V21)
	if err != nil {
		return fmt.Errorf("issues are not kept: %w", err)
	}
	temporary := r.file + ".new"
	if err := os.MkdirAll(filepath.Dir(r.file), 0o755); err != nil {
		return fmt.Errorf("issues are not kept: %w", err)
	}
	if err := os.WriteFile(temporary, data, 0o644); err != nil {
		return fmt.Errorf("issues are not kept: %w", err)
	}
	return os.Rename(temporary, r.file)
}

// frameOf leads from the coordinates of a topic's model to the site: the first
// model of the site that it names, else the site's first.
func (r *Register) frameOf(t *bcf.Topic) mgl64.Mat4 {
	for _, named := range t.Models {
		for k := range r.place.IFC {
			m := &r.place.IFC[k]
			for _, name := range []string{named.Filename, named.Reference} {
				if name != "" && strings.EqualFold(filepath.Base(filepath.ToSlash(name)), filepath.Base(m.File)) {
					return m.SiteFromIFC
				}
			}
		}
	}
	if len(r.place.IFC) > 0 {
		return r.place.IFC[0].SiteFromIFC
	}
	return mgl64.Ident4()
}

// turned are viewpoints in another frame.
func turned(list []bcf.Viewpoint, to mgl64.Mat4) []bcf.Viewpoint {
	out := slices.Clone(list)
	point := func(p mgl64.Vec3) mgl64.Vec3 { return mgl64.TransformCoordinate(p, to) }
	along := func(p mgl64.Vec3) mgl64.Vec3 { return to.Mul4x1(p.Vec4(0)).Vec3() }
	for k := range out {
		v := &out[k]
		if v.Camera != nil {
			c := *v.Camera
			c.Eye, c.Direction, c.Up = point(c.Eye), along(c.Direction), along(c.Up)
			v.Camera = &c
		}
		v.Lines, v.Clipping, v.Bitmaps = slices.Clone(v.Lines), slices.Clone(v.Clipping), slices.Clone(v.Bitmaps)
		for j := range v.Lines {
			v.Lines[j] = [2]mgl64.Vec3{point(v.Lines[j][0]), point(v.Lines[j][1])}
		}
		for j := range v.Clipping {
			v.Clipping[j] = bcf.Plane{Location: point(v.Clipping[j].Location), Direction: along(v.Clipping[j].Direction)}
		}
		for j := range v.Bitmaps {
			b := &v.Bitmaps[j]
			b.Location, b.Normal, b.Up = point(b.Location), along(b.Normal), along(b.Up)
		}
	}
	return out
}
