package site

import (
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/yamlfile"
)

// feeds judges what brings readings in. Whether an address may be listened on is
// judged when it is opened: that depends on who starts it.
func (l *loader) feeds() {
	f := l.doc.Feeds
	if f == nil {
		return
	}
	node := l.at("feeds")
	if f.MQTT == nil && f.HJ212 == nil && f.HTTP == nil && f.Video == nil && len(f.Replay) == 0 && len(f.Watch) == 0 {
		l.fail(node, "has no feed: must have mqtt, hj212, http, video, replay or watch")
	}
	taken := map[string]string{}
	listen := func(n yamlfile.Node, address string) {
		host, port, err := net.SplitHostPort(address)
		number, bad := strconv.ParseUint(port, 10, 16)
		switch {
		case err != nil || bad != nil || host == "":
			l.fail(n.At("listen"), "%s: must be an address and a port, such as 127.0.0.1:1883", address)
		case number != 0 && taken[address] != "":
			l.fail(n.At("listen"), "%s: %s listens there: each needs a port of its own", address, taken[address])
		}
		taken[address] = n.Path()
	}
	if m := f.MQTT; m != nil {
		n := node.At("mqtt")
		listen(n, m.Listen)
		names := unique{l, "device"}.named()
		for k, d := range m.Devices {
			names(n.At("devices", k, "user"), d.User)
			l.rights(n.At("devices", k), d)
		}
		l.mappings(n.At("mappings"), m.Mappings)
	}
	if h := f.HJ212; h != nil {
		n := node.At("hj212")
		listen(n, h.Listen)
		numbers, subjects, codes := unique{l, "station"}.named(), unique{l, "subject"}.named(), unique{l, "quantity"}.named()
		for k, s := range h.Stations {
			numbers(n.At("stations", k, "mn"), s.MN)
			subjects(n.At("stations", k, "subject"), s.Subject)
		}
		for k, q := range h.Quantities {
			codes(n.At("quantities", k, "code"), q.Code)
			l.scale(n.At("quantities", k, "scale"), q.Scale)
		}
	}
	if h := f.HTTP; h != nil {
		n := node.At("http")
		listen(n, h.Listen)
		names := unique{l, "sender"}.named()
		for k, s := range h.Senders {
			names(n.At("senders", k, "name"), s.Name)
		}
		if len(h.Senders) == 0 && f.Video == nil {
			l.fail(n, "nobody may post: give senders, or video with its platforms")
		}
	}
	if f.Video != nil {
		l.video(node.At("video"), f)
	}
	for k := range f.Replay {
		l.replay(node.At("replay", k), &f.Replay[k])
	}
	for k := range f.Watch {
		l.watch(node.At("watch", k), &f.Watch[k])
	}
}

// unique reports names that are there twice.
type unique struct {
	l    *loader
	what string
}

func (u unique) named() func(yamlfile.Node, string) {
	seen := map[string]bool{}
	return func(n yamlfile.Node, name string) {
		if seen[name] && name != "" {
			u.l.fail(n, "there is another %s %s: each needs one of its own", u.what, name)
		}
		seen[name] = true
	}
}

func (l *loader) scale(n yamlfile.Node, scale *float64) {
	if scale != nil && *scale == 0 {
		l.fail(n, "0: would make all values 0")
	}
}

func (l *loader) rights(n yamlfile.Node, d MQTTDevice) {
	for key, filters := range map[string][]string{"publish": d.Publish, "subscribe": d.Subscribe} {
		for k, filter := range filters {
			l.filter(n.At(key, k), filter)
		}
	}
	if len(d.Publish) == 0 && len(d.Subscribe) == 0 {
		l.fail(n, "may neither publish nor subscribe: give publish")
	}
}

// filter checks a topic filter and counts its wildcards.
func (l *loader) filter(n yamlfile.Node, filter string) (wildcards int) {
	levels := strings.Split(filter, "/")
	for k, level := range levels {
		switch {
		case level == "+":
			wildcards++
		case level == "#" && k == len(levels)-1:
			wildcards++
		case strings.ContainsAny(level, "+#\x00"):
			l.fail(n, "%s: + must be a whole level between slashes, # the whole last one", filter)
			return wildcards
		}
	}
	if filter == "" || len(filter) > 65535 {
		l.fail(n, "must be a topic filter, such as pit/+/data")
	}
	return wildcards
}

var placeholder = regexp.MustCompile(`\{([0-9]+)\}`)

