//go:build unix

package historian

import (
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// stop halts a process between two instructions.
func stop(t *testing.T, p *os.Process) {
	t.Helper()
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "linux" {
		time.Sleep(50 * time.Millisecond)
		return
	}
	for !allStopped(p.Pid) {
		time.Sleep(time.Millisecond)
	}
}
