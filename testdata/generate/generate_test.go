package main

import (
	"bytes"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/qmuntal/gltf"
	"github.com/qmuntal/gltf/modeler"
)

const demo = "../demo"

// The files of testdata/demo are those that this program writes, byte for byte.
func TestDemoIsWhatIsGenerated(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for name, want := range files {
		total += len(want)
		got, err := os.ReadFile(filepath.Join(demo, name))
		if err != nil {
			t.Errorf("%v: run go run ./testdata/generate", err)
			continue
		}
		if runtime.GOARCH != "amd64" {
			continue // others fuse multiplications and additions, and may round the last millimetre otherwise
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is generated: run go run ./testdata/generate", name)
		}
	}
	if total > 3<<20 {
		t.Errorf("the demo has %d bytes: must stay below 3 MiB", total)
	}
	err = filepath.WalkDir(demo, func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(path), demo+"/")
		if err != nil || d.IsDir() || name == "README.md" || name == "live/alarms.txt" || filepath.Ext(name) == ".go" { // written by people
			return err
		}
		if files[name] == nil {
			t.Errorf("%s is in the demo and not generated", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Models are small, closed to surprises and lit from the right side.
func TestModels(t *testing.T) {
	files, placed := models(build())
	for _, p := range placed {
		if files["models/"+p.File+".glb"] == nil {
			t.Errorf("%s: no model %s", p.ID, p.File)
		}
	}
	for name, data := range files {
		if len(data) > 200_000 {
			t.Errorf("%s: %d bytes: must stay below 200 kB", name, len(data))
		}
		var doc gltf.Document
		if err := gltf.NewDecoder(bytes.NewReader(data)).Decode(&doc); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, p := range doc.Meshes[0].Primitives {
			index, err := modeler.ReadIndices(&doc, doc.Accessors[*p.Indices], nil)
			if err != nil {
				t.Fatal(err)
			}
			at, err := modeler.ReadPosition(&doc, doc.Accessors[p.Attributes[gltf.POSITION]], nil)
			if err != nil {
				t.Fatal(err)
			}
			normal, err := modeler.ReadNormal(&doc, doc.Accessors[p.Attributes[gltf.NORMAL]], nil)
			if err != nil {
				t.Fatal(err)
			}
			wrong := 0
			for k := 0; k < len(index); k += 3 {
				a, b, c := wide(at[index[k]]), wide(at[index[k+1]]), wide(at[index[k+2]])
				lit := wide(normal[index[k]]).Add(wide(normal[index[k+1]])).Add(wide(normal[index[k+2]]))
				if face := b.Sub(a).Cross(c.Sub(a)); face.Len() > 1e-3 && face.Dot(lit) <= 0 {
					wrong++
				}
			}
			if wrong > 0 {
				t.Errorf("%s, %s: %d of %d triangles are turned against their normals", name, doc.Materials[*p.Material].Name, wrong, len(index)/3)
			}
			for _, n := range normal {
				if math.Abs(wide(n).Len()-1) > 1e-3 {
					t.Errorf("%s: normal %v is not of length 1", name, n)
					break
				}
			}
		}
	}
}

func wide(v [3]float32) vec { return vec{float64(v[0]), float64(v[1]), float64(v[2])} }

// The low place of the coping lies beside the street's low point, and the
// sandbags of the scenario end where the coping is higher than their crest.
func TestTheWaterFindsTheLowestCoping(t *testing.T) {
	lowest := math.Inf(1)
	var at point
	for x := pit[0][0] + 0.5; x < pit[1][0]; x++ {
		for _, y := range []float64{pit[0][1] - 0.5, pit[2][1] + 0.5} {
			if c := copingCrest(point{x, y}); c < lowest {
				lowest, at = c, point{x, y}
			}
		}
	}
	if d := at.Sub(lowestCoping).Len(); d > 5 || lowest < copingCrest(lowestCoping)-0.005 {
		t.Errorf("the coping is lowest at %v (%.3f m), gauge G4 stands at %v (%.3f m)", at, lowest, lowestCoping, copingCrest(lowestCoping))
	}
	for dx := -40.0; dx <= 40; dx++ {
		for dy := -20.0; dy <= 40; dy++ {
			if p := lowPoint.Add(point{dx, dy}); !pit.contains(p) && height(p) < height(lowPoint)-0.005 {
				t.Fatalf("%v (%.3f m) is lower than the low point %v (%.3f m)", p, height(p), lowPoint, height(lowPoint))
			}
		}
	}
	for _, end := range []point{sandbagLine[0], sandbagLine[len(sandbagLine)-1]} {
		if height(end)+coping < height(lowPoint)+0.75 {
			t.Errorf("the sandbags end at %v, %.3f m, too low", end, height(end))
		}
	}
}
