package record_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"shapan/engine"
	"shapan/engine/record"
)

// sump fills at the rate that the last event has set.
type sump struct{ level, inflow int64 } // [mm], [mm/s]

func (m *sump) Step(_ context.Context, s *engine.Step) error {
	for _, e := range s.Events {
		v, _ := e.Value.Number()
		m.inflow = int64(v)
	}
	m.level += m.inflow
	return nil
}

func (m *sump) Observe(f *engine.Frame) {
	f.Scalars = append(f.Scalars, engine.Scalar{Name: "sump.level", Unit: "mm", Value: float64(m.level)})
}

func (m *sump) State() ([]byte, error) {
	return binary.AppendVarint(binary.AppendVarint(nil, m.level), m.inflow), nil
}

func (m *sump) SetState(b []byte) error {
	var n int
	m.level, n = binary.Varint(b)
	m.inflow, _ = binary.Varint(b[n:])
	return nil
}

// A run is recorded, looked at, and made again to prove that it is the same.
func Example() {
	start := time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC)
	newRun := func(record.Meta) (*engine.Run, error) {
		return engine.NewRun("r1", engine.Plan{Start: start, Step: time.Second, Ticks: 600, Parts: []engine.Part{
			{Name: "sump", New: func() (engine.Model, error) { return &sump{}, nil }},
		}})
	}
	dir, err := os.MkdirTemp("", "record")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "run.mcap")

	run, _ := newRun(record.Meta{})
	writer, err := record.Create(path, run, record.Meta{Scenario: "example"}, record.Options{})
	if err != nil {
		panic(err)
	}
	pacer := engine.NewPacer(run, []engine.Event{{At: start.Add(time.Minute), Subject: "sump", Property: "inflow", Value: engine.Number(5)}}, writer)
	pacer.Resume()
	if err := pacer.Play(context.Background()); err != nil {
		panic(err)
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}

	recording, err := record.Open(path)
	if err != nil {
		panic(err)
	}
	defer recording.Close()
	moment, _ := recording.FrameAt(120)
	fmt.Println(moment.Scalars[0].Name, moment.Scalars[0].Value)
	report, err := record.Verify(context.Background(), recording, newRun)
	fmt.Println(report.OK(), report.To, report.Hashes, err)
	// Output:
	// sump.level 300
	// true 600 3 <nil>
}
