package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"shapan/server/historian"
)

// Mapping says what a JSON message on some topics means. Paths into the JSON have
// dots: "data.disp".
type Mapping struct {
	Topic   string  // filter: "pit/+/data"
	Subject string  // "point/{1}": {1} is what the first + of the filter stands for
	Items   string  // path of an array of which each item is read; "": the message is one
	At      string  // path of the time: RFC 3339, or seconds or milliseconds since 1970; "": of receipt
	Quality string  // path of good, uncertain or bad; "": good
	Values  []Value // of an item, at least one
}

// Value is one number of a message.
type Value struct {
	Path     string
	Property string
	Scale    float64 // to the property's unit; 0: 1
	Optional bool
}

// mostItems of one message.
const mostItems = 10_000

// Read makes readings of a message; it names all that is wrong with it.
func (m *Mapping) Read(topic string, payload []byte) ([]historian.Reading, error) {
	subject, ok := m.subject(topic)
	if !ok {
		return nil, fmt.Errorf("topic %s: does not fit %s", topic, m.Topic)
	}
	items, err := Items(payload, m.Items)
	if err != nil {
		return nil, err
	}
	var readings []historian.Reading
	var mistakes []error
	for k, item := range items {
		where := ""
		if m.Items != "" {
			where = fmt.Sprintf("%s[%d].", m.Items, k)
		}
		got, err := m.item(subject, where, item)
		readings = append(readings, got...)
		mistakes = append(mistakes, err...)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return readings, nil
}

// Items decodes JSON, numbers as json.Number, and returns the array under a path,
// or without a path the whole as the only item.
func Items(payload []byte, path string) ([]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	var message any
	if err := decoder.Decode(&message); err != nil {
		return nil, fmt.Errorf("the message is no JSON: %w", err)
	}
	if decoder.More() {
		return nil, errors.New("the message is more than one JSON value")
	}
	if path == "" {
		return []any{message}, nil
	}
	found, _ := At(message, path)
	list, ok := found.([]any)
	if !ok || len(list) > mostItems {
		return nil, fmt.Errorf("%s: must be an array of at most %d", path, mostItems)
	}
	return list, nil
}

func (m *Mapping) item(subject, where string, item any) (readings []historian.Reading, mistakes []error) {
	r := historian.Reading{Subject: subject}
	if m.At != "" {
		found, _ := At(item, m.At)
		t, err := Moment(found)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s%s: %w", where, m.At, err))
		}
		r.At = t
	}
	if m.Quality != "" {
		if found, there := At(item, m.Quality); there {
			name, _ := found.(string)
			q, err := historian.ParseQuality(name)
			if err != nil || name == "" {
				mistakes = append(mistakes, fmt.Errorf("%s%s: %v: must be good, uncertain or bad", where, m.Quality, found))
			}
			r.Quality = q
		}
	}
	for _, v := range m.Values {
		found, there := At(item, v.Path)
		if !there && v.Optional {
			continue
		}
		number, err := Number(found)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s%s: %w", where, v.Path, err))
			continue
		}
		if v.Scale != 0 {
			number *= v.Scale
		}
		r.Property, r.Value = v.Property, number
		if err := r.Check(); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s%s: %w", where, v.Path, err))
		}
		readings = append(readings, r)
	}
	return readings, mistakes
}

// subject fills what the topic says into the subject.
func (m *Mapping) subject(topic string) (string, bool) {
	parts, ok := Fit(m.Topic, topic)
	if !ok {
		return "", false
	}
	var out strings.Builder
	rest := m.Subject
	for {
		before, from, found := strings.Cut(rest, "{")
		out.WriteString(before)
		if !found {
			return out.String(), true
		}
		if part, after, named := strings.Cut(from, "}"); named {
			if k, err := strconv.Atoi(part); err == nil && k >= 1 && k <= len(parts) && part == strconv.Itoa(k) {
				out.WriteString(parts[k-1])
				rest = after
				continue
			}
		}
		out.WriteByte('{') // of no wildcard: it stays
		rest = from
	}
}

// Fit tells whether a topic is one of a filter's and what its wildcards stand for.
func Fit(filter, topic string) (parts []string, ok bool) {
	for {
		f, moreFilter, filterGoesOn := strings.Cut(filter, "/")
		if f == "#" {
			return append(parts, topic), true
		}
		t, moreTopic, topicGoesOn := strings.Cut(topic, "/")
		switch {
		case f == "+":
			parts = append(parts, t)
		case f != t:
			return nil, false
		}
		if !topicGoesOn && filterGoesOn && moreFilter == "#" { // # is also its parent
			return append(parts, ""), true
		}
		if !filterGoesOn || !topicGoesOn {
			return parts, filterGoesOn == topicGoesOn
		}
		filter, topic = moreFilter, moreTopic
	}
}

// At finds what stands under a path with dots in decoded JSON.
func At(value any, path string) (any, bool) {
	for key := range strings.SplitSeq(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		if value, ok = object[key]; !ok {
			return nil, false
		}
	}
	return value, true
}

// Number takes numbers and, as many devices send them, numbers in quotes.
func Number(found any) (float64, error) {
	text := ""
	switch v := found.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = v
	default:
		return 0, fmt.Errorf("%v: must be a number", found)
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%q: must be a finite number", text)
	}
	return x, nil
}

// Moment tells seconds from milliseconds by their size: 1e11 s is the year 5138,
// 1e11 ms is 1973.
func Moment(found any) (time.Time, error) {
	if text, ok := found.(string); ok {
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return t.UTC(), nil
		}
	}
	x, err := Number(found)
	if err != nil || x < 0 || x > 1e13 {
		return time.Time{}, fmt.Errorf("%v: must be a time as 2026-07-01T08:00:00+08:00, or seconds or milliseconds since 1970", found)
	}
	if x < 1e11 {
		x *= 1000
	}
	return time.UnixMicro(int64(math.Round(x * 1000))).UTC(), nil
}
