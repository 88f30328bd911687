package historian

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// A backup is made while the log is written; it has all that was acknowledged
// before it began.
func TestABackupBringsTheLogBack(t *testing.T) {
	dir := t.TempDir()
	l := open(t, Options{Directory: dir, MaxBytes: 16 << 10, ColdAfter: 1000 * time.Hour})
	for k := range 12 {
		for j := range 20 {
			if err := l.Append(t.Context(), reading(fmt.Sprintf("point/%d", j), float64(k))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := l.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := all(t, l, time.Time{})
	var backup bytes.Buffer
	m, err := Backup(dir, &backup)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append(t.Context(), reading("point/1", 1e6)); err != nil {
		t.Fatal(err)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	back, err := Restore(bytes.NewReader(backup.Bytes()), restored)
	if err != nil || !reflect.DeepEqual(back, m) {
		t.Fatalf("restored %+v, made %+v: %v", back, m, err)
	}
	again := open(t, Options{Directory: restored})
	if got := all(t, again, time.Time{}); !reflect.DeepEqual(got, want) {
		t.Errorf("%d readings of %d come back, or others", len(got), len(want))
	}
	if err := again.Append(t.Context(), reading("point/1", 2e6)); err != nil {
		t.Error(err)
	}
	if _, err := Restore(bytes.NewReader(backup.Bytes()), restored); err == nil {
		t.Error("restored over a log")
	}
}

func TestADamagedBackupIsNotRestored(t *testing.T) {
	dir, _ := writeSome(t)
	var backup bytes.Buffer
	if _, err := Backup(dir, &backup); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "restored")
	random := rand.New(rand.NewPCG(3, 5))
	for range 24 {
		hurt := bytes.Clone(backup.Bytes())
		hurt[random.IntN(len(hurt))] ^= 1 << random.IntN(8)
		if random.IntN(4) == 0 {
			hurt = hurt[:random.IntN(len(hurt))]
		}
		if _, err := Restore(bytes.NewReader(hurt), to); err == nil {
			// A few bits of the compression's frame carry nothing: then all must be right.
			l := open(t, Options{Directory: to})
			if n := len(all(t, l, time.Time{})); n != 60 {
				t.Errorf("%d readings of a damaged backup", n)
			}
			l.Close()
		}
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
	}
}
