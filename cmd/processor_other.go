//go:build !unix

package cmd

import "time"

// processorTime is not known here.
func processorTime() time.Duration { return 0 }
