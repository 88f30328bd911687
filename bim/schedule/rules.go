package schedule

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule joins a task with elements. GUIDs join exactly; else every pattern that
// is not empty must fit. The model must fit in either case: models of one site
// may share GUIDs, names of storeys and types.
type Rule struct {
	Task               string // ID of a task; else its code, its WBS, or a pattern of names
	GUIDs              []string
	Type, Storey, Name string // patterns; see Fits
	Model              string // pattern too: of which model; empty: of any
	Effect             Effect
	Line               int
}

// Effect says what a task does to the element.
type Effect uint8

// The effects.
const (
	Build     Effect = iota // stands from its start on
	Remove                  // is gone once the task is done
	Temporary               // stands while the task lasts, or until a task removes it
	Visit                   // work on it that changes nothing of its being there
)

func (e Effect) String() string { return [...]string{"build", "remove", "temporary", "visit"}[e&3] }

// MarshalText writes the effect's name.
func (e Effect) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// EffectNamed reads an effect, in English or Chinese; nothing means to build.
func EffectNamed(s string) (Effect, bool) { return effectNamed(s) }

func effectNamed(s string) (Effect, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "build", "construct", "install", "construction", "施工", "安装", "建造", "浇筑":
		return Build, true
	case "remove", "demolish", "demolition", "dismantle", "拆除", "拆模", "移除":
		return Remove, true
	case "temporary", "temp", "临时", "临建", "临时设施":
		return Temporary, true
	case "visit", "other", "inspect", "其他", "检查", "验收":
		return Visit, true
	}
	return Build, false
}

// Fits tells whether a text is as a pattern says: * stands for any letters, ?
// for one, | between alternatives; capitals and small letters are one.
func Fits(pattern, s string) bool {
	s = strings.ToLower(s)
	for one := range strings.SplitSeq(strings.ToLower(pattern), "|") {
		if fits([]rune(strings.TrimSpace(one)), []rune(s)) {
			return true
		}
	}
	return false
}

// fits goes back to the last * alone, so it takes at most len(p)·len(s) steps.
func fits(p, s []rune) bool {
	at, star, mark := 0, -1, 0
	for k := 0; k < len(s); {
		switch {
		case at < len(p) && p[at] == '*':
			star, mark = at, k
			at++
		case at < len(p) && (p[at] == '?' || p[at] == s[k]):
			at++
			k++
		case star >= 0:
			mark++
			at, k = star+1, mark
		default:
			return false
		}
	}
	for at < len(p) && p[at] == '*' {
		at++
	}
	return at == len(p)
}

// plainType takes off what kinds of program write differently: IfcWall, IFCWALL,
// Wall; "Pipe Segment", IfcPipeSegment.
func plainType(s string) string {
	return strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(s), " ", ""), "ifc")
}

// elementTypes are headings that name an element's type in a table of rules, and
// anything in others.
var elementTypes = []string{"type", "类型", "类别"}

// columnOf is the first column with one of some headings; -1: there is none.
func columnOf(headings, names []string) int {
	return slices.IndexFunc(headings, func(h string) bool { return slices.Contains(names, plainHeading(h)) })
}

// ruleColumns finds the column that names the task: task or 任务, beside which
// "name" is the element's; else the name, or the id. In a table of rules "type"
// is that of the element.
func (t *sheet) ruleColumns() string {
	if k := columnOf(t.headings, elementTypes); k >= 0 && !t.has("type") {
		t.columns["type"] = k
	}
	if k := columnOf(t.headings, []string{"task", "任务"}); k >= 0 {
		if name, named := t.columns["name"]; named && name != k && !t.has("element") {
			t.columns["element"] = name
		}
		t.columns["id"] = k
		return "id"
	}
	for _, by := range []string{"name", "id"} {
		if t.has(by) {
			return by
		}
	}
	return ""
}

// ReadRules reads a table of rules: columns task, and guid, model, type, storey,
// element, effect as there are (任务, 构件guid, 模型, 构件类型, 楼层, 构件名称, 作用).
func ReadRules(name string, data []byte, o Options) ([]Rule, error) {
	text, _, err := decode(data, o.Encoding)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &sheet{reader: &reader{mistakes: Mistakes{File: name}, s: &Schedule{}}, o: o, ofRules: true}
	if !t.read(text) {
		return nil, t.mistakes.err()
	}
	by := t.ruleColumns()
	if by == "" {
		t.wrong(Mistake{Line: 1, Expected: "no column names the task (task, id, 任务)"})
		return nil, t.mistakes.err()
	}
	var rules []Rule
	for _, row := range t.rows {
		r := Rule{Task: t.get(row, by), GUIDs: splitList(t.get(row, "guid")), Model: t.get(row, "model"), Line: row.line}
		var ok bool
		if r.Effect, ok = effectNamed(t.get(row, "effect")); !ok {
			t.bad(row, "effect", "must be build, remove, temporary or visit (施工, 拆除, 临时, 其他)")
		}
		if len(r.GUIDs) == 0 {
			r.Type, r.Storey, r.Name = t.get(row, "type"), t.get(row, "storey"), t.get(row, "element")
		}
		if r.Task == "" {
			t.bad(row, by, "a rule needs a task")
		}
		if len(r.GUIDs) == 0 && r.Type+r.Storey+r.Name == "" {
			t.wrong(Mistake{Line: row.line, Where: "rule for " + excerpt(r.Task), Expected: "needs GUIDs, or a pattern of type, storey or name (* for all)"})
		}
		rules = append(rules, r)
	}
	return rules, t.mistakes.err()
}

// chineseTypes are what tables call types of element.
var chineseTypes = map[string]string{
	"墙": "wall*", "柱": "column*", "梁": "beam*", "板": "slab*", "楼板": "slab*", "门": "door*", "窗": "window*", "楼梯": "stair*", "屋面": "roof*",
	"桩": "pile*", "基础": "footing*", "栏杆": "railing*", "幕墙": "curtainwall*", "钢筋": "reinforc*", "管道": "pipe*", "风管": "duct*",
}

// plainTypes does plainType for each alternative of a pattern.
func plainTypes(pattern string) string {
	list := strings.Split(pattern, "|")
	for k := range list {
		list[k] = plainType(strings.TrimSpace(list[k]))
		if english, known := chineseTypes[list[k]]; known {
			list[k] = english
		}
	}
	return strings.Join(list, "|")
}
