package schedule_test

import (
	"fmt"
	"time"

	"shapan/bim/schedule"
)

// A slab is poured on a shored formwork: what stands on a Friday.
func Example() {
	plan := []byte("ID,Name,Duration,Start,Predecessors,IfcClass,Effect\n" +
		"1,Shoring,2d,2026-03-02,,IfcBuildingElementProxy,\n" +
		"2,Slab,4d,,1,IfcSlab,\n" +
		"3,Strike shoring,1d,,2FS+5d,IfcBuildingElementProxy,remove\n")
	s, err := schedule.Read("slab.csv", plan, schedule.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := s.Analyse()
	if err != nil {
		fmt.Println(err)
		return
	}
	elements := []schedule.Element{{GUID: "prop", Type: "IfcBuildingElementProxy"}, {GUID: "slab", Type: "IfcSlab"}}
	line := s.Match(elements, nil).Computed(a)
	for k, state := range line.On(time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)) {
		fmt.Printf("%s: %v, %.2f\n", elements[k].GUID, state.Phase, state.Fraction)
	}
	fmt.Println("end", a.Finish.Format("2 January 15:04"))
	// Output:
	// prop: standing, 1.00
	// slab: in work, 0.62
	// end 17 March 17:00
}
