package site

import (
	"time"

	"shapan/engine"
)

// Feeds is how readings come to a live site: the key `feeds` of its file. Package
// server/feeds opens them.
type Feeds struct {
	MQTT   *MQTTFeed    `yaml:"mqtt" jsonschema_description:"devices that publish by MQTT 5 or 3.1.1"`
	HJ212  *HJ212Feed   `yaml:"hj212" jsonschema_description:"dust, noise and other stations that speak HJ 212-2005, -2017 or -2025 over TCP"`
	HTTP   *HTTPFeed    `yaml:"http" jsonschema_description:"readings and webhooks by POST"`
	Video  *VideoFeed   `yaml:"video" jsonschema_description:"cameras that report what they see, by webhook to the address of http"`
	Replay []ReplayFeed `yaml:"replay" jsonschema_description:"files of readings that are played as if they came in now"`
	Watch  []WatchFeed  `yaml:"watch" jsonschema_description:"files that somebody else replaces, as a rain nowcast: each content is one message"`
}

// MQTTFeed is a broker for devices.
type MQTTFeed struct {
	Listen   string        `yaml:"listen" jsonschema:"default=127.0.0.1:1883" jsonschema_description:"address and port"`
	Devices  []MQTTDevice  `yaml:"devices" jsonschema:"required,minItems=1" jsonschema_description:"who may connect"`
	Mappings []FeedMapping `yaml:"mappings" jsonschema:"required,minItems=1" jsonschema_description:"what messages mean; the first whose topic fits is taken"`
}

// MQTTDevice may connect and publish and subscribe where it says.
type MQTTDevice struct {
	User      string   `yaml:"user" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_.-]{1\\,64}$,example=gw-pit" jsonschema_description:"user name; of its readings the source is mqtt/<user>"`
	Secret    string   `yaml:"secret_sha256" jsonschema:"required,pattern=^[0-9a-fA-F]{64}$" jsonschema_description:"SHA-256 of its password in hexadecimal: printf %s PASSWORD | sha256sum"`
	Publish   []string `yaml:"publish" jsonschema_description:"topic filters, as pit/+/data"`
	Subscribe []string `yaml:"subscribe" jsonschema_description:"topic filters"`
}

// FeedMapping says what JSON messages on some topics mean. Paths have dots.
type FeedMapping struct {
	Topic   string      `yaml:"topic" jsonschema:"required,minLength=1,example=pit/+/data" jsonschema_description:"filter; + is one level, # at the end is all that follow"`
	Subject string      `yaml:"subject" jsonschema:"required,minLength=1,example=point/{1}" jsonschema_description:"what the readings are about; {1} is what the first wildcard stands for"`
	Items   string      `yaml:"items" jsonschema:"example=data.list" jsonschema_description:"path of an array of which each item is read; absent: the message is one"`
	At      string      `yaml:"at" jsonschema:"example=ts" jsonschema_description:"path of the time: RFC 3339, or seconds or milliseconds since 1970; absent: when it was received"`
	Quality string      `yaml:"quality" jsonschema_description:"path of good, uncertain or bad; absent: good"`
	Values  []FeedValue `yaml:"values" jsonschema:"required,minItems=1"`
}

// FeedValue is one number of a message.
type FeedValue struct {
	Path     string   `yaml:"path" jsonschema:"required,minLength=1,example=disp_mm" jsonschema_description:"where it is, with dots"`
	Property string   `yaml:"property" jsonschema:"required,minLength=1,example=displacement"`
	Scale    *float64 `yaml:"scale" jsonschema:"example=0.001" jsonschema_description:"from the device's unit to the property's; absent: 1"`
	Optional bool     `yaml:"optional" jsonschema_description:"may be missing in a message"`
}

// HJ212Feed is the centre (上位机) of stations.
type HJ212Feed struct {
	Listen          string          `yaml:"listen" jsonschema:"default=127.0.0.1:6212" jsonschema_description:"address and port"`
	Stations        []HJ212Station  `yaml:"stations" jsonschema:"required,minItems=1"`
	Quantities      []HJ212Quantity `yaml:"quantities" jsonschema_description:"names and units of ours for codes; others keep their code and the station's unit"`
	Idle            time.Duration   `yaml:"idle" jsonschema:"minimum=10s,maximum=7d,default=10min" jsonschema_description:"without a packet, after which a connection is closed"`
	MostConnections int             `yaml:"most_connections" jsonschema:"minimum=1,maximum=10000,default=500"`
}

// HJ212Station may speak.
type HJ212Station struct {
	MN       string `yaml:"mn" jsonschema:"required,pattern=^[0-9A-Za-z_-]{1\\,24}$,example=010000A8900016F000169DC0" jsonschema_description:"its number, in quotes if it has digits alone"`
	Password string `yaml:"password_sha256" jsonschema:"required,pattern=^[0-9a-fA-F]{64}$" jsonschema_description:"SHA-256 of its PW in hexadecimal: printf %s 123456 | sha256sum"`
	Subject  string `yaml:"subject" jsonschema:"required,minLength=1,example=station/D1" jsonschema_description:"what its readings are about"`
}

