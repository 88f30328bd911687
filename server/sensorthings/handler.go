package sensorthings

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"shapan/server/historian"
)

// Config of a Handler.
type Config struct {
	Log    Log
	Things []Thing // what is known of subjects; others that the log has are named by their subject
	// Property tells what is known of a property; nil, or a zero answer: its name alone.
	Property func(property string) Property
	// Root is the address of the service as clients see it, up to and with v1.1, such
	// as https://twin.example.com/sensorthings/v1.1; "": that of the request.
	Root string
}

// Handler answers GET below a path that ends in /v1.1.
type Handler struct {
	config Config
	log    Log
	things []Thing
	index  index
}

// New makes a handler. The log is read at the first request.
func New(c Config) *Handler {
	h := &Handler{config: c, log: c.Log, things: append([]Thing(nil), c.Things...), index: index{log: c.Log}}
	for k := range h.things {
		if h.things[k].Name == "" {
			h.things[k].Name = h.things[k].Subject
		}
	}
	return h
}

const version = "/v1.1"

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		(&problem{http.StatusMethodNotAllowed, "", "what is here is read and not changed: readings come in by the site's feeds"}).write(w)
		return
	}
	answer, err := h.answer(r)
	var p *problem
	switch {
	case errors.As(err, &p):
		p.write(w)
		return
	case errors.Is(err, context.Canceled):
		return // who asked is gone
	case err != nil:
		slog.Error("sensorthings: reading the log", "error", err)
		(&problem{http.StatusInternalServerError, "", "the log could not be read: the server's own log says why"}).write(w)
		return
	}
	answer.write(w)
}

// view is the state of the log for one request.
type view struct {
	*catalogue
	hours    []hour
	log      Log
	root     string
	rendered int // entities of the answer so far
}

func (h *Handler) answer(r *http.Request) (*answer, error) {
	path := r.URL.EscapedPath()
	cut := strings.Index(path+"/", version+"/")
	if cut < 0 {
		return nil, absent("%s: paths begin with %s", path, version)
	}
	root, rest := path[:cut+len(version)], path[cut+len(version):]
	v := &view{log: h.log, root: h.config.Root}
	if v.root == "" {
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		v.root = scheme + "://" + r.Host + root
	}
	segments, wrong := parsePath(rest)
	if wrong != nil {
		return nil, wrong
	}
	if len(segments) == 0 {
		return v.rootDocument(), nil
	}
	hours, spans, err := h.index.update(r.Context())
	if err != nil {
		return nil, err
	}
	v.hours, v.catalogue = hours, h.catalogue(spans)
	return v.resource(r.Context(), segments, r.URL.RawQuery)
}

// resource goes along a path.
func (v *view) resource(ctx context.Context, segments []segment, query string) (*answer, error) {
	var e *entity  // where we are, if it is one
	var set string // or a set
	var of *entity // whose association the set is
	trail := v.root
	for k, s := range segments {
		last := k == len(segments)-1
		switch {
		case e == nil && set == "": // at the root
			if missing[s.name] {
				return nil, lacking("", "%s: is not supported", s.name)
			}
			if kinds[s.name] == nil {
				return nil, absent("%s: there are %s", s.name, strings.Join(setNames, ", "))
			}
			set = s.name
		case e == nil: // behind a set without an id
			if last && s.name == "$ref" {
				return v.references(ctx, set, of, query, trail)
			}
			return nil, absent("%s: which of them? write %s(id)", s.name, set)
		case missing[s.name]:
			return nil, lacking("", "%s: is not supported", s.name)
		case e.many[s.name] != "":
			set, of, e = e.many[s.name], e, nil
		case e.one[s.name] != "":
			e = e.follow(s.name)
		case e.has(s.name) || s.name == "id" || s.name == "@iot.id":
			return v.propertyOf(e, s.name, segments[k+1:])
		default:
			return nil, absent("%s: is neither a property nor an association of %s", s.name, e.set)
		}
		trail += "/" + s.name
		if !s.one {
			continue
		}
		if set == "" || e != nil {
			return nil, absent("%s: is one alone and takes no id", s.name)
		}
		found, err := v.find(ctx, set, s.id)
		if err != nil {
			return nil, err
		}
		if found == nil || of != nil && !within(found, of) {
			return nil, absent("%s(%s): there is none", set, s.id)
		}
		e, set, of = found, "", nil
	}
	if e != nil {
		return v.one(ctx, e, query)
	}
	return v.many(ctx, set, of, query, trail)
}

func (v *view) find(ctx context.Context, set, id string) (*entity, error) {
	if set == "Observations" {
		return v.findObservation(ctx, id)
	}
	return v.catalogue.find(set, id), nil
}

// within tells whether an entity is among those of an association.
func within(e, of *entity) bool {
	return (of.q.subject == "" || e.q.subject == of.q.subject || e.q.subject == "") && (of.q.property == "" || e.q.property == of.q.property || e.q.property == "")
}

// streamsOf are the Datastreams of which the Observations are asked; nil: all.
func streamsOf(of *entity) map[quantity]bool {
	if of == nil {
		return nil
	}
	return map[quantity]bool{of.q: true}
}

var _ Log = (*historian.Log)(nil)
