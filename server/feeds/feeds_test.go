package feeds

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/server/feeds/hj212"
	"shapan/server/feeds/video"
	"shapan/server/historian"
	"shapan/site"
)

func hash(secret string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(secret))) }

// all is every kind of feed, on ports of the machine's choice.
func all(t testing.TB) *site.Feeds {
	t.Helper()
	record := filepath.Join(t.TempDir(), "storm.csv")
	if err := os.WriteFile(record, []byte("subject,property,value,at\npoint/R,p,1,2026-07-01T08:00:00Z\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	milli := 1e-3
	return &site.Feeds{
		MQTT: &site.MQTTFeed{Listen: "127.0.0.1:0",
			Devices: []site.MQTTDevice{
				{User: "gw", Secret: hash("secret"), Publish: []string{"pit/+/data"}, Subscribe: []string{"pit/#"}},
				{User: "eye", Secret: hash("other"), Subscribe: []string{"pit/#"}},
			},
			Mappings: []site.FeedMapping{{Topic: "pit/+/data", Subject: "point/{1}", At: "t", Values: []site.FeedValue{{Path: "d", Property: "displacement", Scale: &milli}}}}},
		HJ212: &site.HJ212Feed{Listen: "127.0.0.1:0", Stations: []site.HJ212Station{{MN: "M1", Password: hash("123456"), Subject: "station/D1"}}},
		HTTP:  &site.HTTPFeed{Listen: "127.0.0.1:0", Senders: []site.FeedSender{{Name: "gw", Secret: hash("secret")}}},
		Video: &site.VideoFeed{Cameras: []site.Camera{{ID: "C3", Position: [3]float64{1, 2, 3}}},
			Platforms: []site.VideoPlatform{{Name: "eyes", Secret: hash("look"), Camera: "c", Kind: "k", Picture: "p"}}},
		Replay: []site.ReplayFeed{{File: "storm.csv", Path: record, Speed: 1000}},
	}
}

func open(t testing.TB, f *site.Feeds) (*Feeds, *historian.Log) {
	t.Helper()
	log, err := historian.Open(context.Background(), historian.Options{Directory: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	o, err := Open(f, log, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	return o, log
}

func post(t *testing.T, url, secret, body string) int {
	t.Helper()
	r, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// Something comes in by each of them and is in the log when its sender is told.
func TestAllWaysIn(t *testing.T) {
	o, log := open(t, all(t))
	value := func(subject, property string) (v float64) {
		r, ok := log.LatestOf(subject, property)
		if !ok {
			t.Errorf("%s %s did not come", subject, property)
		}
		return r.Value
	}
	url := "http://" + o.Address("http").String()
	if code := post(t, url+"/readings", "secret", `{"subject":"point/H","property":"p","value":2}`); code != 204 || value("point/H", "p") != 2 {
		t.Errorf("POST: %d", code)
	}
	if code := post(t, url+"/video/eyes", "look", `{"c":"C3","k":"no_helmet","p":"https://eyes/1.jpg"}`); code != 204 || value("camera/C3", "seen/no_helmet") != 1 {
		t.Errorf("webhook: %d", code)
	}
	if code := post(t, url+"/video/eyes", "secret", `{}`); code != 401 {
		t.Errorf("the secret of another: %d", code)
	}
	var seen []video.Event
	if err := log.Events(context.Background(), time.Time{}, func(e historian.Event) error {
		if one, ok := video.EventOf(&e); ok {
			seen = append(seen, one)
		}
		return nil
	}); err != nil || len(seen) != 1 || seen[0].Picture != "https://eyes/1.jpg" || seen[0].Position != [3]float64{1, 2, 3} {
		t.Errorf("events of cameras: %+v %v", seen, err)
	}
	conn, err := net.Dial("tcp", o.Address("hj212").String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	packet := &hj212.Packet{QN: "20261126080000000", ST: "39", CN: "2011", PW: "123456", MN: "M1", Flag: 5, Contents: []hj212.Group{{{Name: "LA-Rtd", Value: "61.2"}}}}
	data, err := packet.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(data); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	answer := make([]byte, 1000)
	if n, err := conn.Read(answer); err != nil || !bytes.Contains(answer[:n], []byte("CN=9014")) || value("station/D1", "LA-Rtd") != 61.2 {
		t.Errorf("HJ 212: %q %v", answer[:n], err)
	}
	for !o.Players[0].State().Done {
		time.Sleep(10 * time.Millisecond)
	}
	if value("point/R", "p") != 1 {
		t.Error("the record was not played")
	}
}

// What cannot be opened is told all at once, and nothing is left open.
func TestAllOrNone(t *testing.T) {
	f := all(t)
	f.MQTT.Listen, f.HTTP.Listen, f.HJ212.Listen = "0.0.0.0:0", "example.com:80", "[::1]:99999"
	f.Replay[0].Path += ".xlsx"
	_, err := Open(f, nil, Options{})
	if err == nil {
		t.Fatal("it opened")
	}
	for _, want := range []string{
		"feeds.mqtt.listen: 0.0.0.0:0: other machines could reach this address, and this server has no access configured",
		"feeds.http.listen: example.com:80: other machines", "feeds.hj212.listen: ", "storm.csv.xlsx",
		"feeds.video: this server has no log for events",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	f = all(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	f.MQTT.Listen, f.HTTP.Listen = free.Addr().String(), taken.Addr().String()
	if _, err := Open(f, nil, Options{}); err == nil {
		t.Fatal("it opened on a port that is taken")
	}
	again, err := net.Listen("tcp", free.Addr().String())
	if err != nil {
		t.Fatalf("a listener was left open: %v", err)
	}
	again.Close()
	if o, err := Open(nil, nil, Options{}); err != nil || o.Close() != nil {
		t.Errorf("without feeds: %v", err)
	}
}

// client skips the test where a program is not there.
func client(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: this real client was not tried", name)
	}
	return path
}

func run(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	return string(out), err
}

func TestMosquitto(t *testing.T) {
	pub, sub := client(t, "mosquitto_pub"), client(t, "mosquitto_sub")
	o, log := open(t, all(t))
	host, port, _ := net.SplitHostPort(o.Address("mqtt").String())
	to := func(user, secret string, args ...string) []string {
		return append([]string{"-h", host, "-p", port, "-u", user, "-P", secret}, args...)
	}
	n := 0
	for _, version := range []string{"mqttv311", "mqttv5"} {
		for _, qos := range []string{"0", "1", "2"} {
			n++
			out, err := run(t, pub, to("gw", "secret", "-V", version, "-q", qos, "-t", "pit/CX1/data", "-m", fmt.Sprintf(`{"d":%d,"t":%d}`, n, 1782864000+n))...)
			if err != nil {
				t.Fatalf("%s, QoS %s: %v: %s", version, qos, err, out)
			}
			for qos == "0" { // nobody tells when it has come
				if r, ok := log.LatestOf("point/CX1", "displacement"); ok && r.Value == float64(n)*1e-3 {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			if r, _ := log.LatestOf("point/CX1", "displacement"); r.Value != float64(n)*1e-3 || r.Source != "mqtt/gw" {
				t.Errorf("%s, QoS %s: the newest is %+v", version, qos, r)
			}
		}
		if out, err := run(t, pub, to("gw", "wrong", "-V", version, "-q", "1", "-t", "pit/CX1/data", "-m", `{"d":1,"t":1}`)...); err == nil {
			t.Errorf("%s: a wrong password: %s", version, out)
		}
	}
	// It prints when it ends: so the message is sent until it has come.
	heard := make(chan string, 1)
	go func() {
		out, err := run(t, sub, to("eye", "other", "-V", "mqttv5", "-q", "1", "-t", "pit/#", "-C", "1", "-W", "50", "-v")...)
		heard <- fmt.Sprint(out, err)
	}()
	for {
		if out, err := run(t, pub, to("gw", "secret", "-V", "mqttv5", "-q", "1", "-t", "pit/CX2/data", "-m", `{"d":9,"t":1782864000}`)...); err != nil {
			t.Fatal(out)
		}
		select {
		case got := <-heard:
			if got != "pit/CX2/data {\"d\":9,\"t\":1782864000}\n<nil>" {
				t.Errorf("mosquitto_sub: %s", got)
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// paho is a device in JavaScript, with the package mqtt that Eclipse Paho's users
// went to: 200 messages at once, each acknowledged, and one that is refused.
const paho = `
const mqtt = require(process.argv[1])
const version = Number(process.argv[4])
const c = mqtt.connect(process.argv[2], { username: 'gw', password: process.argv[3], protocolVersion: version, reconnectPeriod: 0 })
c.on('error', e => { console.error(e.message); process.exit(1) })
c.on('connect', async () => {
  await Promise.all(Array.from({ length: 200 }, (_, k) => c.publishAsync('pit/N' + k + '/data', JSON.stringify({ d: k, t: 1782864000 + version }), { qos: 1 + k % 2 })))
  console.log('kept 200')
  c.on('close', () => { console.log('refused'); process.exit(0) })
  c.publish('pit/N0/data', 'no JSON', { qos: 1 }, e => { console.log(e ? 'refused' : 'ACKNOWLEDGED'); process.exit(0) })
})
`

func TestNodeMQTT(t *testing.T) {
	node := client(t, "node")
	modules := os.Getenv("SHAPAN_NODE_MQTT")
	if modules == "" {
		t.Skip("SHAPAN_NODE_MQTT does not name the folder of npm's mqtt (node_modules/mqtt): this real client was not tried")
	}
	o, log := open(t, all(t))
	for _, version := range []string{"4", "5"} {
		out, err := run(t, node, "-e", paho, modules, "mqtt://"+o.Address("mqtt").String(), "secret", version)
		if err != nil || out != "kept 200\nrefused\n" {
			t.Errorf("MQTT %s: %v: %s", version, err, out)
		}
		for k := range 200 {
			if r, ok := log.LatestOf(fmt.Sprintf("point/N%d", k), "displacement"); !ok || r.Value != float64(k)*1e-3 || fmt.Sprint(r.At.Unix()) != "178286400"+version {
				t.Fatalf("MQTT %s: reading %d: %+v", version, k, r)
			}
		}
	}
	if out, err := run(t, node, "-e", paho, modules, "mqtt://"+o.Address("mqtt").String(), "wrong", "5"); err == nil {
		t.Errorf("a wrong password: %s", out)
	}
}

func TestCurl(t *testing.T) {
	curl := client(t, "curl")
	o, log := open(t, all(t))
	url := "http://" + o.Address("http").String()
	table := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(table, []byte("subject,property,value\npoint/T,p,3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"204", []string{"-H", "Authorization: Bearer secret", "-d", `{"subject":"point/J","property":"p","value":1}`, url + "/readings"}},
		{"204", []string{"-u", "gw:secret", "-H", "Content-Type: text/csv", "--data-binary", "@" + table, url + "/readings"}},
		{"204", []string{"-u", "eyes:look", "-d", `{"c":"C3","k":"hot_work"}`, url + "/video/eyes"}},
		{"400", []string{"-u", "gw:secret", "-d", `{"subject":"point/J"}`, url + "/readings"}},
		{"401", []string{"-d", `{}`, url + "/readings"}},
		{"404", []string{"-d", `{}`, url + "/"}},
	} {
		out, err := run(t, curl, append([]string{"-s", "-o", os.DevNull, "-w", "%{http_code}"}, c.args...)...)
		if err != nil || out != c.want {
			t.Errorf("curl %v: %s %v, want %s", c.args, out, err, c.want)
		}
	}
	for _, want := range []historian.Reading{
		{Subject: "point/J", Property: "p", Value: 1, Source: "http/gw"},
		{Subject: "point/T", Property: "p", Value: 3, Source: "http/gw"},
		{Subject: "camera/C3", Property: "seen/hot_work", Value: 1, Source: "video/eyes"},
	} {
		got, _ := log.LatestOf(want.Subject, want.Property)
		if want.At, want.Received = got.At, got.Received; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// block is the first part of docs/feeds.md in a language.
func block(t *testing.T, language string, n int) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/feeds.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "```"+language+"\n")
	text, _, ok := strings.Cut(parts[min(n, len(parts)-1)], "\n```")
	if !ok || n >= len(parts) {
		t.Fatalf("docs/feeds.md has no part %d in %s", n, language)
	}
	return text + "\n"
}

// What docs/feeds.md shows works: its site opens, its packet is answered.
func TestDocument(t *testing.T) {
	folder := t.TempDir()
	ground := "ncols 20\nnrows 20\nxllcorner 0\nyllcorner 0\ncellsize 1\n" + strings.Repeat(strings.Repeat("4 ", 20)+"\n", 20)
	for name, text := range map[string]string{
		"site.yaml":  "name: x\ncrs: {easting_m: 0, northing_m: 0}\nground: {file: ground.asc, coordinates: site}\n" + block(t, "yaml", 1),
		"ground.asc": ground, "storm.csv": "subject,property,value,at\npoint/R,p,1,2026-07-01T08:00:00Z\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	place, err := site.Open(filepath.Join(folder, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	f := place.Feeds
	f.MQTT.Listen, f.HJ212.Listen, f.HTTP.Listen = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	o, log := open(t, f)
	conn, err := net.Dial("tcp", o.Address("hj212").String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(strings.TrimSuffix(block(t, "text", 1), "\n") + "\r\n")); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	answer := make([]byte, 1000)
	if n, err := conn.Read(answer); err != nil || !bytes.Contains(answer[:n], []byte("CN=9014")) {
		t.Errorf("%q %v", answer[:n], err)
	}
	if r, _ := log.LatestOf("station/D1", "pm2_5"); r.Value != 35.5*1e-9 || r.At.UTC().Format(time.RFC3339) != "2026-11-26T00:00:00Z" {
		t.Errorf("%+v", r)
	}
	url := "http://" + o.Address("http").String()
	if code := post(t, url+"/readings", "secret", `{"subject":"point/CX1","property":"displacement","value":0.0125}`); code != 204 {
		t.Errorf("POST: %d", code)
	}
	if code := post(t, url+"/video/eyes", "look", `{"deviceId":"C3","alarmType":"1","imageUrl":"https://eyes.example/p/1.jpg"}`); code != 204 {
		t.Errorf("webhook: %d", code)
	}
	if r, _ := log.LatestOf("camera/C3", "seen/no_helmet"); r.Value != 1 {
		t.Errorf("%+v", r)
	}
}
