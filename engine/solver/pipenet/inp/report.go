package inp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

// Report is what EPA SWMM 5 says of a run in its report file (.rpt), in SI units.
type Report struct {
	Name      string
	Build     string // of SWMM, as "5.2.4"
	FlowUnits string // as the file has them; all numbers here are SI
	Nodes     []Reported
	Links     []Reported

	Inflow     float64 // all that came in [m³]
	Outflow    float64 // by outfalls [m³]
	Flooded    float64 // [m³]
	Continuity float64 // error of flow routing [%]
	Iterations float64 // per step
	Unsettled  float64 // steps that did not converge [%]
}

// Reported is the greatest value at a node [m] or in a link [m³/s].
type Reported struct {
	Name    string
	Kind    string // as SWMM writes it: JUNCTION, CONDUIT, ...
	Peak    float64
	At      float64 // after the start [s], of the minute
	Sampled float64 // of nodes, at report steps alone; NaN where the report has none
	Line    int
}

// Units returns the units in which the report itself has depths and flows: their
// size [m], [m³/s] and their names.
func (r *Report) Units() (depth, flow float64, depthName, flowName string) {
	u, _ := unitsOf(r.FlowUnits)
	if u.us {
		return u.length, u.flow, "ft", r.FlowUnits
	}
	return u.length, u.flow, "m", r.FlowUnits
}

// ReadReport reads the report of a run. The error is Mistakes unless reading
// itself failed.
func ReadReport(path string) (*Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	defer f.Close()
	return ParseReport(f, path)
}

// ParseReport reads a report from src; name is what mistakes call it.
func ParseReport(src io.Reader, name string) (*Report, error) {
	p := &reportReader{report: &Report{Name: name}}
	in := bufio.NewScanner(src)
	in.Buffer(nil, 1<<20)
	for in.Scan() && len(p.mistakes) < most {
		p.line++
		p.take(strings.TrimSpace(in.Text()))
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		p.line++
		p.wrong("the line is longer than 1 MB")
	} else if err != nil {
		return nil, fmt.Errorf("read report %s: %w", name, err)
	}
	p.finish()
	if len(p.mistakes) > 0 {
		return nil, p.mistakes.sorted()
	}
	return p.report, nil
}

// reportReader goes down a report line by line.
type reportReader struct {
	report   *Report
	mistakes Mistakes
	line     int
	u        units

	table  string // the one that the line belongs to
	rules  int    // dashed lines seen in it: its rows follow the second
	routed bool   // past the head of flow routing's balance
	failed bool   // SWMM says that its run failed
	nodes  bool   // a table of node depths was there
	links  bool
}

func (p *reportReader) wrong(format string, a ...any) {
	p.mistakes = append(p.mistakes, Mistake{p.report.Name, p.line, p.table, fmt.Sprintf(format, a...)})
}

// Tables that are read.
const (
	depthTable = "Node Depth Summary"
	flowTable  = "Link Flow Summary"
	balance    = "Flow Routing Continuity"
)

func (p *reportReader) take(line string) {
	fields := strings.Fields(line)
	switch {
	case strings.HasPrefix(line, "ERROR"):
		p.failed = true
		p.wrong("SWMM stopped: %s", clip(line))
	case strings.Contains(line, "(Build "):
		_, rest, _ := strings.Cut(line, "(Build ")
		p.report.Build, _, _ = strings.Cut(rest, ")")
	case strings.HasPrefix(line, "Flow Units ..."):
		p.flowUnits(fields)
	case strings.HasSuffix(line, "Quantity Continuity"):
		p.table, p.routed = "", false
	case strings.HasPrefix(line, balance):
		p.table, p.routed = balance, true
	case strings.HasSuffix(line, "Summary"):
		p.table, p.rules, p.routed = line, 0, false
		p.nodes = p.nodes || line == depthTable
		p.links = p.links || line == flowTable
	case strings.HasPrefix(line, "-----"):
		p.rules++
	case strings.Contains(line, "...") && p.routed:
		p.volume(line, fields)
	case strings.HasPrefix(line, "Average Iterations per Step"):
		p.report.Iterations, _ = p.number(fields, len(fields)-1, "iterations")
	case strings.HasPrefix(line, "% of Steps Not Converging"), strings.HasPrefix(line, "Percent Not Converging"):
		p.report.Unsettled, _ = p.number(fields, len(fields)-1, "steps")
	case p.rules == 2 && len(fields) == 0:
		p.table = ""
	case p.rules == 2 && p.table == depthTable:
		p.row(fields, &p.report.Nodes, 3, 5, 7, p.u.length)
	case p.rules == 2 && p.table == flowTable:
		p.row(fields, &p.report.Links, 2, 3, -1, p.u.flow)
	}
}

