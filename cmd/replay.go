package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/engine/record"
	"shapan/scenarios"
	"shapan/server"
	"shapan/site"
)

func replayCommand() *cobra.Command {
	var access accessFlags
	var verify bool
	var sitePath string
	c := &cobra.Command{
		Use:   "replay RUN.mcap",
		Short: "Serve a recorded run, or re-run it and compare",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			given[0] = recordingIn(given[0])
			recording, err := record.Open(given[0])
			if err != nil {
				return inputError{err}
			}
			defer recording.Close()
			meta := recording.Meta()
			if sitePath == "" {
				sitePath = meta.SitePath
			}
			if _, err := os.Stat(sitePath); err != nil {
				return inputError{fmt.Errorf("%s: the site of this recording is not there (%w): name it with --site FILE", given[0], err)}
			}
			if err := sameSite(recording, sitePath); err != nil {
				if verify {
					return inputError{err}
				}
				fmt.Fprintf(os.Stderr, "warning: %v\n", err)
			}
			if verify {
				return verifyRun(c, recording, sitePath)
			}
			lib, err := newLibrary(sitePath)
			if lib == nil {
				return err
			}
			if access.runs == "" {
				access.runs = filepath.Dir(given[0])
			}
			return serve(c.Context(), shelf{lib}, access, func(s *server.Server, _ lives) error { return s.Replay(given[0]) })
		},
	}
	access.register(c)
	c.Flags().BoolVar(&verify, "verify", false, "run it again from its inputs and compare every recorded state hash")
	c.Flags().StringVar(&sitePath, "site", "", "site file, where it is no longer where the recording says")
	return c
}

// sameSite tells whether the site file still says what it said.
func sameSite(recording *record.Recording, path string) error {
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	then, ok := recording.Meta().Files["site.yaml"]
	if ok && !bytes.Equal(now, then) {
		return fmt.Errorf("%s is not the site file of the recording: it has been changed since", path)
	}
	return nil
}

func verifyRun(c *cobra.Command, recording *record.Recording, sitePath string) error {
	world, err := site.Load(sitePath)
	if err != nil {
		return err
	}
	report, err := record.Verify(c.Context(), recording, func(meta record.Meta) (*engine.Run, error) {
		file, err := scenarios.Parse(meta.ScenarioPath, meta.ScenarioText)
		if err != nil {
			return nil, err
		}
		r, err := prepare(file, world)
		if err != nil {
			return nil, err
		}
		return engine.NewRun(meta.Run, r.plan)
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(c.OutOrStdout(), report)
	if !report.OK() {
		return errors.New("the run does not repeat")
	}
	return nil
}
