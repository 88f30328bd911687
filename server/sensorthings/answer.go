package sensorthings

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// answer is what is sent back: JSON, a plain text for $value, or nothing.
type answer struct {
	value any
	text  string
	plain bool
	empty bool
}

func (a *answer) write(w http.ResponseWriter) {
	switch {
	case a.empty:
		w.WriteHeader(http.StatusNoContent)
		return
	case a.plain:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(a.text)) // who is gone needs no answer
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	_ = out.Encode(a.value)
}

// conformance are the requirement classes that are met, by the standard's numbers.
var conformance = []string{
	"http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/order",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/expand",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/select",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/orderby",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/skip",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/top",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/filter",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/count",
	"http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/pagination",
}

func (v *view) rootDocument() *answer {
	var sets []any
	for _, name := range setNames {
		sets = append(sets, map[string]any{"name": name, "url": v.root + "/" + name})
	}
	return &answer{value: map[string]any{"value": sets, "serverSettings": map[string]any{"conformance": conformance}}}
}

func (v *view) one(ctx context.Context, e *entity, query string) (*answer, error) {
	q, wrong := parseQuery(query, e.kind)
	if wrong != nil {
		return nil, wrong
	}
	made, err := v.render(ctx, []*entity{e}, q)
	if err != nil {
		return nil, err
	}
	return &answer{value: made[0]}, nil
}

func (v *view) many(ctx context.Context, set string, of *entity, query, trail string) (*answer, error) {
	q, wrong := parseQuery(query, kinds[set])
	if wrong != nil {
		return nil, wrong
	}
	p, err := v.pageOf(ctx, set, of, q)
	if err != nil {
		return nil, err
	}
	made, err := v.render(ctx, p.entities, q)
	if err != nil {
		return nil, err
	}
	list := map[string]any{"value": made}
	if p.count >= 0 {
		list["@iot.count"] = p.count
	}
	if p.more {
		list["@iot.nextLink"] = v.next(of, trail, query, q, &p)
	}
	return &answer{value: list}, nil
}

// next is the address of the page after a page.
func (v *view) next(of *entity, trail, query string, q *query, p *page) string {
	values, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
	if err != nil {
		return "" // it was parsed before
	}
	values.Set("$top", strconv.Itoa(q.top))
	values.Del("$skip")
	if p.last != nil {
		values.Set(cursorOption, p.last.String())
	} else {
		values.Set("$skip", strconv.Itoa(q.skip+q.top))
	}
	address := trail
	if of != nil { // in place of the way that was gone
		address = v.root + "/" + of.self() + trail[strings.LastIndexByte(trail, '/'):]
	}
	return address + "?" + strings.NewReplacer("%24", "$", "%2C", ",").Replace(values.Encode())
}

// references are the addresses alone.
func (v *view) references(ctx context.Context, set string, of *entity, query, trail string) (*answer, error) {
	a, err := v.many(ctx, set, of, query, trail)
	if err != nil {
		return nil, err
	}
	list := a.value.(map[string]any)
	addresses := []any{}
	for _, one := range list["value"].([]map[string]any) {
		addresses = append(addresses, map[string]any{"@iot.selfLink": one["@iot.selfLink"]})
	}
	list["value"] = addresses
	return a, nil
}

// propertyOf answers …/name and …/name/$value.
func (v *view) propertyOf(e *entity, name string, rest []segment) (*answer, error) {
	value := shown(e.property(name))
	switch {
	case len(rest) == 1 && rest[0].name == "$value" && value != nil:
		if text, ok := value.(string); ok {
			return &answer{plain: true, text: text}, nil
		}
		b, err := json.Marshal(value)
		return &answer{plain: true, text: string(b)}, err
	case len(rest) > 0 && rest[0].name != "$value" || len(rest) > 1:
		return nil, absent("%s: has no parts with addresses", name)
	case value == nil:
		return &answer{empty: true}, nil
	}
	return &answer{value: map[string]any{name: value}}, nil
}

// shown is a value as JSON has it.
func shown(v any) any {
	const form = "2006-01-02T15:04:05.999999999Z"
	switch t := v.(type) {
	case time.Time:
		return t.UTC().Format(form)
	case interval:
		return t.begin.UTC().Format(form) + "/" + t.end.UTC().Format(form)
	}
	return v
}

// pageOf answers a query about a set.
func (v *view) pageOf(ctx context.Context, set string, of *entity, q *query) (page, error) {
	if set == "Observations" {
		g := newGatherer(q, streamsOf(of))
		if q.after != nil && !g.paged() {
			return page{}, bad(cursorOption, "%s: belongs to the order of phenomenonTime", cursorOption)
		}
		if err := v.gather(ctx, []*gatherer{g}); err != nil {
			return page{}, err
		}
		return g.page()
	}
	return choose(v.members(set, of), q)
}

