package video

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shapan/server/historian"
)

type kept struct {
	readings []historian.Reading
	events   []historian.Event
	fails    error
}

func (k *kept) Record(_ context.Context, es ...historian.Event) error {
	k.events = append(k.events, es...)
	return k.fails
}

func (k *kept) Append(_ context.Context, rs ...historian.Reading) error {
	k.readings = append(k.readings, rs...)
	return k.fails
}

func handler(log *kept) *Handler {
	return &Handler{Log: log, Events: log, Name: "eyes", Cameras: map[string]Camera{"C3": {"C3", [3]float64{10, 20, 5}}}, Mapping: Mapping{
		Items: "data.events", Camera: "dev", Kind: "type", At: "time", Confidence: "score", Percent: true, Picture: "pic", X: "", Y: "",
		Cameras: map[string]string{"34020000001320000003": "C3"}, Kinds: map[string]string{"1": "no_helmet", "动火": "hot_work", "0": Ignore},
	}}
}

func post(h *Handler, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader(body)))
	return w
}

func TestEventsAreLocatedAndKeepTheirPicturesLink(t *testing.T) {
	log := &kept{}
	w := post(handler(log), `{"data":{"events":[
		{"dev":"34020000001320000003","type":1,"time":1782864000,"score":"93.5","pic":"https://eyes.example/p/1.jpg?a=b"},
		{"dev":"C3","type":"0"},
		{"dev":"C3","type":"动火","time":"2026-07-01T08:00:01+08:00","score":50,"pic":""}]}}`)
	if w.Code != 204 || len(log.readings) != 2 || len(log.events) != 2 {
		t.Fatalf("%d %s: %+v %+v", w.Code, w.Body, log.readings, log.events)
	}
	for k, want := range []Event{
		{Camera: "C3", Kind: "no_helmet", Confidence: 0.935, Position: [3]float64{10, 20, 5}, Picture: "https://eyes.example/p/1.jpg?a=b", Sender: "eyes"},
		{Camera: "C3", Kind: "hot_work", Confidence: 0.5, Position: [3]float64{10, 20, 5}, Sender: "eyes"},
	} {
		want.At = time.Unix(1782864000+int64(k), 0).UTC()
		if got, ok := EventOf(&log.events[k]); !ok || got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		reading := historian.Reading{Subject: "camera/C3", Property: "seen/" + want.Kind, Value: want.Confidence, At: want.At, Source: "video/eyes"}
		if log.readings[k] != reading {
			t.Errorf("%+v, want %+v", log.readings[k], reading)
		}
	}
	if _, ok := EventOf(&historian.Event{Kind: "alarm"}); ok {
		t.Error("an alarm is taken for a camera's event")
	}
}

func TestMistakesAreToldTogetherAndNothingIsKept(t *testing.T) {
	log := &kept{}
	w := post(handler(log), `{"data":{"events":[{"dev":"C9","type":"7","time":"soon","score":900,"pic":"file:///etc/passwd"},
		{"type":"1","time":1,"score":1,"pic":"https://user:pw@eyes.example/"},
		{"dev":"C3","type":1,"time":1,"score":1,"pic":"https://eyes.example/`+strings.Repeat("x", 5000)+`"},
		{"dev":"C3","type":1,"time":1,"score":1}]}}`)
	if w.Code != 400 || len(log.readings)+len(log.events) != 0 {
		t.Fatalf("%d, kept %+v", w.Code, log.readings)
	}
	for _, want := range []string{
		`data.events[0].type: \"7\": is none of the mapping's kinds`, `data.events[0].dev: \"C9\": is no camera`, `data.events[0].time: soon: must be a time`,
		`data.events[0].score: 9: must be from 0 to 1`, `data.events[0].pic: \"file:///etc/passwd\": must be a link by http or https`,
		`data.events[1].dev: is missing`, `data.events[1].pic: the link holds a password`, `data.events[2].pic: the link has 5021 bytes: at most 4096`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is not in %s", want, w.Body)
		}
	}
	if w := post(handler(&kept{fails: errors.New("disk full")}), `{"data":{"events":[{"dev":"C3","type":1,"time":1,"score":1}]}}`); w.Code != 503 {
		t.Errorf("a disk that is full: %d", w.Code)
	}
	if w := post(handler(log), `[`); w.Code != 400 {
		t.Errorf("no JSON: %d", w.Code)
	}
}

// The links of pictures are texts and nothing else.
func TestLinks(t *testing.T) {
	for link, good := range map[string]bool{
		"http://10.0.0.5/a.jpg": true, "https://x/图.jpg": true, "javascript:alert(1)": false, "//x/a": false, "http:///a": false,
		"https://x/a\nb": false, "https://x/a b": false, "data:image/png;base64,AA": false, "ftp://x/a": false, "": false,
	} {
		if err := checkLink(link); (err == nil) != good {
			t.Errorf("%q: %v", link, err)
		}
	}
}

func FuzzMapping(f *testing.F) {
	h := handler(&kept{})
	h.Mapping.X, h.Mapping.Y = "x", "y"
	f.Add([]byte(`{"data":{"events":[{"dev":"C3","type":1,"time":1782864000,"score":"93.5","pic":"https://eyes.example/p/1.jpg","x":1,"y":2}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		events, err := h.Mapping.Read(body, h.Cameras, "eyes")
		if err != nil && events != nil {
			t.Error("events and mistakes")
		}
		for k := range events {
			reading, record := events[k].Reading(), events[k].Record()
			if err := errors.Join(reading.Check(), record.Check()); err != nil {
				t.Errorf("%+v: %v", events[k], err)
			}
			if again, ok := EventOf(&record); !ok || again != events[k] {
				t.Errorf("%+v is read as %+v", events[k], again)
			}
		}
	})
}
