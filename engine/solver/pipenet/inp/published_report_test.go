package inp

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// published is what a report of EPA SWMM 5.2.4 says, in the file's units.
type published struct {
	depth, sampled, flow, outfall map[string]float64 // greatest depth, |flow|; volume
	flooded                       map[string]float64 // volume
	totals                        map[string]float64 // of the flow routing continuity table, volume in the second column
	continuity, runoffContinuity  float64            // [%]
}

// data finds the folder of published networks; the test is skipped without it.
// SHAPAN_SWMM names another folder of pairs of .inp and .rpt to compare with.
func data(t testing.TB) string {
	if d := os.Getenv("SHAPAN_SWMM"); d != "" {
		return d
	}
	for dir, _ := os.Getwd(); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		for _, p := range []string{"shared/data/water/swmm", "../shared/data/water/swmm"} {
			if d := filepath.Join(dir, p); exists(d) {
				return d
			}
		}
	}
	t.Skip("shared/data/water/swmm is not here: no published networks to compare with")
	return ""
}

func exists(p string) bool { _, err := os.Stat(p); return err == nil }

func readReport(t testing.TB, path string) published {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := published{map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, 0, 0}
	in := bufio.NewScanner(f)
	table, rules := "", 0
	runoff := false
	for in.Scan() {
		line := strings.TrimSpace(in.Text())
		fields := strings.Fields(line)
		num := func(k int) float64 {
			if k >= len(fields) {
				return 0
			}
			v, _ := strconv.ParseFloat(fields[k], 64)
			return v
		}
		switch {
		case strings.HasPrefix(line, "Runoff Quantity Continuity"):
			runoff = true
		case strings.Contains(line, "Flow Routing Continuity"):
			runoff = false
		case strings.HasPrefix(line, "Continuity Error"):
			v, _ := strconv.ParseFloat(fields[len(fields)-1], 64)
			if runoff {
				p.runoffContinuity = v
			} else {
				p.continuity = v
			}
		case strings.Contains(line, ".....") && len(fields) >= 4 && !runoff:
			name := strings.TrimRight(strings.Split(line, "..")[0], " ")
			if v, err := strconv.ParseFloat(fields[len(fields)-1], 64); err == nil {
				p.totals[name] = v
			}
		case strings.HasSuffix(line, "Summary"):
			table, rules = line, 0
		case strings.HasPrefix(line, "-----"):
			rules++
		case rules == 2 && len(fields) == 0:
			table = ""
		case rules == 2:
			switch table {
			case "Node Depth Summary":
				p.depth[fields[0]], p.sampled[fields[0]] = num(3), num(7)
			case "Link Flow Summary":
				p.flow[fields[0]] = num(2)
			case "Node Flooding Summary":
				p.flooded[fields[0]] = num(5)
			case "Outfall Loading Summary":
				p.outfall[fields[0]] = num(4)
			}
		}
	}
	return p
}
