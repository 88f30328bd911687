//go:build unix

package historian

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// times is how often something is done: a few times in `go test`, as often as the
// issue asks with SHAPAN_LONG=1.
func times(short, long int) int {
	if os.Getenv("SHAPAN_LONG") != "" {
		return long
	}
	return short
}

// checkAcknowledged opens a log after a crash. All that was acknowledged must be
// there, once and in order, and nothing that nobody wrote: of each writer the one
// reading more at most that was on its way. With retention, what is there must be
// the end of that. It returns how many of the acknowledged are lost.
func checkAcknowledged(t *testing.T, directory string, acked map[int][crashWriters]int, retained bool) (lost int) {
	t.Helper()
	l, err := Open(t.Context(), Options{Directory: directory})
	if err != nil {
		t.Errorf("after the crash: %v", err)
		return -1
	}
	defer l.Close()
	next := map[string]int{}
	err = l.Read(t.Context(), time.Time{}, func(r Reading) error {
		k, known := next[r.Subject]
		if !known && retained {
			k = int(r.Value)
		}
		if r.Value != float64(k) {
			return fmt.Errorf("%s: %g where %d is next", r.Subject, r.Value, k)
		}
		next[r.Subject] = k + 1
		return nil
	})
	if err != nil {
		t.Errorf("after the crash: %v", err)
	}
	for run, writers := range acked {
		for w, k := range writers {
			subject := crashSubject(run, w)
			there, known := next[subject]
			if !known && retained {
				if last, known := l.LatestOf(subject, "displacement"); known {
					there = int(last.Value) + 1 // retention took all but the latest
				}
			}
			delete(next, subject)
			if there <= k {
				t.Errorf("%s: acknowledged up to %d, there up to %d", subject, k, there-1)
				lost += k + 1 - there
			}
			if there > k+2 {
				t.Errorf("%s: acknowledged up to %d, there up to %d", subject, k, there-1)
			}
		}
	}
	for subject := range next {
		t.Errorf("%s: nobody wrote that", subject)
	}
	return lost
}

// A process that writes is killed again and again, also while it starts, always on
// the same log, which is looked at in a copy, so that each start follows a crash.
func TestKillLosesNothing(t *testing.T) {
	t.Run("all kept", func(t *testing.T) { killAgainAndAgain(t, 0, times(3, 200)) })
	t.Run("with retention", func(t *testing.T) { killAgainAndAgain(t, 256<<10, times(2, 50)) })
}

func killAgainAndAgain(t *testing.T, most int64, kills int) {
	directory := t.TempDir()
	random := rand.New(rand.NewPCG(7, uint64(most)))
	acked := map[int][crashWriters]int{}
	total, lost, longest := 0, 0, 0
	for run := range kills {
		c := startWriter(t, directory, run, most)
		if _, n := c.acknowledged(); run%8 != 7 { // each eighth is killed while it starts
			for ; n == 0; _, n = c.acknowledged() {
				select {
				case <-c.done:
					c.kill(t)
					t.Fatal("the writer ended by itself")
				case <-time.After(time.Millisecond):
				}
			}
		}
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
		writers, n := c.kill(t)
		acked[run] = writers
		total, longest = total+n, max(longest, n)
		look := copyDir(t, directory)
		lost += checkAcknowledged(t, look, acked, most > 0)
		os.RemoveAll(look)
		if t.Failed() {
			t.Fatalf("after kill %d", run+1)
		}
	}
	t.Logf("log of at most %d bytes (0: any): %d kills, %d readings acknowledged (up to %d in one life), %d lost", most, kills, total, longest, lost)
	if total == 0 {
		t.Error("nothing was acknowledged: nothing was tried")
	}
}

