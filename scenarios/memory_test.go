package scenarios

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMemoryAvailableIsReadOrUnknown(t *testing.T) {
	folder := t.TempDir()
	for text, want := range map[string]int64{
		"MemTotal: 9 kB\nMemAvailable:     2048 kB\n": 2048 << 10,
		"MemTotal: 9 kB\n":                            0,
		"MemAvailable: much\n":                        0,
	} {
		path := filepath.Join(folder, "meminfo")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, known := memoryAvailable(path); got != want || known != (want > 0) {
			t.Errorf("%q: %d, %t", text, got, known)
		}
	}
	if _, known := memoryAvailable(filepath.Join(folder, "absent")); known {
		t.Error("an absent file is known")
	}
	if _, err := os.Stat("/proc/meminfo"); err == nil {
		if free, known := MemoryAvailable(); !known || free <= 0 {
			t.Errorf("this machine: %d, %t", free, known)
		}
	}
}
