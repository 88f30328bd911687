package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"shapan/engine"
	"shapan/engine/pack"
	"shapan/engine/record"
)

// numbers are written with null for "no value".
type numbers []float64

// MarshalJSON writes what JSON has no number for as null.
func (n numbers) MarshalJSON() ([]byte, error) {
	out := append(make([]byte, 0, 12*len(n)+2), '[')
	for k, v := range n {
		if k > 0 {
			out = append(out, ',')
		}
		if v-v == 0 {
			out = strconv.AppendFloat(out, v, 'g', -1, 64)
		} else {
			out = append(out, "null"...)
		}
	}
	return append(out, ']'), nil
}

// Schema describes numbers to OpenAPI.
func (numbers) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeNumber, Nullable: true}}
}

type seriesBody struct {
	Seconds numbers           `json:"t_s"`
	Series  map[string]column `json:"series"`
}

type column struct {
	Unit   string  `json:"unit"`
	Values numbers `json:"values"`
}

type logBody struct {
	Log []logLine `json:"log"`
}

type logLine struct {
	Seconds float64     `json:"t_s"`
	Kind    string      `json:"kind" enum:"event,alarm"`
	Subject string      `json:"subject"`
	Text    engine.Text `json:"text"`
	Level   string      `json:"level,omitempty" enum:"none,prewarning,alarm"`
	State   string      `json:"state,omitempty" enum:"raised,returned"`
	Cell    string      `json:"cell,omitempty" doc:"Of the city's grid in which the subject stands"`
}

func (s *Server) registerResults(api huma.API) {
	register(api, get("/api/runs/{run}/series", "get-series", "Scalars over time", "results"),
		func(_ context.Context, in *struct {
			Run   string   `path:"run"`
			Names []string `query:"names" doc:"Absent: all"`
			Max   int      `query:"max" minimum:"2" maximum:"100000" default:"2000" doc:"At most so many instants"`
		}) (*answer[seriesBody], error) {
			r, err := s.find(in.Run)
			if err != nil {
				return nil, err
			}
			all, err := r.past.Series(in.Names...)
			if err != nil {
				return nil, fmt.Errorf("series of run %s: %w", r.id, err)
			}
			return &answer[seriesBody]{Body: thinned(all, in.Max)}, nil
		})
	register(api, get("/api/runs/{run}/log", "get-log", "Events and alarms so far", "results"),
		func(_ context.Context, in *runPath) (*answer[logBody], error) {
			r, err := s.find(in.Run)
			if err != nil {
				return nil, err
			}
			if _, err := r.past.Log(); err != nil {
				return nil, fmt.Errorf("log of run %s: %w", r.id, err)
			}
			return &answer[logBody]{Body: logBody{r.hub.log()}}, nil
		})
	register(api, get("/api/runs/{run}/summary", "get-summary", "What happened, once the run has ended", "results"),
		func(_ context.Context, in *runPath) (*answer[map[string]any], error) {
			r, err := s.find(in.Run)
			if err != nil {
				return nil, err
			}
			summary := r.summary()
			if summary == nil {
				return nil, huma.Error404NotFound("there is no summary: the run is under way, has failed, or is a recording")
			}
			return &answer[map[string]any]{Body: summary}, nil
		})
	huma.Register(api, download(get("/api/runs/{run}/fields/{name}", "get-field", "A field now, or as recorded at or before an instant", "results"),
		"application/octet-stream", "A key message, docs/wire.md", "Shapan-Field"),
		func(_ context.Context, in *struct {
			Run  string  `path:"run"`
			Name string  `path:"name" example:"water_depth"`
			At   float64 `query:"at_s" default:"-1" doc:"Seconds since the start; absent: now"`
		}) (*huma.StreamResponse, error) {
			return s.field(in.Run, in.Name, in.At)
		})
	huma.Register(api, download(get("/api/runs/{run}/recording", "get-recording", "run.mcap: what is recorded so far", "results"),
		"application/octet-stream", "An MCAP file"),
		func(_ context.Context, in *runPath) (*huma.StreamResponse, error) { return s.recordingFile(in.Run) })
}

