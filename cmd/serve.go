package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/server"
	"shapan/site/review"
	demosite "shapan/testdata/demo"
	"shapan/viewer"
)

const defaultAddr = "127.0.0.1:8080"

// shutdownGrace is how long recordings and sockets may take to close.
const shutdownGrace = 20 * time.Second

func serveCommand() *cobra.Command {
	var access accessFlags
	c := &cobra.Command{
		Use:   "serve SITE.yaml",
		Short: "Serve a site and the scenarios beside it",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			lib, err := newLibrary(given[0])
			if lib == nil {
				return err
			}
			if err != nil {
				fmt.Fprintf(os.Stderr, "these scenarios are left out:\n%v\n", err)
			}
			if access.runs == "" {
				access.runs = filepath.Join(filepath.Dir(given[0]), "runs")
			}
			return serve(c.Context(), lib, access, nil)
		},
	}
	access.register(c)
	return c
}

func demoCommand() *cobra.Command {
	var access accessFlags
	var scenario string
	var speed float64
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show the bundled demo site: a storm over a metro-station extension",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			temporary, err := os.MkdirTemp("", "shapan-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(temporary)
			folder := filepath.Join(temporary, "demo") // its name is the site's
			if err := os.CopyFS(folder, demosite.Files); err != nil {
				return fmt.Errorf("unpack the demo site: %w", err)
			}
			lib, err := newLibrary(filepath.Join(folder, "site.yaml"))
			if err != nil {
				return err
			}
			if access.runs == "" {
				access.runs = filepath.Join(folder, "runs")
			}
			return serve(c.Context(), lib, access, func(s *server.Server) error {
				return s.Start(scenario, server.Changes{}, speed)
			})
		},
	}
	access.register(c)
	c.Flags().StringVar(&scenario, "scenario", "pump-failure", "which scenario runs at the start")
	c.Flags().Float64Var(&speed, "speed", 60, "simulated seconds per second; 0 is as fast as it can")
	return c
}

// accessFlags say where the server listens and who may come in.
type accessFlags struct {
	addr, runs, tokens string
	origins            []string
}

func (f *accessFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.addr, "addr", defaultAddr, "address to listen on; any but a loopback address needs --tokens and --origin")
	c.Flags().StringVar(&f.runs, "runs", "", "folder for recordings")
	c.Flags().StringVar(&f.tokens, "tokens", "", "file with a line for each user: NAME ROLE SHA256-OF-TOKEN (roles: viewer, operator, admin)")
	c.Flags().StringSliceVar(&f.origins, "origin", nil, "origin of the viewer as browsers see it, e.g. https://twin.example.com")
}

// The server is asked by Start, Replay and ReadTokens; Summarize is given the log. This form stays.

// serve listens until interrupted, then closes every run and recording whole.
func serve(ctx context.Context, lib *library, access accessFlags, started func(*server.Server) error) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	config := server.Config{
		Version: version(), Sites: []*engine.Site{lib.site}, Model: lib.openModel, Library: lib,
		Scenery:   map[string]server.Scenery{lib.site.ID: scenery{lib.place}},
		Buildings: map[string]server.Buildings{lib.site.ID: &buildings{place: lib.place}},
		Plans:     map[string]server.Plans{lib.site.ID: &plans{place: lib.place}},
		Viewer:    viewer.Files(), RunsDir: access.runs, AllowedOrigins: access.origins,
	}
	if len(lib.place.IFC) > 0 {
		issues, err := review.Open(lib.place, filepath.Join(access.runs, lib.site.ID+".issues.bcfzip"))
		if err != nil {
			return inputError{err}
		}
		config.Reviews = map[string]server.Reviews{lib.site.ID: &reviews{place: lib.place, register: issues}}
	}
	if access.tokens != "" {
		var err error
		if config.Tokens, err = server.ReadTokens(access.tokens); err != nil {
			return inputError{err}
		}
	}
	if err := os.MkdirAll(access.runs, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	s, err := server.New(config)
	if err != nil {
		return err
	}
	listener, err := s.Listen(access.addr)
	if err != nil {
		return inputError{err}
	}
	if started != nil {
		if err := started(s); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	fmt.Printf("Shapan 沙盘  http://%s/\n%s\n", listener.Addr(), pick(engine.Text{ZH: "按 Ctrl-C 结束", EN: "Ctrl-C ends it"}))
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	select {
	case err := <-failed:
		return errors.Join(err, s.Close(context.Background()))
	case <-ctx.Done():
	}
	fmt.Println(pick(engine.Text{ZH: "正在结束并保存记录……", EN: "closing runs and recordings…"}))
	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	return s.Close(grace)
}
