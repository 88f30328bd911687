package cmd

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shapan/server/feeds/mqtt"
	"shapan/server/historian"
)

func benchIngestCommand() *cobra.Command {
	var b ingestBench
	var asJSON bool
	c := &cobra.Command{
		Use:   "ingest",
		Short: "Measure how many readings a second are received, synced to the disk and acknowledged",
		Long: `Measure the way of a reading from a device into the durable log. Clients speak
MQTT over loopback to the broker that serve runs. Each publishes one reading per
message with QoS 1 and waits for its PUBACK, which comes when the reading has been
synced to the disk, before it sends the next (--window: so many at once). With
--rate they send at that pace all together, evenly spread, in place of as fast as
they can; "since due" then counts from when a reading should have been sent, so that
a client that waits too long for one answer is not excused for the next.

When the time is over the log is closed, opened again, and searched for every
reading that was acknowledged: lost must be 0.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := b.check(); err != nil {
				return inputError{err}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			report, err := b.measure(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), report)
			}
			report.tell(c.OutOrStdout())
			return nil
		},
	}
	c.Flags().IntVar(&b.clients, "clients", 200, "that publish side by side")
	c.Flags().Float64Var(&b.seconds, "seconds", 10, "to measure for, after the warm-up")
	c.Flags().IntVar(&b.window, "window", 1, "messages of a client that wait for their PUBACK at once")
	c.Flags().Float64Var(&b.rate, "rate", 0, "readings a second of all clients together; 0: as many as they can")
	c.Flags().StringVar(&b.directory, "data", "", "directory on the disk to measure; the log is made in it and removed after (default: the system's for temporary files)")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

type ingestBench struct {
	clients, window int
	seconds         float64
	rate            float64 // [readings/s]; 0: as many as they can
	directory       string
}

func (b *ingestBench) check() error {
	var mistakes []error
	if b.clients < 1 || b.clients > 5000 {
		mistakes = append(mistakes, fmt.Errorf("--clients %d: must be 1 to 5000", b.clients))
	}
	if b.window < 1 || b.window > 1000 {
		mistakes = append(mistakes, fmt.Errorf("--window %d: must be 1 to 1000", b.window))
	}
	if !(b.seconds > 0) || b.seconds > 3600 {
		mistakes = append(mistakes, fmt.Errorf("--seconds %g: must be > 0 and at most 3600", b.seconds))
	}
	if !(b.rate >= 0) || b.rate > 1e6 {
		mistakes = append(mistakes, fmt.Errorf("--rate %g: must be 0 (as many as they can) to 1000000 readings a second", b.rate))
	}
	return errors.Join(mistakes...)
}

// ingestReport is what was measured.
type ingestReport struct {
	Clients    int     `json:"clients"`
	Window     int     `json:"window"`
	Seconds    float64 `json:"seconds"`
	Asked      float64 `json:"asked_per_s,omitempty"` // absent: as many as they could
	Readings   int     `json:"readings"`              // acknowledged in that time
	Rate       float64 `json:"readings_per_s"`
	P50        float64 `json:"puback_p50_ms"`
	P99        float64 `json:"puback_p99_ms"`
	Longest    float64 `json:"puback_max_ms"`
	DueP50     float64 `json:"since_due_p50_ms,omitempty"` // of a pace that was asked for
	DueP99     float64 `json:"since_due_p99_ms,omitempty"`
	PerSync    float64 `json:"readings_per_sync"`
	Lost       int     `json:"lost"` // of all that were acknowledged, warm-up included
	CPUSeconds float64 `json:"processor_seconds"`
}

func (r *ingestReport) tell(w io.Writer) {
	fmt.Fprintf(w, "%d clients, %d messages of each on the way, %.1f s\n\n", r.Clients, r.Window, r.Seconds)
	fmt.Fprintf(w, "%-24s %10.0f /s, %.0f in one sync\n", "readings kept", r.Rate, r.PerSync)
	fmt.Fprintf(w, "%-24s %10.2f ms half of them, %.2f ms 99 of 100, %.2f ms all\n", "PUBACK within", r.P50, r.P99, r.Longest)
	if r.Asked > 0 {
		fmt.Fprintf(w, "%-24s %10.2f ms half of them, %.2f ms 99 of 100; asked: %.0f /s\n", "since it was due", r.DueP50, r.DueP99, r.Asked)
	}
	fmt.Fprintf(w, "%-24s %10d\n", "acknowledged and lost", r.Lost)
	fmt.Fprintf(w, "%-24s %10.1f s, of devices and twin together\n", "processor time", r.CPUSeconds)
}

const benchSecret = "bench"

// ingested is what one client has sent.
type ingested struct {
	acknowledged int // numbers 0 to acknowledged-1, warm-up included
	took         []time.Duration
	sinceDue     []time.Duration // of a pace that was asked for
	err          error
}

func (b *ingestBench) measure(ctx context.Context) (*ingestReport, error) {
	directory, err := os.MkdirTemp(b.directory, "shapan-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	log, err := historian.Open(ctx, historian.Options{Directory: directory})
	if err != nil {
		return nil, err
	}
	defer func() { log.Close() }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	broker, err := mqtt.Serve(listener, log, mqtt.Config{
		Devices:  []mqtt.Device{{User: "bench", Password: sha256.Sum256([]byte(benchSecret)), Publish: []string{"bench/+"}}},
		Mappings: []mqtt.Mapping{{Topic: "bench/+", Subject: "point/{1}", At: "t", Values: []mqtt.Value{{Path: "v", Property: "displacement"}}}},
	})
	if err != nil {
		return nil, err
	}
	closeBroker := sync.OnceValue(broker.Close)
	defer closeBroker()

	devices, err := connectDevices(ctx, listener.Addr().String(), b.clients)
	if err != nil {
		return nil, err
	}
	pace := pace{begin: time.Now(), clients: b.clients, perSecond: b.rate}
	warm := pace.begin.Add(time.Duration(b.seconds / 10 * float64(time.Second)))
	end := warm.Add(time.Duration(b.seconds * float64(time.Second)))
	sent := make([]ingested, b.clients)
	var all sync.WaitGroup
	cpu := processorTime()
	_, before := log.Numbers()
	for k, d := range devices {
		all.Go(func() { sent[k] = d.publishUntil(ctx, k, b.window, pace, warm, end) })
	}
	all.Wait()
	cpu = processorTime() - cpu
	_, after := log.Numbers()
	for _, d := range devices {
		d.conn.Close()
	}
	if err := interrupted(ctx); err != nil {
		return nil, err
	}
	r := &ingestReport{Clients: b.clients, Window: b.window, Seconds: b.seconds, Asked: b.rate, CPUSeconds: cpu.Seconds()}
	var took, sinceDue []time.Duration
	total := 0
	for k := range sent {
		if sent[k].err != nil {
			return nil, fmt.Errorf("client %d: %w", k, sent[k].err)
		}
		took = append(took, sent[k].took...)
		sinceDue = append(sinceDue, sent[k].sinceDue...)
		total += sent[k].acknowledged
	}
	if len(took) == 0 {
		return nil, errors.New("no reading was acknowledged in that time: give it more --seconds")
	}
	r.Readings, r.Rate = len(took), float64(len(took))/b.seconds
	r.P50, r.P99, r.Longest = milliseconds(took, 0.5), milliseconds(took, 0.99), milliseconds(took, 1)
	if b.rate > 0 {
		r.DueP50, r.DueP99 = milliseconds(sinceDue, 0.5), milliseconds(sinceDue, 0.99)
	}
	r.PerSync = float64(total) / float64(after-before)
	if err := errors.Join(closeBroker(), log.Close()); err != nil {
		return nil, err
	}
	if log, err = historian.Open(ctx, historian.Options{Directory: directory}); err != nil {
		return nil, err
	}
	r.Lost, err = lostOf(ctx, log, sent)
	return r, err
}

// milliseconds is how long that share of them took at most.
func milliseconds(took []time.Duration, share float64) float64 {
	slices.Sort(took)
	return float64(took[int(share*float64(len(took)-1))]) / float64(time.Millisecond)
}

// lostOf counts the readings that were acknowledged and are not in the log.
func lostOf(ctx context.Context, log *historian.Log, sent []ingested) (lost int, err error) {
	there := map[string]map[int]bool{}
	err = log.Read(ctx, time.Time{}, func(r historian.Reading) error {
		numbers := there[r.Subject]
		if numbers == nil {
			numbers = map[int]bool{}
			there[r.Subject] = numbers
		}
		numbers[int(r.Value)] = true
		return nil
	})
	for k := range sent {
		numbers := there[fmt.Sprintf("point/%d", k)]
		for n := range sent[k].acknowledged {
			if !numbers[n] {
				lost++
			}
		}
	}
	return lost, err
}
