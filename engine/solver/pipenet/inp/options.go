package inp

import (
	"strconv"
	"strings"
	"time"

	"shapan/engine/solver/pipenet"
)

// options reads [OPTIONS]; what they leave out is as SWMM 5.2 has it.
func (b *builder) options() {
	f := b.file
	f.FlowUnits, b.infiltration = "CFS", "HORTON"
	f.Step, f.WetStep, f.DryStep, f.ReportStep = 20, 300, 3600, 900
	b.hazen = true
	o := &f.Network.Options
	o.Damping, o.Limit, o.Extran = pipenet.PartialDamping, pipenet.LimitByBoth, true
	f.trials, o.Courant = 8, 0.75
	times := map[string]float64{}
	dates := map[string]time.Time{"START_DATE": time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC)}
	shaft := 0.0
	if len(b.rows["OPTION"]) > 0 {
		b.rows["OPTIONS"] = append(b.rows["OPTIONS"], b.rows["OPTION"]...)
	}
	b.each("OPTIONS", func() {
		key, value := b.upper(0), b.upper(1)
		if len(b.at.fields) < 2 {
			b.wrong("%s: the value is missing", key)
			return
		}
		switch key {
		case "FLOW_UNITS":
			if _, ok := flowUnits[value]; !ok {
				b.wrong("FLOW_UNITS: %q: expected CFS, GPM, MGD, CMS, LPS or MLD", clip(b.text(1)))
				return
			}
			f.FlowUnits = value
		case "INFILTRATION":
			b.infiltration = value
		case "FLOW_ROUTING", "ROUTING_MODEL":
			switch value {
			case "DYNWAVE", "DW":
			case "KINWAVE", "KW", "STEADY", "SF", "NF", "UF":
				b.leave(true, "%s: the full dynamic wave is solved instead", b.text(1))
			default:
				b.wrong("%s: %q: expected DYNWAVE, KINWAVE or STEADY", key, clip(b.text(1)))
			}
		case "LINK_OFFSETS":
			b.elevations = b.choose(key, value, "DEPTH", "ELEVATION") == 1
		case "ALLOW_PONDING":
			o.Pond = b.yes(1, key)
		case "INERTIAL_DAMPING":
			o.Damping = pipenet.Damping(b.choose(key, value, "NONE", "PARTIAL", "FULL"))
		case "NORMAL_FLOW_LIMITED":
			switch value {
			case "NO":
				o.Limit = pipenet.LimitByFroude
			case "YES":
				o.Limit = pipenet.LimitBySlope
			default:
				o.Limit = pipenet.NormalLimit(b.choose(key, value, "SLOPE", "FROUDE", "BOTH", "NONE"))
			}
		case "FORCE_MAIN_EQUATION":
			b.hazen = b.choose(key, value, "H-W", "D-W") == 0
		case "MIN_SURFAREA":
			shaft = b.notNegative(1, key, 0)
		case "IGNORE_RAINFALL":
			b.ignoreRain = b.yes(1, key)
		case "START_DATE", "END_DATE", "REPORT_START_DATE":
			d, ok := date(b.text(1))
			if !ok {
				b.wrong("%s: %q: expected month/day/year", key, clip(b.text(1)))
				return
			}
			dates[key] = d
		case "START_TIME", "END_TIME", "REPORT_START_TIME":
			h, ok := hours(b.text(1))
			if !ok {
				b.wrong("%s: %q: expected hours:minutes:seconds", key, clip(b.text(1)))
				return
			}
			times[key] = h * 3600
		case "ROUTING_STEP", "WET_STEP", "DRY_STEP", "REPORT_STEP":
			t, ok := seconds(b.text(1))
			if !ok || t <= 0 {
				b.wrong("%s: %q: expected a time > 0 as hours:minutes:seconds or in seconds", key, clip(b.text(1)))
				return
			}
			*map[string]*float64{"ROUTING_STEP": &f.Step, "WET_STEP": &f.WetStep, "DRY_STEP": &f.DryStep, "REPORT_STEP": &f.ReportStep}[key] = t
		case "RULE_STEP":
			t, ok := seconds(b.text(1))
			if !ok {
				b.wrong("%s: %q: expected a time as hours:minutes:seconds or in seconds", key, clip(b.text(1)))
			}
			f.ruleStep = t
		case "VARIABLE_STEP":
			o.Courant = b.notNegative(1, key, 0)
		case "MINIMUM_STEP":
			o.LeastStep = b.notNegative(1, key, 0)
		case "HEAD_TOLERANCE":
			o.HeadTolerance = b.notNegative(1, key, 0) // in the file's unit, see below
		case "MAX_TRIALS":
			if v := b.notNegative(1, key, 0); v >= 1 {
				f.trials = int(min(v, 1000))
			}
		case "LENGTHENING_STEP":
			if t, ok := seconds(b.text(1)); ok {
				if o.Lengthen = t; t > 0 {
					b.leave(true, "%s %s: only EXTRAN's own scheme lengthens conduits (shapan sewer --scheme extran)", key, b.text(1))
				}
			} else {
				b.wrong("%s: %q: expected a time as hours:minutes:seconds or in seconds", key, clip(b.text(1)))
			}
		case "MIN_SLOPE":
			if v, err := strconv.ParseFloat(b.text(1), 64); err != nil || v != 0 {
				b.leave(true, "%s %s", key, b.text(1))
			}
		case "SURCHARGE_METHOD":
			if b.choose(key, value, "EXTRAN", "SLOT") == 1 {
				b.leave(true, "SURCHARGE_METHOD SLOT: EXTRAN's own scheme surcharges without a slot here (shapan sewer --scheme extran)")
			}
		case "THREADS",
			"SKIP_STEADY_STATE", "SYS_FLOW_TOL", "LAT_FLOW_TOL", "SWEEP_START", "SWEEP_END", "DRY_DAYS",
			"COMPATIBILITY", "TEMPDIR", "SLOPE_WEIGHTING", "IGNORE_QUALITY", "IGNORE_RDII", "IGNORE_SNOWMELT", "IGNORE_GROUNDWATER",
			"IGNORE_ROUTING", "REPORT_START":
			// Of SWMM's own numerics and reporting, or of parts that are not modelled.
		default:
			b.wrong("%s: is no option of SWMM 5", clip(b.text(0)))
		}
	})
	b.u, _ = unitsOf(f.FlowUnits)
	f.Start = dates["START_DATE"].Add(duration(times["START_TIME"]))
	end, ok := dates["END_DATE"]
	if !ok {
		end = dates["START_DATE"]
	}
	f.End = end.Add(duration(times["END_TIME"]))
	if f.End.Before(f.Start) {
		b.section = "OPTIONS"
		b.at = row{line: b.heads["OPTIONS"]}
		b.wrong("the run ends at %s, before it starts at %s", stamp(f.End), stamp(f.Start))
	}
	o.Step = f.Step
	o.HeadTolerance *= b.u.length
	o.LeastArea = shaft * b.u.length * b.u.length
	// A manhole's own area; SWMM's larger least areas are a device of its
	// numerics that this solver does not need.
	if shaft *= b.u.length * b.u.length; shaft > 0 {
		o.Shaft = min(shaft, 1.167)
	}
}

// choose returns which of the words value is, 0 if none.
func (b *builder) choose(key, value string, words ...string) int {
	for k, w := range words {
		if value == w {
			return k
		}
	}
	b.wrong("%s: %q: expected %s", key, clip(value), strings.Join(words, ", "))
	return 0
}
