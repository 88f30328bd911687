package mqtt

import (
	"errors"
	"sync/atomic"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// A will is what the broker says for a device whose line has broken. It passes by the
// broker's own question for rights, and by OnPublish; so the right is asked for when
// the device connects, and what it says is kept when it is said.

// mayLeave tells whether a device that connects may leave the will that it brings. One
// that may not is told so and is not let in.
func (h *hook) mayLeave(client *mochi.Client, device *Device) bool {
	will := &client.Properties.Will
	if atomic.LoadUint32(&will.Flag) == 0 {
		return true
	}
	if !device.may(device.Publish, will.TopicName) {
		h.config.Log.Warn("mqtt: device not let in", "device", device.User, "topic", will.TopicName, "error", "it has no right to leave a will there")
		code := packets.Err3NotAuthorized
		if client.Properties.ProtocolVersion == 5 {
			code = packets.ErrNotAuthorized
			code.Reason = "no right to leave a will on " + will.TopicName
		}
		client.Stop(errors.Join(h.server.SendConnack(client, code, false, nil), code)) // the broker's own answer would name the password
		return false
	}
	if h.mappingOf(will.TopicName) == nil { // others may still listen to it
		h.config.Log.Warn("mqtt: the will of a device will not be kept", "device", device.User, "error", noMapping(will.TopicName))
	}
	// It is due when the session ends, though the delay be longer (MQTT 5, 3.1.3.2.2);
	// the broker forgets the device by then.
	will.WillDelayInterval = min(will.WillDelayInterval, client.Properties.Props.SessionExpiryInterval)
	return true
}

// OnWillSent keeps a will: it is a reading as any other.
func (h *hook) OnWillSent(client *mochi.Client, p packets.Packet) {
	if h.closing.Load() {
		return
	}
	if _, err := h.keep(client, &p); err != nil {
		h.config.Log.Warn("mqtt: will not kept", "device", string(client.Properties.Username), "topic", p.TopicName, "error", err)
	}
}
