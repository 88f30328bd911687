//go:build !amd64

package shallowwater

const vectors = false

func (a *edgeJob) run()   { edgesGo(a) }
func (a *tallyJob) run()  { tallyGo(a) }
func (a *settleJob) run() { settleGo(a) }
func (a *slopeJob) run()  { slopesGo(a) }

func (b *block) prefetch() {}
