// Package demo holds the bundled demo site, so that the one binary can show
// it. README.md says what the place is; testdata/generate makes it.
package demo

import "embed"

// Files is the site: site.yaml, its scenarios, ground and models; in live the same
// site with measured points and a day of their readings.
//
//go:embed *.yaml *.csv *.tif *.geojson models live
var Files embed.FS
