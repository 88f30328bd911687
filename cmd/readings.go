package cmd

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"shapan/server/historian"
)

func readingsCommand() *cobra.Command {
	var from, to, out string
	c := &cobra.Command{
		Use:   "readings DATA --out FILE.parquet|.csv|.ndjson",
		Short: "Export what a site's sensors said",
		Long: `Write the readings of the log in the directory DATA (serve's --data), cold days
included, in the order in which they were received. serve may be running.

  .parquet  the columns subject, property, at, value, quality,
            received, source; batch and item, which are the order in the log
  .csv      the same without batch and item; times are RFC 3339
  .ndjson   a JSON object on each line`,
		Example: `  shapan readings data --from 2026-11-25T00:00:00+08:00 --to 2026-11-26T00:00:00+08:00 --out day.parquet`,
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			since, err1 := instant("--from", from)
			until, err2 := instant("--to", to)
			write, known := readingsFormats[filepath.Ext(out)]
			var err3 error
			if !known {
				err3 = fmt.Errorf("--out %q: must name a file that ends with .parquet, .csv or .ndjson", out)
			}
			if err := errors.Join(isLog(given[0]), err1, err2, err3); err != nil {
				return inputError{err}
			}
			f, err := os.Create(out)
			if err != nil {
				return err
			}
			buffered := bufio.NewWriterSize(f, 1<<20)
			w := write(buffered)
			n := 0
			err = historian.Walk(given[0], func(b *historian.Batch) error {
				if b.Kind != historian.Readings || b.Received.Before(since) || !until.IsZero() && !b.Received.Before(until) {
					return nil
				}
				n += len(b.Readings)
				return w.write(b)
			})
			if err := errors.Join(err, w.close(), buffered.Flush(), f.Close()); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %d readings\n", out, n)
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", "", "received at or after, as 2026-11-25T00:00:00+08:00 (default: all)")
	c.Flags().StringVar(&to, "to", "", "received before (default: all)")
	c.Flags().StringVar(&out, "out", "", "file to write")
	return c
}

func instant(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, fmt.Errorf("%s %q: must be a time as 2026-11-25T00:00:00+08:00", flag, text)
	}
	return t, nil
}

// readingsWriter writes readings in one format.
type readingsWriter struct {
	write func(*historian.Batch) error
	close func() error
}

var readingsFormats = map[string]func(io.Writer) readingsWriter{
	".parquet": func(w io.Writer) readingsWriter {
		p := historian.NewParquetWriter(w)
		return readingsWriter{p.Write, p.Close}
	},
	".csv": func(w io.Writer) readingsWriter {
		table := csv.NewWriter(w)
		err := table.Write([]string{"subject", "property", "at", "value", "quality", "received", "source"})
		return readingsWriter{
			func(b *historian.Batch) error {
				for _, r := range b.Readings {
					err = cmp.Or(err, table.Write([]string{r.Subject, r.Property, r.At.Format(time.RFC3339Nano), strconv.FormatFloat(r.Value, 'g', -1, 64), r.Quality.String(), r.Received.Format(time.RFC3339Nano), r.Source}))
				}
				return err
			},
			func() error { table.Flush(); return table.Error() },
		}
	},
	".ndjson": func(w io.Writer) readingsWriter {
		encoder := json.NewEncoder(w)
		return readingsWriter{
			func(b *historian.Batch) error {
				for k := range b.Readings {
					if err := encoder.Encode(&b.Readings[k]); err != nil {
						return err
					}
				}
				return nil
			},
			func() error { return nil },
		}
	},
}
