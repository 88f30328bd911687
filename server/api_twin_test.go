package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"shapan/engine"
	"shapan/engine/alarm"
	"shapan/server/historian"
	"shapan/server/twin"
)

// liveStage is a stage whose site has two points.
func liveStage(t *testing.T) *stage {
	t.Helper()
	sensor := alarm.NoSensor
	var points []alarm.Point
	for _, id := range []string{"CX1", "CX2"} {
		points = append(points, alarm.Point{ID: "point/" + id, Property: "displacement", Unit: "mm", Group: "north", Sensor: sensor,
			Rules: []alarm.Rule{{Limits: [3]float64{7, 8.5, 10}, DeadBand: 0.3, Basis: alarm.Basis{Code: "S-07"}}}})
	}
	log, err := historian.Open(context.Background(), historian.Options{Directory: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.Open(context.Background(), twin.Options{Points: points, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tw.Close(); log.Close() })
	return newStage(t, func(c *Config) {
		c.Twins = map[string]*twin.Twin{"demo": tw}
		for _, p := range points {
			c.Sites[0].Assets = append(c.Sites[0].Assets, engine.Asset{ID: p.ID, Kind: "point", Name: engine.Text{ZH: "测斜", EN: p.ID},
				Properties: map[string]engine.Value{"type": engine.Word("inclinometer"), "city_cell": engine.Word("31010100001")}})
		}
	})
}

func (s *stage) post(readings string) {
	s.t.Helper()
	response, err := http.Post(s.test.URL+"/api/sites/demo/readings", "application/json", strings.NewReader(readings))
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		s.t.Fatalf("readings: status %d", response.StatusCode)
	}
}

// untilAnswered asks until an answer is as wanted.
func (s *stage) untilAnswered(path string, wanted func(text []byte) bool) {
	s.t.Helper()
	var text []byte
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		if _, text = s.call("GET", path, nil); wanted(text) {
			return
		}
	}
	s.t.Fatalf("%s stays %s", path, text)
}

func TestLiveSite(t *testing.T) {
	s := liveStage(t)
	began := time.Now()
	var body livePoints
	s.ask("GET", "/api/sites/demo/points", nil, 200, &body)
	if p := body.Points[0]; len(body.Points) != 2 || p.ID != "point/CX1" || p.Kind != "inclinometer" || p.Cell != "31010100001" || p.Status.Value != nil || *p.Rules[0].Limits[2] != 10 || p.Rules[0].Basis.Code != "S-07" {
		t.Errorf("%+v", body)
	}
	s.post(`[{"subject":"point/CX1","property":"displacement","value":3},{"subject":"point/CX2","property":"displacement","value":9}]`)
	s.untilAnswered("/api/sites/demo/alarms", func(text []byte) bool {
		var a liveAlarms
		return json.Unmarshal(text, &a) == nil && len(a.Alarms) == 1 && a.Alarms[0].Point == "point/CX2" && a.Alarms[0].Now.Tier == alarm.Warning && len(a.Roots) == 1
	})
	// A past moment is as the log has it, and an alarm is in the log a sync after it is known.
	var before string
	for phase := alarm.Normal; phase != alarm.Unacknowledged; {
		var m liveMoment
		before = time.Now().UTC().Format(time.RFC3339Nano)
		time.Sleep(20 * time.Millisecond)
		s.ask("GET", "/api/sites/demo/moment?at="+before, nil, 200, &m)
		phase = m.Points[1].Limit.Phase
	}
	var status twin.Status
	s.ask("POST", "/api/sites/demo/acts", liveAct{Point: "point/CX2", Do: "acknowledge", Who: "王工", Why: "看过"}, 200, &status)
	if status.Limit.Phase != alarm.Acknowledged {
		t.Errorf("%+v", status)
	}
	s.refused("POST", "/api/sites/demo/acts", liveAct{Point: "point/CX2", Do: "acknowledge"}, 409, "nothing to acknowledge")
	s.refused("POST", "/api/sites/demo/acts", liveAct{Point: "point/CX2", Do: "shelve", For: 60}, 409, "say why")
	s.refused("POST", "/api/sites/demo/acts", liveAct{Point: "point/CX9", Do: "acknowledge"}, 404, "CX9")
	s.ask("POST", "/api/sites/demo/acts", liveAct{Point: "point/CX2", Do: "shelve", For: 60, Why: "拆撑"}, 200, &status)
	if status.Limit.Shown || status.Limit.ShelvedUntil.IsZero() {
		t.Errorf("%+v", status)
	}
	var events liveEvents
	s.ask("GET", "/api/sites/demo/alarms/log", nil, 200, &events)
	var told []string
	for _, e := range events.Events {
		told = append(told, e.What+" "+e.Who+" "+e.Why)
	}
	if got := strings.Join(told, "; "); got != "raised judge cumulative 9 >= 8.5 mm; acknowledged 王工 看过; shelved operator 拆撑" {
		t.Errorf("%s", got)
	}
	var past liveMoment
	s.ask("GET", "/api/sites/demo/moment?at="+before, nil, 200, &past)
	if p := past.Points[1]; *p.Value != 9 || p.Limit.Phase != alarm.Unacknowledged {
		t.Errorf("%+v", p)
	}
	var series liveSeries
	s.ask("GET", "/api/sites/demo/points/CX2/series?from="+began.UTC().Format(time.RFC3339Nano), nil, 200, &series)
	if len(series.Values) != 1 || series.Values[0] != 9 || series.Unit != "mm" || len(series.Rules) != 1 {
		t.Errorf("%+v", series)
	}
	s.refused("GET", "/api/sites/demo/points/CX9/series", nil, 404, "CX9")
	s.refused("GET", "/api/sites/other/points", nil, 404, "other")
	response, _ := http.Post(s.test.URL+"/api/sites/demo/readings", "application/json", strings.NewReader(`{"subject":"point/CX1","property":"act/limit/acknowledge","value":1}`))
	if response.Body.Close(); response.StatusCode < 400 {
		t.Errorf("a sender may acknowledge: %d", response.StatusCode)
	}
}