// choose filters, orders and cuts what is in memory.
func choose(all []*entity, q *query) (page, error) {
	if q.filter != nil {
		var fits []*entity
		for _, e := range all {
			truth, err := q.filter.truth(e)
			if err != nil {
				return page{}, bad("$filter", "$filter: %v", err)
			}
			if truth {
				fits = append(fits, e)
			}
		}
		all = fits
	}
	if len(q.orderBy) > 0 {
		keys := make(map[*entity][]any, len(all))
		for _, e := range all {
			for _, k := range q.orderBy {
				value, err := k.evaluate(e)
				if err != nil {
					return page{}, bad("$orderby", "$orderby: %v", err)
				}
				if t, ok := value.(interval); ok {
					value = t.begin
				}
				keys[e] = append(keys[e], value)
			}
		}
		var failed error
		slices.SortStableFunc(all, func(a, b *entity) int {
			for k := range q.orderBy {
				if d := q.orderBy[k].compare(keys[a][k], keys[b][k], &failed); d != 0 {
					return d
				}
			}
			return 0
		})
		if failed != nil {
			return page{}, failed
		}
	}
	p := page{count: -1}
	if q.count {
		p.count = len(all)
	}
	all = all[min(q.skip, len(all)):]
	p.more = len(all) > q.top && q.top > 0
	all = all[:min(q.top, len(all))]
	p.entities = all
	return p, nil
}

// mostRendered entities of one answer.
const mostRendered = 100_000

// render writes entities with what is expanded of them.
func (v *view) render(ctx context.Context, entities []*entity, q *query) ([]map[string]any, error) {
	if v.rendered += len(entities); v.rendered > mostRendered {
		return nil, bad("$expand", "the answer would have more than %d entities: ask for less by $top", mostRendered)
	}
	made := make([]map[string]any, len(entities))
	for k, e := range entities {
		made[k] = v.plainly(e, q)
	}
	for k := range q.expand {
		if err := v.expand(ctx, entities, made, &q.expand[k]); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (v *view) plainly(e *entity, q *query) map[string]any {
	wanted := func(field string) bool { return q.fields == nil || slices.Contains(q.fields, field) }
	self := v.root + "/" + e.self()
	m := map[string]any{}
	if wanted("id") || wanted("@iot.id") {
		m["@iot.id"] = e.id
	}
	if wanted("@iot.selfLink") || wanted("id") || wanted("@iot.id") {
		m["@iot.selfLink"] = self
	}
	for _, name := range e.properties {
		if wanted(name) {
			if value := shown(e.property(name)); value != nil {
				m[name] = value
			}
		}
	}
	for _, associations := range []map[string]string{e.kind.one, e.kind.many} {
		for name := range associations {
			if wanted(name) {
				m[name+"@iot.navigationLink"] = self + "/" + name
			}
		}
	}
	return m
}

// expand puts associated entities into those that were rendered.
func (v *view) expand(ctx context.Context, entities []*entity, made []map[string]any, x *expansion) error {
	pages := make([]page, len(entities))
	switch {
	case x.of.set == "Observations":
		gatherers := make([]*gatherer, len(entities))
		for k, e := range entities {
			gatherers[k] = newGatherer(&x.query, streamsOf(e))
		}
		if err := v.gather(ctx, gatherers); err != nil { // of all at once
			return err
		}
		for k, g := range gatherers {
			var err error
			if pages[k], err = g.page(); err != nil {
				return err
			}
		}
	case len(entities) > 0 && entities[0].kind.one[x.association] != "":
		for k, e := range entities {
			pages[k] = page{entities: []*entity{e.follow(x.association)}}
		}
	default:
		for k, e := range entities {
			var err error
			if pages[k], err = choose(v.members(x.of.set, e), &x.query); err != nil {
				return err
			}
		}
	}
	var all []*entity
	for _, p := range pages {
		all = append(all, p.entities...)
	}
	inner, err := v.render(ctx, all, &x.query)
	if err != nil {
		return err
	}
	for k, e := range entities {
		delete(made[k], x.association+"@iot.navigationLink")
		own := inner[:len(pages[k].entities)]
		inner = inner[len(own):]
		if e.kind.one[x.association] != "" {
			made[k][x.association] = own[0]
			continue
		}
		made[k][x.association] = own
		if pages[k].count >= 0 {
			made[k][x.association+"@iot.count"] = pages[k].count
		}
		if pages[k].more {
			options := url.Values{"$top": {strconv.Itoa(x.top)}, "$skip": {strconv.Itoa(x.skip + x.top)}}
			for name, text := range x.said {
				options.Set(name, text)
			}
			made[k][x.association+"@iot.nextLink"] = fmt.Sprintf("%s/%s/%s?%s", v.root, e.self(), x.association, strings.ReplaceAll(options.Encode(), "%24", "$"))
		}
	}
	return nil
}
