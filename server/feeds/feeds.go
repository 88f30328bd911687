// Package feeds opens all ways by which readings come to a site, as the key `feeds`
// of its file says: MQTT, HJ 212, POST, webhooks of cameras, files that are played or watched.
//
//	site.Feeds → Open → listeners → Appender: a log, or a twin that judges as well
//
// Whatever comes in, its sender is told that it was kept only after Append has
// returned. What a feed needs to know of the world is in its own package.
package feeds

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"shapan/server/feeds/forms"
	"shapan/server/feeds/hj212/centre"
	feedshttp "shapan/server/feeds/http"
	"shapan/server/feeds/mqtt"
	"shapan/server/feeds/replay"
	"shapan/server/feeds/video"
	"shapan/server/feeds/watch"
	"shapan/server/historian"
	"shapan/site"
)

// Appender is where readings go: a historian.Log, or a twin over one. It returns when
// they are in the log and synced.
type Appender interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Log is the log beneath an Appender: events of cameras go into it, and from it the
// centre of stations knows after a restart what they have sent before. A
// historian.Log is one.
type Log interface {
	video.Recorder
	centre.Reader
}

// Options of Open.
type Options struct {
	// Public allows addresses that other machines reach. Set it where access to the
	// server is configured: devices have secrets, but their lines are not encrypted.
	Public bool
	Log    Log          // nil: the Appender, if it is one
	Logger *slog.Logger // nil: slog.Default()
}

// Feeds are the open ways in.
type Feeds struct {
	stops   []func() error // of all, in the order in which they were opened
	address map[string]net.Addr

	Centre  *centre.Centre   // of HJ 212 stations; nil: none
	Players []*replay.Player // of files, in the order of the site's file
	Watched []*watch.Watcher // files, in the order of the site's file
}

// Open starts all feeds of a site. It starts all or none, and tells all that
// hinders it.
func Open(f *site.Feeds, to Appender, o Options) (opened *Feeds, err error) {
	opened = &Feeds{address: map[string]net.Addr{}}
	if f == nil {
		return opened, nil
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Log == nil {
		o.Log, _ = to.(Log)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.Close())
			opened = nil
		}
	}()
	records, err := readRecords(f.Replay)
	wrong := []error{err}
	listen := func(name, address string) net.Listener {
		listener, err := listenOn(address, o.Public)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("feeds.%s.listen: %w", name, err))
			return nil
		}
		opened.stops = append(opened.stops, listener.Close) // a feed that has begun closes it too
		opened.address[name] = listener.Addr()
		return listener
	}
	if f.Video != nil && o.Log == nil {
		wrong = append(wrong, errors.New("feeds.video: this server has no log for events"))
	}
	var devices, stations, posts net.Listener
	if f.MQTT != nil {
		devices = listen("mqtt", f.MQTT.Listen)
	}
	if f.HJ212 != nil {
		stations = listen("hj212", f.HJ212.Listen)
	}
	if f.HTTP != nil {
		posts = listen("http", f.HTTP.Listen)
	}
	if err := errors.Join(wrong...); err != nil {
		return opened, err
	}
	opened.stops = nil // from here on each closes its own
	if f.MQTT != nil {
		if err := opened.openMQTT(devices, f.MQTT, to, o.Logger); err != nil {
			return opened, errors.Join(err, closeAll(devices, stations, posts))
		}
	}
	if f.HJ212 != nil {
		if err := opened.openHJ212(stations, f.HJ212, to, o); err != nil {
			return opened, errors.Join(err, closeAll(stations, posts))
		}
	}
	if f.HTTP != nil {
		opened.openHTTP(posts, f, to, o)
	}
	for k, r := range f.Replay {
		options := replay.Options{Speed: r.Speed, Shift: r.Shift, Loop: r.Loop, Paused: r.Paused}
		if r.From != nil {
			options.From = *r.From
		}
		player, err := replay.Play(records[k], to, options)
		if err != nil {
			return opened, fmt.Errorf("%s: %w", r.File, err)
		}
		opened.Players = append(opened.Players, player)
		opened.stops = append(opened.stops, player.Close)
	}
	for _, f := range f.Watch {
		w := watch.Start(to, watch.Config{Path: f.Path, Every: f.Every, Mappings: mappings(f.Mappings), Logger: o.Logger})
		opened.Watched = append(opened.Watched, w)
		opened.stops = append(opened.stops, w.Close)
	}
	return opened, nil
}

func closeAll(listeners ...net.Listener) (err error) {
	for _, l := range listeners {
		if l != nil {
			err = errors.Join(err, l.Close())
		}
	}
	return err
}

func readRecords(files []site.ReplayFeed) ([]*replay.Record, error) {
	records := make([]*replay.Record, len(files))
	var wrong []error
	for k, f := range files {
		var err error
		if records[k], err = replay.Open(f.Path, mappings(f.Mappings)); err != nil {
			wrong = append(wrong, err)
		}
	}
	return records, errors.Join(wrong...)
}

