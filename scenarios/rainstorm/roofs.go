package rainstorm

import "shapan/engine"

// roofToGround returns the weight of rain per cell. Rain on a cell that cannot
// get wet runs to the nearest one that can.
func roofToGround(ground engine.Field, wettable func(int) bool) []float32 {
	g := ground.Grid
	weight := make([]float32, g.Len())
	receiver := make([]int, g.Len())
	queue := make([]int, 0, g.Len())
	for cell := range receiver {
		receiver[cell] = -1
		if wettable(cell) {
			receiver[cell] = cell
			weight[cell] = 1
			queue = append(queue, cell)
		}
	}
	for k := 0; k < len(queue); k++ {
		for _, side := range cellSides(g, queue[k]) {
			if side.valid && receiver[side.other] < 0 && !isNaN(ground.Values[side.other]) {
				receiver[side.other] = receiver[queue[k]]
				weight[receiver[side.other]]++
				queue = append(queue, side.other)
			}
		}
	}
	return weight
}