func (p *reportReader) flowUnits(fields []string) {
	name := fields[len(fields)-1]
	u, ok := unitsOf(name)
	if !ok {
		p.wrong("Flow Units: %q: expected CFS, GPM, MGD, CMS, LPS or MLD", clip(name))
		return
	}
	p.report.FlowUnits, p.u = name, u
}

// number reads field k, what it is called in mistakes.
func (p *reportReader) number(fields []string, k int, what string) (float64, bool) {
	if k < 0 || k >= len(fields) {
		p.wrong("%s: the number is missing", what)
		return 0, false
	}
	v, err := strconv.ParseFloat(fields[k], 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		p.wrong("%s: %q: expected a number", what, clip(fields[k]))
		return 0, false
	}
	return v, true
}

// volume reads a line of the balance, whose second column counts millions of
// gallons or litres.
func (p *reportReader) volume(line string, fields []string) {
	name, _, _ := strings.Cut(line, " ..")
	v, ok := p.number(fields, len(fields)-1, name)
	if !ok {
		return
	}
	million := 1000.0
	if p.u.us {
		million = 231 * inch * inch * inch * 1e6
	}
	r := p.report
	switch name {
	case "Dry Weather Inflow", "Wet Weather Inflow", "Groundwater Inflow", "RDII Inflow", "External Inflow":
		r.Inflow += v * million
	case "External Outflow":
		r.Outflow = v * million
	case "Flooding Loss", "Internal Outflow", "Surface Flooding":
		r.Flooded += v * million
	case "Continuity Error (%)":
		r.Continuity = v
		p.routed = false
	}
}

// row reads a row of a table: its peak, the days and h:mm at which it came, and
// where sampled >= 0 and the row goes so far, the peak at report steps.
func (p *reportReader) row(fields []string, to *[]Reported, peak, days, sampled int, unit float64) {
	if p.u.flow == 0 {
		p.wrong("%s comes before the line Flow Units: the numbers mean nothing", p.table)
		p.table = ""
		return
	}
	if len(fields) <= days+1 {
		p.wrong("%d columns: expected a name, a type and %d numbers", len(fields), days)
		return
	}
	r := Reported{Name: fields[0], Kind: fields[1], Sampled: math.NaN(), Line: p.line}
	v, ok1 := p.number(fields, peak, r.Name)
	day, ok2 := p.number(fields, days, r.Name)
	at, ok3 := hours(fields[days+1])
	if !ok3 {
		p.wrong("%s: %q: expected hours:minutes", r.Name, clip(fields[days+1]))
	}
	if !ok1 || !ok2 || !ok3 {
		return
	}
	r.Peak, r.At = v*unit, day*86400+at*3600
	if sampled >= 0 && sampled < len(fields) {
		if v, ok := p.number(fields, sampled, r.Name); ok {
			r.Sampled = v * unit
		}
	}
	*to = append(*to, r)
}

// finish says what a whole report has and this one lacks.
func (p *reportReader) finish() {
	p.line, p.table = 0, ""
	switch {
	case p.failed:
	case p.report.FlowUnits == "" && !p.nodes:
		p.wrong("is no report of SWMM 5: it has no line Flow Units and no table of node depths")
	case !p.nodes || !p.links:
		p.wrong("the tables %s and %s are not both there: the run was broken off, or did not route flow", depthTable, flowTable)
	}
}
