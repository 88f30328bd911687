package ifc

import (
	"os"
	"path/filepath"
	"testing"

	"shapan/bim/ifc/step"
)

// What a model of a house costs before any shape is made.
func BenchmarkModel(b *testing.B) {
	for _, name := range []string{"arch/duplex.ifc", "arch/AC20-FZK-Haus.ifc", "arch/Office_A_20110811.ifc"} {
		path := filepath.Join(shared(b, "ifc"), name)
		text, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		bench := func(what string, do func()) {
			b.Run(filepath.Base(name)+"/"+what, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					do()
				}
			})
		}
		file, err := step.Parse(name, string(text))
		if err != nil {
			b.Fatal(err)
		}
		bench("index", func() { step.Parse(name, string(text)) })
		bench("new", func() { New(file) })
		bench("products", func() { New(file).Products() })
		bench("placements", func() {
			m := New(file)
			for _, p := range m.Products() {
				m.Placement(p.Placement)
			}
		})
		bench("summary", func() { New(file).Summary() })
	}
}
