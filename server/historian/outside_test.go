package historian

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"reflect"
	"testing"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"
)

// outsideServer is a NATS server of somebody else, on loopback.
func outsideServer(t *testing.T, dir string, port int) *natsd.Server {
	t.Helper()
	s, err := natsd.NewServer(&natsd.Options{ServerName: "outside", Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, SyncAlways: true, NoSigs: true, MaxPayload: mostMessage, MaxPending: 2 * mostMessage})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(startWithin) {
		t.Fatal("the outside server was not ready")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

// ownPort is one that no other program is given by chance while the server is away:
// those come from 32768 upwards.
func ownPort(t *testing.T) int {
	t.Helper()
	for range 1000 {
		port := 20000 + rand.IntN(12000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

func TestAnOutsideClusterKeepsTheSame(t *testing.T) {
	store, marks := t.TempDir(), t.TempDir()
	s := outsideServer(t, store, -1)
	o := Options{URL: s.ClientURL(), Directory: marks}
	l := open(t, o)
	l.writer.each = 15
	var moment time.Time
	var then []Reading
	for k := range 40 {
		if err := l.Append(t.Context(), reading(fmt.Sprintf("point/%d", k%7), float64(k))); err != nil {
			t.Fatal(err)
		}
		if k == 20 {
			moment, then = l.writer.clock, l.Latest()
			time.Sleep(time.Millisecond)
		}
	}
	want, latest := all(t, l, time.Time{}), l.Latest()
	if len(want) != 40 {
		t.Fatalf("%d readings", len(want))
	}

	// Another process on the same cluster, without our directory, is found out.
	other := open(t, Options{URL: s.ClientURL()})
	if err := other.Append(t.Context(), reading("point/1", 100)); err != nil {
		t.Fatal(err)
	}
	if err := l.Append(t.Context(), reading("point/1", 101)); !errors.Is(err, ErrInUse) {
		t.Errorf("two writers: %v", err)
	}
	if err := other.Append(t.Context(), reading("point/1", 102)); err != nil {
		t.Errorf("the one who goes on: %v", err)
	}
	other.Close()
	l.Close()

	l = open(t, o)
	got := all(t, l, time.Time{})
	if len(got) != 42 || !reflect.DeepEqual(got[:40], want) || got[41].Value != 102 {
		t.Errorf("%d readings after opening again, or others", len(got))
	}
	if now, _ := l.LatestOf("point/1", "displacement"); now.Value != 102 || len(l.Latest()) != len(latest) {
		t.Errorf("latest: %+v", now)
	}
	if got, err := l.Moment(t.Context(), moment); err != nil || !reflect.DeepEqual(got, then) {
		t.Errorf("a moment is not what latest was: %v", err)
	}
	l.Close()

	// What was acknowledged and is gone from the cluster is told.
	s.Shutdown()
	s.WaitForShutdown()
	empty := outsideServer(t, t.TempDir(), -1)
	_, err := Open(t.Context(), Options{URL: empty.ClientURL(), Directory: marks})
	var damage *DamageError
	if !errors.As(err, &damage) {
		t.Errorf("an empty cluster in place of ours: %v", err)
	}
}

// A batch whose answer is lost, because the server goes away, is in the log once.
func TestAServerThatGoesAndComesBackLosesNothing(t *testing.T) {
	store, port := t.TempDir(), ownPort(t)
	s := outsideServer(t, store, port)
	url := s.ClientURL()
	// A batch of a server that goes waits so long for its answer: the test waits with it.
	l := open(t, Options{URL: url, publishWithin: 500 * time.Millisecond})
	stop := make(chan struct{})
	acknowledged := make(chan int)
	go func() {
		defer close(acknowledged)
		for k := 0; ; k++ {
			for l.Append(t.Context(), reading("point/1", float64(k))) != nil { // as a device sends again
				select {
				case <-stop:
					return
				case <-time.After(10 * time.Millisecond):
				}
			}
			acknowledged <- k
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for range 3 {
		for range 20 {
			<-acknowledged
		}
		s.Shutdown()
		s.WaitForShutdown()
		s = outsideServer(t, store, port)
	}
	last := 0
	for range 20 {
		last = <-acknowledged
	}
	close(stop)
	for k := range acknowledged {
		last = k
	}
	next := 0.0
	for _, r := range all(t, l, time.Time{}) {
		if r.Value == next-1 {
			continue // sent again after an error: twice is allowed, missing is not
		}
		if r.Value != next {
			t.Fatalf("%g where %g is next", r.Value, next)
		}
		next++
	}
	if int(next) <= last {
		t.Errorf("acknowledged up to %d, there up to %g", last, next-1)
	}
}
