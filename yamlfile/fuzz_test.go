package yamlfile

import (
	"testing"
)

// FuzzDecode: no text makes the decoder panic, and every mistake has a line
// that the file has.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		good, "", "- 1", " name: {{}} ", "a: &a [*a]", "a: &x {b: *x}", "? [a]\n: b", "<<: *a", "!!binary x: !!float y", "on: !foo true",
		"pumps: [{id: P1, start_depth_m: .nan}]", "\tx: 1", "a: |\n b\n--- \nc: 1", "set: {a: [[1, [2]], 3]}", "step: 1d1h", "\xff\xfe", "'",
		"with: {a: 1, a: 2}\nbox: [1, 2, 3, 4, 5]", "%YAML 1.1\n---\na: 1", "{a: b", "count: !!int 0b1", "at: &p [1, 2, 3]\nbox: *p",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		var d document
		file, err := Parse("f.yaml", data)
		if err == nil {
			err = file.Decode(&d)
			file.Root().Value()
		}
		var list ErrorList
		list.Add(err)
		for _, e := range list {
			if e.Line < 1 || e.File != "f.yaml" || e.Message == "" {
				t.Errorf("%q: %+v has no place", data, *e)
			}
		}
	})
}
