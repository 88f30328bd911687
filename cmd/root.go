// Package cmd is the command line: wiring only. Each command has a file.
package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"shapan/yamlfile"
)

// Exit statuses of the program.
const (
	exitDone     = 0
	exitFailed   = 1
	exitBadInput = 2
)

// Execute runs the command line and returns its exit status.
func Execute(args []string) int {
	root := newRoot()
	if !namesCommand(args) {
		args = append([]string{"demo"}, args...)
	}
	root.SetArgs(args)
	err := root.Execute()
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(os.Stderr, err)
	if badInput(err) {
		return exitBadInput
	}
	return exitFailed
}

// namesCommand tells whether the arguments say what to do; otherwise, as in
// `shapan --addr 127.0.0.1:9000`, it is the demo.
func namesCommand(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "-h", "--help", "-v", "--version":
		return true
	}
	return !strings.HasPrefix(args[0], "-")
}

// inputError marks an error as the user's to mend.
type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

func badInput(err error) bool {
	var input inputError
	return errors.As(err, &input) || yamlfile.IsMistake(err) || errors.Is(err, fs.ErrNotExist) ||
		errors.Is(err, syscall.EISDIR) || errors.Is(err, syscall.ENOTDIR) // a folder for a file, a file for a folder
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "shapan",
		Short: "Shapan (沙盘): the sand table that runs",
		Long: `Shapan (沙盘) is a digital twin of a construction site and the city around it.
It rehearses what may happen: tonight's storm, a failed pump, a line of sandbags.

Without a command it shows the bundled demo site in the browser.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return inputError{fmt.Errorf("%w\nsee %s --help", err, c.CommandPath())}
	})
	root.AddCommand(demoCommand(), initCommand(), routeCommand(), scheduleCommand(), sewerCommand(), terrainCommand(), liftCommand(), cranesCommand(), serveCommand(), accessCommand(), runCommand(), replayCommand(), checkCommand(), schemaCommand(), inspectCommand(), convertCommand(), exportCommand(), compareCommand(), varyCommand(), clashCommand(), benchCommand(), backupCommand(), restoreCommand(), readingsCommand(), verifyCommand())
	return root
}

// args wraps cobra's argument checks so that a wrong number is bad input.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, given []string) error {
		if err := check(c, given); err != nil {
			return inputError{fmt.Errorf("%w\nusage: %s", err, c.UseLine())}
		}
		return nil
	}
}
