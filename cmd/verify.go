package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shapan/server/evidence"
)

func verifyCommand() *cobra.Command {
	v := &verifyFlags{}
	c := &cobra.Command{
		Use:   "verify LOG|PROOF.json",
		Short: "Find out whether a log of readings, alarms and acts was changed, and what",
		Long: `Compare all that a log holds with its signed evidence and name what was changed.
LOG is the directory given to serve as --data; serve may be running.

The signatures are checked with the public key in the log's folder evidence, which
whoever changed the log may have changed as well: give --key and --checkpoint as
you got them when they were made, and the log is held to those.

--record BATCH.RECORD proves one reading, alarm or act alone; with --out the proof
is written into a file that tells nothing of the others, and that anyone can check
with the site's key: shapan verify PROOF.json --key KEY.

The exit status is 1 if anything was changed.`,
		Example: `  shapan verify data --key @site.pub --checkpoint monday.txt
  shapan verify data --record 1733.2 --out proof.json
  shapan verify proof.json --key @site.pub`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if err := v.read(); err != nil {
				return inputError{err}
			}
			info, err := os.Stat(given[0])
			switch {
			case err != nil:
				return err
			case !info.IsDir():
				return v.proof(c.OutOrStdout(), given[0])
			case v.record != "":
				return v.prove(c.OutOrStdout(), given[0])
			}
			return v.log(c.OutOrStdout(), given[0])
		},
	}
	c.Flags().StringVar(&v.key, "key", "", "the site's public key, or @FILE with it")
	c.Flags().StringVar(&v.checkpointFile, "checkpoint", "", "file with a signed checkpoint that somebody has kept")
	c.Flags().StringVar(&v.record, "record", "", "prove one record: BATCH.RECORD, both from 1")
	c.Flags().StringVar(&v.out, "out", "", "file to write the proof to")
	c.Flags().BoolVar(&v.json, "json", false, "print JSON")
	return c
}

type verifyFlags struct {
	key, checkpointFile, record, out string
	json                             bool

	checkpoint  []byte
	batch, item int
}

// errChanged is the exit status of a log that was changed.
var errChanged = errors.New("the log is not what was signed")

func (v *verifyFlags) read() (err error) {
	if file, isFile := strings.CutPrefix(v.key, "@"); isFile {
		key, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		v.key = strings.TrimSpace(string(key))
	}
	if v.checkpointFile != "" {
		if v.checkpoint, err = os.ReadFile(v.checkpointFile); err != nil {
			return err
		}
	}
	if v.record != "" {
		batch, item, both := strings.Cut(v.record, ".")
		var err1, err2 error
		v.batch, err1 = strconv.Atoi(batch)
		v.item, err2 = strconv.Atoi(item)
		if !both || err1 != nil || err2 != nil || v.batch < 1 || v.item < 1 {
			return fmt.Errorf("--record %q: must be BATCH.RECORD, as 1733.2", v.record)
		}
	}
	return nil
}

func (v *verifyFlags) log(w io.Writer, directory string) error {
	r, err := evidence.Verify(directory, evidence.VerifyOptions{PublicKey: v.key, Checkpoint: v.checkpoint})
	if err != nil {
		return err
	}
	if v.json {
		if err := printJSON(w, r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w, "%d batches signed in %d checkpoints, the last of %s\n", r.Batches, r.Checkpoints, r.At.Format(time.RFC3339))
		fmt.Fprintf(w, "%d records are as they were signed", r.Records)
		if r.Expired > 0 {
			fmt.Fprintf(w, "; of %d batches the time is over", r.Expired)
		}
		if r.Unsigned > 0 {
			fmt.Fprintf(w, "; %d batches are not signed yet", r.Unsigned)
		}
		fmt.Fprintln(w)
		for _, f := range r.Findings {
			fmt.Fprintln(w, f)
		}
		if v.key == "" {
			fmt.Fprintln(w, "the key was taken from the log itself: whoever changed it may have changed that (--key)")
		}
	}
	if len(r.Findings) > 0 {
		return errChanged
	}
	return nil
}

func (v *verifyFlags) prove(w io.Writer, directory string) error {
	p, err := evidence.Prove(directory, uint64(v.batch), v.item)
	if err != nil {
		return err
	}
	if v.key != "" {
		if err := p.Check(v.key); err != nil {
			return err
		}
	}
	if v.out == "" {
		return printJSON(w, p)
	}
	f, err := os.Create(v.out)
	if err != nil {
		return err
	}
	return errors.Join(printJSON(f, p), f.Close())
}

// mostProof is the largest proof that is read [bytes].
const mostProof = 1 << 20

func (v *verifyFlags) proof(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var p evidence.Proof
	if err := json.NewDecoder(io.LimitReader(f, mostProof)).Decode(&p); err != nil {
		return inputError{fmt.Errorf("%s: is no proof: %w", path, err)}
	}
	if v.key == "" {
		return inputError{errors.New("--key: must be the site's public key: a proof is worth nothing with its own")}
	}
	if err := p.Check(v.key); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if p.Reading != nil {
		fmt.Fprintf(w, "proved: %s %s = %g (%s) at %s, received %s\n", p.Reading.Subject, p.Reading.Property, p.Reading.Value, p.Reading.Quality, p.Reading.At.Format(time.RFC3339Nano), p.Reading.Received.Format(time.RFC3339Nano))
	} else {
		fmt.Fprintf(w, "proved: %s of %s by %s at %s: %s\n", p.Event.Kind, p.Event.Subject, p.Event.Who, p.Event.At.Format(time.RFC3339Nano), p.Event.Body)
	}
	return nil
}
