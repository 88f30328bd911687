package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/server"
	"shapan/server/feeds/replay"
	"shapan/site/review"
	"shapan/viewer"
)

const defaultAddr = "127.0.0.1:8080"

// shutdownGrace is how long recordings and sockets may take to close.
const shutdownGrace = 20 * time.Second

func serveCommand() *cobra.Command {
	var access accessFlags
	c := &cobra.Command{
		Use:   "serve {SITE.yaml | DIR}…",
		Short: "Serve one or several sites and the scenarios beside them",
		Args:  args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			for k, path := range given { // a folder stands for the site.yaml in it, as init writes it
				if info, err := os.Stat(path); err == nil && info.IsDir() {
					given[k] = filepath.Join(path, "site.yaml")
				}
			}
			libs, err := newShelf(given)
			if err != nil {
				return err
			}
			if access.runs == "" {
				access.runs = filepath.Join(filepath.Dir(given[0]), "runs")
			}
			return serve(c.Context(), libs, access, func(s *server.Server, live lives) error { return startFollowing(s, libs, live, access.runs) })
		},
	}
	access.register(c)
	access.keep.register(c)
	return c
}

// serve listens until interrupted, then closes every run and recording whole.
func serve(ctx context.Context, libs shelf, access accessFlags, started func(*server.Server, lives) error) (failed error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	config := server.Config{
		Version: version(), Model: libs.openModel, Library: libs,
		Scenery: map[string]server.Scenery{}, Buildings: map[string]server.Buildings{},
		Plans: map[string]server.Plans{}, Reviews: map[string]server.Reviews{},
		Viewer: viewer.Files(), RunsDir: access.runs,
	}
	for _, l := range libs {
		config.Sites = append(config.Sites, l.site)
		config.Scenery[l.site.ID], config.Buildings[l.site.ID] = scenery{l.place}, &buildings{place: l.place}
		config.Plans[l.site.ID] = &plans{place: l.place}
		if len(l.place.IFC) == 0 {
			continue
		}
		issues, err := review.Open(l.place, filepath.Join(access.runs, l.site.ID+".issues.bcfzip"))
		if err != nil {
			return inputError{err}
		}
		config.Reviews[l.site.ID] = &reviews{place: l.place, register: issues}
	}
	if err := access.configure(&config); err != nil {
		return err
	}
	if err := os.MkdirAll(access.runs, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	audit, err := access.audit()
	if err != nil {
		return err
	}
	defer audit.Close()
	config.Audit = audit
	live, err := openLives(ctx, libs, &access.keep, !config.Access.Open())
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, live.close()) }()
	if config.Twins = live.twins(); len(live) > 0 {
		config.Intend, config.SensorThings = live.intend, map[string]http.Handler{}
		config.Players = map[string][]*replay.Player{}
		for _, l := range live {
			if l.feeds != nil {
				config.Players[l.site] = l.feeds.Players
			}
			config.SensorThings[l.site] = l.things(libs.of(l.site).site)
		}
	}
	s, err := server.New(config)
	if err != nil {
		return err
	}
	watching := access.watch(s.Keeper(), config.Access, audit)
	defer watching.Close()
	listener, err := s.Listen(access.addr)
	if err != nil {
		return inputError{err}
	}
	private, scheme, err := access.secure(listener)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if started != nil {
		if err := started(s, live); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	fmt.Printf("Shapan 沙盘  %s://%s/\n%s\n", scheme, listener.Addr(), pick(engine.Text{ZH: "按 Ctrl-C 结束", EN: "Ctrl-C ends it"}))
	served := make(chan error, 1)
	go func() { served <- s.Serve(private) }()
	select {
	case err := <-served:
		return errors.Join(err, s.Close(context.Background()))
	case <-ctx.Done():
	}
	fmt.Println(pick(engine.Text{ZH: "正在结束并保存记录……", EN: "closing runs and recordings…"}))
	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	return s.Close(grace)
}
