package sensorthings

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// query is what is asked of a set, or of an association that is expanded.
type query struct {
	of      *kind
	filter  *expression
	orderBy []key
	top     int
	skip    int
	count   bool
	fields  []string // of $select; nil: all
	expand  []expansion
	after   *cursor           // of the page before
	said    map[string]string // options as they were written, but $top and $skip
}

type key struct {
	*expression
	down bool
}

type expansion struct {
	association string
	query
}

// Limits of one answer.
const (
	usualTop  = 100
	mostTop   = 10_000
	mostSkip  = 100_000
	mostQuery = 16 << 10 // [bytes]
	mostLevel = 4        // of $expand
)

// cursorOption is ours: nextLink says by it after which Observation to go on.
const cursorOption = "$skiptoken"

// parseQuery reads the options of an address.
func parseQuery(raw string, of *kind) (*query, *problem) {
	if len(raw) > mostQuery {
		return nil, bad("", "the query has %d bytes: at most %d", len(raw), mostQuery)
	}
	values, err := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B")) // options of $expand are divided by it
	if err != nil {
		return nil, bad("", "the query is no query of an address: %v", err)
	}
	q := newQuery(of)
	for _, option := range slices.Sorted(maps.Keys(values)) {
		if len(values[option]) > 1 && strings.HasPrefix(option, "$") {
			return nil, bad(option, "%s stands twice", option)
		}
		if p := q.option(option, values[option][0], 0); p != nil {
			return nil, p
		}
	}
	return q, nil
}

func newQuery(of *kind) *query {
	return &query{of: of, top: usualTop, said: map[string]string{}}
}

func (q *query) option(option, text string, level int) *problem {
	if option != "$top" && option != "$skip" {
		q.said[option] = text
	}
	switch option {
	case "$filter":
		x, err := parseExpression(text, q.of)
		if err != nil {
			return bad(option, "$filter: %v", err)
		}
		q.filter = x
	case "$orderby":
		for _, one := range split(text, ',') {
			words := strings.TrimSpace(one)
			k := key{}
			if rest, down := strings.CutSuffix(words, " desc"); down {
				words, k.down = rest, true
			} else {
				words = strings.TrimSuffix(words, " asc")
			}
			x, err := parseExpression(words, q.of)
			if err != nil {
				return bad(option, "$orderby: %v", err)
			}
			k.expression = x
			q.orderBy = append(q.orderBy, k)
		}
	case "$top", "$skip":
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return bad(option, "%s=%s: must be a number from 0", option, text)
		}
		if option == "$top" {
			q.top = min(n, mostTop)
			break
		}
		if q.skip = n; n > mostSkip {
			return bad(option, "$skip=%d: at most %d: follow @iot.nextLink, or ask for a time by $filter", n, mostSkip)
		}
	case "$count":
		if text != "true" && text != "false" {
			return bad(option, "$count=%s: must be true or false", text)
		}
		q.count = text == "true"
	case "$select":
		for _, field := range strings.Split(text, ",") {
			field = strings.TrimSpace(field)
			if field != "id" && field != "@iot.id" && field != "@iot.selfLink" && !q.of.has(field) && q.of.one[field] == "" && q.of.many[field] == "" {
				return bad(option, "$select: %s: is no property of %s: there are id, %s", field, q.of.set, strings.Join(q.of.properties, ", "))
			}
			q.fields = append(q.fields, field)
		}
	case "$expand":
		for _, one := range split(text, ',') {
			if p := q.addExpansion(strings.TrimSpace(one), level); p != nil {
				return p
			}
		}
	case cursorOption:
		c, err := parseCursor(text)
		if err != nil || q.of.set != "Observations" {
			return bad(option, "%s: is not one of this service", option)
		}
		q.after = c
	case "$format":
		if text != "json" && text != "application/json" {
			return lacking(option, "$format=%s: there is json alone", text)
		}
	default:
		if strings.HasPrefix(option, "$") {
			return lacking(option, "%s: is not supported: there are $filter, $orderby, $top, $skip, $count, $select, $expand", option)
		}
		if level > 0 {
			return bad("$expand", "$expand: %s: must be an option such as $top=1", option)
		}
	}
	return nil
}

// addExpansion reads Datastreams, Datastreams/Observations or
// Datastreams($top=1;$expand=Observations).
func (q *query) addExpansion(text string, level int) *problem {
	const option = "$expand"
	if level >= mostLevel {
		return bad(option, "$expand: more than %d levels deep", mostLevel)
	}
	path, options := text, ""
	if open := strings.IndexByte(text, '('); open >= 0 {
		if !strings.HasSuffix(text, ")") {
			return bad(option, "$expand: %s: ) is expected at the end", text)
		}
		path, options = text[:open], text[open+1:len(text)-1]
	}
	association, deeper, goesOn := strings.Cut(path, "/")
	set := q.of.one[association]
	if set == "" {
		set = q.of.many[association]
	}
	switch {
	case missing[association]:
		return lacking(option, "$expand: %s: is not supported", association)
	case set == "":
		return bad(option, "$expand: %s: is no association of %s", association, q.of.set)
	}
	at := slices.IndexFunc(q.expand, func(e expansion) bool { return e.association == association })
	if at < 0 {
		q.expand = append(q.expand, expansion{association, *newQuery(kinds[set])})
		at = len(q.expand) - 1
	}
	inner := &q.expand[at].query
	if goesOn {
		if options != "" {
			deeper += "(" + options + ")"
		}
		inner.said["$expand"] = deeper
		return inner.addExpansion(deeper, level+1)
	}
	if options == "" {
		return nil
	}
	for _, one := range split(options, ';') {
		name, value, _ := strings.Cut(one, "=")
		if p := inner.option(strings.TrimSpace(name), value, level+1); p != nil {
			return p
		}
	}
	return nil
}
