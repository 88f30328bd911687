package mqtt

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// door is where devices come in. The broker's own listener asks for its clients
// with a lock that it takes twice, so that a device which leaves in between holds up
// the closing for ever; and it does not know those who have connected and not yet
// said who they are.
type door struct {
	net.Listener
	server *mochi.Server
	log    *slog.Logger

	mu     sync.Mutex
	closed bool
	inside map[net.Conn]bool
}

func (d *door) ID() string              { return "devices" }
func (d *door) Address() string         { return d.Addr().String() }
func (d *door) Protocol() string        { return d.Addr().Network() }
func (d *door) Init(*slog.Logger) error { return nil }

func (d *door) Serve(establish listeners.EstablishFn) {
	for {
		conn, err := d.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // too many open files, for instance: it passes
			d.log.Warn("no device can come in", "error", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if !d.enter(conn) {
			conn.Close()
			return
		}
		go func() {
			defer d.leave(conn)
			if err := establish(d.ID(), conn); err != nil {
				d.log.Warn("", "error", err)
			}
		}()
	}
}

func (d *door) enter(conn net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.inside[conn] = true
	}
	return !d.closed
}

func (d *door) leave(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.inside, conn)
}

// Close tells the devices that the broker goes, and ends every connection.
func (d *door) Close(listeners.CloseFn) {
	d.Listener.Close()
	for _, client := range d.server.Clients.GetAll() {
		if !client.Closed() {
			d.server.DisconnectClient(client, packets.ErrServerShuttingDown)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	for conn := range d.inside {
		conn.Close()
	}
}
