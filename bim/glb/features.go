package glb

import (
	"encoding/binary"
	"strings"

	"github.com/qmuntal/gltf"
)

// features writes the table of features: a column of texts for each property
// that any of them has. A row is found by the number of the feature.
func (w *writer) features() {
	list := w.m.Features
	w.stats.Features = len(list)
	if len(list) == 0 {
		return
	}
	kinds, columns := map[string]any{}, map[string]any{}
	for _, p := range []struct {
		name, says string
		get        func(*Feature) string
	}{
		{"guid", "GlobalId of the element", func(f *Feature) string { return f.GUID }},
		{"type", "class of the element, such as IfcWall", func(f *Feature) string { return f.Type }},
		{"name", "name of the element", func(f *Feature) string { return f.Name }},
		{"storey", "name of the storey that holds it", func(f *Feature) string { return f.Storey }},
	} {
		var text []byte
		offsets := make([]byte, 4, 4*len(list)+4)
		for k := range list {
			text = append(text, strings.ToValidUTF8(p.get(&list[k]), "\uFFFD")...)
			offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(text)))
		}
		if len(text) == 0 {
			continue
		}
		w.tabled = true
		kinds[p.name] = map[string]any{"type": "STRING", "description": p.says}
		columns[p.name] = map[string]any{"values": w.view(text, 0, 0), "stringOffsets": w.view(offsets, 0, 0)}
	}
	if !w.tabled {
		return // numbers say enough
	}
	w.doc.Extensions = gltf.Extensions{"EXT_structural_metadata": map[string]any{
		"schema":         map[string]any{"id": "shapan", "classes": map[string]any{"element": map[string]any{"name": "building element", "properties": kinds}}},
		"propertyTables": []map[string]any{{"name": "elements", "class": "element", "count": len(list), "properties": columns}},
	}}
}
