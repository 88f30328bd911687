package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
)

// policy is the Content-Security-Policy of the viewer: everything comes from
// here. blob: is for workers and for the textures inside GLBs.
const policy = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; connect-src 'self' ws: wss: data: blob:; object-src 'none'; base-uri 'self'; " +
	"form-action 'self'; frame-ancestors 'none'"

// contentTypes do not depend on what the machine has in /etc/mime.types.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8", ".json": "application/json", ".map": "application/json",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".wasm": "application/wasm", ".glb": "model/gltf-binary", ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

// hashed is a name that changes with its content: assets/index-B7x2_q1Z.js.
var hashed = regexp.MustCompile(`^assets/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$`)

// static serves the built viewer from memory.
type static map[string]staticFile

type staticFile struct {
	content     []byte
	contentType string
	tag         string
	cache       string
}

// newStatic reads the viewer's files.
func newStatic(files fs.FS) (static, error) {
	s := static{}
	if files == nil {
		return s, nil
	}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == "." {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		f := staticFile{content: content, contentType: typeOf(name), tag: `"` + hex.EncodeToString(sum[:12]) + `"`, cache: "no-cache"}
		if hashed.MatchString(name) {
			f.cache = "public, max-age=31536000, immutable"
		}
		s[name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("viewer: %w", err)
	}
	return s, nil
}

func typeOf(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t := contentTypes[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// ServeHTTP answers with a file of the viewer.
func (s static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	f, ok := s[name]
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		problem(w, http.StatusMethodNotAllowed, "files can only be fetched")
		return
	case !ok && name == "index.html":
		problem(w, http.StatusNotFound, "the viewer is not built into this server (npm run build in viewer/); the API is at /api/openapi.json")
		return
	case !ok:
		problem(w, http.StatusNotFound, "no such file")
		return
	}
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("Cache-Control", f.cache)
	w.Header().Set("ETag", f.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}
