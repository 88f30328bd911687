package sensorthings

import (
	"fmt"
	"strings"
)

// expression is a tree: a literal, a path to a property, or an operation.
type expression struct {
	op    string // "and", "eq", "add", "startswith" …; "": a literal or a path
	args  []*expression
	path  []string
	value any
}

// mostDepth of parentheses; more is nobody's question.
const mostDepth = 50

type parser struct {
	tokens []token
	of     *kind
	depth  int
}

// parseExpression reads an expression about the entities of a set.
func parseExpression(text string, of *kind) (*expression, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, of: of}
	e, err := p.level(0)
	if err != nil {
		return nil, err
	}
	if t := p.tokens[0]; t.is != end {
		return nil, fmt.Errorf("at %d: %s: an operator or the end is expected", t.at, t.text)
	}
	return e, nil
}

// levels of operators, the weakest first.
var levels = [][]string{{"or"}, {"and"}, {"eq", "ne", "gt", "ge", "lt", "le"}, {"add", "sub"}, {"mul", "div", "mod"}}

func (p *parser) take() token {
	t := p.tokens[0]
	if t.is != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) level(n int) (*expression, error) {
	if p.depth++; p.depth > mostDepth*len(levels) {
		return nil, fmt.Errorf("at %d: more than %d levels deep", p.tokens[0].at, mostDepth)
	}
	defer func() { p.depth-- }()
	if n == len(levels) {
		return p.primary()
	}
	left, err := p.level(n + 1)
	if err != nil {
		return nil, err
	}
	for p.tokens[0].is == name && contains(levels[n], p.tokens[0].text) {
		op := p.take().text
		right, err := p.level(n + 1)
		if err != nil {
			return nil, err
		}
		left = &expression{op: op, args: []*expression{left, right}}
	}
	return left, nil
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

func (p *parser) primary() (*expression, error) {
	t := p.take()
	switch {
	case t.is == literal:
		return &expression{value: t.value}, nil
	case t.text == "(":
		e, err := p.level(0)
		if err != nil {
			return nil, err
		}
		return e, p.expect(")")
	case t.text == "-":
		e, err := p.level(len(levels))
		return &expression{op: "neg", args: []*expression{e}}, err
	case t.is == name && t.text == "not":
		e, err := p.level(2) // it binds more than and, less than eq
		return &expression{op: "not", args: []*expression{e}}, err
	case t.is == name && p.tokens[0].text == "(":
		return p.call(t)
	case t.is == name:
		path := strings.Split(t.text, "/")
		if err := checkPath(p.of, path); err != nil {
			return nil, fmt.Errorf("at %d: %w", t.at, err)
		}
		return &expression{path: path}, nil
	case t.is == end:
		return nil, fmt.Errorf("at %d: something is missing at the end", t.at)
	}
	return nil, fmt.Errorf("at %d: %s: a property, a number, a 'text', a time or ( is expected", t.at, t.text)
}

func (p *parser) expect(text string) error {
	if t := p.take(); t.text != text || t.is != sign {
		return fmt.Errorf("at %d: %s is expected", t.at, text)
	}
	return nil
}

func (p *parser) call(t token) (*expression, error) {
	f, known := functions[t.text]
	if !known {
		return nil, fmt.Errorf("at %d: there is no function %s", t.at, t.text)
	}
	p.take()
	e := &expression{op: t.text}
	for p.tokens[0].text != ")" || p.tokens[0].is != sign {
		if len(e.args) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		arg, err := p.level(0)
		if err != nil {
			return nil, err
		}
		e.args = append(e.args, arg)
	}
	p.take()
	if len(e.args) < f.least || len(e.args) > f.most {
		return nil, fmt.Errorf("at %d: %s takes %d arguments, not %d", t.at, t.text, f.least, len(e.args))
	}
	return e, nil
}

// checkPath tells whether a path leads to a property.
func checkPath(of *kind, path []string) error {
	for k, step := range path {
		last := k == len(path)-1
		switch {
		case last && (step == "id" || step == "@iot.id"):
			return nil
		case of.has(step):
			if !last && !structured[step] {
				return fmt.Errorf("%s: has no parts", step)
			}
			return nil // what is inside an object is found out there
		case of.one[step] != "" && !last:
			of = kinds[of.one[step]]
		case of.one[step] != "":
			return fmt.Errorf("%s: is an entity: name a property of it, as %s/name", step, step)
		case of.many[step] != "":
			return fmt.Errorf("%s: is many: only properties and single entities can be compared", step)
		default:
			return fmt.Errorf("%s: is no property of %s: there are id, %s", step, of.set, strings.Join(of.properties, ", "))
		}
	}
	return nil
}

// structured are properties with parts.
var structured = map[string]bool{"properties": true, "unitOfMeasurement": true, "location": true, "observedArea": true, "parameters": true}
