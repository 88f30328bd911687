package mqtt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
)

// Device is who may connect and where it may publish and listen.
type Device struct {
	User     string
	Password [sha256.Size]byte // SHA-256 of a long random secret
	Publish  []string          // topic filters
	Listen   []string          // topic filters
}

// Mapping says what messages on some topics mean.
type Mapping = forms.Mapping

// Value is one number of a message.
type Value = forms.Value

// Config of a broker.
type Config struct {
	Devices     []Device
	Mappings    []Mapping // the first that fits a topic is taken
	MostPacket  int       // [bytes]; 0: 256 KiB
	MostClients int       // 0: 10,000
	Log         *slog.Logger
}

// Log is where readings go; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Broker serves devices.
type Broker struct {
	server *mochi.Server
	hook   *hook
}

// ackWithin is how long a device waits for the log [s].
const ackWithin = 30 * time.Second

// Serve takes connections of a listener until the broker is closed.
func Serve(listener net.Listener, log Log, c Config) (*Broker, error) {
	if c.MostPacket == 0 {
		c.MostPacket = 256 << 10
	}
	if c.MostClients == 0 {
		c.MostClients = 10_000
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	limits := mochi.NewDefaultServerCapabilities()
	limits.MaximumPacketSize = uint32(c.MostPacket)
	limits.MaximumClients = int64(c.MostClients)
	limits.RetainAvailable = 0   // the historian knows what was last said
	limits.TopicAliasMaximum = 0 // the broker judges rights before it knows the topic behind an alias
	limits.MaximumSessionExpiryInterval = 3600
	limits.MaximumClientWritesPending = 1024 // it is allocated for each client at once
	server := mochi.New(&mochi.Options{Capabilities: limits, Logger: slog.New(warnings{c.Log.Handler()})})
	h := &hook{server: server, config: c, to: log, devices: map[string]*Device{}}
	for k := range c.Devices {
		h.devices[c.Devices[k].User] = &c.Devices[k]
	}
	if err := server.AddHook(h, nil); err != nil {
		return nil, err
	}
	if err := server.AddListener(&door{Listener: listener, server: server, log: server.Log, inside: map[net.Conn]bool{}}); err != nil {
		return nil, err
	}
	if err := server.Serve(); err != nil {
		return nil, fmt.Errorf("serving MQTT: %w", err)
	}
	return &Broker{server, h}, nil
}

// warnings are what of the broker's own words an operator is to read. A message that
// was refused has been told already; the broker would add its whole packet, with
// whatever the device wrote in it.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (w warnings) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "publish packet error" || r.Message == "error processing packet" { // its error is that of the connection's end
		return nil
	}
	if r.Message == "" { // of a client that was sent away
		r.Message = "connection ended"
	}
	r.Message = "mqtt: " + r.Message
	return w.Handler.Handle(ctx, r)
}

func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }

// Close disconnects all. It is not the devices that are lost then: their wills are
// not kept.
func (b *Broker) Close() error {
	b.hook.closing.Store(true)
	return b.server.Close()
}

// hook is called by the broker, for each client in that client's own goroutine:
// a device that waits for the log holds up no other.
type hook struct {
	mochi.HookBase
	server  *mochi.Server
	closing atomic.Bool
	config  Config
	to      Log
	devices map[string]*Device
}

func (h *hook) ID() string { return "shapan" }

func (h *hook) Provides(b byte) bool {
	return bytes.IndexByte([]byte{mochi.OnConnectAuthenticate, mochi.OnACLCheck, mochi.OnPublish, mochi.OnWillSent}, b) >= 0
}

func (h *hook) OnConnectAuthenticate(client *mochi.Client, p packets.Packet) bool {
	given := sha256.Sum256(p.Connect.Password)
	device := h.devices[string(p.Connect.Username)]
	if device == nil {
		return false
	}
	return subtle.ConstantTimeCompare(given[:], device.Password[:]) == 1 && h.mayLeave(client, device)
}

func (h *hook) OnACLCheck(client *mochi.Client, topic string, write bool) bool {
	device := h.devices[string(client.Properties.Username)]
	if device == nil {
		return false
	}
	rights := device.Listen
	if write {
		rights = device.Publish
	}
	if device.may(rights, topic) {
		return true
	}
	if write {
		h.config.Log.Warn("mqtt: message refused", "device", device.User, "topic", topic, "error", "it has no right to publish there")
		if client.Properties.ProtocolVersion < 5 { // knows no DISCONNECT that a broker sends
			client.Stop(packets.ErrNotAuthorized)
		}
	}
	return false
}

func (d *Device) may(rights []string, topic string) bool {
	for _, filter := range rights {
		if covers(filter, topic) {
			return true
		}
	}
	return false
}

// covers tells whether all topics of one filter (or a topic) are of another.
func covers(filter, asked string) bool {
	if filter == asked {
		return true
	}
	if len(asked) > 0 && asked[len(asked)-1] == '#' && (len(filter) == 0 || filter[len(filter)-1] != '#') {
		return false
	}
	parts, ok := forms.Fit(filter, asked)
	for _, part := range parts {
		ok = ok && (part != "#" || filter[len(filter)-1] == '#')
	}
	return ok
}

// OnPublish returns when the readings are in the log; the broker answers then.
func (h *hook) OnPublish(client *mochi.Client, p packets.Packet) (packets.Packet, error) {
	if code, err := h.keep(client, &p); err != nil {
		return p, h.refuse(client, &p, code, err)
	}
	return p, nil
}

// keep returns when what a message says is in the log; else with why it is not, and
// what its sender is told.
func (h *hook) keep(client *mochi.Client, p *packets.Packet) (packets.Code, error) {
	m := h.mappingOf(p.TopicName)
	if m == nil {
		return packets.ErrTopicNameInvalid, noMapping(p.TopicName)
	}
	readings, err := m.Read(p.TopicName, p.Payload)
	if err != nil {
		return packets.ErrPayloadFormatInvalid, err
	}
	for k := range readings {
		readings[k].Source = "mqtt/" + string(client.Properties.Username)
	}
	ctx, cancel := context.WithTimeout(context.Background(), ackWithin)
	defer cancel()
	return packets.ErrImplementationSpecificError, h.to.Append(ctx, readings...)
}

// mappingOf is the first that fits a topic; nil: none does.
func (h *hook) mappingOf(topic string) *Mapping {
	for k := range h.config.Mappings {
		if _, fits := forms.Fit(h.config.Mappings[k].Topic, topic); fits {
			return &h.config.Mappings[k]
		}
	}
	return nil
}

func noMapping(topic string) error { return fmt.Errorf("no mapping fits the topic %s", topic) }

// refuse tells the device that its message was not kept. The broker would
// acknowledge it to a device of MQTT 3.1.1, and knows only PUBACK for a refusal: so
// those, and those who wait for PUBREC, are cut off.
func (h *hook) refuse(client *mochi.Client, p *packets.Packet, code packets.Code, why error) error {
	h.config.Log.Warn("mqtt: message refused", "device", string(client.Properties.Username), "topic", p.TopicName, "error", why)
	if p.FixedHeader.Qos == 1 && client.Properties.ProtocolVersion == 5 {
		code.Reason = why.Error()
		if len(code.Reason) > 1000 {
			code.Reason = code.Reason[:1000]
		}
		return code
	}
	if p.FixedHeader.Qos > 0 {
		client.Stop(code)
	}
	return packets.ErrRejectPacket
}
