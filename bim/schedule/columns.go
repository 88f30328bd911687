package schedule

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Fields are the names for Options.Columns, with the headings by which each is
// found of itself: without case, spaces and what stands in brackets.
var Fields = map[string][]string{
	"id":              {"id", "uid", "taskid", "activityid", "activitycode", "编号", "任务编号", "序号", "标识号", "任务id", "作业代码", "作业编号", "工序编号", "工作编号"},
	"name":            {"name", "taskname", "activityname", "description", "名称", "任务名称", "作业名称", "工作名称", "工序名称", "工作内容", "施工内容", "分项工程"},
	"wbs":             {"wbs", "wbscode", "outlinenumber", "大纲数字", "大纲编号", "wbs编码", "wbs代码"},
	"level":           {"outlinelevel", "level", "大纲级别", "级别", "层级"},
	"parent":          {"parent", "parentid", "父任务", "上级任务", "上级", "父级"},
	"duration":        {"duration", "originalduration", "工期", "持续时间", "原定工期", "计划工期"},
	"start":           {"start", "plannedstart", "startdate", "taskstart", "begin", "开始", "开始时间", "开始日期", "计划开始", "计划开始时间", "计划开始日期", "开工日期", "开工时间"},
	"finish":          {"finish", "end", "plannedfinish", "plannedend", "finishdate", "enddate", "taskfinish", "完成", "完成时间", "完成日期", "计划完成", "计划完成时间", "计划完成日期", "结束时间", "结束日期", "计划结束", "竣工日期", "完工日期"},
	"predecessors":    {"predecessors", "predecessor", "前置任务", "紧前工作", "紧前工序", "前置作业", "前置工序", "紧前任务"},
	"done":            {"done", "%complete", "percentcomplete", "complete", "progress", "percent", "完成百分比", "完成率", "进度", "完成比例", "实际进度"},
	"actual start":    {"actualstart", "实际开始", "实际开始时间", "实际开始日期", "实际开工日期"},
	"actual finish":   {"actualfinish", "actualend", "实际完成", "实际完成时间", "实际完成日期", "实际结束", "实际结束日期", "实际完工日期"},
	"baseline start":  {"baselinestart", "基线开始", "基线开始时间", "基线开始日期"},
	"baseline finish": {"baselinefinish", "基线完成", "基线完成时间", "基线完成日期"},
	"deadline":        {"deadline", "最后期限", "期限"},
	"resources":       {"resources", "resourcenames", "资源名称", "资源", "班组", "施工班组", "责任人"},
	"milestone":       {"milestone", "里程碑"},
	"guid":            {"guid", "guids", "globalid", "ifcguid", "elementguid", "构件guid", "构件id", "构件编码"},
	"type":            {"ifcclass", "ifctype", "elementtype", "ifc类型", "构件类型", "构件类别"},
	"storey":          {"storey", "story", "buildingstorey", "floor", "楼层", "所在楼层"},
	"element":         {"elementname", "element", "构件名称", "构件"},
	"model":           {"model", "modelid", "ifcmodel", "模型", "模型编号", "所属模型"},
	"effect":          {"effect", "action", "作用", "动作"},
}

var inBrackets = regexp.MustCompile(`[(（\[【][^)）\]】]*[)）\]】]`)

func plainHeading(s string) string {
	s = inBrackets.ReplaceAllString(strings.ToLower(s), "")
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \t\u3000_-\"'\n", c) {
			return -1
		}
		return c
	}, s)
}

// fieldsOf finds the columns of fields among headings.
func fieldsOf(headings []string) map[string]int {
	found := map[string]int{}
	for field, names := range Fields {
		best := len(names)
		for k, h := range headings {
			if at := slices.Index(names, plainHeading(h)); at >= 0 && at < best {
				best, found[field] = at, k
			}
		}
	}
	for k, h := range headings { // "Task" and 任务 name it, or number it beside a name
		if p := plainHeading(h); p == "task" || p == "任务" || p == "activity" || p == "作业" {
			if _, named := found["name"]; !named {
				found["name"] = k
			} else if _, numbered := found["id"]; !numbered {
				found["id"] = k
			}
		}
	}
	return found
}

