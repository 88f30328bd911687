package cmd

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"shapan/server"
	demosite "shapan/testdata/demo"
)

func demoCommand() *cobra.Command {
	var access accessFlags
	var scenario string
	var speed float64
	var still bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show the bundled demo: a storm over a metro-station extension, and the same site live with 400 sensors",
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
			libs, err := newShelf([]string{filepath.Join(folder, "site.yaml")})
			if err != nil {
				return err
			}
			if access.runs == "" {
				access.runs = filepath.Join(folder, "runs")
			}
			var day *liveDay
			if !still {
				if day, err = openLiveDay(filepath.Join(folder, "live")); err != nil {
					return fmt.Errorf("the live site of the demo: %w", err)
				}
				libs = append(libs, day.lib)
				access.keep.folder, access.keep.clock, access.keep.begun = filepath.Join(temporary, "data"), day.now, day.keep
			}
			return serve(c.Context(), libs, access, func(s *server.Server, all lives) error {
				if err := s.Start(scenario, server.Changes{}, speed); err != nil || day == nil {
					return err
				}
				return startFollowing(s, shelf{day.lib}, all, access.runs)
			})
		},
	}
	access.register(c)
	c.Flags().StringVar(&scenario, "scenario", "pump-failure", "which scenario runs at the start")
	c.Flags().Float64Var(&speed, "speed", 60, "simulated seconds per second; 0 is as fast as it can")
	c.Flags().BoolVar(&still, "no-live", false, "without the live site and its sensors")
	return c
}
