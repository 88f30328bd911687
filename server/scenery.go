package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"

	"shapan/engine"
)

// Scenery makes what only the picture of a site needs. Its methods may be
// called side by side; they are called once, and again only after an error.
type Scenery interface {
	// Mesh returns the ground's surface as docs/wire.md has it.
	Mesh(ctx context.Context) ([]byte, error)
	// Pictures returns what can be laid over the ground, the lowest first.
	Pictures() []Picture
	// Draw returns a picture on its grid. Its error is shown to people.
	Draw(ctx context.Context, id string) (Drawn, error)
}

// Picture is a photograph or map that is laid over the ground.
type Picture struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind" doc:"drape (of the site's files) or basemap (of a map service)"`
	Name        engine.Text `json:"name"`
	On          bool        `json:"on" doc:"Shown at first"`
	Opacity     float64     `json:"opacity"`
	Attribution string      `json:"attribution" doc:"To be shown with it"`
	Natural     bool        `json:"natural" doc:"Lies on natural ground alone, not on what has been dug or filled"`
	Grid        engine.Grid `json:"grid" doc:"Its pixels in site coordinates; the first row of the image is the northernmost"`
}

// Drawn is an image of a picture's grid.
type Drawn struct {
	Content []byte
	Type    string // "image/png"
	Missing string // what is left transparent and why, for people; "": nothing
}

// workshop makes things when first asked for, each once at a time, and keeps
// those that are complete.
type workshop struct {
	ctx    context.Context
	cancel context.CancelFunc
	going  sync.WaitGroup

	waiting atomic.Int32 // for jobs

	mu   sync.Mutex
	jobs map[string]*job
}

type job struct {
	done chan struct{}
	made made
	err  error
}

// made is an answer ready to be sent.
type made struct {
	contentType string
	content     []byte
	zipped      bool // content is gzip
	tag         string
	missing     string
}

func newWorkshop() *workshop {
	w := &workshop{jobs: map[string]*job{}}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}

// start begins a job unless it is under way or done.
func (w *workshop) start(key string, build func(context.Context) (made, error)) (*job, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if j := w.jobs[key]; j != nil {
		return j, nil
	}
	if err := w.ctx.Err(); err != nil {
		return nil, errClosing
	}
	j := &job{done: make(chan struct{})}
	w.jobs[key] = j
	w.going.Go(func() {
		j.made, j.err = build(w.ctx)
		if j.err != nil || j.made.missing != "" { // the next to ask tries again
			w.mu.Lock()
			delete(w.jobs, key)
			w.mu.Unlock()
		}
		close(j.done)
	})
	return j, nil
}

// get waits for a job's end.
func (w *workshop) get(ctx context.Context, key string, build func(context.Context) (made, error)) (made, error) {
	j, err := w.start(key, build)
	if err != nil {
		return made{}, err
	}
	w.waiting.Add(1)
	defer w.waiting.Add(-1)
	select {
	case <-j.done:
		return j.made, j.err
	case <-ctx.Done():
		return made{}, ctx.Err()
	}
}

// close gives up what is under way and waits for it.
func (w *workshop) close(ctx context.Context) error {
	w.mu.Lock()
	w.cancel()
	w.mu.Unlock()
	ended := make(chan struct{})
	go func() { w.going.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return errors.New("a picture of the site is still being made")
	}
}

// mesh builds a site's surface, compressed: nearly all browsers take it so.
func (s *Server) mesh(site string) func(context.Context) (made, error) {
	return func(ctx context.Context) (made, error) {
		message, err := s.config.Scenery[site].Mesh(ctx)
		if err != nil {
			return made{}, err
		}
		var zipped bytes.Buffer
		z := gzip.NewWriter(&zipped)
		z.Write(message) // to memory, as Close: they cannot fail
		z.Close()
		return made{contentType: "application/octet-stream", content: zipped.Bytes(), zipped: true, tag: tagOf(message)}, nil
	}
}

func (s *Server) picture(site, id string) func(context.Context) (made, error) {
	return func(ctx context.Context) (made, error) {
		drawn, err := s.config.Scenery[site].Draw(ctx, id)
		if err != nil {
			return made{}, err
		}
		return made{contentType: drawn.Type, content: drawn.Content, tag: tagOf(drawn.Content), missing: drawn.Missing}, nil
	}
}

// tagOf is weak: it is the same however the content is compressed.
func tagOf(content []byte) string {
	sum := sha256.Sum256(content)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}
