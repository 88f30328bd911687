package record

import (
	"fmt"
	"strings"

	"github.com/foxglove/mcap/go/mcap"
)

// readHead reads what stands before the first chunk: metadata, attachments. It
// returns where the rest begins. A head that is cut short is read as far as it
// goes.
func (r *Recording) readHead() (next int64, err error) {
	magic, err := r.source.bytes(span{0, int64(len(mcap.Magic))})
	if err != nil || string(magic) != string(mcap.Magic) {
		return 0, fmt.Errorf("this is no MCAP file")
	}
	var bad error
	next = int64(len(mcap.Magic))
	r.source.walk(next, func(op mcap.OpCode, where span) (bool, error) {
		if op != mcap.OpHeader && op != mcap.OpMetadata && op != mcap.OpAttachment {
			return true, nil
		}
		var content []byte
		if content, bad = r.source.bytes(where); bad == nil {
			next = where.end()
			bad = r.readHeadRecord(op, content)
		}
		return bad != nil, nil
	})
	if bad == nil && r.meta.Step <= 0 {
		bad = fmt.Errorf("no metadata %q: not a recording of Shapan's, or cut short before it began", metaRecord)
	}
	return next, bad
}

func (r *Recording) readHeadRecord(op mcap.OpCode, content []byte) error {
	switch op {
	case mcap.OpMetadata:
		m, err := mcap.ParseMetadata(content)
		if err != nil || m.Name != metaRecord {
			return err
		}
		kept := r.meta
		r.meta, err = parseMeta(m.Metadata[metaKey])
		r.meta.ScenarioText, r.meta.Files = kept.ScenarioText, kept.Files
		return err
	case mcap.OpAttachment:
		return r.attach(content)
	}
	return nil
}

func (r *Recording) attach(content []byte) error {
	name, data, err := attachment(content)
	if err != nil {
		return err
	}
	if name == scenarioFile {
		r.meta.ScenarioText = data
	}
	if path, ok := strings.CutPrefix(name, filesPrefix); ok {
		if r.meta.Files == nil {
			r.meta.Files = map[string][]byte{}
		}
		r.meta.Files[path] = data
	}
	return nil
}
