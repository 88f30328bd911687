//go:build !unix

package cmd

import "time"

// processorTime is the clock's, where the system does not tell the process's own.
func processorTime() time.Duration { return time.Since(started) }

var started = time.Now()
