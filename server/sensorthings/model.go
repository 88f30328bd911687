package sensorthings

import (
	"net/url"
	"strings"
	"time"

	"shapan/server/historian"
)

// Thing is what is known of a subject beside its readings.
type Thing struct {
	Subject     string // "point/CX1"; it is the Thing's id
	Name        string // "": the subject
	Description string
	Where       *Where // nil: it has no Location
	Sensor      string // kind or make of the instrument; "": unknown
	Properties  map[string]any
}

// Where is a place in degrees and metres above the ellipsoid or the map's level.
type Where struct{ Longitude, Latitude, Height float64 }

// Unit of a property.
type Unit struct{ Name, Symbol, Definition string }

// Property is what is observed.
type Property struct {
	Name        string // "PM2.5"; "": the property's own
	Definition  string // URI
	Description string
	Unit        Unit
}

// quantity is one property of one subject: a Datastream.
type quantity struct{ subject, property string }

// id of a Datastream: subject:property, with : and % in them as in URLs.
func (q quantity) id() string { return escape(q.subject) + ":" + escape(q.property) }

var escape = strings.NewReplacer("%", "%25", ":", "%3A").Replace

// kind is a set of entities.
type kind struct {
	set        string // its name in URLs
	properties []string
	one, many  map[string]string // associations: name → set
}

// kinds by the names of their sets.
var kinds = map[string]*kind{
	"Things": {"Things", []string{"name", "description", "properties"}, nil,
		map[string]string{"Locations": "Locations", "Datastreams": "Datastreams"}},
	"Locations": {"Locations", []string{"name", "description", "encodingType", "location", "properties"}, nil,
		map[string]string{"Things": "Things"}},
	"Datastreams": {"Datastreams", []string{"name", "description", "observationType", "unitOfMeasurement", "observedArea", "phenomenonTime", "resultTime", "properties"},
		map[string]string{"Thing": "Things", "Sensor": "Sensors", "ObservedProperty": "ObservedProperties"},
		map[string]string{"Observations": "Observations"}},
	"Sensors": {"Sensors", []string{"name", "description", "encodingType", "metadata", "properties"}, nil,
		map[string]string{"Datastreams": "Datastreams"}},
	"ObservedProperties": {"ObservedProperties", []string{"name", "definition", "description", "properties"}, nil,
		map[string]string{"Datastreams": "Datastreams"}},
	"Observations": {"Observations", []string{"phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters"},
		map[string]string{"Datastream": "Datastreams"}, nil},
}

// missing are sets and associations of the standard that are not here.
var missing = map[string]bool{"HistoricalLocations": true, "FeaturesOfInterest": true, "FeatureOfInterest": true, "MultiDatastreams": true}

// setNames in the order of the root document.
var setNames = []string{"Things", "Locations", "Datastreams", "Sensors", "ObservedProperties", "Observations"}

func (k *kind) has(property string) bool {
	for _, p := range k.properties {
		if p == property {
			return true
		}
	}
	return false
}

// entity is one of a set.
type entity struct {
	*kind
	id      string
	from    *catalogue
	q       quantity // of what belongs to a subject, a property, or both
	reading *historian.Reading
	order   int // of an Observation: among those of its Datastream received at the same instant
}

// property is the value of one of the entity's; nil if it has none.
func (e *entity) property(name string) any {
	switch name {
	case "id", "@iot.id":
		return e.id
	}
	switch e.set {
	case "Things":
		return e.from.thing(e.q.subject).property(name)
	case "Locations":
		return e.from.thing(e.q.subject).location(name)
	case "Sensors":
		return e.from.thing(e.q.subject).sensor(name, e.from.source(e.q.subject))
	case "ObservedProperties":
		return e.from.property(e.q.property).property(name)
	case "Datastreams":
		return e.from.datastream(e.q, name)
	}
	return observation(e.reading, name)
}

func (t *Thing) property(name string) any {
	switch name {
	case "name":
		return t.Name
	case "description":
		return t.Description
	}
	return object(t.Properties)
}

// object is nil if there is nothing in it, so that it is left out.
func object(m map[string]any) any {
	if len(m) == 0 {
		return nil
	}
	return m
}

func (t *Thing) location(name string) any {
	switch name {
	case "name":
		return t.Name
	case "description":
		return "where " + t.Name + " is"
	case "encodingType":
		return "application/geo+json"
	case "location":
		return point(t.Where)
	}
	return nil
}

func point(w *Where) any {
	if w == nil {
		return nil
	}
	return map[string]any{"type": "Point", "coordinates": []any{w.Longitude, w.Latitude, w.Height}}
}

func (t *Thing) sensor(name, source string) any {
	switch name {
	case "name":
		if t.Sensor != "" {
			return t.Sensor
		}
		return "sensor of " + t.Name
	case "description":
		return "what measures at " + t.Name
	case "encodingType":
		return "text/plain"
	case "metadata":
		return source
	}
	return nil
}

func (p *Property) property(name string) any {
	switch name {
	case "name":
		return p.Name
	case "definition":
		return p.Definition
	case "description":
		return p.Description
	}
	return nil
}

func (c *catalogue) datastream(q quantity, name string) any {
	t, p := c.thing(q.subject), c.property(q.property)
	switch name {
	case "name":
		return p.Name + " of " + t.Name
	case "description":
		return p.Name + " as measured at " + t.Name
	case "observationType":
		return "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
	case "unitOfMeasurement":
		unit := map[string]any{"name": nil, "symbol": nil, "definition": nil} // the standard's for "none"
		for key, text := range map[string]string{"name": p.Unit.Name, "symbol": p.Unit.Symbol, "definition": p.Unit.Definition} {
			if text != "" {
				unit[key] = text
			}
		}
		return unit
	case "observedArea":
		return point(t.Where)
	case "phenomenonTime":
		if s, ok := c.spans[q]; ok {
			return interval{s.first, s.last}
		}
	case "resultTime":
		if s, ok := c.spans[q]; ok {
			return interval{s.received, s.receivedLast}
		}
	}
	return nil
}

// interval of time; as JSON begin/end.
type interval struct{ begin, end time.Time }

func observation(r *historian.Reading, name string) any {
	switch name {
	case "phenomenonTime":
		return r.At
	case "resultTime":
		return r.Received
	case "result":
		return r.Value
	case "resultQuality":
		return r.Quality.String()
	case "parameters":
		return map[string]any{"source": r.Source}
	}
	return nil
}

// follow is the single entity at the end of an association.
func (e *entity) follow(association string) *entity {
	q := e.q
	switch association {
	case "Thing":
		return e.from.entity("Things", quantity{subject: q.subject})
	case "Sensor":
		return e.from.entity("Sensors", quantity{subject: q.subject})
	case "ObservedProperty":
		return e.from.entity("ObservedProperties", quantity{property: q.property})
	}
	return e.from.entity("Datastreams", q)
}

// self is the entity's address below the root.
func (e *entity) self() string {
	return e.set + "('" + url.PathEscape(strings.ReplaceAll(e.id, "'", "''")) + "')"
}