// The writer is stopped at some instant, its directory copied, and in the copy all
// done to what was not synced that a power cut may do: the last record ends
// anywhere, sectors of it are zeros or garbage, the acknowledgement is old, the
// store's index missing. Then a bit is flipped in what was synced.
func TestPowerCutLosesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 13))
	cuts, total, lost, told := times(2, 20), 0, 0, 0
	for cut := range cuts {
		directory := t.TempDir()
		image, writers, n := imageMidWrite(t, directory, random)
		total += n
		flipped := copyDir(t, image)
		synced := tear(t, image, random)
		lost += checkAcknowledged(t, image, map[int][crashWriters]int{0: writers}, false)
		if flipBit(t, flipped, synced, random) {
			told++
		}
		if t.Failed() {
			t.Fatalf("at cut %d", cut+1)
		}
		os.RemoveAll(image)
		os.RemoveAll(flipped)
	}
	t.Logf("%d cuts, %d readings acknowledged, %d lost; %d of %d flips told", cuts, total, lost, told, cuts)
	if told != cuts {
		t.Errorf("only %d of %d flips were told", told, cuts)
	}
}

// imageMidWrite copies the directory of a process that is stopped mid-write, and
// what had been acknowledged then.
func imageMidWrite(t *testing.T, directory string, random *rand.Rand) (image string, writers [crashWriters]int, n int) {
	t.Helper()
	c := startWriter(t, directory, 0, 0)
	for n == 0 {
		time.Sleep(time.Millisecond)
		_, n = c.acknowledged()
	}
	time.Sleep(time.Duration(random.IntN(300_000)) * time.Microsecond)
	stop(t, c.cmd.Process)
	image = copyDir(t, directory)
	writers, n = c.kill(t) // reads the pipe to its end
	return image, writers, n
}

// tear does to an image what a power cut does to what was not synced. It returns
// how much of the last block was.
func tear(t *testing.T, image string, random *rand.Rand) (synced int) {
	t.Helper()
	f, acknowledged, err := openAcknowledged(image)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := blockFiles(image)
	if err != nil || len(blocks) == 0 {
		t.Fatal("no blocks", err)
	}
	last := blocks[len(blocks)-1]
	b, err := os.ReadFile(last.path)
	if err != nil {
		t.Fatal(err)
	}
	end := 0
	var tail []byte
	scanBlock(b, last.index, func(r record) {
		if end += r.size; r.number <= acknowledged {
			synced = end
		}
		if r.mark == storedRecord {
			tail = b[end-r.size : end]
		}
	}, func(unreadable) {})
	if synced == end { // nothing was on its way: what follows would have been
		next := append([]byte(nil), tail...)
		binary.LittleEndian.PutUint64(next[4:], acknowledged+1)
		b = append(b[:synced:synced], next...)
	}
	way := random.IntN(4)
	torn := b[synced:]
	switch way {
	case 0: // cut off anywhere
		b = b[:synced+random.IntN(len(torn)+1)]
	case 1: // sectors that never came
		for at := 0; at < len(torn); at++ {
			if (synced+at)/512%2 == random.IntN(2) {
				torn[at] = 0
			}
		}
	case 2: // garbage
		for at := random.IntN(len(torn)); at < len(torn); at++ {
			torn[at] = byte(random.Uint32())
		}
	case 3: // it came whole
	}
	if err := os.WriteFile(last.path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if random.IntN(2) == 0 {
		if err := f.write(acknowledged - uint64(random.IntN(int(acknowledged)))); err != nil {
			t.Fatal(err)
		}
	}
	f.close()
	if random.IntN(2) == 0 {
		os.Remove(filepath.Join(blocksDirectory(image), "index.db"))
	}
	return synced
}

// flipBit flips one in what was synced of the last block and opens the log.
func flipBit(t *testing.T, image string, synced int, random *rand.Rand) (told bool) {
	t.Helper()
	blocks, err := blockFiles(image)
	if err != nil {
		t.Fatal(err)
	}
	path := blocks[len(blocks)-1].path
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := random.IntN(synced)
	b[at] ^= 1 << random.IntN(8)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Open(t.Context(), Options{Directory: image})
	var damage *DamageError
	if errors.As(err, &damage) {
		return true
	}
	t.Errorf("byte %d of %d synced is flipped: %v", at, synced, err)
	if err == nil {
		l.Close()
	}
	return false
}

// allStopped tells whether all threads of a process have stopped.
func allStopped(pid int) bool {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(tasks) == 0 {
		return false
	}
	for _, task := range tasks {
		data, err := os.ReadFile(task)
		if err != nil {
			return false
		}
		_, state, _ := strings.Cut(string(data), ") ")
		if !strings.HasPrefix(state, "T") {
			return false
		}
	}
	return true
}
