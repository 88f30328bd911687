package cmd

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/bcf"
	"shapan/server"
	"shapan/site"
	"shapan/site/review"
)

// reviews brings the issues of a site to the server.
type reviews struct {
	place    *site.Place
	register *review.Register
	first    sync.Mutex // held while what the site file asks for is compared
	done     int        // rules of the site file that have been
}

// Issues implements server.Reviews. What the site file asks for is compared when
// somebody first wants to know.
func (b *reviews) Issues(ctx context.Context) (server.Issues, error) {
	b.first.Lock()
	defer b.first.Unlock()
	for ; b.done < len(b.place.Clashes); b.done++ {
		if rule := b.place.Clashes[b.done]; rule.Issues == nil {
			if _, err := b.register.Find(ctx, rule, ""); err != nil {
				return server.Issues{}, err
			}
		}
	}
	return b.all(), nil
}

// Find implements server.Reviews.
func (b *reviews) Find(ctx context.Context, q server.ClashQuestion, by string) (server.Issues, error) {
	rule := site.ClashRule{A: q.A, B: q.B, Clearance: q.Clearance / 1000, OverTime: q.OverTime}
	rule.Tolerance = 0.001
	if q.Tolerance != nil {
		rule.Tolerance = *q.Tolerance / 1000
	}
	if rule.B == rule.A {
		rule.B = ""
	}
	if _, err := b.register.Find(ctx, rule, by); err != nil {
		return server.Issues{}, err
	}
	return b.all(), nil
}

// Say implements server.Reviews.
func (b *reviews) Say(id string, change server.IssueChange) (server.Issue, error) {
	if err := b.register.Say(id, change.Status, change.Comment, change.Author); err != nil {
		return server.Issue{}, err
	}
	all := b.all().Issues
	return all[slices.IndexFunc(all, func(i server.Issue) bool { return i.ID == id })], nil
}

// BCF implements server.Reviews.
func (b *reviews) BCF(version string) ([]byte, error) { return b.register.BCF(version) }

// Take implements server.Reviews.
func (b *reviews) Take(file []byte, by string) (int, []string, error) {
	return b.register.Take(file, by)
}

// all are the issues as the server tells them: clashes group by group, then what
// only files tell.
func (b *reviews) all() server.Issues {
	topics, made := b.register.Topics()
	out := server.Issues{Issues: []server.Issue{}, Comparisons: []server.Comparison{}, Notes: append([]string{}, b.register.Notes()...)}
	parts := b.parts()
	byGUID := map[string]*bcf.Topic{}
	for k := range topics {
		byGUID[topics[k].GUID] = &topics[k]
	}
	told := map[string]bool{}
	for n, c := range made {
		tolerance := c.Rule.Tolerance * 1000
		one := server.Comparison{
			ClashQuestion: server.ClashQuestion{A: c.Rule.A, B: c.Rule.B, Tolerance: &tolerance, Clearance: c.Rule.Clearance * 1000, OverTime: c.Rule.OverTime},
			Compared:      c.Compared, Found: len(c.Found), Unchecked: len(c.Unchecked), Counts: map[string]int{}, Groups: []server.ClashGroup{},
		}
		for _, g := range c.Groups {
			one.Groups = append(one.Groups, server.ClashGroup{Part: server.IssuePart(g.Element), Other: g.Other, Hard: g.Hard, Count: g.Count})
		}
		for k := range c.Found {
			f := &c.Found[k]
			one.Counts[string(f.Kind)]++
			t := byGUID[f.Topic]
			if t == nil || told[f.Topic] { // two comparisons found it
				continue
			}
			told[f.Topic] = true
			i := issueOf(t)
			i.Kind, i.Parts, i.Point = string(f.Kind), []server.IssuePart{server.IssuePart(f.A), server.IssuePart(f.B)}, f.Point[:]
			i.Depth, i.Distance, i.From, i.To, i.Comparison, i.Group = f.Depth, f.Distance, wallClock(f.Together.From), wallClock(f.Together.To), n, f.Group
			if liters, known := f.Liters(); known {
				m3 := liters / 1000
				i.Volume = &m3
			}
			out.Issues = append(out.Issues, i)
		}
		out.Comparisons = append(out.Comparisons, one)
	}
	for k := range topics {
		if t := &topics[k]; !told[t.GUID] {
			i := issueOf(t)
			i.Parts, i.Missing = named(t, parts)
			out.Issues = append(out.Issues, i)
		}
	}
	return out
}

// issueOf is what every topic has.
func issueOf(t *bcf.Topic) server.Issue {
	i := server.Issue{
		ID: t.GUID, Kind: "issue", Title: t.Title, Description: t.Description, Status: t.Status, Author: t.Author, Created: t.Created.Format(time.RFC3339),
		Comments: []server.IssueComment{}, Parts: []server.IssuePart{}, Comparison: -1, Group: -1,
	}
	if i.Status == "" {
		i.Status = "Open"
	}
	for _, c := range t.Comments {
		if c.Text != "" {
			one := server.IssueComment{Author: c.Author, Text: c.Text, Date: c.Date.Format(time.RFC3339)}
			if c.ModifiedBy != c.Author {
				one.By = c.ModifiedBy
			}
			i.Comments = append(i.Comments, one)
		}
	}
	for _, v := range t.Viewpoints {
		if c := v.Camera; c != nil { // it looks at what is some metres before it
			at := c.Eye.Add(c.Direction.Normalize().Mul(5))
			i.Eye, i.Point = numbers3(c.Eye), numbers3(at)
			break
		}
	}
	return i
}

func numbers3(v mgl64.Vec3) []float64 { return []float64{v[0], v[1], v[2]} }

// named are the parts that a topic's viewpoints select.
func named(t *bcf.Topic, parts map[string]server.IssuePart) (found []server.IssuePart, missing int) {
	found = []server.IssuePart{}
	seen := map[string]bool{}
	for _, v := range t.Viewpoints {
		for _, c := range v.Selection {
			if c.IfcGUID == "" || seen[c.IfcGUID] {
				continue
			}
			seen[c.IfcGUID] = true
			if p, known := parts[c.IfcGUID]; known {
				found = append(found, p)
			} else {
				missing++
			}
		}
	}
	return found, missing
}

// parts are those of all models by GUID; of several the first.
func (b *reviews) parts() map[string]server.IssuePart {
	all := map[string]server.IssuePart{}
	for _, m := range b.place.IFC {
		for k := range m.Shown.Elements {
			e := &m.Shown.Elements[k]
			if _, known := all[e.GUID]; !known {
				all[e.GUID] = server.IssuePart{Model: m.ID, GUID: e.GUID, Type: e.Type, Name: e.Name}
			}
		}
	}
	return all
}