// tableRow is a row with its place.
type tableRow struct {
	line  int
	cells []string
}

// sheet is a table being read.
type sheet struct {
	*reader
	o        Options
	columns  map[string]int
	headings []string
	rows     []tableRow
	ofRules  bool   // not of tasks: joins tasks with elements
	dates    string // order of day and month, once known
	work     *worktime
}

func (t *sheet) get(r tableRow, field string) string {
	if k, ok := t.columns[field]; ok && k < len(r.cells) {
		return strings.TrimSpace(r.cells[k])
	}
	return ""
}

func (t *sheet) bad(r tableRow, field, expected string) {
	t.wrong(Mistake{Line: r.line, Key: t.heading(field), Value: t.get(r, field), Expected: expected})
}

func (t *sheet) heading(field string) string {
	if k, ok := t.columns[field]; ok {
		return strings.TrimSpace(t.headings[k])
	}
	return field
}

// delimiter is the mark that the first lines hold most of.
func delimiter(text string) rune {
	head := text[:min(len(text), 4096)]
	best, most := ',', 0
	for _, mark := range ",;\t|" {
		if n := strings.Count(head, string(mark)); n > most {
			best, most = mark, n
		}
	}
	return best
}

// read cuts the text into rows and finds the one with the headings: above it
// may stand a title.
func (t *sheet) read(text string) bool {
	if k := strings.IndexByte(text, 0); k >= 0 { // a thousand quarrels with its quotation marks would not tell
		t.wrong(Mistake{Line: 1 + strings.Count(text[:k], "\n"), Expected: "byte 0: this is no text: save the sheet as CSV"})
		return false
	}
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.FieldsPerRecord, c.TrimLeadingSpace = delimiter(text), -1, true
	c.LazyQuotes = false
	for {
		cells, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			parse, ok := err.(*csv.ParseError)
			if !ok { // not from text in memory
				t.wrong(Mistake{Line: 1, Expected: err.Error()})
				break
			}
			t.wrong(Mistake{Line: parse.Line, Expected: parse.Err.Error()})
			continue
		}
		line, _ := c.FieldPos(0)
		if t.columns == nil {
			if found := fieldsOf(cells); len(found) >= 2 || t.ofRules && len(found) == 1 && columnOf(cells, elementTypes) >= 0 || len(t.o.Columns) > 0 && t.holds(cells) {
				t.columns, t.headings = found, cells
			} else if line > 50 {
				break
			}
			continue
		}
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			t.rows = append(t.rows, tableRow{line, cells})
		}
	}
	if t.columns == nil {
		if t.ofRules {
			t.wrong(Mistake{Line: 1, Expected: "no row holds headings such as task, type, storey, element, guid, effect (任务, 构件类型, 楼层, 构件名称, 构件guid, 作用): name the columns"})
			return false
		}
		t.wrong(Mistake{Line: 1, Expected: "no row holds headings such as Name, Duration, Start, Finish, Predecessors (任务名称, 工期, 开始时间, 完成时间, 前置任务): name the columns"})
		return false
	}
	for _, field := range sortedKeys(t.o.Columns) {
		heading := t.o.Columns[field]
		if _, known := Fields[field]; !known {
			t.wrong(Mistake{Line: 1, Key: field, Expected: "unknown field; known are " + strings.Join(sortedKeys(Fields), ", ")})
			continue
		}
		k := slices.IndexFunc(t.headings, func(h string) bool { return strings.TrimSpace(h) == heading })
		if k < 0 {
			t.wrong(Mistake{Line: 1, Key: field, Value: heading, Expected: fmt.Sprintf("no column has this heading; there are %s", strings.Join(t.headings, ", "))})
			continue
		}
		t.columns[field] = k
	}
	return true
}

// holds tells whether a row has a heading that is asked for.
func (t *sheet) holds(cells []string) bool {
	for _, heading := range t.o.Columns {
		if slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) == heading }) {
			return true
		}
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
