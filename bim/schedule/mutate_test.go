package schedule

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// fileNames are the seeds: every form, whole and broken.
var fileNames = []string{"pit-gbk.xer", "broken.xer", "tower.csv", "tower-zh-gbk.csv", "broken.csv", "broken.xml", "calendars.xml"}

// The fuzz target's little brother, for every run: letters that mean something
// put in, taken out and moved within the files of testdata.
func TestMutatedFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const letters = "0123456789-:.,;\t\n\r\"<>/PTHMS%+|()\x7f\xd6\xd0 "
	for _, name := range fileNames {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			b := slices.Clone(data)
			for range 1 + random.IntN(4) {
				k := random.IntN(len(b) - 9)
				switch random.IntN(3) {
				case 0:
					b[k] = letters[random.IntN(len(letters))]
				case 1:
					b = slices.Insert(b, k, letters[random.IntN(len(letters))])
				case 2:
					b = slices.Delete(b, k, min(len(b)-9, k+1+random.IntN(8)))
				}
			}
			holds(t, b)
		}
	}
}
