//go:build linux

package historian

import (
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The log is on a file system of its own, in an image file. Its kernel keeps in
// memory what was not synced; so the image, copied while the writer is stopped, is
// what a power cut leaves: mounted again, its journal replayed, it must have all
// that was acknowledged.
func TestPowerCutOfAFileSystemLosesNothing(t *testing.T) {
	if os.Getenv("SHAPAN_LONG") == "" || os.Getuid() != 0 {
		t.Skip("mounts file systems: SHAPAN_LONG=1, as root")
	}
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		t.Skip("there is no mkfs.ext4")
	}
	random := rand.New(rand.NewPCG(17, 19))
	const cuts = 20
	total, lost, told := 0, 0, 0
	for cut := range cuts {
		work := t.TempDir()
		image, copied, mounted := filepath.Join(work, "image"), filepath.Join(work, "copied"), filepath.Join(work, "mounted")
		run := func(name string, args ...string) {
			t.Helper()
			if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
				t.Fatalf("%s %v: %v: %s", name, args, err, out)
			}
		}
		if err := os.Mkdir(mounted, 0o700); err != nil {
			t.Fatal(err)
		}
		run("truncate", "-s", "48M", image)
		run("mkfs.ext4", "-q", image)
		if out, err := exec.Command("mount", "-o", "loop,commit=300", image, mounted).CombinedOutput(); err != nil {
			t.Skipf("cannot mount: %v: %s", err, out)
		}
		directory := filepath.Join(mounted, "log")
		c := startWriter(t, directory, 0, 0)
		for n := 0; n == 0; _, n = c.acknowledged() {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(400_000)) * time.Microsecond)
		stop(t, c.cmd.Process)
		copyFile(t, image, copied)
		writers, n := c.kill(t)
		total += n
		run("umount", mounted)
		run("mount", "-o", "loop", copied, mounted)
		left := copyDir(t, directory)
		run("umount", mounted)
		flipped := copyDir(t, left)
		lost += checkAcknowledged(t, left, map[int][crashWriters]int{0: writers}, false)
		if flipBit(t, flipped, syncedOf(t, flipped), random) {
			told++
		}
		for _, path := range []string{image, copied, left, flipped} {
			os.RemoveAll(path)
		}
		if t.Failed() {
			t.Fatalf("at cut %d", cut+1)
		}
	}
	t.Logf("%d cuts, %d readings acknowledged, %d lost; %d of %d flips told", cuts, total, lost, told, cuts)
}

// syncedOf is how much of the last block is acknowledged, by the file beside.
func syncedOf(t *testing.T, directory string) (synced int) {
	t.Helper()
	acknowledged, err := readAcknowledged(directory)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := blockFiles(directory)
	if err != nil || len(blocks) == 0 {
		t.Fatal("no blocks", err)
	}
	b, err := os.ReadFile(blocks[len(blocks)-1].path)
	if err != nil {
		t.Fatal(err)
	}
	end, first := 0, 0
	scanBlock(b, blocks[len(blocks)-1].index, func(r record) {
		end += r.size
		if first == 0 {
			first = end
		}
		if r.number <= acknowledged {
			synced = end
		}
	}, func(unreadable) {})
	// An acknowledgement that never reached the disk knows of none: the first batch is
	// followed by others, so it was.
	return max(synced, first)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
