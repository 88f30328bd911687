package video

import (
	"encoding/json"
	"errors"
	"fmt"

	"shapan/server/feeds/forms"
)

// Mapping says where in a platform's JSON an event is. Paths have dots.
type Mapping struct {
	Items      string            // path of an array of events; "": the message is one
	Camera     string            // path of the camera's name
	Kind       string            // path of what was seen
	At         string            // path of the time; "": of receipt
	Confidence string            // path; "": 1
	Percent    bool              // confidence is from 0 to 100
	Picture    string            // path of the picture's link; "": none
	X, Y       string            // paths of where it was, in site coordinates [m]; "": where the camera is
	Cameras    map[string]string // the platform's names of our cameras; others keep theirs
	Kinds      map[string]string // the platform's names of kinds; "ignore" drops one; without any, kinds keep theirs
}

// Ignore as a kind drops an event.
const Ignore = "ignore"

// Camera is one that may report.
type Camera struct {
	ID       string
	Position [3]float64 // x, y, z [m] of the site
}

// Read makes events of a message; it names all that is wrong with it.
func (m *Mapping) Read(body []byte, cameras map[string]Camera, sender string) ([]Event, error) {
	items, err := forms.Items(body, m.Items)
	if err != nil {
		return nil, err
	}
	var events []Event
	var mistakes []error
	for k, item := range items {
		where := ""
		if m.Items != "" {
			where = fmt.Sprintf("%s[%d].", m.Items, k)
		}
		e, ignored, wrong := m.event(item, cameras)
		for _, err := range wrong {
			mistakes = append(mistakes, fmt.Errorf("%s%w", where, err))
		}
		if len(wrong) > 0 || ignored {
			continue
		}
		e.Sender = sender
		reading, record := e.Reading(), e.Record()
		if err := errors.Join(reading.Check(), record.Check()); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s%w", where, err))
			continue
		}
		events = append(events, e)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return events, nil
}

func (m *Mapping) event(item any, cameras map[string]Camera) (e Event, ignored bool, wrong []error) {
	fail := func(path string, err error) { wrong = append(wrong, fmt.Errorf("%s: %w", path, err)) }
	kind, err := text(item, m.Kind)
	if err != nil {
		fail(m.Kind, err)
	} else if e.Kind = kind; len(m.Kinds) > 0 {
		var known bool
		if e.Kind, known = m.Kinds[kind]; !known {
			fail(m.Kind, fmt.Errorf("%q: is none of the mapping's kinds: add it, or as %s", kind, Ignore))
		} else if e.Kind == Ignore {
			return e, true, nil
		}
	} else if !kindForm.MatchString(kind) {
		fail(m.Kind, fmt.Errorf("%q: must be lower-case letters, digits and _, or have a name in the mapping's kinds", kind))
	}
	name, err := text(item, m.Camera)
	if err != nil {
		fail(m.Camera, err)
	} else {
		if ours, renamed := m.Cameras[name]; renamed {
			name = ours
		}
		camera, known := cameras[name]
		if !known {
			fail(m.Camera, fmt.Errorf("%q: is no camera of this site", name))
		}
		e.Camera, e.Position = camera.ID, camera.Position
	}
	if m.At != "" {
		found, _ := forms.At(item, m.At)
		if e.At, err = forms.Moment(found); err != nil {
			fail(m.At, err)
		}
	}
	number := func(path string, into *float64) bool {
		if path == "" {
			return false
		}
		found, _ := forms.At(item, path)
		x, err := forms.Number(found)
		if err != nil {
			fail(path, err)
			return false
		}
		*into = x
		return true
	}
	e.Confidence = 1
	if number(m.Confidence, &e.Confidence) {
		if m.Percent {
			e.Confidence /= 100
		}
		if e.Confidence < 0 || e.Confidence > 1 {
			fail(m.Confidence, fmt.Errorf("%g: must be from 0 to 1 (or set percent)", e.Confidence))
		}
	}
	number(m.X, &e.Position[0])
	number(m.Y, &e.Position[1])
	if m.Picture != "" {
		if found, there := forms.At(item, m.Picture); there && found != nil {
			link, isText := found.(string)
			if !isText {
				fail(m.Picture, fmt.Errorf("%v: must be a link", found))
			} else if link != "" {
				if err := checkLink(link); err != nil {
					fail(m.Picture, err)
				}
				e.Picture = link
			}
		}
	}
	return e, false, wrong
}

// text takes texts and numbers, by which some platforms name things.
func text(item any, path string) (string, error) {
	found, there := forms.At(item, path)
	switch v := found.(type) {
	case string:
		if v != "" {
			return v, nil
		}
	case json.Number:
		return v.String(), nil
	}
	if !there {
		return "", errors.New("is missing")
	}
	return "", fmt.Errorf("%v: must be a text", found)
}