func (l *loader) mappings(n yamlfile.Node, mappings []FeedMapping) {
	topics := unique{l, "mapping of the topic"}.named()
	for k, m := range mappings {
		here := n.At(k)
		topics(here.At("topic"), m.Topic)
		wildcards := l.filter(here.At("topic"), m.Topic)
		for _, found := range placeholder.FindAllStringSubmatch(m.Subject, -1) {
			if number, err := strconv.Atoi(found[1]); err != nil || number < 1 || number > wildcards {
				l.fail(here.At("subject"), "%s: the topic %s has %d wildcards", found[0], m.Topic, wildcards)
			}
		}
		properties := unique{l, "value of the property"}.named()
		for v, value := range m.Values {
			properties(here.At("values", v, "property"), value.Property)
			l.scale(here.At("values", v, "scale"), value.Scale)
		}
	}
}

// video puts cameras on the site and judges what is said of them.
func (l *loader) video(n yamlfile.Node, f *Feeds) {
	v := f.Video
	if f.HTTP == nil {
		l.fail(n, "platforms post to the address of feeds.http, which is missing: give http: {listen: 127.0.0.1:8081}")
	}
	cameras := map[string]bool{}
	for k := range v.Cameras {
		c := &v.Cameras[k]
		here := n.At("cameras", k)
		l.take(here.At("id"), "camera/"+c.ID)
		cameras[c.ID] = true
		if len(c.At) < 2 {
			continue // reported when it was decoded
		}
		at := mgl64.Vec2{c.At[0], c.At[1]}
		if !l.nearby(here.At("at"), []mgl64.Vec2{at}) {
			continue
		}
		position := l.onGround(at)
		if len(c.At) == 3 {
			position[2] = c.At[2]
		}
		c.Position = position
		l.site.Assets = append(l.site.Assets, engine.Asset{ID: "camera/" + c.ID, Kind: "camera", Name: named(c.Name, c.ID), Position: position})
	}
	names := unique{l, "platform"}.named()
	for k, p := range v.Platforms {
		here := n.At("platforms", k)
		names(here.At("name"), p.Name)
		for _, theirs := range here.At("cameras").Keys() {
			if ours := p.Cameras[theirs]; ours != "" && !cameras[ours] {
				l.fail(here.At("cameras", theirs), "%s: is none of feeds.video.cameras", ours)
			}
		}
		if (p.X == "") != (p.Y == "") {
			l.fail(here, "x_m and y_m: give both or neither")
		}
		if p.Percent && p.Confidence == "" {
			l.fail(here.At("percent"), "belongs to confidence, which is not given")
		}
	}
}

// replayed are the kinds of files that can be played.
var replayed = []string{".csv", ".ndjson", ".jsonl", ".mcap"}

func (l *loader) replay(n yamlfile.Node, r *ReplayFeed) {
	kind := strings.ToLower(filepath.Ext(r.File))
	if r.File != "" && !slices.Contains(replayed, kind) {
		l.fail(n.At("file"), "%s: must be %s", r.File, strings.Join(replayed, ", "))
	} else if path, ok := l.path(n.At("file"), r.File); ok {
		r.Path = path
	}
	if r.Shift && r.Speed != 1 {
		l.fail(n.At("speed"), "%g: shifted to the present, a file can only be played at 1", r.Speed)
	}
	if r.Loop && !r.Shift {
		l.fail(n.At("loop"), "only with shift: the same instants would come again and again")
	}
	if len(r.Mappings) > 0 && kind != ".mcap" {
		l.fail(n.At("mappings"), "belong to an MCAP file; the columns of others have the names subject, property, value, quality, at")
	}
	l.mappings(n.At("mappings"), r.Mappings)
}

// watchable are the kinds of files that can be watched.
var watchable = []string{".csv", ".ndjson", ".jsonl", ".json"}

func (l *loader) watch(n yamlfile.Node, w *WatchFeed) {
	kind := strings.ToLower(filepath.Ext(w.File))
	if w.File != "" && !slices.Contains(watchable, kind) {
		l.fail(n.At("file"), "%s: must be %s", w.File, strings.Join(watchable, ", "))
	}
	if w.Path = w.File; !filepath.IsAbs(w.File) {
		w.Path = filepath.Join(l.dir, w.File)
	}
	if len(w.Mappings) > 0 && kind != ".json" {
		l.fail(n.At("mappings"), "belong to a JSON file; the columns of others have the names subject, property, value, quality, at")
	}
	l.mappings(n.At("mappings"), w.Mappings)
}
