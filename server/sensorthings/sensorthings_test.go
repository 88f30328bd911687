package sensorthings

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"shapan/server/historian"
)

// memory is a log as historian's is: by receipt, and the newest of each.
type memory struct {
	readings []historian.Reading
	reads    int // readings that were handed out
}

func (m *memory) Latest() (all []historian.Reading) {
	newest := map[quantity]historian.Reading{}
	for _, r := range m.readings {
		newest[quantity{r.Subject, r.Property}] = r
	}
	for _, r := range newest {
		all = append(all, r)
	}
	return all
}

func (m *memory) Read(_ context.Context, from time.Time, each func(historian.Reading) error) error {
	n, _ := slices.BinarySearchFunc(m.readings, from, func(r historian.Reading, t time.Time) int { return r.Received.Compare(t) })
	for n > 0 && m.readings[n-1].Received.Equal(from) {
		n--
	}
	for _, r := range m.readings[n:] {
		m.reads++
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

var start = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)

// twoDays has a reading of two properties of two points every ten minutes, and one
// that came a day late.
func twoDays() *memory {
	m := &memory{}
	for k := range 2 * 24 * 6 {
		at := start.Add(time.Duration(k) * 10 * time.Minute)
		for p, subject := range []string{"point/CX1", "point/J'1"} {
			for _, property := range []string{"displacement", "tilt"} {
				m.readings = append(m.readings, historian.Reading{Subject: subject, Property: property, Value: float64(k) + float64(p)/2, At: at, Received: at.Add(time.Second), Source: "mqtt/gw"})
			}
		}
	}
	late := m.readings[len(m.readings)-1].Received
	m.readings = append(m.readings, historian.Reading{Subject: "point/CX1", Property: "displacement", Value: -1, Quality: historian.Bad, At: start.Add(5 * time.Minute), Received: late, Source: "mqtt/gw"})
	return m
}

func handler(log Log) *Handler {
	return New(Config{Log: log, Root: "http://twin/v1.1",
		Things: []Thing{{Subject: "point/CX1", Name: "Inclinometer 1", Description: "north wall", Where: &Where{121.5, 31.25, 4}, Properties: map[string]any{"depth": map[string]any{"m": 12}}}},
		Property: func(p string) Property {
			if p == "displacement" {
				return Property{Name: "Displacement", Unit: Unit{"metre", "m", "http://qudt.org/vocab/unit/M"}}
			}
			return Property{}
		}})
}

// get asks and decodes; the address is written as people do and escaped here.
func get(t testing.TB, h http.Handler, address string) (int, map[string]any) {
	t.Helper()
	path, query, _ := strings.Cut(address, "?")
	r := httptest.NewRequest("GET", "http://twin"+(&url.URL{Path: "/sta/v1.1" + path}).EscapedPath(), nil)
	r.URL.RawQuery = strings.NewReplacer(" ", "%20", "+", "%2B").Replace(query)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var m map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil && w.Code != 204 {
		t.Errorf("%s: %d: %q: %v", address, w.Code, w.Body, err)
	}
	return w.Code, m
}

func list(t testing.TB, h http.Handler, address string) []map[string]any {
	t.Helper()
	code, m := get(t, h, address)
	if code != 200 {
		t.Fatalf("%s: %d %v", address, code, m)
	}
	var all []map[string]any
	for _, one := range m["value"].([]any) {
		all = append(all, one.(map[string]any))
	}
	return all
}

func ids(all []map[string]any) string {
	var texts []string
	for _, one := range all {
		texts = append(texts, fmt.Sprint(one["@iot.id"]))
	}
	return strings.Join(texts, " ")
}

func results(all []map[string]any) string {
	var texts []string
	for _, one := range all {
		texts = append(texts, fmt.Sprint(one["result"]))
	}
	return strings.Join(texts, " ")
}

func TestRootAndEntities(t *testing.T) {
	h := handler(twoDays())
	_, root := get(t, h, "/")
	var names []string
	for _, one := range root["value"].([]any) {
		names = append(names, one.(map[string]any)["name"].(string))
	}
	if strings.Join(names, " ") != "Things Locations Datastreams Sensors ObservedProperties Observations" || root["serverSettings"] == nil {
		t.Errorf("%v", root)
	}
	for address, want := range map[string]string{
		"/Things":                                                                "point/CX1 point/J'1",
		"/Locations":                                                             "point/CX1",
		"/Datastreams":                                                           "point/CX1:displacement point/CX1:tilt point/J'1:displacement point/J'1:tilt",
		"/Sensors":                                                               "point/CX1 point/J'1",
		"/ObservedProperties":                                                    "displacement tilt",
		"/Things('point/CX1')/Datastreams":                                       "point/CX1:displacement point/CX1:tilt",
		"/Things('point/J''1')/Datastreams":                                      "point/J'1:displacement point/J'1:tilt",
		"/Things('point/J''1')/Locations":                                        "",
		"/ObservedProperties('tilt')/Datastreams":                                "point/CX1:tilt point/J'1:tilt",
		"/Locations('point/CX1')/Things":                                         "point/CX1",
		"/Datastreams('point/CX1:tilt')/Thing/Locations":                         "point/CX1",
		"/Datastreams?$filter=Thing/name eq 'Inclinometer 1'":                    "point/CX1:displacement point/CX1:tilt",
		"/Datastreams?$filter=unitOfMeasurement/symbol eq 'm'":                   "point/CX1:displacement point/J'1:displacement",
		"/Datastreams?$orderby=ObservedProperty/name desc,id desc":               "point/J'1:tilt point/CX1:tilt point/J'1:displacement point/CX1:displacement",
		"/Datastreams?$skip=1&$top=2":                                            "point/CX1:tilt point/J'1:displacement",
		"/Things?$filter=properties/depth/m gt 10":                               "point/CX1",
		"/Things?$filter=not (properties/depth/m gt 10)":                         "point/J'1",
		"/Things?$filter=startswith(id,'point/J''')":                             "point/J'1",
		"/Things?$filter=substringof('clino',name) or name eq 'x'":               "point/CX1",
		"/Things?$filter=length(description) add 2 mul 3 eq 16":                  "point/CX1",
		"/Things?$filter=description eq null":                                    "",
		"/Datastreams?$filter=phenomenonTime lt 2026-07-01T00:00:00Z":            "",
		"/Datastreams?$filter=phenomenonTime ge 2026-07-02T08:00+08:00":          "point/CX1:displacement point/CX1:tilt point/J'1:displacement point/J'1:tilt",
		"/Things('point/CX1')/Datastreams('point/CX1:tilt')/Observations?$top=0": "",
	} {
		if got := ids(list(t, h, address)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", address, got, want)
		}
	}
	_, d := get(t, h, "/Datastreams('point/CX1:displacement')")
	want := map[string]any{
		"@iot.id": "point/CX1:displacement", "@iot.selfLink": "http://twin/v1.1/Datastreams('point%2FCX1:displacement')",
		"name": "Displacement of Inclinometer 1", "description": "Displacement as measured at Inclinometer 1",
		"observationType":          "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
		"unitOfMeasurement":        map[string]any{"name": "metre", "symbol": "m", "definition": "http://qudt.org/vocab/unit/M"},
		"observedArea":             map[string]any{"type": "Point", "coordinates": []any{121.5, 31.25, 4.0}},
		"phenomenonTime":           "2026-07-01T00:00:00Z/2026-07-02T23:50:00Z",
		"resultTime":               "2026-07-01T00:00:01Z/2026-07-02T23:50:01Z",
		"Thing@iot.navigationLink": "http://twin/v1.1/Datastreams('point%2FCX1:displacement')/Thing", "Sensor@iot.navigationLink": "http://twin/v1.1/Datastreams('point%2FCX1:displacement')/Sensor",
		"ObservedProperty@iot.navigationLink": "http://twin/v1.1/Datastreams('point%2FCX1:displacement')/ObservedProperty", "Observations@iot.navigationLink": "http://twin/v1.1/Datastreams('point%2FCX1:displacement')/Observations",
	}
	if fmt.Sprint(d) != fmt.Sprint(want) {
		t.Errorf("\n got %v\nwant %v", d, want)
	}
}

func TestObservations(t *testing.T) {
	h := handler(twoDays())
	const cx1 = "/Datastreams('point/CX1:displacement')/Observations"
	for address, want := range map[string]string{
		cx1 + "?$top=3": "0 -1 1",
		cx1 + "?$top=2&$orderby=phenomenonTime desc": "287 286",
		cx1 + "?$top=2&$orderby=result":              "-1 0",
		cx1 + "?$filter=resultQuality eq 'bad'":      "-1",
		cx1 + "?$filter=phenomenonTime ge 2026-07-01T16:00:00+08:00 and phenomenonTime lt 2026-07-01T08:20:00Z": "48 49",
		cx1 + "?$filter=phenomenonTime eq '2026-07-01T08:00:00Z'":                                               "48",
		cx1 + "?$filter=2026-07-02T23:40:00Z le phenomenonTime":                                                 "286 287",
		cx1 + "?$filter=resultTime gt 2026-07-02T23:50:00Z&$orderby=result desc":                                "287 -1",
		cx1 + "?$filter=day(phenomenonTime) eq 2 and hour(phenomenonTime) eq 0&$select=result":                  "144 145 146 147 148 149",
		cx1 + "?$filter=result mod 100 eq 1 or result eq -1&$orderby=result desc":                               "201 101 1 -1",
		"/Observations?$filter=Datastream/id eq 'point/J''1:tilt' and result lt 2":                              "0.5 1.5",
		"/Observations?$filter=Datastream/Thing/name eq 'Inclinometer 1' and result gt 286":                     "287 287",
		"/Observations?$orderby=result desc,Datastream/id desc&$top=3":                                          "287.5 287.5 287",
		"/Observations?$filter=phenomenonTime lt 2020-01-01T00:00:00Z":                                          "",
		cx1 + "?$skip=287&$top=2": "286 287", // the late one is before them
	} {
		all := list(t, h, address)
		if got := results(all); got != want {
			t.Errorf("%s:\n got %s\nwant %s", address, got, want)
		}
	}
	first := list(t, h, cx1+"?$top=1")[0]
	_, again := get(t, h, "/Observations('"+first["@iot.id"].(string)+"')")
	if fmt.Sprint(again) != fmt.Sprint(first) || again["phenomenonTime"] != "2026-07-01T00:00:00Z" || again["resultTime"] != "2026-07-01T00:00:01Z" {
		t.Errorf("by its id: %v, first %v", again, first)
	}
	_, m := get(t, h, cx1+"?$count=true&$top=1&$filter=result ge 100")
	if m["@iot.count"] != 188.0 {
		t.Errorf("%v", m["@iot.count"])
	}
	if code, m := get(t, h, "/Observations('"+first["@iot.id"].(string)+"')/result"); code != 200 || m["result"] != 0.0 {
		t.Errorf("%d %v", code, m)
	}
	r := httptest.NewRequest("GET", "/v1.1/Things('point%2FCX1')/name/$value", nil)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Body.String() != "Inclinometer 1" {
		t.Errorf("%q", w.Body)
	}
	if code, _ := get(t, h, "/Things('point/J''1')/description"); code != 200 {
		t.Errorf("an empty text: %d", code)
	}
}

// Pages join to the whole, in every order, whatever comes in meanwhile.
func TestNextLinks(t *testing.T) {
	for _, orderBy := range []string{"", "&$orderby=phenomenonTime desc", "&$orderby=phenomenonTime asc", "&$orderby=result desc"} {
		log := twoDays()
		h := handler(log)
		whole := ids(list(t, h, "/Observations?$top=10000"+orderBy))
		var pages []map[string]any
		address := "/Observations?$top=97&$count=true" + orderBy
		for address != "" {
			code, m := get(t, h, address)
			if code != 200 {
				t.Fatalf("%s: %d %v", address, code, m)
			}
			for _, one := range m["value"].([]any) {
				pages = append(pages, one.(map[string]any))
			}
			if !strings.Contains(orderBy, "result") { // a page is not shifted by what comes at its begin or end
				now := log.readings[len(log.readings)-1].Received.Add(time.Minute)
				at := now
				if strings.Contains(orderBy, "asc") || orderBy == "" {
					at = start.Add(-time.Hour)
				}
				log.readings = append(log.readings, historian.Reading{Subject: "point/CX1", Property: "tilt", At: at, Received: now})
			}
			next, _ := m["@iot.nextLink"].(string)
			if next == "" {
				break
			}
			u, err := url.Parse(next)
			if err != nil {
				t.Fatal(err)
			}
			query, _ := url.QueryUnescape(u.RawQuery)
			address = strings.TrimPrefix(u.Path, "/v1.1") + "?" + query
		}
		if got := ids(pages); got != whole {
			t.Errorf("%s: pages of %d are not the whole of %d", orderBy, len(pages), strings.Count(whole, " ")+1)
		}
	}
}

func TestExpandAndSelect(t *testing.T) {
	h := handler(twoDays())
	_, m := get(t, h, "/Things('point/CX1')?$select=name,Datastreams&$expand=Locations($select=location),Datastreams($filter=ObservedProperty/id eq 'displacement';$select=id;$expand=Observations($orderby=phenomenonTime desc;$top=2;$select=result),ObservedProperty($select=name))")
	got, _ := json.Marshal(m)
	const want = `{"Datastreams":[{"@iot.id":"point/CX1:displacement","@iot.selfLink":"http://twin/v1.1/Datastreams('point%2FCX1:displacement')",` +
		`"Observations":[{"result":287},{"result":286}],"Observations@iot.nextLink":"http://twin/v1.1/Datastreams('point%2FCX1:displacement')/Observations?$orderby=phenomenonTime+desc\u0026$select=result\u0026$skip=2\u0026$top=2",` +
		`"ObservedProperty":{"name":"Displacement"}}],"Locations":[{"location":{"coordinates":[121.5,31.25,4],"type":"Point"}}],"name":"Inclinometer 1"}`
	if string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	all := list(t, h, "/Datastreams?$expand=Observations($top=1;$orderby=phenomenonTime desc;$count=true;$filter=result lt 100),Thing/Locations")
	for k, d := range all {
		o := d["Observations"].([]any)
		if len(o) != 1 || o[0].(map[string]any)["result"] != []float64{99, 99, 99.5, 99.5}[k] || d["Observations@iot.count"] != []float64{101, 100, 100, 100}[k] {
			t.Errorf("%d: %v, %v", k, o, d["Observations@iot.count"])
		}
		if n := len(d["Thing"].(map[string]any)["Locations"].([]any)); n != 1-k/2 {
			t.Errorf("%d: %d locations", k, n)
		}
	}
}

// Errors have the standard's shape: code, message and what is meant.
func TestErrors(t *testing.T) {
	h := handler(twoDays())
	for address, want := range map[string]string{
		"/Thing": "404 Thing: there are Things, Locations", "/Things('x')": "404 Things(x): there is none", "/Things/name": "404 name: which of them? write Things(id)",
		"/HistoricalLocations": "501 HistoricalLocations: is not supported", "/Things('point/CX1')/HistoricalLocations": "501",
		"/Things('point/CX1')/x": "404 x: is neither a property nor an association of Things", "/Things('point/CX1": "400 ) is expected", "/Datastreams('point/CX1:tilt')/Thing('point/CX1')": "404 Thing: is one alone",
		"/Observations('point/CX1:tilt@1-1')": "404", "/Observations('x')": "404",
		"/Things?$top=-1": "400 $top=-1: must be a number from 0", "/Things?$skip=1000000": "400 $skip=1000000: at most 100000", "/Things?$count=yes": "400",
		"/Things?$select=nme": "400 $select: nme: is no property of Things: there are id, name", "/Things?$expand=Datastream": "400 $expand: Datastream: is no association of Things",
		"/Things?$search=x": "501 $search: is not supported", "/Observations?$resultFormat=dataArray": "501", "/Things?$expand=HistoricalLocations": "501",
		"/Things?$filter=nme eq 'x'": "400 $filter: at 1: nme: is no property of Things", "/Things?$filter=name eq": "400 $filter: at 8: something is missing at the end",
		"/Things?$filter=name eq 'x": "400 $filter: at 9: the text that begins here has no end", "/Things?$filter=name": "400 $filter: Inclinometer 1: must be true or false",
		"/Things?$filter=name eq 5": "400 $filter: the text \"Inclinometer 1\" cannot be compared with the number 5", "/Things?$filter=(name eq 'x'": "400 $filter: at 13: ) is expected",
		"/Things?$filter=name eq 'x' 'y'": "400 $filter: at 13: 'y': an operator or the end is expected", "/Things?$filter=near(name,'x')": "400 $filter: at 1: there is no function near",
		"/Things?$filter=length() eq 1": "400 $filter: at 1: length takes 1 arguments, not 0", "/Things?$filter=Datastreams/name eq 'x'": "400 $filter: at 1: Datastreams: is many",
		"/Observations?$filter=phenomenonTime gt 2026-07-01T00:00:00": "400 $filter: at 19: 2026-07-01T00:00:00: must be a time with its zone",
		"/Observations?$filter=result eq 'x'":                         "400 $filter: the number 0 cannot be compared", "/Observations?$skiptoken=x": "400", "/Things?$orderby=name up": "400 $orderby: at 6: up",
		"/Things?$filter=name eq 'x'&$filter=name eq 'y'": "400 $filter stands twice",
		"/Things?$filter=" + strings.Repeat("(", 2000):    "400 $filter: at ", "/Things?$expand=Datastreams/Thing/Datastreams/Thing/Datastreams": "400 $expand: more than 4 levels deep",
		"/Observations?$orderby=result&$skiptoken=1.1.0.x": "400 $skiptoken",
	} {
		code, m := get(t, h, address)
		e, _ := m["error"].(map[string]any)
		got := fmt.Sprint(code, " ", e["message"])
		text, _, _ := strings.Cut(want, " ")
		if !strings.HasPrefix(got, text) || !strings.Contains(got, strings.TrimPrefix(want, text+" ")) && want != text || e["code"] != fmt.Sprint(code) {
			t.Errorf("%.100s:\n got %s %v\nwant %s", address, got, m, want)
		}
	}
	for _, method := range []string{"POST", "PATCH", "DELETE"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/v1.1/Things", nil))
		if w.Code != 405 || w.Header().Get("Allow") == "" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// The index answers as a search of everything does, while readings come in and
// retention takes others, and it does not read everything.
func TestIndexAgainstAFullSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	log := &memory{}
	h := handler(log)
	now := start
	for round := range 30 {
		for range 200 {
			now = now.Add(time.Duration(r.IntN(600)) * time.Second / 2)
			at := now.Add(-time.Duration(r.IntN(120)) * time.Second)
			if r.IntN(50) == 0 {
				at = now.Add(-time.Duration(r.IntN(100)) * time.Hour)
			}
			log.readings = append(log.readings, historian.Reading{Subject: fmt.Sprintf("p%d", r.IntN(3)), Property: "x", Value: float64(len(log.readings)), At: at, Received: now})
		}
		if round%5 == 4 {
			log.readings = log.readings[r.IntN(500):]
		}
		from := start.Add(time.Duration(r.Int64N(int64(now.Sub(start)))))
		to := from.Add(20 * time.Hour)
		var want []historian.Reading
		for _, one := range log.readings {
			if one.Subject == "p1" && !one.At.Before(from) && one.At.Before(to) {
				want = append(want, one)
			}
		}
		slices.SortStableFunc(want, func(a, b historian.Reading) int { return a.At.Compare(b.At) })
		address := fmt.Sprintf("/Datastreams('p1:x')/Observations?$count=true&$top=10000&$filter=phenomenonTime ge %s and phenomenonTime lt %s", from.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano))
		_, m := get(t, h, address)
		var texts []string
		for _, one := range want {
			texts = append(texts, fmt.Sprint(one.Value))
		}
		var got []map[string]any
		for _, one := range m["value"].([]any) {
			got = append(got, one.(map[string]any))
		}
		if g, w := results(got), strings.Join(texts, " "); g != w || m["@iot.count"] != float64(len(want)) {
			t.Errorf("round %d: %v of\n got %s\nwant %s", round, m["@iot.count"], g, w)
		}
		_, m = get(t, h, "/Datastreams?$expand=Observations($top=1;$orderby=phenomenonTime desc)")
		for _, d := range m["value"].([]any) {
			one := d.(map[string]any)
			newest := time.Time{}
			for _, r := range log.readings {
				if r.Subject+":x" == one["@iot.id"] && r.At.After(newest) {
					newest = r.At
				}
			}
			o := one["Observations"].([]any)[0].(map[string]any)
			if o["phenomenonTime"] != shown(newest) {
				t.Errorf("round %d: the newest of %v is %v, want %v", round, one["@iot.id"], o["phenomenonTime"], shown(newest))
			}
		}
	}
	before := log.reads
	list(t, h, "/Datastreams?$expand=Observations($top=1;$orderby=phenomenonTime desc)")
	if read := log.reads - before; read > len(log.readings)/4 {
		t.Errorf("%d of %d readings were read for the newest ones", read, len(log.readings))
	}
}

// The log itself.
func TestOverTheHistorian(t *testing.T) {
	log, err := historian.Open(context.Background(), historian.Options{Directory: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	var rs []historian.Reading
	for k := range 1000 {
		rs = append(rs, historian.Reading{Subject: "point/CX1", Property: "displacement", Value: float64(k), At: start.Add(time.Duration(k) * time.Second)})
	}
	if err := log.Append(context.Background(), rs...); err != nil {
		t.Fatal(err)
	}
	h := handler(log)
	if got := results(list(t, h, "/Datastreams('point/CX1:displacement')/Observations?$filter=result ge 500&$top=3&$orderby=phenomenonTime desc")); got != "999 998 997" {
		t.Error(got)
	}
	_, o := get(t, h, "/Observations?$filter=result eq 500")
	id := o["value"].([]any)[0].(map[string]any)["@iot.id"].(string)
	if _, one := get(t, h, "/Observations('"+id+"')"); one["result"] != 500.0 {
		t.Errorf("%v", one)
	}
}

func FuzzQuery(f *testing.F) {
	f.Add("/Things('a')", "$filter=name eq 'x' and (length(name) add 1) gt 2&$orderby=id desc&$expand=Datastreams($top=1;$expand=Observations)")
	f.Add("/Observations", "$filter=phenomenonTime ge 2026-07-01T00:00:00%2B08:00 and not (result lt -1.5e3)&$skiptoken=1.2.3.x")
	f.Add("/Datastreams('point%2FCX1:tilt')/Observations", "$select=result&$count=true&$top=2")
	f.Add("/Things('point%2FCX1')/name/$value", "")
	h := handler(twoDays())
	f.Fuzz(func(t *testing.T, path, query string) {
		r := httptest.NewRequest("GET", "/v1.1/", nil)
		r.URL = &url.URL{Path: "/v1.1/" + path, RawPath: "/v1.1/" + path, RawQuery: query}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != 501 {
			t.Errorf("%s?%s: %d %s", path, query, w.Code, w.Body)
		}
		if w.Code == 400 && !strings.Contains(w.Body.String(), `"message":"`) {
			t.Errorf("%s?%s: %s", path, query, w.Body)
		}
	})
}

// A year of 20 points every ten minutes: one day of one of them.
func BenchmarkADayOfAYear(b *testing.B) {
	log := &memory{}
	for k := range 365 * 24 * 6 {
		at := start.Add(time.Duration(k) * 10 * time.Minute)
		for p := range 20 {
			log.readings = append(log.readings, historian.Reading{Subject: fmt.Sprint("p", p), Property: "x", Value: float64(k), At: at, Received: at})
		}
	}
	h := handler(log)
	list(b, h, "/Things")
	b.ResetTimer()
	for range b.N {
		if n := len(list(b, h, "/Datastreams('p7:x')/Observations?$top=1000&$filter=phenomenonTime ge 2027-01-01T00:00:00Z and phenomenonTime lt 2027-01-02T00:00:00Z")); n != 144 {
			b.Fatal(n)
		}
	}
}
