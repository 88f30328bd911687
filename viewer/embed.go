// Package viewer holds the built browser viewer, so that one binary serves it offline.
// Sources are in src; `npm run build` writes dist, which is committed.
package viewer

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the root of the built viewer: index.html, favicon.svg and assets/.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // only an invalid literal path could cause it
	}
	return files
}