// listenOn refuses what other machines reach unless that was allowed. A name other
// than localhost may lead anywhere tomorrow.
func listenOn(address string, public bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q: must be an address and a port, such as 127.0.0.1:1883", address)
	}
	ip, notIP := netip.ParseAddr(host)
	if !public && host != "localhost" && (notIP != nil || !ip.Unmap().IsLoopback()) {
		return nil, fmt.Errorf("%s: other machines could reach this address, and this server has no access configured: give it users or tokens, or listen on 127.0.0.1 behind a tunnel", address)
	}
	return net.Listen("tcp", address)
}

func (o *Feeds) openMQTT(listener net.Listener, f *site.MQTTFeed, to Appender, log *slog.Logger) error {
	c := mqtt.Config{Mappings: mappings(f.Mappings), Log: log}
	for _, d := range f.Devices {
		c.Devices = append(c.Devices, mqtt.Device{User: d.User, Password: secret(d.Secret), Publish: d.Publish, Listen: d.Subscribe})
	}
	broker, err := mqtt.Serve(listener, to, c)
	if err != nil {
		return err
	}
	o.stops = append(o.stops, broker.Close)
	return nil
}

func (o *Feeds) openHJ212(listener net.Listener, f *site.HJ212Feed, to Appender, options Options) (err error) {
	c := centre.Config{Idle: f.Idle, MostConnections: f.MostConnections, Log: options.Logger}
	if options.Log != nil {
		c.Past = options.Log
	}
	for _, s := range f.Stations {
		c.Stations = append(c.Stations, centre.Station{MN: s.MN, Password: secret(s.Password), Subject: s.Subject})
	}
	for _, q := range f.Quantities {
		c.Quantities = append(c.Quantities, centre.Quantity{Code: q.Code, Property: q.Property, Scale: scale(q.Scale)})
	}
	if o.Centre, err = centre.Serve(listener, to, c); err != nil {
		return err
	}
	o.stops = append(o.stops, o.Centre.Close)
	return nil
}

func (o *Feeds) openHTTP(listener net.Listener, f *site.Feeds, to Appender, options Options) {
	mux := http.NewServeMux()
	if len(f.HTTP.Senders) > 0 {
		var senders []feedshttp.Sender
		for _, s := range f.HTTP.Senders {
			senders = append(senders, feedshttp.Sender{Name: s.Name, Secret: secret(s.Secret)})
		}
		mux.Handle("/readings", feedshttp.Only(senders, &feedshttp.Handler{Log: to, Who: feedshttp.Who}))
	}
	if f.Video != nil {
		cameras := map[string]video.Camera{}
		for _, c := range f.Video.Cameras {
			cameras[c.ID] = video.Camera{ID: c.ID, Position: c.Position}
		}
		for _, p := range f.Video.Platforms {
			mux.Handle("/video/"+p.Name, feedshttp.Only([]feedshttp.Sender{{Name: p.Name, Secret: secret(p.Secret)}}, &video.Handler{
				Log: to, Events: options.Log, Name: p.Name, Cameras: cameras,
				Mapping: video.Mapping{Items: p.Items, Camera: p.Camera, Kind: p.Kind, At: p.At, Confidence: p.Confidence, Percent: p.Percent,
					Picture: p.Picture, X: p.X, Y: p.Y, Cameras: p.Cameras, Kinds: p.Kinds},
			}))
		}
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 5 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(options.Logger.Handler(), slog.LevelWarn)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			options.Logger.Error("feeds.http has ended", "error", err)
		}
	}()
	o.stops = append(o.stops, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err := server.Shutdown(ctx) // who is posting may finish
		if err != nil {
			err = server.Close()
		}
		<-ended
		return err
	})
}

// Address is where "mqtt", "hj212" or "http" listens; nil if it does not.
func (o *Feeds) Address(name string) net.Addr { return o.address[name] }

// Close ends all feeds; the log may be closed then.
func (o *Feeds) Close() error {
	var err error
	for k := len(o.stops) - 1; k >= 0; k-- {
		if e := o.stops[k](); e != nil && !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	o.stops = nil
	return err
}

func mappings(of []site.FeedMapping) (all []forms.Mapping) {
	for _, m := range of {
		one := forms.Mapping{Topic: m.Topic, Subject: m.Subject, Items: m.Items, At: m.At, Quality: m.Quality}
		for _, v := range m.Values {
			one.Values = append(one.Values, forms.Value{Path: v.Path, Property: v.Property, Scale: scale(v.Scale), Optional: v.Optional})
		}
		all = append(all, one)
	}
	return all
}

func scale(given *float64) float64 {
	if given == nil {
		return 1
	}
	return *given
}

// secret is a SHA-256 that the site's loader has found to be one; anything else is
// nobody's.
func secret(hexadecimal string) (sum [32]byte) {
	b, err := hex.DecodeString(strings.TrimSpace(hexadecimal))
	if err == nil && len(b) == len(sum) {
		copy(sum[:], b)
	}
	return sum
}
