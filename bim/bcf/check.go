package bcf

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// check finds what the schemas of a version do not allow.
func (f *File) check(version string) error {
	var mistakes []error
	note := func(form string, args ...any) { mistakes = append(mistakes, fmt.Errorf(form, args...)) }
	seen := map[string]bool{}
	guid := func(where, s string) {
		if !isGUID(s) {
			note("%s: GUID %q: must be a GUID such as 5e1d0a6b-2734-4c8f-9a51-d30c7e9244b8", where, s)
		}
	}
	needs := func(where, key, value string) {
		if strings.TrimSpace(value) == "" {
			note("%s: %s is empty: BCF %s asks for one", where, key, version)
		}
	}
	for k := range f.Topics {
		t := &f.Topics[k]
		where := "topic " + t.GUID
		guid(where, t.GUID)
		if seen[t.GUID] {
			note("%s: is there twice", where)
		}
		seen[t.GUID] = true
		needs(where, "Title", t.Title)
		needs(where, "Author", t.Author)
		if t.Created.IsZero() {
			note("%s: Created is not set: BCF %s asks for a date", where, version)
		}
		if version == V30 {
			needs(where, "Type", t.Type)
			needs(where, "Status", t.Status)
		}
		for _, r := range t.Related {
			guid(where+": related topic", r)
		}
		for _, c := range t.Comments {
			guid(where+": comment", c.GUID)
			needs(where+": comment "+c.GUID, "Author", c.Author)
			if c.Date.IsZero() {
				note("%s: comment %s: Date is not set: BCF %s asks for one", where, c.GUID, version)
			}
		}
		for j := range t.Viewpoints {
			v := &t.Viewpoints[j]
			guid(where+": viewpoint", v.GUID)
			if v.Camera == nil && version == V30 {
				note("%s: viewpoint %s: has no camera: BCF %s asks for one", where, v.GUID, version)
			}
			if c := v.Camera; c != nil {
				if sum := c.Eye.Add(c.Direction).Add(c.Up).Dot(mgl64.Vec3{1, 1, 1}) + c.FieldOfView + c.Height; sum-sum != 0 {
					note("%s: viewpoint %s: camera %+v: must be of numbers", where, v.GUID, *c)
				}
			}
			for _, c := range v.Colors {
				if !isColor(c.Color) {
					note("%s: viewpoint %s: color %q: must be 6 or 8 hexadecimal digits", where, v.GUID, c.Color)
				}
			}
		}
	}
	return errors.Join(mistakes...)
}
