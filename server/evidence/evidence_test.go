package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/highwayhash"

	"shapan/server/historian"
)

// site writes a log of 12 batches of readings and 3 of events with its evidence,
// and gives a checkpoint as somebody else would keep it.
func site(t testing.TB) (dir string, kept []byte, key string) {
	t.Helper()
	dir = t.TempDir()
	h, err := historian.Open(t.Context(), historian.Options{Directory: dir})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir, h, Options{Origin: "demo", Every: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for k := range 12 {
		var rs []historian.Reading
		for j := range 5 {
			rs = append(rs, historian.Reading{Subject: fmt.Sprintf("point/%d", j), Property: "displacement", Value: float64(10*k + j), Source: "test"})
		}
		if err := h.Append(t.Context(), rs...); err != nil {
			t.Fatal(err)
		}
		if k%4 == 1 {
			if err := h.Record(t.Context(), historian.Event{Kind: "act", Subject: "pump/1", Who: "user/zhang", Body: json.RawMessage(`{"set":"off"}`)}); err != nil {
				t.Fatal(err)
			}
		}
		if k == 9 {
			if kept, err = l.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	key = l.Key()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, kept, key
}

func verify(t testing.TB, dir string, o VerifyOptions) *Report {
	t.Helper()
	r, err := Verify(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestALogThatNobodyTouchedIsProved(t *testing.T) {
	dir, kept, key := site(t)
	r := verify(t, dir, VerifyOptions{PublicKey: key, Checkpoint: kept})
	if len(r.Findings) > 0 || r.Batches < 15 || r.Records < 63 || r.Checkpoints != 2 || r.Unsigned != 0 {
		t.Errorf("%+v", r)
	}
}

func copyDir(t testing.TB, from string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// One byte is changed in each file in turn, at places all over it. What verify
// holds to the signatures must be named; the rest (locks, the store's index, the
// secret key) is told as harmless here, one by one.
func TestOneByteAnywhereIsNamed(t *testing.T) {
	dir, _, key := site(t)
	harmless := map[string]bool{"lock": true, "index.db": true, "meta.inf": true, "meta.sum": true, "key": true, "key.pub": true}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || harmless[d.Name()] {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		step := max(1, len(data)/31)
		for at := 0; at < len(data); at += step {
			data[at] ^= 1 << (at % 8)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				return err
			}
			r, err := Verify(dir, VerifyOptions{PublicKey: key})
			if err == nil && len(r.Findings) == 0 {
				t.Errorf("%s, byte %d of %d: changed and not named", path, at, len(data))
			}
			data[at] ^= 1 << (at % 8)
		}
		return os.WriteFile(path, data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := verify(t, dir, VerifyOptions{PublicKey: key}); len(r.Findings) > 0 {
		t.Errorf("all is as it was again: %v", r.Findings)
	}
}

// forge changes a value in the log's block, see forgeBytes.
func forge(t *testing.T, dir string, from, to float64) (batch uint64) {
	t.Helper()
	bits := func(x float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(x)) }
	return forgeBytes(t, dir, "shapan.readings", bits(from), bits(to))
}

// forgeBytes changes what stands in the first record of a subject that has it, to
// something of the same length, and mends both checksums of the record, ours and the
// store's. It returns the batch.
func forgeBytes(t *testing.T, dir, of string, from, to []byte) (batch uint64) {
	t.Helper()
	path := filepath.Join(dir, "jetstream", "$G", "streams", "READINGS", "msgs", "1.blk")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	for at := 0; at < len(data); {
		length := int(le.Uint32(data[at:]) &^ (1 << 31))
		record := data[at : at+length]
		at += length
		found := bytes.Index(record, from)
		if found < 0 || !bytes.Contains(record, []byte(of)) {
			continue
		}
		copy(record[found:], to)
		subject := 22 + int(le.Uint16(record[20:]))
		body := subject + 4 + int(le.Uint32(record[subject:])) // after the headers
		sum := length - 8 - 4
		le.PutUint32(record[sum:], crc32.Checksum(record[body:sum], crc32.MakeTable(crc32.Castagnoli)))
		key := sha256.Sum256([]byte("READINGS-1"))
		h, err := highwayhash.New64(key[:])
		if err != nil {
			t.Fatal(err)
		}
		h.Write(record[4:20])
		h.Write(record[22:subject])
		h.Write(record[subject+4 : length-8])
		copy(record[length-8:], h.Sum(nil))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return le.Uint64(record[4:])
	}
	t.Fatalf("no record of %s has %q", of, from)
	return 0
}

// Somebody who knows the formats changes one value and mends all checksums.
func TestAForgedReadingIsNamed(t *testing.T) {
	dir, kept, key := site(t)
	forged := copyDir(t, dir)
	batch := forge(t, forged, 82, 0.5)
	r := verify(t, forged, VerifyOptions{PublicKey: key})
	if len(r.Findings) != 1 || r.Findings[0].Batch != batch || r.Findings[0].Item != 3 || !strings.Contains(r.Findings[0].What, "point/2 displacement = 0.5") {
		t.Errorf("found %v", r.Findings)
	}

	// He makes the evidence anew as well. The key that others know, and the checkpoint
	// that they keep, tell.
	if err := os.RemoveAll(filepath.Join(forged, folder)); err != nil {
		t.Fatal(err)
	}
	h, err := historian.Open(t.Context(), historian.Options{Directory: forged})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(forged, h, Options{Origin: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	h.Close()
	if r := verify(t, forged, VerifyOptions{PublicKey: key}); len(r.Findings) == 0 {
		t.Error("signed with another key, and not named")
	}
	// With the secret key only a checkpoint kept elsewhere helps.
	for _, name := range []string{keyName, publicKeyName} {
		data, err := os.ReadFile(inFolder(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile(inFolder(forged, name), data, 0o600)
	}
	for _, name := range []string{leavesName, hashesName, checkpointsName} {
		os.Remove(inFolder(forged, name))
	}
	h, _ = historian.Open(t.Context(), historian.Options{Directory: forged})
	if l, err = Open(forged, h, Options{Origin: "demo"}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	h.Close()
	if r := verify(t, forged, VerifyOptions{PublicKey: key}); len(r.Findings) > 0 {
		t.Errorf("signed by the site's own key: %v", r.Findings)
	}
	if r := verify(t, forged, VerifyOptions{PublicKey: key, Checkpoint: kept}); len(r.Findings) != 1 || !strings.Contains(r.Findings[0].What, "the checkpoint given") {
		t.Errorf("against the checkpoint that somebody kept: %v", r.Findings)
	}
}

func TestOneRecordIsProvedAlone(t *testing.T) {
	dir, _, key := site(t)
	for _, c := range []struct {
		batch uint64
		item  int
	}{{1, 1}, {9, 1}, {6, 5}} {
		p, err := Prove(dir, c.batch, c.item)
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var read Proof
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		if err := read.Check(key); err != nil {
			t.Errorf("batch %d, record %d: %v", c.batch, c.item, err)
		}
		for name, change := range map[string]func(p *Proof){
			"value": func(p *Proof) {
				if p.Reading != nil {
					p.Reading.Value += 1e-9
				} else {
					p.Event.Who = "user/li"
				}
			},
			"batch":  func(p *Proof) { p.Batch++ },
			"record": func(p *Proof) { p.Item++ },
			"leaf":   func(p *Proof) { p.Leaf = "A" + p.Leaf[1:] },
			"way":    func(p *Proof) { p.InLog[0][3] ^= 1 },
			"signature": func(p *Proof) {
				p.Checkpoint = strings.Replace(p.Checkpoint, "demo\n", "demo\n1", 1)
			},
		} {
			var changed Proof
			if err := json.Unmarshal(data, &changed); err != nil {
				t.Fatal(err)
			}
			change(&changed)
			if changed.Check(key) == nil {
				t.Errorf("batch %d, record %d: %s changed and still proved", c.batch, c.item, name)
			}
		}
	}
	if _, err := Prove(dir, 1, 9); err == nil {
		t.Error("proved a record that is not there")
	}
}

// A crash leaves the evidence behind the log, with half a leaf at its end.
func TestItGoesOnAfterACrash(t *testing.T) {
	dir, kept, key := site(t)
	for _, name := range []string{leavesName, hashesName, checkpointsName} {
		f, err := os.OpenFile(inFolder(dir, name), os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("SPE1half of something"); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	h, err := historian.Open(t.Context(), historian.Options{Directory: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.Append(context.Background(), historian.Reading{Subject: "point/1", Property: "p", Value: 1}); err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir, h, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r := verify(t, dir, VerifyOptions{PublicKey: key, Checkpoint: kept})
	if len(r.Findings) > 0 || r.Unsigned != 0 || r.Checkpoints != 3 {
		t.Errorf("%+v", r)
	}
}
