package historian

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"
)

// writeSome makes a closed log of 20 batches of 3 readings.
func writeSome(t *testing.T) (dir string, want []Reading) {
	dir = t.TempDir()
	l := open(t, Options{Directory: dir})
	for k := range 20 {
		if err := l.Append(t.Context(), reading("point/1", float64(k)), reading("point/2", float64(k)), reading("point/3", float64(k))); err != nil {
			t.Fatal(err)
		}
	}
	want = all(t, l, time.Time{})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, want
}

// A bit is flipped in the block's file, at places all over it, with the index of
// the store beside it (a clean end) and without (a crash). It is told, and the file
// left as it is.
func TestAFlippedBitIsToldAndNeverServed(t *testing.T) {
	dir, want := writeSome(t)
	size := func() int64 {
		info, err := os.Stat(find(t, dir, "*.blk")[0])
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}()
	told := 0
	const places = 24
	for place := range places {
		hurt := copyDir(t, dir)
		block := find(t, hurt, "*.blk")[0]
		data, err := os.ReadFile(block)
		if err != nil {
			t.Fatal(err)
		}
		at := size * int64(place) / places
		data[at+int64(place)%7] ^= 1 << (place % 8)
		if err := os.WriteFile(block, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if place%2 == 1 {
			if err := os.Remove(find(t, hurt, "index.db")[0]); err != nil {
				t.Fatal(err)
			}
		}
		var got []Reading
		l, err := Open(t.Context(), Options{Directory: hurt})
		if err == nil {
			err = l.Read(t.Context(), time.Time{}, func(r Reading) error { got = append(got, r); return nil })
			l.Close()
		}
		var damage *DamageError
		if errors.As(err, &damage) {
			told++
		} else if err != nil {
			t.Errorf("byte %d: told as %v", at, err)
		}
		if now, err := os.ReadFile(block); err != nil || !bytes.Equal(now, data) {
			t.Errorf("byte %d: the file was touched: %v", at, err)
		}
		if len(got) > len(want) || !reflect.DeepEqual(got, want[:len(got)]) && len(got) > 0 || err == nil && len(got) < len(want) {
			t.Errorf("byte %d: %d readings of %d are served, error %v", at, len(got), len(want), err)
		}
	}
	t.Logf("%d of %d flips were told", told, places)
	if told < places {
		t.Errorf("only %d of %d flips were told", told, places)
	}
}

func TestALostEndIsTold(t *testing.T) {
	dir, want := writeSome(t)
	block := find(t, dir, "*.blk")[0]
	info, err := os.Stat(block)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(block, info.Size()-1); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{Directory: dir})
	var damage *DamageError
	if !errors.As(err, &damage) || damage.Last != 21 { // with the keyframe
		t.Fatalf("a log without its end: %v", err)
	}
	l := open(t, Options{Directory: dir, AcceptDamage: true})
	if got := all(t, l, time.Time{}); len(got) < len(want)-3 || !reflect.DeepEqual(got, want[:len(got)]) {
		t.Errorf("%d of %d readings are left", len(got), len(want))
	}
	if err := l.Append(t.Context(), reading("point/1", 41)); err != nil {
		t.Fatal(err)
	}
}

