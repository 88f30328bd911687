package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"shapan/server/access"
)

// Server serves sites, scenarios and runs.
type Server struct {
	config  Config
	guard   *guard
	handler http.Handler
	http    *http.Server

	workshop *workshop
	fieldsMu sync.Mutex
	fields   map[string]packedField // of sites, by "site/field"
	lives    map[string]*liveHub    // by site

	mu       sync.Mutex
	runs     []*hosted
	early    []*follower // that are told what is measured before they are among the runs
	reserved int         // places of runs that are being made
	lastRun  int
	closing  bool
}

// New makes a server. It listens nowhere yet.
func New(c Config) (*Server, error) {
	c = c.withDefaults()
	if c.Library == nil {
		return nil, errors.New("server: no library of scenarios")
	}
	s := &Server{config: c, workshop: newWorkshop(), fields: map[string]packedField{}, lives: map[string]*liveHub{}}
	var err error
	if s.guard, err = newGuard(c); err != nil {
		return nil, err
	}
	s.guard.siteOf = s.siteOf
	if c.RunsDir != "" {
		if err := os.MkdirAll(c.RunsDir, 0o755); err != nil {
			return nil, fmt.Errorf("server: %w", err)
		}
		files, err := s.recordings()
		if err != nil {
			return nil, err
		}
		for _, f := range files { // no run writes over the recording of an earlier one
			if n, ok := runNumber(f.File); ok {
				s.lastRun = max(s.lastRun, n)
			}
		}
	}
	mux := http.NewServeMux()
	s.newAPI(mux)
	s.guard.keeper.Register(mux)
	static, err := newStatic(c.Viewer)
	if err != nil {
		return nil, err
	}
	mux.Handle("/", static)
	s.handler = s.guard.protect(mux)
	s.http = &http.Server{
		Handler: s.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout: 5 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	}
	for site := range c.Scenery { // in the background: it is there when the first browser asks
		if _, err := s.workshop.start("mesh/"+site, s.mesh(site)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Keeper stands at the door: people and tokens may be replaced while it serves.
func (s *Server) Keeper() *access.Keeper { return s.guard.keeper }

// Handler answers all requests, guarded.
func (s *Server) Handler() http.Handler { return s.handler }

// Listen opens a port. An address that others can reach needs tokens and
// allowed origins.
func (s *Server) Listen(addr string) (net.Listener, error) {
	if err := CheckAddress(addr, s.config.Access, s.config.AllowedOrigins); err != nil {
		return nil, err
	}
	return net.Listen("tcp", addr)
}

// Serve answers what comes to the listener, until Close.
func (s *Server) Serve(l net.Listener) error {
	if err := CheckAddress(l.Addr().String(), s.config.Access, s.config.AllowedOrigins); err != nil {
		return err
	}
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends everything in good order: runs stop between two ticks and their
// recordings are completed, sockets are told that the server goes away. What
// is not done when ctx ends is given up.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	runs := s.runs
	s.closing, s.runs = true, nil
	s.mu.Unlock()

	errs := make([]error, len(runs))
	var group sync.WaitGroup
	for k, r := range runs {
		group.Go(func() {
			halted := r.halt(ctx, errClosing)
			if r.follower != nil {
				r.follower.end()
			}
			left := r.hub.close(ctx, websocket.CloseGoingAway, "the server is closing")
			errs[k] = errors.Join(halted, left, r.free())
		})
	}
	group.Wait()
	for _, h := range s.lives {
		errs = append(errs, h.close(ctx))
	}
	errs = append(errs, s.workshop.close(ctx))
	err := s.http.Shutdown(ctx)
	return errors.Join(append(errs, err)...)
}

// halt stops a live run and waits until its recording is complete.
func (r *hosted) halt(ctx context.Context, why error) error {
	if r.live == nil {
		return nil
	}
	r.live.stop(why)
	select {
	case <-r.live.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("run %s does not end its tick: %w", r.id, ctx.Err())
	}
}

// free closes what a replay holds open.
func (r *hosted) free() error {
	if r.release == nil {
		return nil
	}
	return r.release()
}
