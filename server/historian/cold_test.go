package historian

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"
)

// What retention takes goes into Parquet and is still read, exactly, by Read,
// Moment, Events and Walk, also after the log was opened again.
func TestColdPartsAreReadAsTheLogWas(t *testing.T) {
	dir := t.TempDir()
	o := Options{Directory: dir, MaxBytes: 16 << 10, ColdAfter: 1000 * time.Hour}
	l := open(t, o)
	type then struct {
		at     time.Time
		latest []Reading
	}
	var moments []then
	const batches, each = 90, 25
	for k := range batches {
		var rs []Reading
		for j := range each {
			r := reading(fmt.Sprintf("point/%d", j%7), float64(k*each+j)/3)
			r.Quality = Quality(k % 3)
			r.At = time.Now().Add(-time.Duration(j) * time.Hour).UTC().Round(0)
			rs = append(rs, r)
		}
		if err := l.Append(t.Context(), rs...); err != nil {
			t.Fatal(err)
		}
		if k%10 == 3 {
			e := Event{Kind: "alarm", Subject: "point/1", Who: "rule", Body: json.RawMessage(fmt.Sprintf(`{"tier":%d}`, k))}
			if err := l.Record(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		if k%20 == 5 {
			moments = append(moments, then{l.writer.clock, l.Latest()})
			time.Sleep(time.Millisecond) // the clock must go on before the next batch
		}
	}
	events := func() (es []Event) {
		t.Helper()
		if err := l.Events(t.Context(), time.Time{}, func(e Event) error { es = append(es, e); return nil }); err != nil {
			t.Fatal(err)
		}
		return es
	}
	want, wantEvents := all(t, l, time.Time{}), events()
	if len(want) != batches*each || len(wantEvents) != batches/10 {
		t.Fatalf("%d readings, %d events", len(want), len(wantEvents))
	}
	if err := l.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if first, _ := l.Numbers(); first < 20 || len(l.cold) == 0 {
		t.Fatalf("the log begins at %d, %d cold files", first, len(l.cold))
	}
	check := func() {
		t.Helper()
		if got := all(t, l, time.Time{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%d readings of %d come back, or others", len(got), len(want))
		}
		if got := events(); !reflect.DeepEqual(got, wantEvents) {
			t.Errorf("%d events of %d come back, or others", len(got), len(wantEvents))
		}
		for k, m := range moments {
			got, err := l.Moment(t.Context(), m.at)
			if err != nil || !reflect.DeepEqual(got, m.latest) {
				t.Errorf("moment %d is not what latest was: %v", k, err)
			}
			since := all(t, l, m.at.Add(1))
			after := 0 // the clock may stand still for some batches
			for _, r := range want {
				if r.Received.After(m.at) {
					after++
				}
			}
			if n := len(since); n != after || n == 0 || !reflect.DeepEqual(since, want[len(want)-n:]) {
				t.Errorf("since moment %d there are %d readings, want %d", k, n, after)
			}
		}
		var walked []Reading
		if err := Walk(dir, func(b *Batch) error {
			walked = append(walked, b.Readings[:len(b.Readings)*b2i(b.Kind == Readings)]...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(walked, want) {
			t.Errorf("walking gives %d readings of %d, or others", len(walked), len(want))
		}
	}
	check()
	l.Close()
	l = open(t, o)
	check()
	l.Close()

	name := coldPath(dir, l.cold[0].Name)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 4
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	l = open(t, o)
	err = l.Read(t.Context(), time.Time{}, func(Reading) error { return nil })
	var damage *DamageError
	if !errors.As(err, &damage) || damage.First != 1 {
		t.Errorf("a bit of a cold file is flipped: %v", err)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
