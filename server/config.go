package server

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"shapan/engine"
	"shapan/engine/record"
	"shapan/server/access"
	"shapan/server/feeds/replay"
	"shapan/server/twin"
)

// Config is what a server is made of.
type Config struct {
	Version string
	Sites   []*engine.Site
	// Model opens the GLB of an element. It is asked only for files that an
	// Element of that site names.
	Model     func(site *engine.Site, file string) (io.ReadSeekCloser, error)
	Scenery   map[string]Scenery    // by site; what is not there cannot be drawn
	Buildings map[string]Buildings  // by site; what is not there has no building models
	Plans     map[string]Plans      // by site; what is not there has no schedule
	Reviews   map[string]Reviews    // by site; what is not there keeps no issues
	Twins     map[string]*twin.Twin // by site; what is not there is not live
	// Players are the files of readings that are played on a site, by site.
	Players map[string][]*replay.Player
	// SensorThings answers OGC SensorThings 1.1 over a site's log, by site.
	SensorThings map[string]http.Handler
	Library      Library
	// Intend writes what is intended on a site into its log; nil: there is none.
	Intend  func(ctx context.Context, i Intention) error
	Viewer  fs.FS  // the built viewer; nil serves the API alone
	RunsDir string // where <run>.mcap is written and recordings are found; "" records nothing

	Access         access.Config // who may come in; empty: loopback addresses only, and no login
	Audit          Audit         // what everybody does is written there; nil: nowhere
	AllowedOrigins []string      // "https://twin.example.com", beside the server's own on loopback

	MaxLive      int           // runs under way at once; 0 = 8
	MaxKept      int           // runs held in all, ended and replayed ones too; 0 = 16
	FrameEvery   time.Duration // simulated time between recorded fields; 0 = 30 s
	HistoryBytes int           // memory for the past of one run; 0 = 128 MiB
	Log          *slog.Logger  // nil = slog.Default()
}

func (c Config) withDefaults() Config {
	if c.MaxLive <= 0 {
		c.MaxLive = 8
	}
	if c.MaxKept <= 0 {
		c.MaxKept = 16
	}
	if c.FrameEvery <= 0 {
		c.FrameEvery = 30 * time.Second
	}
	if c.HistoryBytes <= 0 {
		c.HistoryBytes = 128 << 20
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// Library knows the scenarios and makes what runs of them need. Its methods
// may be called side by side.
type Library interface {
	// Scenarios returns what there is, in the order in which it is shown.
	Scenarios() []ScenarioInfo
	// Prepare puts the changes into a scenario: With is merged deeply over the
	// parameters of its models, Events come after its own. An error is the
	// user's to mend; one with Unwrap() []error is reported mistake by mistake.
	Prepare(scenario string, changes Changes) (*Prepared, error)
}

// ScenarioInfo is a scenario as GET /api/scenarios tells it.
type ScenarioInfo struct {
	ID          string      `json:"id"`
	Title       engine.Text `json:"title"`
	Description engine.Text `json:"description"`
	Site        string      `json:"site"`
	Duration    float64     `json:"duration_s"`
	Step        float64     `json:"step_s"`
	Start       time.Time   `json:"start"`
	Models      []ModelUse  `json:"models"`
	Events      []Act       `json:"events"`
}

// ModelUse is a model of a scenario with its parameters as the file has them.
type ModelUse struct {
	Use  string         `json:"use"`
	With map[string]any `json:"with"`
}

// Changes are what is asked to differ from a scenario file.
type Changes struct {
	With   map[string]map[string]any `json:"with" doc:"By model: parameters, merged deeply over the file's"`
	Events []Act                     `json:"events" doc:"Added to the file's"`
	Start  time.Time                 `json:"-"` // of a run that follows the real site; zero: the file's
}

// Prepared is all that a run is made of.
type Prepared struct {
	Plan   engine.Plan
	Script []engine.Event

	// What the recording keeps, so that the run can be made again.
	Text         []byte            // the scenario as merged, YAML
	Files        map[string][]byte // further files by path
	Rates        record.Options    // how often; zero: the server's own
	ScenarioPath string
	SitePath     string

	// Summarize makes the summary.json of a run that has ended; nil: the models'
	// own words alone. It is called while the run stands still.
	Summarize func(run *engine.Run, log []record.Entry, wall time.Duration) map[string]any
}