// thinned drops instants evenly until no more than most are left; the last stays.
func thinned(all record.Series, most int) seriesBody {
	n := len(all.Seconds)
	stride := max(1, int(math.Ceil(float64(n)/float64(most))))
	pick := func(values []float64) numbers {
		picked := make(numbers, 0, n/stride+1)
		for k := (n - 1) % stride; k >= 0 && k < n; k += stride {
			picked = append(picked, values[k])
		}
		return picked
	}
	if n == 0 {
		pick = func([]float64) numbers { return numbers{} }
	}
	body := seriesBody{Seconds: pick(all.Seconds), Series: map[string]column{}}
	for _, c := range all.Columns {
		body.Series[c.Name] = column{Unit: c.Unit, Values: pick(c.Values)}
	}
	return body
}

// log returns the lines so far.
func (h *hub) log() []logLine {
	h.mu.Lock()
	news := h.news
	h.mu.Unlock()
	lines := make([]logLine, len(news))
	for k, n := range news {
		lines[k] = logLine{n.Seconds, n.Kind, n.Subject, n.Text, n.Level, n.State, cellOf(n.Subject, h.run.site)}
	}
	return lines
}

func (r *hosted) summary() map[string]any {
	if r.live == nil {
		return nil
	}
	r.live.mu.Lock()
	defer r.live.mu.Unlock()
	return r.live.summary
}

// field answers with a field of a run: of the present tick when at < 0.
func (s *Server) field(id, name string, at float64) (*huma.StreamResponse, error) {
	r, err := s.find(id)
	if err != nil {
		return nil, err
	}
	info, message, err := r.field(name, at)
	if err != nil {
		return nil, err
	}
	if message == nil {
		return nil, huma.Error404NotFound(fmt.Sprintf("run %s has no field %q at that time", id, name))
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Cache-Control", "no-store")
		writeField(ctx, headerJSON(info), message)
	}}, nil
}

func (r *hosted) field(name string, at float64) (info pack.FieldInfo, message []byte, err error) {
	if at >= 0 {
		moment, err := r.past.FrameAt(at, name)
		if err != nil {
			return info, nil, fmt.Errorf("run %s at %v s: %w", r.id, at, err)
		}
		if f := moment.Field(name); f != nil {
			return f.FieldInfo, f.Message, nil
		}
		return info, nil, nil
	}
	var quanta pack.Quanta
	var header pack.Header
	r.look(func(frame *engine.Frame) {
		if f := frame.Field(name); f != nil && len(f.Values) == f.Grid.Len() {
			info = pack.FieldInfo{Name: f.Name, Unit: f.Unit, Grid: f.Grid, Scale: pack.ScaleFor(f)}
			quanta = info.Quantize(f.Values, nil)
			header = pack.Header{Tick: frame.Tick.N, Seconds: frame.Tick.Seconds()}
		}
	})
	if quanta == nil {
		return info, nil, nil
	}
	return info, pack.KeyMessage(header, quanta, info.Grid.NX), nil
}

// recordingFile answers with the run's recording.
func (s *Server) recordingFile(id string) (*huma.StreamResponse, error) {
	r, err := s.find(id)
	if err != nil {
		return nil, err
	}
	if r.recording == "" {
		return nil, huma.Error404NotFound("the run is not recorded")
	}
	file, err := os.Open(r.recording)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, huma.Error404NotFound("the recording is no longer there")
	}
	if err != nil {
		return nil, fmt.Errorf("recording of run %s: %w", id, err)
	}
	name := strings.Map(func(c rune) rune {
		if strings.ContainsRune("\"\\/\r\n", c) || c < ' ' || c > '~' {
			return '_'
		}
		return c
	}, r.id+"-"+r.scenario+".mcap")
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer file.Close()
		request, w := humago.Unwrap(ctx)
		http.NewResponseController(w).SetWriteDeadline(time.Time{}) // it may be long
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		w.Header().Set("Cache-Control", "no-store")
		http.ServeContent(w, request, "", modified(file), file)
	}}, nil
}
