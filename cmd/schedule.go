package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shapan/bim/ifc"
	"shapan/bim/schedule"
	"shapan/bim/schedule/ofifc"
)

// scheduleCall is one question to a schedule.
type scheduleCall struct {
	models  []string
	rules   string
	on      string
	columns map[string]string
	options schedule.Options
}

func scheduleCommand() *cobra.Command {
	call := scheduleCall{}
	var asJSON bool
	c := &cobra.Command{
		Use:   "schedule PLAN [--model HOUSE.ifc --rules RULES.csv --on 2026-03-20]",
		Short: "Dates, floats and critical path of a schedule, and what stands on a date",
		Long: `PLAN is MS Project XML, Primavera XER, a CSV, or an IFC file with tasks. RULES is
a CSV with the columns task, and guid, type, storey, element, effect as needed
(任务, 构件guid, 构件类型, 楼层, 构件名称, 作用); * and ? are wild, | is or; effects are
build, remove, temporary, visit.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			call.options.Columns = call.columns
			answer, err := call.answer(given[0])
			if err != nil {
				return inputError{err}
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), answer)
			}
			answer.tell(c.OutOrStdout())
			return nil
		},
	}
	f := c.Flags()
	f.StringSliceVar(&call.models, "model", nil, "IFC models whose elements the tasks build")
	f.StringVar(&call.rules, "rules", "", "CSV of rules that join tasks with elements")
	f.StringVar(&call.on, "on", "", "date, 2026-03-20 (end of the day) or 2026-03-20T12:00: the state of all elements")
	f.StringToStringVar(&call.columns, "column", nil, "of a CSV: field=heading, such as id=Code")
	f.StringVar(&call.options.Dates, "dates", "", "of a CSV: dmy or mdy where a date could be either")
	f.StringVar(&call.options.Encoding, "encoding", "", "of the file, such as GBK; without it as it looks")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// read opens the plan, and the elements of the models.
func (q *scheduleCall) read(path string) (*schedule.Schedule, []schedule.Element, error) {
	models := q.models
	isModel := strings.HasPrefix(strings.ToLower(filepath.Ext(path)), ".ifc")
	if isModel && len(models) == 0 {
		models = []string{path}
	}
	var elements []schedule.Element
	var s *schedule.Schedule
	for _, file := range models {
		m, err := ifc.Open(file)
		if err != nil {
			return nil, nil, err
		}
		elements = append(elements, ofifc.Elements(m)...)
	}
	if isModel {
		m, err := ifc.Open(path)
		if err == nil {
			s, err = ofifc.Schedule(m)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		return s, elements, nil
	}
	s, err := schedule.Open(path, q.options)
	return s, elements, err
}

// answer computes the schedule, and the state of elements if there are any.
func (q *scheduleCall) answer(path string) (*scheduleAnswer, error) {
	s, elements, err := q.read(path)
	if err != nil {
		return nil, err
	}
	var rules []schedule.Rule
	if q.rules != "" {
		data, err := os.ReadFile(q.rules)
		if err != nil {
			return nil, err
		}
		if rules, err = schedule.ReadRules(q.rules, data, schedule.Options{}); err != nil {
			return nil, err
		}
	}
	at, err := dateOf(q.on)
	if err != nil {
		return nil, err
	}
	a, err := s.Analyse()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	answer := newScheduleAnswer(s, a)
	if len(elements) > 0 {
		answer.join(s.Match(elements, rules), a, at)
	}
	return answer, nil
}

// dateOf reads a date, which means its end, or an instant.
func dateOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse("2006-01-02", text); err == nil {
		return day.AddDate(0, 0, 1), nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--on %q: must be such as 2026-03-20 or 2026-03-20T12:00", text)
}
