package site_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"shapan/site"
)

// A site of one hundred square metres, and what becomes of a mistake in it.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "site")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	rows := strings.Repeat("4 4 4 4 4 4 4 4 4 4\n", 10)
	text := `
name: {zh: 示例, en: Example}
crs: {epsg: 4549, easting_m: 634200, northing_m: 3456300}
ground: {file: ground.asc}
pits:
  - {id: shaft, outline: [[2, 2], [8, 2], [8, 8], [2, 8]], formation_level_m: -6}
pumps:
  - id: P1
    at: [3, 3]
    discharge: offsite
    curve_head_m_flow_l_per_s: [[0, 45], [20, 0]]
    start_depth_m: -20
    stop_depth_m: 0.2
`
	path := filepath.Join(dir, "site.yaml")
	for name, content := range map[string]string{
		"ground.asc": "ncols 10\nnrows 10\nxllcorner 634200\nyllcorner 3456300\ncellsize 1\n" + rows,
		"site.yaml":  text,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			fmt.Println(err)
			return
		}
	}
	_, err = site.Load(path)
	fmt.Println(strings.TrimPrefix(err.Error(), dir+string(os.PathSeparator)))

	if err := os.WriteFile(path, []byte(strings.Replace(text, "-20", "0.8", 1)), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	s, err := site.Load(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Name.EN, s.Asset("pump/P1").Position, s.Features[0].Properties["volume_m3"], "m³")
	// Output:
	// site.yaml:12:20: pumps[0].start_depth_m: -20: must be > 0 and <= 100 (water depth at which it starts, e.g. 0.6)
	// Example [3 3 -6] 360 m³
}
