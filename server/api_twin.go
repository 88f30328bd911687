package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/engine"
	"shapan/engine/alarm"
	"shapan/server/access"
	feed "shapan/server/feeds/http"
	"shapan/server/historian"
	"shapan/server/twin"
)

// livePoint is a measured point with its rules and how it stands.
type livePoint struct {
	ID       string      `json:"id" example:"point/CX1"`
	Name     engine.Text `json:"name"`
	Kind     string      `json:"kind"`
	Property string      `json:"property"`
	Unit     string      `json:"unit"`
	Group    string      `json:"group,omitempty"`
	GroupIs  engine.Text `json:"group_name" doc:"What the group is called"`
	Position [3]float64  `json:"position"`
	Cell     string      `json:"cell,omitempty" doc:"Of the city's management"`
	Rules    []liveRule  `json:"rules"`
	Horizon  float64     `json:"horizon_s" doc:"Of its forecast; 0: none"`
	Status   twin.Status `json:"status"`
}

type liveRule struct {
	Over     float64     `json:"rate_over_s" doc:"It judges the change over so long, per day; 0: the value"`
	Limits   [3]*float64 `json:"limits" doc:"Of notice, warning, danger; null: no such tier"`
	Side     string      `json:"side" enum:"above,below,both"`
	DeadBand float64     `json:"dead_band"`
	OnDelay  float64     `json:"on_delay_s"`
	OffDelay float64     `json:"off_delay_s"`
	Basis    alarm.Basis `json:"basis"`
}

type livePoints struct {
	Now    time.Time   `json:"now"`
	Flood  bool        `json:"flood"`
	Points []livePoint `json:"points"`
}

