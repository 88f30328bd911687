package yamlfile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Whoever names a folder is told which file in it to name.
func TestAFolderForAFile(t *testing.T) {
	dir := t.TempDir()
	all := func(*File) bool { return true }
	models := func(f *File) bool { return f.At("models").Exists() }
	expect := func(wanted func(*File) bool, texts ...string) {
		t.Helper()
		_, err := Read(dir, wanted)
		if !errors.Is(err, syscall.EISDIR) {
			t.Fatalf("error %v", err)
		}
		for _, text := range append(texts, dir+": is a folder, and a file is wanted: ") {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("error %v does not say %q", err, text)
			}
		}
	}
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	expect(nil, "holds none of that kind")
	write("notes.txt", "models: []")
	write("torn.yaml", "a: [")
	if err := os.Mkdir(filepath.Join(dir, "old.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	expect(all, "holds none of that kind")
	storm := write("storm.yml", "models: []")
	expect(models, "wanted: name "+storm)
	site := write("site.yaml", "ground: {}")
	expect(models, "wanted: name "+storm)
	expect(all, "name "+site+" or "+storm)
	expect(nil, "name "+site+", "+storm+" or "+filepath.Join(dir, "torn.yaml"))
	for _, name := range []string{"a", "b", "c", "d"} {
		write(name+".yaml", "models: []")
	}
	expect(all, "name "+site+", "+filepath.Join(dir, "a.yaml"))
	write("e.yaml", "models: []")
	expect(all, "name one of its 7, such as "+site+", ")
}
