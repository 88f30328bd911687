package site

import (
	"strings"
	"testing"
	"time"
)

const sha = "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92" // of 123456

// feedsYAML uses every key of feeds once.
const feedsYAML = `feeds:
  mqtt:
    listen: 127.0.0.1:1884
    devices:
      - {user: gw-pit, secret_sha256: ` + sha + `, publish: [pit/+/data], subscribe: ["pit/#"]}
    mappings:
      - {topic: pit/+/data, subject: "point/{1}", items: list, at: t, quality: q, values: [{path: d.mm, property: displacement, scale: 0.001, optional: true}]}
  hj212:
    stations:
      - {mn: 010000A8900016F000169DC0, password_sha256: ` + sha + `, subject: station/D1}
    quantities:
      - {code: a34004-Rtd, property: pm2_5, scale: 1e-9}
    idle: 5min
    most_connections: 20
  http:
    listen: "[::1]:8082"
    senders:
      - {name: gateway7, secret_sha256: ` + sha + `}
  video:
    cameras:
      - {id: C3, name: {zh: 大门, en: Gate}, at: [10, 3]}
      - {id: C4, at: [12, 3, 9]}
    platforms:
      - {name: eyes, secret_sha256: ` + sha + `, items: e, camera: c, kind: k, at: t, confidence: s, percent: true, picture: p, x_m: x, y_m: y, cameras: {"34020003": C3}, kinds: {"1": no_helmet, beat: ignore}}
  replay:
    - {file: storm.csv, speed: 60, from: 2026-07-01T08:00:00+08:00, paused: true}
    - {file: storm.csv, shift: true, loop: true}
    - {file: tape.mcap, mappings: [{topic: "+", subject: "point/{1}", values: [{path: d, property: d}]}]}
`

func withFeeds(t testing.TB) map[string][]byte {
	files := goldenFiles(t)
	files["storm.csv"], files["tape.mcap"] = []byte("x"), []byte("x") // who plays them reads them
	return files
}

func TestFeeds(t *testing.T) {
	p, err := Open(write(t, goldenYAML+feedsYAML, withFeeds(t)))
	if err != nil {
		t.Fatal(err)
	}
	f := p.Feeds
	if m := f.MQTT; m.Listen != "127.0.0.1:1884" || m.Devices[0].User != "gw-pit" || m.Devices[0].Subscribe[0] != "pit/#" || *m.Mappings[0].Values[0].Scale != 1e-3 {
		t.Errorf("%+v", m)
	}
	if h := f.HJ212; h.Listen != "127.0.0.1:6212" || h.Stations[0].MN != "010000A8900016F000169DC0" || h.Idle != 5*time.Minute || h.MostConnections != 20 {
		t.Errorf("%+v", h)
	}
	if v := f.Video; v.Cameras[1].Position != [3]float64{12, 3, 9} || v.Cameras[0].Position[2] < 4 || v.Platforms[0].Cameras["34020003"] != "C3" || v.Platforms[0].Kinds["1"] != "no_helmet" {
		t.Errorf("%+v", v)
	}
	if a := p.Asset("camera/C3"); a == nil || a.Kind != "camera" || a.Name.EN != "Gate" || a.Position != f.Video.Cameras[0].Position {
		t.Errorf("%+v", a)
	}
	if r := f.Replay; len(r) != 3 || r[0].Speed != 60 || r[1].Speed != 1 || !strings.HasSuffix(r[0].Path, "storm.csv") || r[0].From.Hour() != 8 {
		t.Errorf("%+v", r)
	}
	if p, err := Open(write(t, goldenYAML, goldenFiles(t))); err != nil || p.Feeds != nil {
		t.Errorf("a site without feeds: %v", err)
	}
}

