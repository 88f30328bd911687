package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"shapan/server/historian"
)

func backupCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "backup DATA --out FILE.tar.zst",
		Short: "Back up the log of a site's readings, also while it is being written",
		Long: `Write the log in the directory DATA (serve's --data) into one archive: the log
itself, its cold days, its evidence and the key that signs it, each file with its
SHA-256. serve may be running: the backup has all that was acknowledged before.

A log in an outside NATS cluster is backed up there (nats stream backup READINGS).`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) (err error) {
			if out == "" {
				return inputError{errors.New("--out: must name the file to write")}
			}
			if err := isLog(given[0]); err != nil {
				return err
			}
			f, err := os.CreateTemp(filepath.Dir(out), filepath.Base(out)+".*.tmp")
			if err != nil {
				return err
			}
			defer os.Remove(f.Name())
			m, err := historian.Backup(given[0], f)
			if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
				return err
			}
			if err := os.Rename(f.Name(), out); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", out, tellManifest(m))
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "", "archive to write")
	return c
}

func restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE.tar.zst DATA",
		Short: "Bring a backed-up log back",
		Long: `Unpack a backup into the directory DATA, which must not exist yet or be empty. It
comes to be there only when the hash of every file is right and the log is whole.`,
		Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			f, err := os.Open(given[0])
			if err != nil {
				return err
			}
			defer f.Close()
			m, err := historian.Restore(f, given[1])
			if err != nil {
				return fmt.Errorf("restore %s: %w", given[0], err)
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", given[1], tellManifest(m))
			return nil
		},
	}
}

// isLog tells a folder, which a log is, from a file that was named in its place.
func isLog(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return inputError{fmt.Errorf("%s: is a file: name the folder that serve was given as --data", path)}
	}
	return nil
}

func tellManifest(m *historian.Manifest) string {
	var bytes int64
	for _, f := range m.Files {
		bytes += f.Size
	}
	return fmt.Sprintf("%d files, %.1f MB, batches %d to %d, made %s", len(m.Files), float64(bytes)/1e6, m.First, m.Last, m.Made.Format("2006-01-02 15:04:05 MST"))
}
