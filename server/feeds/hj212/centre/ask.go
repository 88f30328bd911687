package centre

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shapan/server/feeds/hj212"
)

// Result is what a station said to a request.
type Result struct {
	Accepted string // QnRtn of its 9011: "1" it will do it; "2" refused, "3" wrong password, "4" wrong MN …
	Done     string // ExeRtn of its 9012: "1" done; "2" failed …
}

// question waits for a station's answers.
type question struct {
	mn       string
	accepted chan string
	done     chan string
}

// asks is how often a request is sent that nobody answers.
const asks = 3

// ErrAway tells that a station is not connected.
var ErrAway = errors.New("the station is not connected")

// ErrSilent tells that a station did not answer.
var ErrSilent = errors.New("the station does not answer")

// Ask sends a request to a station, "1012" to set its clock, "1062" for its interval
// of reporting, and waits for what becomes of it. Data that it sends in consequence
// comes into the log as any other. A request without an answer is sent three times.
func (c *Centre) Ask(ctx context.Context, mn, command string, contents ...hj212.Group) (Result, error) {
	s := c.stations[mn]
	if s == nil {
		return Result{}, fmt.Errorf("station %s: is not known", mn)
	}
	s.mu.Lock()
	x, system, pw, flag := s.at, s.system, s.pw, s.flag
	s.mu.Unlock()
	if x == nil {
		return Result{}, fmt.Errorf("station %s: %w", mn, ErrAway)
	}
	q := &question{mn: mn, accepted: make(chan string, 1), done: make(chan string, 1)}
	qn := x.register(q)
	defer x.forget(qn)
	var r Result
	request := hj212.Request(qn, system, command, pw, mn, flag, contents...)
	for k := 0; r.Accepted == ""; k++ {
		if k == asks {
			return r, fmt.Errorf("station %s, command %s: %w", mn, command, ErrSilent)
		}
		if err := x.write(request); err != nil {
			return r, err
		}
		select {
		case r.Accepted = <-q.accepted:
		case r.Done = <-q.done: // its 9011 was lost
			r.Accepted = "1"
			return r, nil
		case <-time.After(c.config.AnswerWithin):
		case <-ctx.Done():
			return r, ctx.Err()
		case <-c.ended.Done():
			return r, context.Canceled
		}
	}
	if r.Accepted != "1" {
		return r, fmt.Errorf("station %s, command %s: refused: QnRtn=%s", mn, command, r.Accepted)
	}
	select {
	case r.Done = <-q.done:
	case <-ctx.Done():
		return r, fmt.Errorf("station %s, command %s: accepted, and not yet done: %w", mn, command, ctx.Err())
	case <-c.ended.Done():
		return r, context.Canceled
	}
	if r.Done != "1" {
		return r, fmt.Errorf("station %s, command %s: ExeRtn=%s", mn, command, r.Done)
	}
	return r, nil
}

var beijing = time.FixedZone("UTC+8", 8*3600)

// register finds a QN, the present millisecond, that no question had before.
func (x *connection) register(q *question) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	t := time.Now().In(beijing).Truncate(time.Millisecond)
	if !t.After(x.lastAsked) {
		t = x.lastAsked.Add(time.Millisecond)
	}
	x.lastAsked = t
	qn := t.Format("20060102150405") + fmt.Sprintf("%03d", t.Nanosecond()/1e6)
	x.asked[qn] = q
	return qn
}

func (x *connection) forget(qn string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.asked, qn)
}

// answered brings a station's 9011 or 9012 to who asked.
func (x *connection) answered(p *hj212.Packet) {
	x.mu.Lock()
	q := x.asked[p.QN]
	x.mu.Unlock()
	if q == nil || q.mn != p.MN {
		return
	}
	said := func(name string, to chan string) {
		text, ok := p.Get(name)
		if !ok {
			text = "no " + name
		}
		select {
		case to <- text:
		default: // it said so before
		}
	}
	switch p.CN {
	case hj212.RequestAnswer:
		said("QnRtn", q.accepted)
	case hj212.ResultAnswer:
		said("ExeRtn", q.done)
	}
}
