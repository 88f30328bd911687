package bcf

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// writer writes elements one within another, two blanks deeper each.
type writer struct {
	bytes.Buffer
	open []string
}

func newWriter() *writer {
	w := &writer{}
	w.WriteString(xml.Header)
	return w
}

// element writes an element with attributes (name, value, name, value, …; those
// without value are left out) and what it holds; nil for nothing.
func (w *writer) element(name string, inside func(), attrs ...string) {
	w.start(name, attrs)
	if inside == nil {
		w.WriteString("/>\n")
		return
	}
	w.WriteString(">\n")
	w.open = append(w.open, name)
	inside()
	w.open = w.open[:len(w.open)-1]
	w.indent()
	w.WriteString("</" + name + ">\n")
}

func (w *writer) start(name string, attrs []string) {
	w.indent()
	w.WriteString("<" + name)
	for k := 0; k+1 < len(attrs); k += 2 {
		if attrs[k+1] != "" {
			w.WriteString(" " + attrs[k] + `="`)
			xml.EscapeText(w, []byte(attrs[k+1]))
			w.WriteString(`"`)
		}
	}
}

func (w *writer) indent() { w.WriteString(strings.Repeat("  ", len(w.open))) }

// text writes an element that holds text, nothing if that is blank.
func (w *writer) text(name, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	w.start(name, nil)
	w.WriteString(">")
	xml.EscapeText(w, []byte(text))
	w.WriteString("</" + name + ">\n")
}

func (w *writer) date(name string, t time.Time) {
	if !t.IsZero() {
		w.text(name, t.Format(time.RFC3339Nano))
	}
}

func (w *writer) index(name string, i *int) {
	if i != nil {
		w.text(name, strconv.Itoa(*i))
	}
}

func (w *writer) number(name string, v float64) {
	w.text(name, strconv.FormatFloat(v, 'g', -1, 64))
}

func (w *writer) vector(name string, v mgl64.Vec3) {
	w.element(name, func() {
		w.number("X", v[0])
		w.number("Y", v[1])
		w.number("Z", v[2])
	})
}

// list writes an element round others, nothing if there are none.
func (w *writer) list(name string, n int, each func(k int)) {
	if n > 0 {
		w.element(name, func() {
			for k := range n {
				each(k)
			}
		})
	}
}

// texts writes a text element for each, within an element of the name wrap.
func (w *writer) texts(wrap, name string, texts []string) {
	w.list(wrap, len(texts), func(k int) { w.text(name, texts[k]) })
}
