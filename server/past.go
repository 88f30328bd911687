package server

import (
	"math"
	"slices"

	"shapan/engine/pack"
	"shapan/engine/record"
)

// sendPast answers "at": the recorded frame at or before the instant, as keys
// of the subscribed channels.
func (c *client) sendPast(at float64) error {
	h := c.hub
	h.mu.Lock()
	if c.helloDue { // no message before its channel is told
		c.atDue = c.past
		h.mu.Unlock()
		return nil
	}
	var channels []*channel
	for _, id := range c.subscribed {
		if ch := h.table.find(id); ch != nil {
			channels = append(channels, ch)
		}
	}
	h.mu.Unlock()
	if len(channels) == 0 {
		return nil
	}
	messages, seq, err := h.pastFrame(at, channels)
	if err != nil {
		c.complain("at: " + err.Error())
		return nil
	}
	h.mu.Lock()
	c.seen = max(c.seen, seq)
	h.mu.Unlock()
	return c.sendFrame(seq, messages)
}

// pastFrame encodes the recorded frame at or before an instant.
func (h *hub) pastFrame(at float64, channels []*channel) ([]*message, uint32, error) {
	names := []string{""} // of no field: not "all"
	for _, c := range channels {
		if c.Kind == pack.FieldMessage {
			names = append(names, c.Field.Name)
		}
	}
	past := h.run.past
	instant := frameTime(past, at, names)
	moment, err := past.FrameAt(instant, names...)
	if err != nil {
		return nil, 0, err
	}
	header := pack.Header{Seq: h.nextSeq(), Tick: int64(math.Round(instant / h.run.step.Seconds())), Seconds: instant}
	var bodies [][]byte
	for _, c := range channels {
		body, err := pastBody(header, c, &moment)
		if err != nil {
			return nil, 0, err
		}
		if body != nil {
			bodies = append(bodies, body)
		}
	}
	messages := make([]*message, len(bodies))
	for k, body := range bodies {
		body[1] |= byte(lastFlag(k, len(bodies))) // the flags stand in the second byte
		if messages[k], err = prepare(body); err != nil {
			return nil, 0, err
		}
	}
	return messages, header.Seq, nil
}

// frameTime is when the frame at or before an instant was recorded: that of
// its fields, so that scalars of the same frame are of the same instant.
func frameTime(past record.Past, at float64, fields []string) float64 {
	from, to := past.Span()
	at = min(max(at, from), to)
	best := math.Inf(-1)
	for _, name := range fields {
		times := past.Times(name)
		n, found := slices.BinarySearch(times, at)
		if found {
			n++
		}
		if n > 0 {
			best = max(best, times[n-1])
		}
	}
	if math.IsInf(best, 0) {
		return at
	}
	return best
}

// pastBody makes the message of one channel, or nil when the moment lacks it.
func pastBody(h pack.Header, c *channel, moment *record.Moment) ([]byte, error) {
	h.Channel = c.ID
	var body []byte
	switch c.Kind {
	case pack.FieldMessage:
		f := moment.Field(c.Field.Name)
		if f == nil || f.Grid != c.Field.Grid {
			return nil, nil
		}
		return fieldMessage(h, f, c.Field.Scale)
	case pack.ScalarsMessage:
		body = scalarsBody(c.Names, moment.Scalars)
	case pack.PosesMessage:
		body = posesBody(c.Names, moment.Poses)
	case pack.PathsMessage:
		body = pathsBody(moment.Paths)
	}
	h.Kind, h.Flags, h.BodyLen = c.Kind, pack.KeyFlag|pack.PastFlag, uint32(len(body))
	return append(h.AppendTo(nil), body...), nil
}

// fieldMessage gives a recorded field another header. Its body goes out as it
// lies in the recording, unless the channel has another scale by now.
func fieldMessage(h pack.Header, f *record.FieldFrame, scale pack.Scale) ([]byte, error) {
	h.Kind, h.Flags = pack.FieldMessage, pack.KeyFlag|pack.DeflateFlag|pack.PastFlag
	if f.Scale == scale {
		old, body, err := pack.ParseHeader(f.Message)
		if err != nil {
			return nil, err
		}
		h.BodyLen = old.BodyLen
		return append(h.AppendTo(make([]byte, 0, len(f.Message))), body...), nil
	}
	field, err := f.Open()
	if err != nil {
		return nil, err
	}
	return pack.KeyMessage(h, scale.Quantize(field.Values, nil), f.Grid.NX), nil
}
