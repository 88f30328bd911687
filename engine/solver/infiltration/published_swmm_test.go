package infiltration

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The pervious parts of the subcatchments of two public SWMM models, as EPA SWMM
// 5.2.4 reports them: Horton's law with recovery under a real storm. As in SWMM
// (Hydrology manual, ch. 3) each is a reservoir that holds back its depression
// storage and spills W √S/(n A) (d - ds)^(5/3). Allowed: 2 % of the printed
// depth and half its last digit for each, 1 % for the sum by area.
func TestHortonAgainstSWMM(t *testing.T) {
	for name, until := range map[string]float64{"user1": 7 * 3600, "user3": 6 * 3600} {
		folder := filepath.Join("..", "..", "..", "..", "shared", "data", "water", "swmm")
		inp, err := os.ReadFile(filepath.Join(folder, name+".inp"))
		if err != nil {
			t.Skip("no shared data here: ", err)
		}
		rpt, err := os.ReadFile(filepath.Join(folder, name+".rpt"))
		must(t, err)
		printed := printedInfiltration(string(rpt))
		section := sections(string(inp))
		rain := intensities(t, section)
		sub, soil := byName(section["SUBAREAS"]), byName(section["INFILTRATION"])
		evaporation := 0.0
		if e := section["EVAPORATION"][0]; e[0] == "CONSTANT" {
			evaporation = number(t, e[1]) / 1000 / 86400
		}
		area, got, want, worst := 0.0, 0.0, 0.0, 0.0
		for _, c := range section["SUBCATCHMENTS"] {
			hectares, paved := number(t, c[3]), number(t, c[4])/100
			h := soil[c[0]]
			const mmph = 1e-3 / 3600
			law := Horton{First: number(t, h[1]) * mmph, Last: number(t, h[2]) * mmph, Decay: number(t, h[3]) / 3600, Recovery: -math.Log(0.02) / (number(t, h[4]) * 86400)}
			r := reservoir{
				spill: number(t, c[5]) * math.Sqrt(number(t, c[6])/100) / (number(t, sub[c[0]][2]) * hectares * 1e4 * (1 - paved)),
				holds: number(t, sub[c[0]][4]) / 1000, evaporation: evaporation,
			}
			depth := 1000 * (1 - paved) * r.infiltrates(t, law, rain, until) // [mm] of the whole
			off := math.Abs(depth - printed[c[0]])
			worst = max(worst, (off-0.005)/printed[c[0]])
			if off > 0.02*printed[c[0]]+0.005 {
				t.Errorf("%s, %s: %.3f mm, SWMM prints %.2f mm", name, c[0], depth, printed[c[0]])
			}
			area, got, want = area+hectares, got+hectares*depth, want+hectares*printed[c[0]]
		}
		t.Logf("%s: %d subcatchments, %.3f mm in all, SWMM %.3f mm (%.2f %% off; the worst %.2f %%)", name, len(printed), got/area, want/area, 100*(got/want-1), 100*worst)
		if math.Abs(got/want-1) > 0.01 {
			t.Errorf("%s: %.3f mm in all, SWMM %.3f mm", name, got/area, want/area)
		}
	}
}

// reservoir is SWMM's subcatchment.
type reservoir struct {
	spill              float64 // [m^(-2/3)/s]
	holds, evaporation float64 // [m], [m/s]
}

// infiltrates returns what soaks in until the end [m], capacities held for a
// minute as a model would hold them.
func (r reservoir) infiltrates(t *testing.T, law Law, rain []float64, until float64) float64 {
	s := mustNew(t, all(1, Class{Law: law}))
	loss, soaked, d := make([]float32, 1), make([]float64, 1), 0.0
	const dt, h = 60.0, 2.0
	for at := 0.0; at < until; at += dt {
		must(t, s.Capacity(dt, nil, loss))
		for k := 0.0; k < dt; k += h {
			if minute := int(at / 60); minute < len(rain) {
				d += rain[minute] * h
			}
			d -= min(d, r.evaporation*h)
			x := min(d, float64(loss[0])*h)
			d, soaked[0] = d-x, soaked[0]+x
			if over := d - r.holds; over > 0 {
				d -= min(over, r.spill*math.Pow(over, 5./3)*h)
			}
		}
		must(t, s.Book(dt, soaked))
	}
	return soaked[0]
}

// intensities returns the rain of each minute [m/s].
func intensities(t *testing.T, section map[string][][]string) []float64 {
	gauge := section["RAINGAGES"][0]
	hours := number(t, gauge[2])
	unit := 1e-3 / 3600
	if gauge[1] == "VOLUME" {
		unit /= hours
	}
	var rain []float64
	for _, row := range section["TIMESERIES"] {
		for range int(math.Round(hours * 60)) {
			rain = append(rain, number(t, row[len(row)-1])*unit)
		}
	}
	return rain
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	must(t, err)
	return x
}

// sections takes an .inp apart: rows of words by section.
func sections(text string) map[string][][]string {
	all, at := map[string][][]string{}, ""
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0][0] == ';':
		case words[0][0] == '[':
			at = strings.Trim(words[0], "[]")
		default:
			all[at] = append(all[at], words)
		}
	}
	return all
}

func byName(rows [][]string) map[string][]string {
	all := map[string][]string{}
	for _, r := range rows {
		all[r[0]] = r
	}
	return all
}

// printedInfiltration reads the table of a report [mm].
func printedInfiltration(text string) map[string]float64 {
	all := map[string]float64{}
	_, text, _ = strings.Cut(text, "Subcatchment Runoff Summary")
	for _, line := range strings.Split(text, "\n") {
		if words := strings.Fields(line); len(words) == 11 && words[1] != "mm" {
			if x, err := strconv.ParseFloat(words[4], 64); err == nil {
				all[words[0]] = x
			}
		} else if strings.Contains(line, "Node Depth Summary") {
			break
		}
	}
	return all
}