// Mistakes in feeds, each with its line, key and what is expected.
func TestBrokenFeeds(t *testing.T) {
	for _, c := range []struct {
		old, with string
		want      []string
	}{
		{"listen: 127.0.0.1:1884", "listen: 1884", []string{"site.yaml:42:13: feeds.mqtt.listen: 1884: must be a text"}},
		{"listen: 127.0.0.1:1884", "listen: localhost", []string{"site.yaml:42:13: feeds.mqtt.listen: localhost: must be an address and a port, such as 127.0.0.1:1883"}},
		{"listen: 127.0.0.1:1884", "listen: 127.0.0.1:6212", []string{"feeds.hj212.listen: 127.0.0.1:6212: feeds.mqtt listens there: each needs a port of its own"}},
		{"{user: gw-pit, secret_sha256: " + sha, "{user: gw-pit, secret: " + sha, []string{
			"site.yaml:44:9: feeds.mqtt.devices[0].secret_sha256: missing (SHA-256 of its password in hexadecimal: printf %s PASSWORD | sha256sum)",
			"feeds.mqtt.devices[0].secret: unknown key: did you mean secret_sha256?",
		}},
		{sha + ", publish", "123456, publish", []string{"site.yaml:44:39: feeds.mqtt.devices[0].secret_sha256: 123456: must be a text"}},
		{", publish: [pit/+/data], subscribe: [\"pit/#\"]", "", []string{"feeds.mqtt.devices[0]: may neither publish nor subscribe: give publish"}},
		{"publish: [pit/+/data]", "publish: [pit/a+/data, pit/#/x]", []string{
			"feeds.mqtt.devices[0].publish[0]: pit/a+/data: + must be a whole level", "feeds.mqtt.devices[0].publish[1]: pit/#/x: + must be a whole level",
		}},
		{`"point/{1}", items`, `"point/{2}", items`, []string{"feeds.mqtt.mappings[0].subject: {2}: the topic pit/+/data has 1 wildcards"}},
		{"scale: 0.001", "scale: 0", []string{"feeds.mqtt.mappings[0].values[0].scale: 0: would make all values 0"}},
		{"      - {mn: 010000A8900016F000169DC0", "      - {mn: 010000A8900016F000169DC0, password_sha256: " + sha + ", subject: station/D1}\n      - {mn: 010000A8900016F000169DC0", []string{
			"feeds.hj212.stations[1].mn: there is another station 010000A8900016F000169DC0", "feeds.hj212.stations[1].subject: there is another subject station/D1",
		}},
		{"mn: 010000A8900016F000169DC0", "mn: 0100", []string{"feeds.hj212.stations[0].mn: 0100: must be a text"}},
		{"idle: 5min", "idle: 5", []string{"feeds.hj212.idle: 5: must be a duration with its unit"}},
		{"code: a34004-Rtd", "code: a34004", []string{"feeds.hj212.quantities[0].code: a34004: must match"}},
		{`"34020003": C3`, `"34020003": C5`, []string{"feeds.video.platforms[0].cameras.34020003: C5: is none of feeds.video.cameras"}},
		{`"1": no_helmet`, `"1": No helmet`, []string{"feeds.video.platforms[0].kinds.1: No helmet: must match"}},
		{"id: C4, at: [12, 3, 9]", "id: C3, at: [1200000, 3, 9]", []string{
			"feeds.video.cameras[1].at[0]: (1200000, 3): must be site coordinates", "feeds.video.cameras[1].id: there is another camera/C3",
		}},
		{", x_m: x", "", []string{"feeds.video.platforms[0]: x_m and y_m: give both or neither"}},
		{"  http:\n    listen: \"[::1]:8082\"\n    senders:\n      - {name: gateway7, secret_sha256: " + sha + "}\n", "", []string{"feeds.video: platforms post to the address of feeds.http, which is missing"}},
		{"file: storm.csv, speed: 60", "file: sturm.csv, speed: 2000", []string{
			"feeds.replay[0].file: sturm.csv: there is no such file", "feeds.replay[0].speed: 2000: must be >= 1 and <= 1000",
		}},
		{"  replay:", "  watch: [{file: nowcast.xlsx, every: 10ms}, {file: n.csv, mappings: [{topic: n.csv, subject: a, values: [{path: v, property: p}]}]}]\n  replay:", []string{
			"feeds.watch[0].every: 10ms: must be", "feeds.watch[0].file: nowcast.xlsx: must be .csv, .ndjson, .jsonl, .json", "feeds.watch[1].mappings: belong to a JSON file",
		}},
		{"shift: true, loop: true", "speed: 2, shift: true", []string{"feeds.replay[1].speed: 2: shifted to the present"}},
		{"shift: true, loop: true", "loop: true", []string{"feeds.replay[1].loop: only with shift"}},
		{"file: tape.mcap", "file: storm.csv", []string{"feeds.replay[2].mappings: belong to an MCAP file"}},
		{"file: tape.mcap", "file: ground.tif", []string{"feeds.replay[2].file: ground.tif: must be .csv, .ndjson, .jsonl, .mcap"}},
	} {
		if strings.Count(feedsYAML, c.old) < 1 {
			t.Fatalf("%s is not in the file", c.old)
		}
		got := report(t, goldenYAML+strings.Replace(feedsYAML, c.old, c.with, 1), withFeeds(t))
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s instead of %s:\n got %s\nwant %s", c.with, c.old, got, want)
			}
		}
	}
	if got, want := report(t, goldenYAML+"feeds: {}\n", goldenFiles(t)), "site.yaml:40:1: feeds: has no feed: must have mqtt, hj212, http, video, replay or watch"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