// liveWatch opens the stream of the live site.
func (s *stage) liveWatch(resume string) *websocket.Conn {
	s.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{protocol}}
	socket, _, err := d.Dial("ws"+strings.TrimPrefix(s.test.URL, "http")+"/api/sites/demo/live", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { socket.Close() })
	if resume != "" {
		if err := socket.WriteMessage(websocket.TextMessage, []byte(resume)); err != nil {
			s.t.Fatal(err)
		}
	}
	return socket
}

type liveSaid struct {
	Type   string
	Epoch  string
	Seq    uint64
	All    bool
	Points []twin.Status
	Events []twin.Event
}

// until reads messages until one is as wanted.
func (s *stage) until(socket *websocket.Conn, wanted func(liveSaid) bool) liveSaid {
	s.t.Helper()
	socket.SetReadDeadline(time.Now().Add(patience))
	for {
		_, text, err := socket.ReadMessage()
		if err != nil {
			s.t.Fatal(err)
		}
		var m liveSaid
		if err := json.Unmarshal(text, &m); err != nil {
			s.t.Fatalf("%s: %v", text, err)
		}
		if wanted(m) {
			return m
		}
	}
}

func TestLiveStream(t *testing.T) {
	s := liveStage(t)
	first := s.liveWatch("")
	hello := s.until(first, func(m liveSaid) bool { return m.Type == "hello" })
	if hello.Seq != 0 {
		t.Errorf("nothing has happened, and the newest event is %d", hello.Seq)
	}
	if all := s.until(first, func(m liveSaid) bool { return m.Type == "points" }); !all.All || len(all.Points) != 2 {
		t.Errorf("the first message of points: %+v", all)
	}
	for k := range 5 {
		s.post(fmt.Sprintf(`{"subject":"point/CX1","property":"displacement","value":%d}`, 6+k))
	}
	// Every event once, in order, however the readings were gathered.
	want := []string{"raised notice", "higher warning", "higher danger"}
	var got []string
	last, value := uint64(0), 0.0 // points may come before the events or after them
	tells := func(m liveSaid) bool {
		if m.Type == "points" && len(m.Points) > 0 && m.Points[0].Value != nil {
			value = *m.Points[0].Value
		}
		return value == 10
	}
	for len(got) < len(want) {
		m := s.until(first, func(m liveSaid) bool { tells(m); return m.Type == "events" })
		for _, e := range m.Events {
			if e.Seq > last {
				got, last = append(got, fmt.Sprintf("%s %v", e.What, e.Tier)), e.Seq
			}
		}
	}
	if strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("events %v, want %v", got, want)
	}
	if value != 10 {
		s.until(first, tells)
	}
	// Who resumes gets what he has missed; who comes anew, all.
	again := s.liveWatch(fmt.Sprintf(`{"type":"resume","epoch":%q,"seq":1}`, hello.Epoch))
	if m := s.until(again, func(m liveSaid) bool { return m.Type == "events" }); len(m.Events) != 2 || m.Events[0].What != "higher" {
		t.Errorf("resumed: %+v", m)
	}
	other := s.liveWatch(`{"type":"resume","epoch":"of another time","seq":2}`)
	if m := s.until(other, func(m liveSaid) bool { return m.Type == "events" }); len(m.Events) != 3 {
		t.Errorf("anew: %+v", m)
	}
	// Nonsense ends the line.
	other.WriteMessage(websocket.TextMessage, []byte("hello"))
	other.SetReadDeadline(time.Now().Add(patience))
	for {
		if _, _, err := other.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
				t.Errorf("%v", err)
			}
			break
		}
	}
}
