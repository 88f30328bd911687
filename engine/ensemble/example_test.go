package ensemble_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"shapan/engine"
	"shapan/engine/ensemble"
)

// sump fills at a rate that events set.
type sump struct{ level, inflow int64 } // [mm], [mm/s]

func (m *sump) Step(_ context.Context, s *engine.Step) error {
	for _, e := range s.Events {
		v, _ := e.Value.Number()
		m.inflow = int64(v)
	}
	m.level += m.inflow
	return nil
}
func (m *sump) Observe(*engine.Frame) {}
func (m *sump) State() ([]byte, error) {
	return binary.AppendVarint(binary.AppendVarint(nil, m.level), m.inflow), nil
}
func (m *sump) SetState(b []byte) error {
	var n int
	m.level, n = binary.Varint(b)
	m.inflow, _ = binary.Varint(b[n:])
	return nil
}
func (m *sump) Summarize(into map[string]any) { into["level_mm"] = m.level }

// Two courses from minute 1 of one rehearsal.
func Example() {
	start := time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC)
	run, err := engine.NewRun("base", engine.Plan{
		Site: &engine.Site{ID: "yard"}, Start: start, Step: time.Second, Ticks: 120,
		Parts: []engine.Part{{Name: "sump", New: func() (engine.Model, error) { return &sump{inflow: 2}, nil }}},
	})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	branch, err := ensemble.Leave(ctx, run, nil, 60, nil)
	if err != nil {
		panic(err)
	}
	pumped := engine.Event{At: start.Add(90 * time.Second), Subject: "sump", Property: "inflow", Value: engine.Number(-1)}
	for _, o := range branch.Run(ctx, []ensemble.Member{{ID: "as it is"}, {ID: "pumped", Events: []engine.Event{pumped}}}, ensemble.Options{AtOnce: 2}) {
		fmt.Println(o.ID, o.Summary["level_mm"], o.Err)
	}
	// Output:
	// as it is 240 <nil>
	// pumped 150 <nil>
}
