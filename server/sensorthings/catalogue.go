package sensorthings

import (
	"slices"
	"strings"

	"shapan/server/historian"
)

// catalogue is all entities but Observations, at the instant of a request.
type catalogue struct {
	things     map[string]*Thing
	properties map[string]*Property
	spans      map[quantity]span
	sources    map[string]string // of subjects
	streams    []quantity        // by subject and property
}

// catalogue joins what is configured and what is in the log.
func (h *Handler) catalogue(spans map[quantity]span) *catalogue {
	c := &catalogue{things: map[string]*Thing{}, properties: map[string]*Property{}, spans: spans, sources: map[string]string{}}
	for k := range h.things {
		c.things[h.things[k].Subject] = &h.things[k]
	}
	for q := range spans {
		c.streams = append(c.streams, q)
	}
	for _, r := range h.log.Latest() {
		c.sources[r.Subject] = r.Source
		if _, known := spans[quantity{r.Subject, r.Property}]; !known {
			c.streams = append(c.streams, quantity{r.Subject, r.Property})
		}
	}
	slices.SortFunc(c.streams, compare)
	for _, q := range c.streams {
		if c.things[q.subject] == nil {
			c.things[q.subject] = &Thing{Subject: q.subject, Name: q.subject}
		}
		if c.properties[q.property] == nil {
			p := Property{}
			if h.config.Property != nil {
				p = h.config.Property(q.property)
			}
			if p.Name == "" {
				p.Name = q.property
			}
			c.properties[q.property] = &p
		}
	}
	return c
}

func compare(a, b quantity) int {
	if d := strings.Compare(a.subject, b.subject); d != 0 {
		return d
	}
	return strings.Compare(a.property, b.property)
}

func (c *catalogue) thing(subject string) *Thing        { return c.things[subject] }
func (c *catalogue) property(property string) *Property { return c.properties[property] }
func (c *catalogue) source(subject string) string       { return c.sources[subject] }

func (c *catalogue) entity(set string, q quantity) *entity {
	e := &entity{kind: kinds[set], from: c, q: q}
	switch set {
	case "Datastreams":
		e.id = q.id()
	case "ObservedProperties":
		e.id = q.property
	default:
		e.id = q.subject
	}
	return e
}

func (c *catalogue) observation(q quantity, r *historian.Reading, order int) *entity {
	return &entity{kind: kinds["Observations"], id: observationID(q, r.Received, order), from: c, q: q, reading: r, order: order}
}

// members are the entities of a set, all or those at the end of an association, by
// id. Observations are not among them.
func (c *catalogue) members(set string, of *entity) (all []*entity) {
	fits := func(q quantity) bool {
		return of == nil || (of.q.subject == "" || of.q.subject == q.subject) && (of.q.property == "" || of.q.property == q.property)
	}
	switch set {
	case "Datastreams":
		for _, q := range c.streams {
			if fits(q) {
				all = append(all, c.entity(set, q))
			}
		}
	case "ObservedProperties":
		for name := range c.properties {
			if q := (quantity{property: name}); fits(q) {
				all = append(all, c.entity(set, q))
			}
		}
	default:
		for subject, t := range c.things {
			if q := (quantity{subject: subject}); fits(q) && (set != "Locations" || t.Where != nil) {
				all = append(all, c.entity(set, q))
			}
		}
	}
	slices.SortFunc(all, func(a, b *entity) int { return strings.Compare(a.id, b.id) })
	return all
}

// find is an entity by its id, nil if there is none. Observations are not here.
func (c *catalogue) find(set, id string) *entity {
	switch set {
	case "Datastreams":
		for _, q := range c.streams {
			if q.id() == id {
				return c.entity(set, q)
			}
		}
	case "ObservedProperties":
		if c.properties[id] != nil {
			return c.entity(set, quantity{property: id})
		}
	default:
		if t := c.things[id]; t != nil && (set != "Locations" || t.Where != nil) {
			return c.entity(set, quantity{subject: id})
		}
	}
	return nil
}
