package geofence_test

import (
	"fmt"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/geofence"
)

// A zone of 15 m round the hook of a crane, whatever its height; a worker stays in
// it for more than ten seconds and trembles on its rim.
func Example() {
	w, err := geofence.NewWatch([]geofence.Fence{{
		ID: "under the hook", Zone: geofence.Circle{Radius: 15}, Margin: 1, Dwell: 10 * time.Second, Carrier: "crane/T1.hook",
	}}, []geofence.Thing{{ID: "crane/T1.hook"}, {ID: "worker/17"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var state geofence.State
	for second, x := range []float64{40, 20, 14, 10, 15.5, 10, 10, 10, 10, 10, 10, 10, 10, 40} {
		poses := []geofence.Pose{{Position: mgl64.Vec3{0, 0, 12}}, {Position: mgl64.Vec3{x, 0, 0}}}
		for _, e := range w.Step(&state, time.Duration(second)*time.Second, poses, nil) {
			fmt.Println(e.At, e.Thing, e.Kind, e.Fence)
		}
	}
	// Output:
	// 2s worker/17 enter under the hook
	// 12s worker/17 dwell under the hook
	// 13s worker/17 exit under the hook
}
