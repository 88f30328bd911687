package record

import (
	"maps"
	"slices"

	"shapan/engine/pack"
)

// Info is what a recording holds, in a few lines.
type Info struct {
	Meta     Meta             `json:"run"`
	Complete bool             `json:"complete"` // false: its writer was killed
	Bytes    int64            `json:"bytes"`
	Span     [2]float64       `json:"recorded_s"`
	Chunks   int              `json:"chunks"`
	Messages map[string]int   `json:"messages"` // by topic
	Fields   []pack.FieldInfo `json:"fields"`
	Files    []string         `json:"files"` // that are attached
}

// Info tells what the recording holds.
func (r *Recording) Info() Info {
	from, to := r.Span()
	info := Info{
		Meta: r.meta, Complete: r.Complete(), Bytes: r.source.size, Span: [2]float64{from, to},
		Chunks: len(r.index.chunks), Messages: map[string]int{}, Fields: r.fieldInfos(),
		Files: slices.Sorted(maps.Keys(r.meta.Files)),
	}
	for topic, entries := range r.index.topics {
		info.Messages[topic] = len(entries)
	}
	return info
}
