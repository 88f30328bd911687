package mqtt

import (
	"crypto/sha256"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"
)

// The broker closes while its devices leave, and one is there that never said who
// it is.
func TestClosingWaitsForNoDevice(t *testing.T) {
	const devices = 20
	c := Config{}
	for k := range devices {
		c.Devices = append(c.Devices, Device{User: fmt.Sprint("gw", k), Password: sha256.Sum256([]byte("secret"))})
	}
	for range 10 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		b, err := Serve(listener, &gate{}, c)
		if err != nil {
			t.Fatal(err)
		}
		addr := listener.Addr().String()
		silent, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		var leaving sync.WaitGroup
		for k := range devices {
			d, code := connect(t, addr, 4, fmt.Sprint("gw", k), "secret")
			if code != 0 {
				t.Fatalf("CONNACK with code %d", code)
			}
			leaving.Go(func() { d.conn.Close() })
		}
		closed := make(chan error)
		go func() { closed <- b.Close() }()
		select {
		case err := <-closed:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("the broker does not close")
		}
		leaving.Wait()
		if _, err := net.Dial("tcp", addr); err == nil {
			t.Error("a closed broker lets devices in")
		}
	}
}
