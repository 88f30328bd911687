// Package demo holds the bundled demo site, so that the one binary can show
// it. README.md says what the place is; testdata/generate makes it.
package demo

import "embed"

// Files is the site: site.yaml, its scenarios, ground and models.
//
//go:embed *.yaml *.csv *.tif *.geojson models
var Files embed.FS