type liveSeries struct {
	Unit    string        `json:"unit"`
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`
	T       []float64     `json:"t_s" doc:"Seconds since 1970"`
	Values  []float64     `json:"values"`
	Rules   []liveRule    `json:"rules"`
	Outlook *twin.Outlook `json:"outlook,omitempty"`
}

type liveMoment struct {
	At     time.Time   `json:"at"`
	Points []twin.Past `json:"points"`
}

type liveAlarms struct {
	Now    time.Time   `json:"now"`
	Flood  bool        `json:"flood"`
	Alarms []liveAlarm `json:"alarms" doc:"Not normal, shelved and suppressed ones too; the worst first is for who shows them"`
	Roots  []liveRoot  `json:"roots" doc:"Those that are not over, and those of the last hour, as they came up: those of one group that followed each other within ten minutes, or two of their readings, are told as one; point#limit, point#sensor"`
}

type liveAlarm struct {
	Point string        `json:"point"`
	Alarm twin.Which    `json:"alarm" enum:"limit,sensor"`
	Fault string        `json:"fault,omitempty"`
	Now   twin.AlarmNow `json:"now"`
}

type liveRoot struct {
	At     time.Time  `json:"at"`
	Group  string     `json:"group"`
	First  string     `json:"first"`
	Worst  alarm.Tier `json:"worst"`
	Others []string   `json:"others"`
}

type liveEvents struct {
	Events []twin.Event `json:"events"`
}

// liveAct is what a person does to an alarm.
type liveAct struct {
	Point string     `json:"point" example:"point/CX1" maxLength:"200"`
	Alarm twin.Which `json:"alarm,omitempty" enum:"limit,sensor" default:"limit"`
	Do    string     `json:"do" enum:"acknowledge,shelve,unshelve,suppress,unsuppress,remove,restore,reset,comment" doc:"remove: out of service"`
	Why   string     `json:"why,omitempty" maxLength:"1500"`
	Till  *time.Time `json:"till,omitempty" doc:"Of shelve"`
	For   float64    `json:"for_s,omitempty" minimum:"0" maximum:"604800" doc:"Of shelve, in place of till"`
	Who   string     `json:"who,omitempty" maxLength:"100" doc:"Where there is no login; else it is who has logged in"`
}

// siteOfTwin is the path of what belongs to a live site.
type siteOfTwin struct {
	Site string `path:"site"`
}

func (s *Server) twin(site string) (*twin.Twin, error) {
	if _, err := s.site(site); err != nil {
		return nil, err
	}
	if t := s.config.Twins[site]; t != nil {
		return t, nil
	}
	return nil, huma.Error404NotFound(fmt.Sprintf("site %q is not live: its file has no points, or the server has no --data", site))
}

func (s *Server) registerTwin(api huma.API, mux *http.ServeMux) {
	for site, t := range s.config.Twins {
		s.lives[site] = newLiveHub(t)
		t.Hear(func(readings []historian.Reading) { s.Hear(site, measured(readings)...) })
	}
	register(api, get("/api/sites/{site}/points", "list-points", "All measured points with their limits, as they are now", "live"),
		func(_ context.Context, in *siteOfTwin) (*answer[livePoints], error) {
			t, err := s.twin(in.Site)
			if err != nil {
				return nil, err
			}
			return &answer[livePoints]{Body: s.livePoints(in.Site, t)}, nil
		})
	register(api, get("/api/sites/{site}/points/{point}/series", "get-point-series", "What a point has done, and is expected to do", "live"), s.liveSeries)
	register(api, get("/api/sites/{site}/moment", "get-moment", "All points as they stood at a past instant", "live"),
		func(ctx context.Context, in *struct {
			Site string    `path:"site"`
			At   time.Time `query:"at" required:"true" example:"2026-07-20T18:00:00+08:00"`
		}) (*answer[liveMoment], error) {
			t, err := s.twin(in.Site)
			if err != nil {
				return nil, err
			}
			points, err := t.Moment(ctx, in.At)
			if err != nil {
				return nil, s.liveTrouble(err)
			}
			return &answer[liveMoment]{Body: liveMoment{in.At, points}}, nil
		})
	register(api, get("/api/sites/{site}/alarms", "list-alarms", "Alarms that are not over", "live"),
		func(_ context.Context, in *siteOfTwin) (*answer[liveAlarms], error) {
			t, err := s.twin(in.Site)
			if err != nil {
				return nil, err
			}
			return &answer[liveAlarms]{Body: alarmsOf(t)}, nil
		})
	register(api, get("/api/sites/{site}/alarms/log", "list-alarm-events", "What has happened to alarms: the newest, oldest first", "live"),
		func(_ context.Context, in *struct {
			Site  string `path:"site"`
			After uint64 `query:"after" doc:"Number of the event after which they begin"`
			Most  int    `query:"max" default:"500" minimum:"1" maximum:"5000"`
		}) (*answer[liveEvents], error) {
			t, err := s.twin(in.Site)
			if err != nil {
				return nil, err
			}
			return &answer[liveEvents]{Body: liveEvents{append([]twin.Event{}, t.Events(in.After, in.Most)...)}}, nil
		})
	register(api, post("/api/sites/{site}/acts", "act-on-alarm", "Acknowledge, shelve, suppress, take out of service, reset, comment", "live", http.StatusOK), s.liveAct)
	s.registerReadings(api, mux)
	mux.HandleFunc("GET /api/sites/{site}/sensorthings/v1.1/{rest...}", func(w http.ResponseWriter, r *http.Request) {
		h := s.config.SensorThings[r.PathValue("site")]
		if h == nil {
			problem(w, http.StatusNotFound, fmt.Sprintf("site %q keeps no log", r.PathValue("site")))
			return
		}
		h.ServeHTTP(w, r)
	})
	const path = "/api/sites/{site}/live"
	mux.HandleFunc("GET "+path, s.liveStream)
	op := get(path, "live", "WebSocket of subprotocol "+protocol+": points and alarms as they change", "live")
	op.Parameters = []*huma.Param{{Name: "site", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}}
	op.Responses = map[string]*huma.Response{"101": {Description: "Switching Protocols"}}
	api.OpenAPI().AddOperation(&op)
}

// registerReadings takes readings by POST, as server/feeds/http says.
func (s *Server) registerReadings(api huma.API, mux *http.ServeMux) {
	const path = "/api/sites/{site}/readings"
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		t, err := s.twin(r.PathValue("site"))
		if err != nil {
			problem(w, http.StatusNotFound, err.Error())
			return
		}
		h := feed.Handler{Log: t, Who: func(r *http.Request) string { return whoOf(r.Context()) }}
		h.ServeHTTP(w, r)
	})
	op := post(path, "post-readings", "Readings of sensors: one or an array as JSON, NDJSON or CSV; answered when they are synced to the log", "live", http.StatusNoContent)
	op.Parameters = []*huma.Param{{Name: "site", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}}
	op.Responses = map[string]*huma.Response{"204": {Description: "All are kept"}, "400": {Description: "None is kept; every mistake with its line"}}
	api.OpenAPI().AddOperation(&op)
}

func (s *Server) livePoints(site string, t *twin.Twin) livePoints {
	statuses, flood := t.Statuses()
	place, _ := s.site(site)
	body := livePoints{Now: time.Now(), Flood: flood, Points: make([]livePoint, len(statuses))}
	for k, p := range t.Points() {
		one := livePoint{ID: p.ID, Property: p.Property, Unit: p.Unit, Group: p.Group, Rules: rulesOf(&p), Horizon: p.Horizon.Seconds(), Status: statuses[k]}
		if a := place.Asset(p.ID); a != nil {
			one.Name, one.Position = a.Name, a.Position
			one.Kind, _ = a.Properties["type"].Text()
			one.Cell, _ = a.Properties["city_cell"].Text()
			one.GroupIs = engine.Text{ZH: p.Group, EN: p.Group}
			if zh, told := a.Properties["group_zh"].Text(); told {
				one.GroupIs.ZH = zh
			}
		}
		body.Points[k] = one
	}
	return body
}

func rulesOf(p *alarm.Point) []liveRule {
	rules := make([]liveRule, len(p.Rules))
	for k := range p.Rules {
		r := &p.Rules[k]
		side := "above"
		switch {
		case r.Below:
			side = "below"
		case r.Both:
			side = "both"
		}
		rules[k] = liveRule{r.Rate.Seconds(), twin.Parts(r), side, r.DeadBand, r.OnDelay.Seconds(), r.OffDelay.Seconds(), r.Basis}
	}
	return rules
}

func (s *Server) liveSeries(ctx context.Context, in *struct {
	Site  string    `path:"site"`
	Point string    `path:"point" doc:"Without point/: CX1"`
	From  time.Time `query:"from" doc:"Absent: a day before to"`
	To    time.Time `query:"to" doc:"Absent: now"`
	Most  int       `query:"max" default:"1000" minimum:"2" maximum:"20000"`
}) (*answer[liveSeries], error) {
	t, err := s.twin(in.Site)
	if err != nil {
		return nil, err
	}
	if in.To.IsZero() {
		in.To = time.Now()
	}
	if in.From.IsZero() {
		in.From = in.To.Add(-24 * time.Hour)
	}
	id := "point/" + in.Point
	samples, err := t.Series(ctx, id, in.From, in.To, in.Most)
	if errors.Is(err, twin.ErrUnknownPoint) {
		return nil, huma.Error404NotFound(fmt.Sprintf("no point %q", in.Point))
	} else if err != nil {
		return nil, s.liveTrouble(err)
	}
	body := liveSeries{From: in.From, To: in.To, T: make([]float64, len(samples)), Values: make([]float64, len(samples)), Outlook: t.OutlookOf(id)}
	for k, sample := range samples {
		body.T[k], body.Values[k] = float64(sample.At.UnixMilli())/1e3, sample.Value
	}
	for _, p := range t.Points() {
		if p.ID == id {
			body.Unit, body.Rules = p.Unit, rulesOf(&p)
		}
	}
	return &answer[liveSeries]{Body: body}, nil
}

func alarmsOf(t *twin.Twin) liveAlarms {
	statuses, flood := t.Statuses()
	body := liveAlarms{Now: time.Now(), Flood: flood, Alarms: []liveAlarm{}, Roots: []liveRoot{}}
	groups := map[string]string{}
	for _, p := range t.Points() {
		groups[p.ID] = p.Group
	}
	for _, st := range statuses {
		if st.Limit.Phase != alarm.Normal {
			body.Alarms = append(body.Alarms, liveAlarm{st.ID, twin.OfLimit, "", st.Limit})
		}
		if st.Sensor.Phase != alarm.Normal {
			body.Alarms = append(body.Alarms, liveAlarm{st.ID, twin.OfSensor, st.Fault, st.Sensor})
		}
	}
	for _, r := range t.Roots() {
		root := liveRoot{At: r.First.At, Group: r.First.Group, First: r.First.Point, Worst: r.Worst, Others: []string{}}
		for _, o := range r.Others {
			root.Others = append(root.Others, o.Point)
		}
		body.Roots = append(body.Roots, root)
	}
	return body
}

func (s *Server) liveAct(ctx context.Context, in *struct {
	Site string `path:"site"`
	Body liveAct
}) (*answer[twin.Status], error) {
	t, err := s.twin(in.Site)
	if err != nil {
		return nil, err
	}
	b := in.Body
	a := twin.Act{Point: b.Point, Alarm: b.Alarm, Do: b.Do, Why: b.Why, Who: whoOf(ctx)}
	if a.Who == "" {
		if a.Who = b.Who; a.Who == "" {
			a.Who = "operator"
		}
	}
	switch {
	case b.Till != nil:
		a.Till = *b.Till
	case b.For > 0:
		a.Till = time.Now().Add(time.Duration(b.For * float64(time.Second)))
	}
	var refused *twin.RefusedError
	switch err := t.Do(ctx, a); {
	case errors.Is(err, twin.ErrUnknownPoint):
		return nil, huma.Error404NotFound(fmt.Sprintf("no point %q", b.Point))
	case errors.As(err, &refused):
		return nil, huma.Error409Conflict(refused.Error())
	case err != nil:
		return nil, s.liveTrouble(err)
	}
	status, _ := t.StatusOf(b.Point)
	return &answer[twin.Status]{Body: status}, nil
}

// measured are readings in the words of the run that follows the site.
func measured(readings []historian.Reading) []Measured {
	all := make([]Measured, len(readings))
	for k := range readings {
		all[k] = MeasuredOf(&readings[k])
	}
	return all
}

// MeasuredOf is a reading in the words of the run that follows the site.
func MeasuredOf(r *historian.Reading) Measured {
	at := r.At
	if at.IsZero() || at.After(r.Received) { // a clock that is ahead knows nothing of what is to come
		at = r.Received
	}
	return Measured{Subject: r.Subject, Property: r.Property, Value: r.Value, At: at, Received: r.Received, Stated: r.At}
}

// whoOf is the name of a request's sender; "": there is no login.
func whoOf(ctx context.Context) string {
	if who := access.From(ctx); who != nil {
		return who.Name
	}
	return ""
}

// liveTrouble is what a log that cannot be read or written is to who asks.
func (s *Server) liveTrouble(err error) error {
	s.config.Log.Error("the log of readings", "err", err)
	return huma.Error503ServiceUnavailable("the log of readings cannot be used now: " + err.Error())
}
