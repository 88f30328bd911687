package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/foxglove/mcap/go/mcap"

	"shapan/engine"
)

// Other programs read a recording: here the library itself, with all its
// checks, in place of Foxglove.
func TestRecordingIsMCAP(t *testing.T) {
	whole := cutRecording(t)
	reader, err := mcap.NewReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	info, err := reader.Info()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]uint64{}
	for id, n := range info.Statistics.ChannelMessageCounts {
		counts[info.Channels[id].Topic] += n
	}
	for topic, want := range map[string]uint64{
		"/inputs": 4, "/scalars": 42, "/alarms": 4, "/poses": 42, "/paths": 2, "/fields/water_depth": 42, "/fields/odd": 42, "/snapshots": 3, "/hashes": 10,
	} {
		if counts[topic] != want {
			t.Errorf("%s: %d messages, want %d", topic, counts[topic], want)
		}
	}
	if len(info.AttachmentIndexes) != 3 || info.AttachmentIndexes[0].Name != "scenario.yaml" || info.AttachmentIndexes[1].Name != "files/dem/ground.tif" {
		t.Errorf("attachments: %+v", info.AttachmentIndexes)
	}
	messages, err := reader.Messages(mcap.InOrder(mcap.LogTimeOrder))
	if err != nil {
		t.Fatal(err)
	}
	err = mcap.Range(messages, func(schema *mcap.Schema, channel *mcap.Channel, m *mcap.Message) error {
		checkMessage(t, schema, channel, m)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	checkCRCs(t, whole)
}

func checkMessage(t *testing.T, schema *mcap.Schema, channel *mcap.Channel, m *mcap.Message) {
	t.Helper()
	if at := time.Unix(0, int64(m.LogTime)); at.Before(pondStart) || at.After(pondStart.Add(205*time.Second)) {
		t.Fatalf("%s: log time %v is not simulated", channel.Topic, at)
	}
	if channel.MessageEncoding != "json" {
		if channel.MessageEncoding != "shapan.v1" || len(schema.Data) == 0 {
			t.Fatalf("%s: encoding %s", channel.Topic, channel.MessageEncoding)
		}
		return
	}
	var value map[string]any
	var shape struct {
		Type       string                     `json:"type"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(m.Data, &value); err != nil {
		t.Fatalf("%s: %v: %s", channel.Topic, err, m.Data)
	}
	if err := json.Unmarshal(schema.Data, &shape); err != nil || schema.Encoding != "jsonschema" || shape.Type != "object" {
		t.Fatalf("%s: schema %s: %v", channel.Topic, schema.Data, err)
	}
	for key := range value {
		if shape.Properties[key] == nil {
			t.Fatalf("%s: the schema lacks %q", channel.Topic, key)
		}
	}
	if at := m.LogTime - uint64(pondStart.UnixNano()); value["tick"] != float64(at)/1e9 {
		t.Fatalf("%s: tick %v at %v ns", channel.Topic, value["tick"], at)
	}
}

func checkCRCs(t *testing.T, whole []byte) {
	t.Helper()
	attachments := 0
	lexer, err := mcap.NewLexer(bytes.NewReader(whole), &mcap.LexerOptions{
		ValidateChunkCRCs: true, ComputeAttachmentCRCs: true,
		AttachmentCallback: func(a *mcap.AttachmentReader) error {
			attachments++
			if _, err := io.ReadAll(a.Data()); err != nil {
				return err
			}
			computed, err1 := a.ComputedCRC()
			parsed, err2 := a.ParsedCRC()
			if computed != parsed {
				t.Errorf("attachment %s: CRC %x, want %x", a.Name, parsed, computed)
			}
			return errors.Join(err1, err2)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer lexer.Close()
	for {
		if _, _, err := lexer.Next(nil); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if attachments != 3 {
		t.Errorf("%d attachments", attachments)
	}
}

// What was written is in the file a few seconds of wall time later, though the
// chunk is far from full: also when the run then stands still.
func TestFlush(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.mcap")
	synctest.Test(t, func(t *testing.T) {
		run, err := engine.NewRun("r1", pondPlan(100, 0))
		if err != nil {
			t.Fatal(err)
		}
		w, err := Create(path, run, pondMeta, quick)
		if err != nil {
			t.Fatal(err)
		}
		pacer := engine.NewPacer(run, pondScript(), w)
		pacer.SetSpeed(2)
		pacer.Resume()
		done := make(chan error)
		go func() { done <- pacer.Play(t.Context()) }()
		for second := 1; second < 40; second++ {
			time.Sleep(time.Second)
			synctest.Wait()
			r, err := openBytes(mustRead(t, path))
			if err != nil {
				t.Fatal(err)
			}
			if _, to := r.Span(); to < float64(2*(second-5)-5) { // ×2, scalars every 5 s
				t.Errorf("after %d s of wall time only %v s are in the file", second, to)
			}
		}
		pacer.Pause()
		time.Sleep(flushWall + time.Second)
		synctest.Wait()
		r, err := openBytes(mustRead(t, path))
		if err != nil {
			t.Fatal(err)
		}
		if _, to := r.Span(); to < 75 { // scalars go every 5 s
			t.Errorf("paused at %d s, in the file are %v s", run.Tick().N, to)
		}
		pacer.SetSpeed(0)
		pacer.Resume()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	if r := mustOpen(t, path); !r.Complete() {
		t.Error("not complete after Close")
	}
}

func TestChunksStaySmall(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	r := mustOpen(t, recordPond(t, pondPlan(205, 5<<20), quick).path)
	for k := range r.index.chunks {
		records, err := r.chunk(int32(k))
		if err != nil {
			t.Fatal(err)
		}
		if len(records) > partSize+chunkSize {
			t.Errorf("chunk %d has %d bytes", k, len(records))
		}
	}
}

func TestErrorsNameTopicAndTime(t *testing.T) {
	r := mustOpen(t, recordPond(t, pondPlan(205, 100), quick).path)
	e := r.index.topics[scalarsTopic][4]
	_, err := decode[[]int](r, scalarsTopic, e)
	if err == nil || !strings.HasPrefix(err.Error(), "/scalars at 20 s: ") {
		t.Error(err)
	}
}
