//go:build unix

package cmd

import (
	"syscall"
	"time"
)

// processorTime is what this process has had of the processors so far. Unlike
// the clock it stands still while other programs have them.
func processorTime() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r) // fails only for an address that is not ours
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
