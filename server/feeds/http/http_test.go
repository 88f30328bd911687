package http

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"shapan/server/historian"
)

type kept struct {
	readings []historian.Reading
	fails    error
}

func (k *kept) Append(_ context.Context, rs ...historian.Reading) error {
	k.readings = append(k.readings, rs...)
	return k.fails
}

func post(h http.Handler, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestEveryFormSaysTheSame(t *testing.T) {
	at := time.Date(2026, 7, 1, 0, 0, 0, 5e8, time.UTC)
	want := []historian.Reading{
		{Subject: "point/CX1", Property: "displacement", Value: 0.0125, At: at, Source: "http/gw"},
		{Subject: "扬尘,1", Property: "a34004", Value: -2, Quality: historian.Bad, Source: "http/gw"},
	}
	one := `{"subject":"point/CX1","property":"displacement","value":0.0125,"at":"2026-07-01T08:00:00.5+08:00"}`
	two := `{"subject":"扬尘,1","property":"a34004","value":-2,"quality":"bad"}`
	for _, c := range []struct{ kind, body string }{
		{"application/json; charset=utf-8", "[" + one + ",\n" + two + "]"},
		{"application/x-ndjson", one + "\r\n\r\n" + two},
		{"text/csv", "\ufeffvalue,at,subject,property,quality\r\n0.0125,2026-07-01T08:00:00.5+08:00,point/CX1,displacement,\r\n-2,,\"扬尘,1\",a34004,bad\r\n"},
	} {
		log := &kept{}
		w := post(&Handler{Log: log, Who: func(*http.Request) string { return "gw" }}, c.kind, c.body)
		for k := range log.readings {
			if !log.readings[k].At.IsZero() {
				log.readings[k].At = log.readings[k].At.UTC()
			}
		}
		if w.Code != 204 || !reflect.DeepEqual(log.readings, want) {
			t.Errorf("%s: %d %s\n%+v", c.kind, w.Code, w.Body, log.readings)
		}
	}
	log := &kept{}
	if w := post(&Handler{Log: log}, "application/x-www-form-urlencoded", one); w.Code != 204 || len(log.readings) != 1 {
		t.Errorf("a single one: %d %s", w.Code, w.Body)
	}
}

func TestAllMistakesOfABatchWithTheirLines(t *testing.T) {
	good := `{"subject":"a","property":"b","value":1}`
	for _, c := range []struct {
		kind, body string
		lines      []int
	}{
		{"application/x-ndjson", good + "\n{\n" + good + "\n\n{\"subject\":\"a\",\"property\":\"b\"}\n{\"subjet\":\"a\"}\n" + good + good, []int{2, 5, 6, 7}},
		{"application/json", "[" + good + ",\n{\"value\":1},\n" + good + ",\n{\"value\":\"x\"}\n", []int{2, 4, 5}},
		{"application/json", "\n" + good + good, []int{2}},
		{"application/json", "[]\n[]", []int{2}},
		{"application/json", "", []int{1}},
		{"text/csv", "subject,property,value\na,b,1\na,b\na,b,NaN\n\"a\nb\",b,x\n,b,1\n", []int{3, 4, 5, 7}},
		{"text/csv", "subject,wert\na,1", []int{1, 1, 1}},
		{"text/csv", "", []int{1}},
	} {
		log := &kept{}
		w := post(&Handler{Log: log}, c.kind, c.body)
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 400 || len(log.readings) > 0 {
			t.Errorf("%q: %d %s, kept %v", c.body, w.Code, w.Body, log.readings)
		}
		var lines []int
		for _, m := range p.Mistakes {
			lines = append(lines, m.Line)
		}
		if fmt.Sprint(lines) != fmt.Sprint(c.lines) {
			t.Errorf("%q: mistakes in lines %v, want %v: %s", c.body, lines, c.lines, w.Body)
		}
	}
}

func TestOnlySendersWithTheirSecret(t *testing.T) {
	log := &kept{}
	h := Only([]Sender{{"other", sha256.Sum256([]byte("b"))}, {"gw", sha256.Sum256([]byte("a"))}}, &Handler{Log: log, Who: Who})
	for _, c := range []struct {
		by   func(*http.Request)
		code int
	}{
		{func(r *http.Request) { r.Header.Set("Authorization", "Bearer a") }, 204},
		{func(r *http.Request) { r.SetBasicAuth("gw", "a") }, 204},
		{func(r *http.Request) { r.SetBasicAuth("other", "a") }, 401},
		{func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, 401},
		{func(r *http.Request) { r.Header.Set("Authorization", "Digest a") }, 401},
		{func(r *http.Request) {}, 401},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(`{"subject":"a","property":"b","value":1}`))
		c.by(r)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.code {
			t.Errorf("%v: %d, want %d", r.Header, w.Code, c.code)
		}
	}
	if len(log.readings) != 2 || log.readings[0].Source != "http/gw" {
		t.Errorf("%+v", log.readings)
	}
}

func TestWhatIsNotSyncedIsNotConfirmed(t *testing.T) {
	one := `{"subject":"a","property":"b","value":1}`
	if w := post(&Handler{Log: &kept{fails: errors.New("disk full")}}, "", one); w.Code != 503 {
		t.Errorf("a disk that is full: %d", w.Code)
	}
	if w := post(&Handler{Log: &kept{}, MostBody: 10}, "", one); w.Code != 413 {
		t.Errorf("a body too large: %d", w.Code)
	}
	if w := post(&Handler{Log: &kept{}}, "application/x-ndjson", strings.Repeat(one+"\n", historian.MostAppend+1)); w.Code != 413 {
		t.Errorf("too many readings: %d", w.Code)
	}
	if w := post(&Handler{Log: &kept{}}, "image/png", one); w.Code != 415 {
		t.Errorf("an image: %d", w.Code)
	}
}