// HJ212Quantity gives a code a name and unit.
type HJ212Quantity struct {
	Code     string   `yaml:"code" jsonschema:"required,pattern=^[0-9A-Za-z]+-[A-Za-z]+$,example=a34004-Rtd" jsonschema_description:"code and kind"`
	Property string   `yaml:"property" jsonschema:"required,minLength=1,example=pm2_5"`
	Scale    *float64 `yaml:"scale" jsonschema:"example=1e-9" jsonschema_description:"from the station's unit to the property's; absent: 1"`
}

// HTTPFeed takes what is posted: /readings and /video/<platform>.
type HTTPFeed struct {
	Listen  string       `yaml:"listen" jsonschema:"default=127.0.0.1:8081" jsonschema_description:"address and port"`
	Senders []FeedSender `yaml:"senders" jsonschema_description:"who may post readings"`
}

// FeedSender may post.
type FeedSender struct {
	Name   string `yaml:"name" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_.-]{1\\,64}$,example=gateway7" jsonschema_description:"of its readings the source is http/<name>"`
	Secret string `yaml:"secret_sha256" jsonschema:"required,pattern=^[0-9a-fA-F]{64}$" jsonschema_description:"SHA-256 of its secret in hexadecimal: printf %s SECRET | sha256sum"`
}

// VideoFeed is cameras and the platforms that report what they see.
type VideoFeed struct {
	Cameras   []Camera        `yaml:"cameras" jsonschema:"required,minItems=1"`
	Platforms []VideoPlatform `yaml:"platforms" jsonschema:"required,minItems=1"`
}

// Camera is one of the site's; its events are about camera/<id>.
type Camera struct {
	ID   string      `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=C3" jsonschema_description:"letters, digits, - and _"`
	Name engine.Text `yaml:"name"`
	At   []float64   `yaml:"at" jsonschema:"required,minItems=2,maxItems=3" jsonschema_description:"[x, y] on the ground, or [x, y, z]"`

	Position [3]float64 `yaml:"-"` // at, with the ground's height
}

// VideoPlatform posts events to /video/<name>.
type VideoPlatform struct {
	Name       string            `yaml:"name" jsonschema:"required,pattern=^[0-9A-Za-z_.-]{1\\,64}$,example=eyes" jsonschema_description:"of its events the source is video/<name>"`
	Secret     string            `yaml:"secret_sha256" jsonschema:"required,pattern=^[0-9a-fA-F]{64}$" jsonschema_description:"SHA-256 of its secret in hexadecimal: printf %s SECRET | sha256sum"`
	Items      string            `yaml:"items" jsonschema_description:"path of an array of events; absent: the message is one"`
	Camera     string            `yaml:"camera" jsonschema:"required,minLength=1,example=deviceId" jsonschema_description:"path of the camera's name"`
	Kind       string            `yaml:"kind" jsonschema:"required,minLength=1,example=alarmType" jsonschema_description:"path of what was seen"`
	At         string            `yaml:"at" jsonschema_description:"path of the time; absent: when it was received"`
	Confidence string            `yaml:"confidence" jsonschema_description:"path; absent: 1"`
	Percent    bool              `yaml:"percent" jsonschema_description:"confidence is from 0 to 100"`
	Picture    string            `yaml:"picture" jsonschema_description:"path of the picture's link (http or https), which is kept and never fetched"`
	X          string            `yaml:"x_m" jsonschema_description:"path of where it was, in site coordinates; absent: where the camera is"`
	Y          string            `yaml:"y_m"`
	Cameras    map[string]string `yaml:"cameras" jsonschema_description:"the platform's names of our cameras: {\"3402…03\": C3}"`
	Kinds      map[string]string `yaml:"kinds" jsonschema:"pattern=^[a-z][a-z0-9_]{0\\,63}$" jsonschema_description:"the platform's names of kinds: {\"1\": no_helmet, \"2\": hot_work, heartbeat: ignore}; absent: they keep theirs"`
}

// WatchFeed is a file that is read whenever it has been replaced.
type WatchFeed struct {
	File     string        `yaml:"file" jsonschema:"required,minLength=1,example=nowcast.csv" jsonschema_description:"CSV, NDJSON or JSON; it need not be there yet. A path may lead out of the site's folder"`
	Every    time.Duration `yaml:"every" jsonschema:"minimum=1s,maximum=1d,default=10s" jsonschema_description:"between looks"`
	Mappings []FeedMapping `yaml:"mappings" jsonschema_description:"what JSON of others means; the topic is the file's name"`

	Path string `yaml:"-"` // where the file is
}

// ReplayFeed is a file of readings.
type ReplayFeed struct {
	File     string        `yaml:"file" jsonschema:"required,minLength=1,example=storm.csv" jsonschema_description:"CSV (subject, property, value, quality, at), NDJSON of the same, or MCAP"`
	Speed    float64       `yaml:"speed" jsonschema:"minimum=1,maximum=1000,default=1" jsonschema_description:"recorded seconds per second"`
	From     *time.Time    `yaml:"from" jsonschema_description:"where to begin; absent: at the first reading"`
	Shift    bool          `yaml:"shift" jsonschema_description:"instants are moved so that it begins now; at speed 1 only"`
	Loop     bool          `yaml:"loop" jsonschema_description:"again and again; with shift only"`
	Paused   bool          `yaml:"paused" jsonschema_description:"until somebody lets it go"`
	Mappings []FeedMapping `yaml:"mappings" jsonschema_description:"of an MCAP file: what JSON on its channels means; topics without the first /"`

	Path string `yaml:"-"` // where the file is
}
