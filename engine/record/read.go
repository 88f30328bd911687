package record

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"shapan/engine"
	"shapan/engine/pack"
)

// Times returns the instants at which the field was recorded.
func (r *Recording) Times(field string) []float64 {
	var times []float64
	for _, e := range r.index.topics[fieldsTopic+field] {
		times = append(times, r.seconds(e.at))
	}
	return times
}

// fieldTopics returns the topics of all fields, in the order in which their
// channels were made.
func (r *Recording) fieldTopics() []string {
	var topics []string
	for _, id := range slices.Sorted(maps.Keys(r.index.channels)) {
		topic := r.index.channels[id].Topic
		if strings.HasPrefix(topic, fieldsTopic) && !slices.Contains(topics, topic) && len(r.index.topics[topic]) > 0 {
			topics = append(topics, topic)
		}
	}
	return topics
}

// Channels returns what there is to ask for. What cannot be read is left out.
func (r *Recording) Channels() Channels {
	c := Channels{Fields: r.fieldInfos()}
	if series, err := r.series(); err == nil {
		for _, column := range series.Columns {
			c.Scalars = append(c.Scalars, column.ScalarInfo)
		}
	}
	if poses, names, err := r.posesAndNames(math.MaxInt64); err == nil {
		c.Poses = names
		for _, p := range poses {
			if !slices.Contains(c.Poses, p.Name) {
				c.Poses = append(c.Poses, p.Name)
			}
		}
	}
	return c
}

// fieldInfos returns how each field was last recorded.
func (r *Recording) fieldInfos() []pack.FieldInfo {
	var infos []pack.FieldInfo
	for _, topic := range r.fieldTopics() {
		if last, ok := r.newest(topic, math.MaxInt64); ok {
			if info, err := r.fieldInfo(last.channel); err == nil {
				infos = append(infos, info)
			}
		}
	}
	return infos
}

func (r *Recording) fieldInfo(channel uint16) (info pack.FieldInfo, err error) {
	err = json.Unmarshal([]byte(r.index.channels[channel].Metadata[fieldKey]), &info)
	return info, err
}

// FrameAt returns what was newest at an instant.
func (r *Recording) FrameAt(seconds float64, fields ...string) (Moment, error) {
	var m Moment
	var err error
	at := r.atSeconds(seconds)
	for _, topic := range r.fieldTopics() {
		e, ok := r.newest(topic, at)
		if !ok || !wanted(strings.TrimPrefix(topic, fieldsTopic), fields) {
			continue
		}
		frame, err := r.fieldFrame(e)
		if err != nil {
			return m, err
		}
		m.Fields = append(m.Fields, frame)
	}
	if m.Poses, err = r.poses(at); err != nil {
		return m, err
	}
	if m.Paths, err = r.pathsAt(at); err != nil {
		return m, err
	}
	m.Scalars, err = r.scalarsAt(at)
	return m, err
}

func (r *Recording) fieldFrame(e entry) (FieldFrame, error) {
	info, err := r.fieldInfo(e.channel)
	if err != nil {
		return FieldFrame{}, err
	}
	data, err := r.message(e)
	if err != nil {
		return FieldFrame{}, err
	}
	header, _, err := pack.ParseHeader(data)
	return FieldFrame{FieldInfo: info, Tick: header.Tick, Seconds: header.Seconds, Message: data}, err
}

func (r *Recording) pathsAt(at int64) ([]engine.Path, error) {
	e, ok := r.newest(pathsTopic, at)
	if !ok {
		return nil, nil
	}
	message, err := decode[pathsMessage](r, pathsTopic, e)
	if err != nil {
		return nil, err
	}
	var paths []engine.Path
	for _, line := range message.Paths {
		p := engine.Path{Name: line.Name, Kind: line.Kind, Height: line.Height}
		for _, point := range line.Points {
			p.Points = append(p.Points, point)
		}
		paths = append(paths, p)
	}
	return paths, nil
}

// scalarInfos returns names and units in the order of the frame.
func (r *Recording) scalarInfos(channel uint16) (infos []ScalarInfo, err error) {
	err = json.Unmarshal([]byte(r.index.channels[channel].Metadata[scalarsKey]), &infos)
	return infos, err
}

func (r *Recording) scalarsAt(at int64) ([]engine.Scalar, error) {
	e, ok := r.newest(scalarsTopic, at)
	if !ok {
		return nil, nil
	}
	infos, err := r.scalarInfos(e.channel)
	if err != nil {
		return nil, err
	}
	message, err := decode[scalarsMessage](r, scalarsTopic, e)
	if err != nil {
		return nil, err
	}
	scalars := make([]engine.Scalar, len(infos))
	for k, info := range infos {
		scalars[k] = engine.Scalar{Name: info.Name, Unit: info.Unit, Value: orNaN(message.Values[info.Name])}
	}
	return scalars, nil
}

func orNaN(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// Series returns the scalars named, or all.
func (r *Recording) Series(names ...string) (Series, error) {
	s, err := r.series()
	return s.only(names), err
}

func (r *Recording) readSeries() (Series, error) {
	t := newTable()
	infos := map[uint16][]ScalarInfo{}
	err := each(r, scalarsTopic, func(e entry, message scalarsMessage) error {
		if infos[e.channel] == nil {
			list, err := r.scalarInfos(e.channel)
			if err != nil {
				return err
			}
			infos[e.channel] = list
		}
		row := len(t.seconds)
		t.seconds = append(t.seconds, r.seconds(e.at))
		for _, info := range infos[e.channel] {
			t.set(info, row, orNaN(message.Values[info.Name]))
		}
		return nil
	})
	t.fill(len(t.seconds))
	return t.series(), err
}

// Log returns the events and alarms in the order in which they happened.
func (r *Recording) Log() ([]Entry, error) { return r.log() }

func (r *Recording) readLog() ([]Entry, error) {
	var entries []Entry
	err := each(r, inputsTopic, func(e entry, message inputsMessage) error {
		for _, event := range message.Events {
			entries = append(entries, eventEntry(event, r.meta.TickAt(r.tickAt(e.at))))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	alarms, err := r.Alarms()
	if err != nil {
		return nil, err
	}
	entries = append(entries, alarms...)
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Tick, b.Tick) })
	return entries, nil
}

// Alarms returns the alarms that were raised or returned, in order.
func (r *Recording) Alarms() ([]Entry, error) {
	var entries []Entry
	err := each(r, alarmsTopic, func(_ entry, message alarmMessage) error {
		message.Entry.Tick = message.Tick
		entries = append(entries, message.Entry)
		return nil
	})
	return entries, err
}
