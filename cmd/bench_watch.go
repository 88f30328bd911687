package cmd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/spf13/cobra"
)

// watchBench asks how many viewers one server can show a run to.
type watchBench struct {
	viewers int
	hz      float64
	seconds float64
}

// watchReport is what bench watch prints.
type watchReport struct {
	Viewers      int     `json:"viewers"`
	Hz           float64 `json:"hz"`
	Seconds      float64 `json:"seconds"`
	Frames       int64   `json:"frames"`              // received by all viewers
	FramesPerS   float64 `json:"frames_per_viewer_s"` // of each, on average
	LeastPerS    float64 `json:"least_frames_per_viewer_s"`
	MBPerS       float64 `json:"mb_per_s"`
	ServerCores  float64 `json:"server_cores"` // processor time of the server by the clock
	DelayP50     float64 `json:"delay_p50_ms"` // from the tick's own instant to the viewer
	DelayP99     float64 `json:"delay_p99_ms"`
	Disconnected int64   `json:"disconnected"`
}

func benchWatchCommand() *cobra.Command {
	var b watchBench
	var asJSON bool
	c := &cobra.Command{
		Use:   "watch",
		Short: "Measure what it costs to show one run to many viewers",
		Long: `Start a server of its own on a loopback port with a small site (40 × 30 m: water
depth, velocities, scalars), let a run follow the clock at so many ticks a second, and
connect viewers that take every channel and acknowledge as the browser does.
Processor time is the server's alone; delays count from a tick's own instant.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if b.viewers < 1 || b.viewers > 20000 || b.hz < 0.1 || b.hz > 100 || b.seconds < 1 {
				return inputError{fmt.Errorf("%d viewers at %g Hz for %g s: expected 1 to 20,000, 0.1 to 100 and at least 1", b.viewers, b.hz, b.seconds)}
			}
			report, err := b.measure(c.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(c.OutOrStdout()).Encode(report)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%d viewers at %g Hz: %.1f frames/s each (least %.1f), %.1f MB/s, server %.2f cores, delay %.0f ms (p50), %.0f ms (p99), %d cut off\n",
				report.Viewers, report.Hz, report.FramesPerS, report.LeastPerS, report.MBPerS, report.ServerCores, report.DelayP50, report.DelayP99, report.Disconnected)
			return err
		},
	}
	c.Flags().IntVar(&b.viewers, "viewers", 1000, "how many watch")
	c.Flags().Float64Var(&b.hz, "hz", 10, "ticks a second")
	c.Flags().Float64Var(&b.seconds, "seconds", 10, "how long it is measured, once all are there")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (b *watchBench) measure(ctx context.Context) (*watchReport, error) {
	folder, err := os.MkdirTemp("", "shapan-watch-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := b.writeSite(folder); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	server := exec.CommandContext(ctx, self, "serve", filepath.Join(folder, "site.yaml"), "--addr", "127.0.0.1:0")
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	server.WaitDelay = 10 * time.Second
	out, err := server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return nil, err
	}
	defer func() { stop(); server.Wait() }()
	address, err := addressOf(bufio.NewScanner(out))
	if err != nil {
		return nil, err
	}
	start, err := startOf(address)
	if err != nil {
		return nil, err
	}
	audience := &audience{start: start}
	defer audience.leave()
	if err := audience.come(ctx, address, b.viewers); err != nil {
		return nil, err
	}
	time.Sleep(time.Second) // until all have had their keyframes
	report := &watchReport{Viewers: b.viewers, Hz: b.hz}
	used, err := timeOf(server.Process.Pid)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	audience.count(true)
	time.Sleep(time.Duration(b.seconds * float64(time.Second)))
	audience.count(false)
	report.Seconds = time.Since(began).Seconds()
	usedThen, err := timeOf(server.Process.Pid)
	if err != nil {
		return nil, err
	}
	report.ServerCores = (usedThen - used) / report.Seconds
	audience.tell(report)
	return report, nil
}

// writeSite makes a yard under rain that a run follows by the clock.
func (b *watchBench) writeSite(folder string) error {
	var ground bytes.Buffer
	fmt.Fprintf(&ground, "ncols 40\nnrows 30\nxllcorner 0\nyllcorner 0\ncellsize 1\n")
	for range 30 {
		for x := range 40 {
			fmt.Fprintf(&ground, "%.2f ", 5-0.01*float64(x))
		}
		ground.WriteByte('\n')
	}
	step := time.Duration(float64(time.Second) / b.hz).Round(time.Millisecond)
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "ground.asc"), ground.Bytes(), 0o600),
		os.WriteFile(filepath.Join(folder, "site.yaml"), []byte(`name: {zh: 院子, en: Yard}
crs: {epsg: 4549, easting_m: 0, northing_m: 0}
ground: {file: ground.asc, coordinates: site}
gauges: [{id: G1, at: [25, 14]}, {id: G2, at: [33, 14]}]
live: {scenario: watch.yaml, late_s: 0.05}
`), 0o600),
		os.WriteFile(filepath.Join(folder, "watch.yaml"), []byte(fmt.Sprintf(`title: {zh: 跟随, en: Watch}
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: 1h
step: %v
record: {frames: 1m}
models: [{use: rainstorm, with: {rain: {constant_mm_per_h: 60}}}]
`, step)), 0o600))
}

func addressOf(lines *bufio.Scanner) (string, error) {
	for lines.Scan() {
		if _, after, found := strings.Cut(lines.Text(), "http://"); found {
			go func() { // the rest is of no interest, and must not block the server
				for lines.Scan() {
				}
			}()
			return strings.TrimRight(after, "/ "), nil
		}
	}
	return "", errors.New("the server said no address")
}

// startOf is the run's first instant, by the wall's clock.
func startOf(address string) (time.Time, error) {
	answer, err := http.Get("http://" + address + "/api/runs/r1")
	if err != nil {
		return time.Time{}, err
	}
	defer answer.Body.Close()
	var run struct{ Start time.Time }
	err = json.NewDecoder(answer.Body).Decode(&run)
	return run.Start, err
}

// timeOf is the processor time that a process has used [s].
func timeOf(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("the server's processor time is not known on %s: %w", runtime.GOOS, err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const utime, stime, perSecond = 11, 12, 100 // of what is left after the name; proc(5)
	user, err1 := strconv.ParseFloat(fields[utime], 64)
	system, err2 := strconv.ParseFloat(fields[stime], 64)
	return (user + system) / perSecond, errors.Join(err1, err2)
}

// audience is all viewers.
type audience struct {
	start    time.Time
	sockets  []*websocket.Conn
	seats    []seatCount
	counting atomic.Bool
	left     atomic.Int64
	group    sync.WaitGroup
}

// seatCount is what one viewer has seen; only its own goroutine writes it.
type seatCount struct {
	frames, bytes int64
	delays        []float64 // of every tenth frame [ms]
}

func (a *audience) count(on bool) { a.counting.Store(on) }

// come connects them all, some at a time.
func (a *audience) come(ctx context.Context, address string, viewers int) error {
	a.seats = make([]seatCount, viewers)
	dialer := websocket.Dialer{Subprotocols: []string{"shapan.v1"}, HandshakeTimeout: 20 * time.Second}
	for k := range viewers {
		socket, _, err := dialer.DialContext(ctx, "ws://"+address+"/api/runs/r1/stream", nil)
		if err != nil {
			return fmt.Errorf("viewer %d: %w", k+1, err)
		}
		a.sockets = append(a.sockets, socket)
		a.group.Go(func() { a.watch(socket, &a.seats[k]) })
	}
	return nil
}

// watch is one viewer, as docs/wire.md says.
func (a *audience) watch(socket *websocket.Conn, seat *seatCount) {
	const header, flagAt, seqAt, secondsAt, lastOfFrame = 32, 1, 4, 24, 16
	for {
		kind, data, err := socket.ReadMessage()
		if err != nil {
			if a.counting.Load() {
				a.left.Add(1)
			}
			return
		}
		if kind == websocket.TextMessage {
			var m struct {
				Type     string
				Channels []struct{ ID int }
			}
			if json.Unmarshal(data, &m) == nil && m.Type == "hello" {
				ids := make([]int, len(m.Channels))
				for k, c := range m.Channels {
					ids[k] = c.ID
				}
				socket.WriteJSON(map[string]any{"type": "subscribe", "channels": ids})
			}
			continue
		}
		if len(data) < header {
			continue
		}
		seat.bytes += int64(len(data))
		if data[flagAt]&lastOfFrame == 0 {
			continue
		}
		seq := binary.LittleEndian.Uint32(data[seqAt:])
		socket.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"type":"ack","seq":%d}`, seq))
		if !a.counting.Load() {
			seat.bytes = 0
			continue
		}
		if seat.frames++; seat.frames%10 == 0 {
			at := a.start.Add(time.Duration(math.Float64frombits(binary.LittleEndian.Uint64(data[secondsAt:])) * 1e9))
			seat.delays = append(seat.delays, float64(time.Since(at))/1e6)
		}
	}
}

func (a *audience) leave() {
	for _, s := range a.sockets {
		s.Close()
	}
	a.group.Wait()
}

// tell sums up once nobody counts any more.
func (a *audience) tell(r *watchReport) {
	a.leave()
	least := int64(-1)
	var delays []float64
	bytes := int64(0)
	for k := range a.seats {
		s := &a.seats[k]
		r.Frames += s.frames
		bytes += s.bytes
		if least < 0 || s.frames < least {
			least = s.frames
		}
		delays = append(delays, s.delays...)
	}
	r.FramesPerS, r.LeastPerS = float64(r.Frames)/r.Seconds/float64(len(a.seats)), float64(least)/r.Seconds
	r.MBPerS, r.Disconnected = float64(bytes)/1e6/r.Seconds, a.left.Load()
	if slices.Sort(delays); len(delays) > 0 {
		r.DelayP50, r.DelayP99 = delays[len(delays)/2], delays[len(delays)*99/100]
	}
}