// Damage that is accepted costs the batch that was hurt and no other, is told once,
// and the hurt file is kept.
func TestAcceptedDamageCostsOneBatch(t *testing.T) {
	dir, want := writeSome(t)
	block := find(t, dir, "*.blk")[0]
	data, err := os.ReadFile(block)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []int{1, 2, 5, 9} { // at the beginning, in the middle, in a length
		hurt := copyDir(t, dir)
		block := find(t, hurt, "*.blk")[0]
		at, begin, batch := len(data)*part/10, 0, uint64(0)
		scanBlock(data, 1, func(r record) {
			if begin+r.size <= at {
				begin += r.size
			} else if batch == 0 {
				batch = r.number
			}
		}, func(unreadable) {})
		if part == 2 {
			at = begin + 1
		}
		flipped := bytes.Clone(data)
		flipped[at] ^= 0x10
		if err := os.WriteFile(block, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		var damage *DamageError
		if _, err := Open(t.Context(), Options{Directory: hurt}); !errors.As(err, &damage) || damage.First != batch || damage.Last != batch {
			t.Errorf("batch %d is hurt: %v", batch, err)
		}
		l := open(t, Options{Directory: hurt, AcceptDamage: true})
		rest := all(t, l, time.Time{})
		for _, r := range rest {
			if !slices.Contains(want, r) {
				t.Errorf("served %+v", r)
			}
		}
		if lost := len(want) - len(rest); lost != 3 && lost != 0 { // 0: it was a keyframe
			t.Errorf("batch %d is hurt: %d readings are lost", batch, lost)
		}
		if err := l.Append(t.Context(), reading("point/1", 41)); err != nil {
			t.Error(err)
		}
		l.Close()
		l = open(t, Options{Directory: hurt})
		if n := len(all(t, l, time.Time{})); n != len(rest)+1 {
			t.Errorf("opened again: %d readings, want %d", n, len(rest)+1)
		}
		if latestValue(t, l, "point/1") != 41 {
			t.Error("the latest value is another")
		}
		aside, err := os.ReadFile(find(t, hurt, "*-1.blk")[0])
		if err != nil || !bytes.Equal(aside, flipped) {
			t.Errorf("the hurt file was not kept: %v", err)
		}
		l.Close()
	}
}

func latestValue(t *testing.T, l *Log, subject string) float64 {
	t.Helper()
	r, known := l.LatestOf(subject, "displacement")
	if !known {
		t.Errorf("%s: not known", subject)
	}
	return r.Value
}

// What retention took is no loss; what is missing after that is one, although both
// are missing from the beginning.
func TestALossAfterRetentionIsTold(t *testing.T) {
	dir := t.TempDir()
	o := Options{Directory: dir, MaxBytes: 16 << 10}
	l := open(t, o)
	for k := range 150 {
		if err := l.Append(t.Context(), reading("point/1", float64(k)), reading("point/2", float64(k)), reading("point/3", float64(k))); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, last := l.Numbers()
	if first < 20 {
		t.Fatalf("retention left all from %d on", first)
	}
	l.Close()
	open(t, o).Close()
	block := find(t, dir, "*.blk")[0]
	data, err := os.ReadFile(block)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	scanBlock(data, 1, func(r record) { // it ends where the batch after next begins
		if at == 0 || r.number <= first+1 && r.mark == storedRecord {
			at += r.size
		}
	}, func(unreadable) {})
	if err := os.WriteFile(block, data[at:], 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), o)
	var damage *DamageError
	if !errors.As(err, &damage) || damage.First != first || damage.Last >= last {
		t.Errorf("batches after %d are gone: %v", first, err)
	}
}

func TestALostStreamIsNotMadeAnew(t *testing.T) {
	for _, name := range []string{"meta.inf", "meta.sum"} {
		dir, want := writeSome(t)
		if err := os.WriteFile(find(t, dir, name)[0], []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Directory: dir})
		var damage *DamageError
		if !errors.As(err, &damage) {
			t.Errorf("%s is broken: %v", name, err)
		}
		l := open(t, Options{Directory: dir, AcceptDamage: true})
		if got := all(t, l, time.Time{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is broken, and accepted: %d readings of %d", name, len(got), len(want))
		}
	}
}

func TestABrokenAcknowledgementIsTold(t *testing.T) {
	dir, _ := writeSome(t)
	name := find(t, dir, "acknowledged")[0]
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[0] ^= 1
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Directory: dir}); err == nil {
		t.Error("opened")
	}
}

func TestEveryBitOfABatchCounts(t *testing.T) {
	b := batch{kind: ofReadings, keyframe: 7, received: time.Unix(1e9, 5).UTC()}
	for k := range 3 {
		b.readings = append(b.readings, Reading{Subject: fmt.Sprint("point/", k%2), Property: "p", Value: float64(k), At: time.Unix(1e9, int64(k)).UTC(), Received: b.received})
	}
	data := b.encode()
	if got, err := decode(data); err != nil || !reflect.DeepEqual(*got, b) {
		t.Fatalf("decoded %+v, %v", got, err)
	}
	for bit := range 8 * len(data) {
		data[bit/8] ^= 1 << (bit % 8)
		if _, err := decode(data); err == nil {
			t.Errorf("bit %d is flipped and not noticed", bit)
		}
		data[bit/8] ^= 1 << (bit % 8)
	}
}

func FuzzDecode(f *testing.F) {
	b := batch{kind: ofReadings, received: time.Unix(1e9, 0), readings: []Reading{reading("a", 1), reading("a", 2)}}
	for k := range b.readings {
		b.readings[k].At, b.readings[k].Received = b.received, b.received
	}
	f.Add(b.encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4 { // else hardly one would come past the checksum
			data = withSum(data[:len(data)-4])
		}
		got, err := decode(data)
		if err != nil {
			return
		}
		again, err := decode(got.encode())
		if err != nil || len(again.readings) != len(got.readings) {
			t.Errorf("%+v does not come back: %v", got, err)
		}
	})
}

func withSum(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(body[:len(body):len(body)], crc32.Checksum(body, castagnoli))
}

// Blocks may be anything after a fault: no panic, all bytes accounted for, and only
// records that carry both checksums.
func FuzzScanBlock(f *testing.F) {
	block := appendErased(nil, 7, 1, 1)
	f.Add(block, 0, byte(0))
	f.Add(append(block, appendErased(nil, 8, 1, 1)...), 3, byte(4))
	f.Fuzz(func(t *testing.T, data []byte, at int, flip byte) {
		if len(data) > 0 && at >= 0 {
			data = bytes.Clone(data)
			data[at%len(data)] ^= flip
		}
		sum := 0
		scanBlock(data, 1, func(r record) { sum += r.size }, func(u unreadable) { sum += u.to - u.from })
		if sum != len(data) {
			t.Errorf("%d bytes of %d", sum, len(data))
		}
	})
}
