package clash

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/bcf"
)

func TestTopics(t *testing.T) {
	wall := object("0dxE1Sy6nDqfpDb5vIMN_Z", "IfcWall", block(mgl64.Vec3{}, mgl64.Vec3{0.4, 10, 3}))
	wall.Name, wall.Model = "西墙", "a.ifc"
	var pipes []Object
	for k, guid := range []string{"1K7eM1Qof1dOc9$mY9I4CP", "1K7eM1Qof1dOc9$mY9I4CG", "1K7eM1Qof1dOc9$mY9I4Dy"} {
		p := object(guid, "IfcPipeSegment", tube(-1, 1, 0.1, 12))
		p.Transform, p.Model = mgl64.Translate3D(0, 2+3*float64(k), 1), "b.ifc"
		pipes = append(pipes, p)
	}
	find := func() []bcf.Topic {
		pairs, err := Between(context.Background(), []Object{wall}, pipes, strict)
		if err != nil || len(pairs) != 3 {
			t.Fatalf("%d clashes, %v", len(pairs), err)
		}
		return Topics(pairs, Report{Author: "test", Created: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)})
	}
	topics := find()
	for _, version := range []string{bcf.V21, bcf.V30} {
		var out, again bytes.Buffer
		f := bcf.File{Topics: topics}
		if err := f.Write(&out, version); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(pipes)
		f.Topics = find()
		if err := f.Write(&again, version); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Errorf("BCF %s: the order of the objects changes the file", version)
		}
		read, err := bcf.Read(out.Bytes())
		if err != nil || len(read.Topics) != 3 {
			t.Fatalf("BCF %s: %d topics, %v", version, len(read.Topics), err)
		}
		for _, topic := range read.Topics {
			v := topic.Viewpoints[0]
			if len(v.Selection) != 2 || v.Selection[0].IfcGUID != wall.GUID || !strings.HasPrefix(v.Selection[1].IfcGUID, "1K7e") {
				t.Errorf("BCF %s: selects %v, want the wall and a pipe", version, v.Selection)
			}
			looks := v.Camera.Eye.Add(v.Camera.Direction.Mul(2 / 0.5773502691896257)) // 2 m / tan 30°
			if looks[0] < -0.2 || looks[0] > 0.6 || v.Camera.Direction.Dot(v.Camera.Up) > 1e-9 {
				t.Errorf("BCF %s: the camera looks at %v", version, looks)
			}
			if len(topic.Labels) != 2 || topic.Labels[1] != "IfcWall 西墙: 3 × IfcPipeSegment" || len(topic.Related) == 0 {
				t.Errorf("BCF %s: labels %q, related %q", version, topic.Labels, topic.Related)
			}
			if !strings.Contains(topic.Description, "go through one another") {
				t.Errorf("description %q", topic.Description)
			}
		}
	}
}
