package mesh

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine"
)

// askQGIS prints what QGIS's mesh layer sees in a file, as JSON.
const askQGIS = `
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsMeshLayer, QgsMeshDatasetIndex
app = QgsApplication([], False)
app.initQgis()
layer = QgsMeshLayer(sys.argv[1], "mesh", "mdal")
data = layer.dataProvider()
groups = {}
for g in range(data.datasetGroupCount()):
    about = data.datasetGroupMetadata(g)
    n = data.datasetCount(g)
    last = QgsMeshDatasetIndex(g, n - 1)
    values = data.datasetValues(last, 0, data.faceCount())
    groups[about.name()] = {
        "vector": about.isVector(), "faces": int(about.dataType()) == 0, "steps": n,
        "start": about.referenceTime().toString("yyyy-MM-dd HH:mm:ss"), "hours": data.datasetMetadata(last).time(),
        "x": [str(values.value(k).x()) for k in range(min(values.count(), 3))],
        "y": [str(values.value(k).y()) for k in range(min(values.count(), 3))],
    }
print("ANSWER", json.dumps({"valid": layer.isValid(), "crs": layer.crs().authid(), "nodes": data.vertexCount(), "faces": data.faceCount(), "groups": groups}))
`

// TestQGISReadsIt asks QGIS (through MDAL, its library of meshes): nodes and
// faces, the reference system, quantities on faces, times, and that the two
// components of the velocity are one vector.
func TestQGISReadsIt(t *testing.T) {
	python := "/usr/bin/python3" // the one that Debian's python3-qgis is for
	if exec.Command(python, "-c", "import qgis.core").Run() != nil {
		t.Skip("QGIS (Debian's python3-qgis and qgis-providers) is not installed")
	}
	path := filepath.Join(t.TempDir(), "corner.nc")
	if err := os.WriteFile(path, ugrid(t, engine.Origin{EPSG: 4549, Easting: 634200, Northing: 3456300}), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", askQGIS, path).CombinedOutput()
	_, text, found := strings.Cut(string(out), "ANSWER ")
	if !found {
		t.Fatalf("QGIS: %v\n%s", err, out)
	}
	var got struct {
		Valid        bool
		CRS          string
		Nodes, Faces int
		Groups       map[string]struct {
			Vector, Faces bool
			Steps         int
			Start         string
			Hours         float64
			X, Y          []string
		}
	}
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if !got.Valid || got.CRS != "EPSG:4549" || got.Nodes != 8 || got.Faces != 3 {
		t.Errorf("QGIS sees %s", text)
	}
	velocity := got.Groups["Water velocity"]
	if !velocity.Vector || !velocity.Faces || velocity.Steps != 2 || velocity.Start != "2026-07-20 10:00:00" || math.Abs(velocity.Hours-30.5/3600) > 1e-6 {
		t.Errorf("QGIS sees the velocity as %+v", velocity)
	}
	if strings.Join(velocity.X, " ") != "1.0 2.0 nan" || !strings.HasPrefix(strings.Join(velocity.Y, " "), "-1.0 0.25") {
		t.Errorf("QGIS sees the velocities %v %v", velocity.X, velocity.Y)
	}
	if depth := got.Groups["Maximum water depth"]; depth.Vector || !depth.Faces || depth.Steps != 1 || strings.Join(depth.X, " ") != "0.5 nan 2.0" {
		t.Errorf("QGIS sees the depth as %+v", depth)
	}
}
