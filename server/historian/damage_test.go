package historian

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"reflect"
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
// the store beside it (a clean end) and without (a crash). Either it is told, or
// all is served as it was written.
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
		if len(got) > len(want) || !reflect.DeepEqual(got, want[:len(got)]) && len(got) > 0 || err == nil && len(got) < len(want) {
			t.Errorf("byte %d: %d readings of %d are served, error %v", at, len(got), len(want), err)
		}
	}
	t.Logf("%d of %d flips were told", told, places)
	if told < places-2 { // one may fall into a record's length that the index makes good
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

func TestALostStreamIsNotMadeAnew(t *testing.T) {
	for _, name := range []string{"meta.inf", "meta.sum"} {
		dir, _ := writeSome(t)
		if err := os.WriteFile(find(t, dir, name)[0], []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Directory: dir})
		var damage *DamageError
		if !errors.As(err, &damage) {
			t.Errorf("%s is broken: %v", name, err)
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
