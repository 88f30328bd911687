package forms

import (
	"bytes"
	"testing"

	"shapan/server/historian"
)

func TestAMappingTellsAllMistakes(t *testing.T) {
	m := Mapping{Topic: "g/#", Subject: "s/{1}", Items: "list", At: "t", Quality: "q", Values: []Value{{Path: "v.x", Property: "x"}, {Path: "y", Property: "y", Optional: true}}}
	_, err := m.Read("g/1", []byte(`{"list":[{"t":"2026-07-01T08:00:00+08:00","v":{"x":1}},{"t":"soon","q":"fine","v":{"x":"NaN"},"y":[]}]}`))
	const want = `list[1].t: soon: must be a time as 2026-07-01T08:00:00+08:00, or seconds or milliseconds since 1970
list[1].q: fine: must be good, uncertain or bad
list[1].v.x: "NaN": must be a finite number
list[1].y: []: must be a number`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v, want\n%s", err, want)
	}
	rs, err := m.Read("g/1/2", []byte(`{"list":[{"t":1782864000500,"v":{"x":1},"y":2,"q":"bad"}]}`))
	if err != nil || len(rs) != 2 || rs[1].Subject != "s/1/2" || rs[1].At.UnixMilli() != 1782864000500 || rs[1].Quality != historian.Bad {
		t.Errorf("%+v %v", rs, err)
	}
}

func TestASubjectIsFilledFromTheTopic(t *testing.T) {
	for subject, want := range map[string]string{
		"s/{1}":         "s/a",
		"{2}{1}/{2}":    "ba/b",
		"{3}/{0}/{01}":  "{3}/{0}/{01}",
		"{{1}}":         "{a}",
		"{1":            "{1",
		"x}{}{1}":       "x}{}a",
		"no wildcard/1": "no wildcard/1",
	} {
		m := Mapping{Topic: "p/+/+", Subject: subject}
		if got, ok := m.subject("p/a/b"); got != want || !ok {
			t.Errorf("%s: %s, want %s", subject, got, want)
		}
	}
	m := Mapping{Topic: "p/+/+", Subject: "s/{1}/{2}"}
	if got, _ := m.subject("p/{2}/b"); got != "s/{2}/b" {
		t.Errorf("what a topic says was filled again: %s", got)
	}
}

func FuzzMapping(f *testing.F) {
	m := Mapping{Topic: "+", Subject: "s/{1}", Items: "l", At: "t", Quality: "q", Values: []Value{{Path: "v.x", Property: "x", Scale: 1e9}}}
	f.Add("a", []byte(`{"l":[{"t":1,"v":{"x":1}}]}`))
	f.Fuzz(func(t *testing.T, topic string, payload []byte) {
		rs, err := m.Read(topic, payload)
		if err != nil {
			return
		}
		for _, r := range rs {
			if err := r.Check(); err != nil {
				t.Errorf("%+v: %v", r, err)
			}
		}
	})
}

func FuzzForms(f *testing.F) {
	f.Add([]byte(`[{"subject":"a","property":"b","value":1}]`))
	f.Add([]byte("subject,property,value\na,b,1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for kind, b := range map[string]Batch{"JSON": JSON(data, 100), "lines": Lines(bytes.NewReader(data), 100), "CSV": CSV(bytes.NewReader(data), 100)} {
			for _, r := range b.Readings {
				if err := r.Check(); err != nil {
					t.Errorf("%s: %+v: %v", kind, r, err)
				}
			}
			if b.Wrong < len(b.Mistakes) || len(b.Readings) > 100 {
				t.Errorf("%s: %d mistakes counted of %d", kind, b.Wrong, len(b.Mistakes))
			}
		}
	})
}
