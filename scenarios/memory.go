package scenarios

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"strings"

	"shapan/engine"
)

// MemoryNeeded estimates what a run of the scenario takes beside its site
// [bytes], by the models that say so: those whose parameters have a method
// MemoryNeeded(*engine.Site) int64.
func (f *File) MemoryNeeded(site *engine.Site) int64 {
	var bytes int64
	for _, u := range f.document.Models {
		scenario := find(u.Use)
		if scenario == nil || scenario.Parameters == nil {
			continue
		}
		parameters := reflect.New(reflect.TypeOf(scenario.Parameters))
		_ = u.With.Decode(parameters.Interface()) // mistakes are told by Plan
		if p, ok := parameters.Interface().(interface{ MemoryNeeded(*engine.Site) int64 }); ok {
			bytes += p.MemoryNeeded(site)
		}
	}
	return bytes
}

// checkMemory refuses a run that this machine cannot hold, before it is built.
func (f *File) checkMemory(site *engine.Site) error {
	need := f.MemoryNeeded(site)
	free, known := MemoryAvailable()
	if !known || need <= free {
		return nil
	}
	g := site.Ground.Grid
	return f.file.At("site").Errorf("%s: %d × %d cells need some %d MB and this machine has %d MB free: give the site a larger ground.cell_m or a smaller ground.extent_m, or take a larger machine",
		f.document.Site, g.NX, g.NY, need>>20, free>>20)
}

// MemoryAvailable is what programs can still get on this machine [bytes], where
// the system says so.
func MemoryAvailable() (bytes int64, known bool) { return memoryAvailable("/proc/meminfo") }

// memoryAvailable reads what Linux says programs can still get [bytes]; other
// systems have no such file.
func memoryAvailable(path string) (bytes int64, known bool) {
	file, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "MemAvailable:"); ok {
			var kilobytes int64
			if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
				return 0, false
			}
			return kilobytes << 10, true
		}
	}
	return 0, false
}
