package historian

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The crash tests run this test binary again as a process that writes to a log
// until it is killed. Each of its writers appends one reading after the other and
// says on its output what was acknowledged: "writer number\n".

const (
	crashDirectory = "SHAPAN_CRASH_DIRECTORY"
	crashRun       = "SHAPAN_CRASH_RUN"
	crashMost      = "SHAPAN_CRASH_MOST_BYTES"

	crashWriters = 32
)

func TestMain(m *testing.M) {
	if directory := os.Getenv(crashDirectory); directory != "" {
		if err := writeUntilKilled(directory); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func crashSubject(run, writer int) string { return fmt.Sprintf("run/%d/writer/%d", run, writer) }

func writeUntilKilled(directory string) error {
	run, _ := strconv.Atoi(os.Getenv(crashRun))
	most, _ := strconv.ParseInt(os.Getenv(crashMost), 10, 64)
	l, err := Open(context.Background(), Options{Directory: directory, MaxBytes: most})
	if err != nil {
		return err
	}
	l.writer.each = 20 // keyframes are cut off as well
	var wg sync.WaitGroup
	for w := range crashWriters {
		wg.Go(func() {
			for k := 0; ; k++ {
				if err := l.Append(context.Background(), reading(crashSubject(run, w), float64(k))); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				if w == 0 && k%16 == 0 {
					if err := l.Record(context.Background(), Event{Kind: "act", Subject: crashSubject(run, w), Who: "test", Body: json.RawMessage(strconv.Itoa(k))}); err != nil {
						fmt.Fprintln(os.Stderr, err)
						os.Exit(1)
					}
				}
				fmt.Fprintf(os.Stdout, "%d %d\n", w, k) // one write: what the pipe has, it has whole
			}
		})
	}
	if most > 0 {
		wg.Go(func() {
			for {
				if err := l.Retain(context.Background()); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	wg.Wait()
	return nil
}

// crashed is a process that writes and what it has acknowledged so far.
type crashed struct {
	cmd    *exec.Cmd
	stderr *os.File
	done   chan struct{} // its output has ended

	mu    sync.Mutex
	acked [crashWriters]int // the last number of each writer, -1: none
}

func startWriter(t testing.TB, directory string, run int, most int64) *crashed {
	t.Helper()
	c := &crashed{cmd: exec.Command(os.Args[0]), done: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), crashDirectory+"="+directory, crashRun+"="+strconv.Itoa(run), crashMost+"="+strconv.FormatInt(most, 10))
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.stderr, err = os.CreateTemp(t.TempDir(), "stderr"); err != nil {
		t.Fatal(err)
	}
	c.cmd.Stderr = c.stderr
	for w := range c.acked {
		c.acked[w] = -1
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.done)
		c.follow(out)
	}()
	return c
}

func (c *crashed) follow(out io.Reader) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var w, k int
		if n, _ := fmt.Sscanf(lines.Text(), "%d %d", &w, &k); n == 2 {
			c.mu.Lock()
			c.acked[w] = k
			c.mu.Unlock()
		}
	}
}

func (c *crashed) acknowledged() (all [crashWriters]int, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.acked {
		n += k + 1
	}
	return c.acked, n
}

// kill ends the process at once and returns what it had acknowledged.
func (c *crashed) kill(t testing.TB) ([crashWriters]int, int) {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-c.done
	c.cmd.Wait()
	complaint, _ := os.ReadFile(c.stderr.Name())
	for line := range strings.Lines(string(complaint)) {
		// A writer that starts after one that was killed may warn of half a record that
		// was nobody's yet, and of an index that is made anew. Whether anything was lost
		// is checked after.
		if !strings.Contains(line, " WARN ") {
			t.Errorf("the writer said: %s", line)
		}
	}
	c.stderr.Close()
	return c.acknowledged()
}
