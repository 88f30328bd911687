package shallowwater

// kernels are the inner loops for a kind of processor. All kinds give the same
// bits, so a run can be repeated on another machine.
type kernels struct {
	name   string
	load   [2]func(*loadJob)    // order 1, 2
	edges  [3][2]func(*edgeJob) // order 1, 1 with soil by kinds, 2; across to the east, to the north
	tally  [2]func(*tallyJob)
	settle [3][2]func(*settleJob) // order 1, 1 with soil by kinds, 2; without and with infiltration
	slopes func(*slopeJob)
	look   func(*lookJob)
}

var plainGo = &kernels{
	name:   "go",
	load:   [2]func(*loadJob){loadGo, loadGo},
	edges:  [3][2]func(*edgeJob){{edgesGo, edgesGo}, {edgesGo, edgesGo}, {edgesGo, edgesGo}},
	tally:  [2]func(*tallyJob){tallyGo, tallyGo},
	settle: [3][2]func(*settleJob){{settleGo, settleGo}, {settleGo, settleGo}, {settleGo, settleGo}},
	slopes: slopesGo,
	look:   lookGo,
}

// kinds of kernels that this processor can run, best first.
func kinds() []*kernels { return append(twins(), plainGo) }

// inUse is changed by tests alone.
var inUse = kinds()[0]

// Kernels names the instructions in use: avx512, avx2 or go.
func Kernels() string { return inUse.name }

func which(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (a *loadJob) run() { inUse.load[which(len(a.water) > waterQX)](a) }
func (a *edgeJob) run() {
	inUse.edges[which(a.kinds != nil)+2*which(a.face != nil)][which(a.back != 1)](a)
}
func (a *tallyJob) run() { inUse.tally[which(a.pull != nil)](a) }
func (a *settleJob) run() {
	inUse.settle[which(a.kinds != nil)+2*which(a.exact)][which(a.soaks)](a)
}
func (a *slopeJob) run() { inUse.slopes(a) }
func (a *lookJob) run()  { inUse.look(a) }
