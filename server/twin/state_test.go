package twin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

var midnight = time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC)

func at(minutes float64) time.Time {
	return midnight.Add(time.Duration(minutes * float64(time.Minute)))
}

// wall is a point that is warned of from 7, 8.5 and 10 mm, and read every ten minutes.
func wall(id string) alarm.Point {
	sensor := alarm.NoSensor
	sensor.Low, sensor.High, sensor.Every, sensor.Noise = -100, 100, 10*time.Minute, 0.01
	return alarm.Point{
		ID: "point/" + id, Property: "displacement", Unit: "mm", Group: "north",
		Rules: []alarm.Rule{
			{Limits: [3]float64{7, 8.5, 10}, Both: true, DeadBand: 0.3, Basis: alarm.Basis{Code: "S-07"}},
			{Limits: [3]float64{1.4, 1.7, 2}, Rate: 24 * time.Hour, DeadBand: 0.2},
		},
		Sensor: sensor, Manner: alarm.Manner{Escalate: []time.Duration{15 * time.Minute, 30 * time.Minute}},
	}
}

func reading(id string, minutes, value float64) historian.Reading {
	return historian.Reading{Subject: "point/" + id, Property: "displacement", Value: value, At: at(minutes), Received: at(minutes), Source: "test"}
}

// told are events in a line each.
func told(events []Event) string {
	var lines []string
	for _, e := range events {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s#%s %s %v %v %s %s", e.At.Format("15:04"), strings.TrimPrefix(e.Point, "point/"), e.Alarm, e.What, e.Tier, e.Phase, e.Who, e.Why)))
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, s *State, want string) {
	t.Helper()
	if got := told(s.Take()); got != strings.TrimSpace(want) {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

func act(s *State, minutes float64, a Act) {
	for _, r := range a.readings() {
		r.Received = at(minutes)
		s.See(r)
	}
}

func TestAnAlarmGoesThroughItsLife(t *testing.T) {
	s := NewState([]alarm.Point{wall("A")})
	value := 6.5
	for k := 0; k <= 12; k++ { // it creeps, so that no reading is a spike
		value = 6.5 + 0.05*float64(k%2)
		s.See(reading("A", float64(10*k), value))
	}
	s.See(reading("A", 130, 7.01))
	s.See(reading("A", 140, 8.6))
	expect(t, s, `
02:10 A#sensor raised notice unacknowledged judge spike
02:10 A#limit raised notice unacknowledged judge cumulative 7.01 >= 7 mm
02:20 A#limit higher warning unacknowledged judge cumulative 8.6 >= 8.5 mm`)
	act(s, 141, Act{Point: "point/A", Alarm: OfLimit, Do: "acknowledge", Who: "王工", Why: "现场查看"})
	act(s, 142, Act{Point: "point/A", Alarm: OfLimit, Do: "comment", Who: "王工", Why: strings.Repeat("裂缝", 200)})
	act(s, 143, Act{Point: "point/A", Alarm: OfLimit, Do: "acknowledge", Who: "again"}) // nothing to acknowledge
	s.See(reading("A", 150, 8.3))                                                       // within the dead band
	s.See(reading("A", 160, 6.6))
	expect(t, s, `
02:21 A#limit acknowledged warning acknowledged 王工 现场查看
02:22 A#limit commented warning acknowledged 王工 `+strings.Repeat("裂缝", 200)+`
02:25 A#sensor escalated notice unacknowledged clock
02:30 A#sensor returned none returned judge spike
02:40 A#limit cleared none normal judge`)
}

func TestAFaultNeverSilencesALimit(t *testing.T) {
	p := wall("A")
	p.Sensor.StuckFor = time.Hour
	s := NewState([]alarm.Point{p})
	for k := range 9 {
		s.See(reading("A", float64(10*k), 10.2))
	}
	s.See(historian.Reading{Subject: "point/A", Property: "displacement", Value: 1, Quality: historian.Bad, At: at(90), Received: at(90)})
	s.See(reading("A", 100, -9999)) // an error code
	s.See(reading("A", 110, 120))   // out of range, but there is no more than 100 to be seen
	s.Pass(at(200))                 // silence
	var limit []string
	for _, e := range s.Take() {
		if e.Alarm == OfLimit && e.What != "escalated" {
			limit = append(limit, e.What)
		}
	}
	if strings.Join(limit, " ") != "raised" || s.all[0].Limit.Tier != alarm.Danger {
		t.Errorf("the limit's alarm: %v, now %v", limit, s.all[0].Limit.Tier)
	}
	if s.all[0].Fault != alarm.Dropout {
		t.Errorf("fault: %v", s.all[0].Fault)
	}
	// And what is out of range raises: the first reading of a new sensor.
	s = NewState([]alarm.Point{wall("A")})
	s.See(reading("A", 0, -120))
	expect(t, s, `
00:00 A#sensor raised warning unacknowledged judge range
00:00 A#limit raised danger unacknowledged judge cumulative 100 >= 10 mm`)
}

func TestTimePassesAtItsInstants(t *testing.T) {
	s := NewState([]alarm.Point{wall("A")})
	s.See(reading("A", 0, 7.5))
	act(s, 5, Act{Point: "point/A", Alarm: OfLimit, Do: "shelve", Who: "op", Why: "known", Till: at(20)})
	s.Pass(at(600)) // nobody looked for ten hours
	expect(t, s, `
00:00 A#limit raised notice unacknowledged judge cumulative 7.5 >= 7 mm
00:05 A#limit shelved notice unacknowledged op known
00:20 A#limit unshelved notice unacknowledged clock
00:20 A#limit escalated notice unacknowledged clock
00:30 A#sensor raised warning unacknowledged judge dropout
00:45 A#limit escalated notice unacknowledged clock
00:45 A#sensor escalated warning unacknowledged clock
01:15 A#sensor escalated warning unacknowledged clock`)
	// The same comes of it however often somebody looks.
	often := NewState([]alarm.Point{wall("A")})
	often.See(reading("A", 0, 7.5))
	act(often, 5, Act{Point: "point/A", Alarm: OfLimit, Do: "shelve", Who: "op", Why: "known", Till: at(20)})
	for m := 6.0; m <= 600; m += 0.7 {
		often.Pass(at(m))
	}
	often.Pass(at(600))
	if got := len(often.Take()); got != 8 {
		t.Errorf("%d events when somebody looks often", got)
	}
}

func TestRateIsJudgedOverADay(t *testing.T) {
	s := NewState([]alarm.Point{wall("A")})
	for k := 0; k <= 6*48; k++ { // 1.8 mm a day
		s.See(reading("A", float64(10*k), 0.0125*float64(k)))
	}
	expect(t, s, "00:00 A#limit raised warning unacknowledged judge rate 1.8 >= 1.7 mm/d\n00:15 A#limit escalated warning unacknowledged clock\n00:45 A#limit escalated warning unacknowledged clock")
}

func TestClocksOfSensors(t *testing.T) {
	s := NewState([]alarm.Point{wall("A")})
	// Ahead by an hour: judged as of now, and told.
	r := reading("A", 0, 7.5)
	r.At = at(60)
	s.See(r)
	expect(t, s, `
00:00 A#sensor raised notice unacknowledged judge skew
00:00 A#limit raised notice unacknowledged judge cumulative 7.5 >= 7 mm`)
	// A break of an hour, then all of it at once: late, and no wrong clock.
	s = NewState([]alarm.Point{wall("B")})
	for k := range 3 {
		s.See(reading("B", float64(10*k), 1+0.1*float64(k)))
	}
	for k := 3; k < 9; k++ {
		late := reading("B", float64(10*k), 1+0.1*float64(k))
		late.Received = at(85)
		s.See(late)
	}
	expect(t, s, `
00:50 B#sensor raised warning unacknowledged judge dropout
01:05 B#sensor escalated warning unacknowledged clock
01:25 B#sensor returned none returned judge dropout`)
	// What is older than what has been judged is not judged.
	old := reading("B", 15, 50)
	old.Received = at(86)
	s.See(old)
	expect(t, s, "")
	// Behind by a time that stays.
	s = NewState([]alarm.Point{wall("C")})
	for k := range 3 {
		behind := reading("C", float64(10*k), 1+0.1*float64(k))
		behind.At = behind.At.Add(-time.Hour)
		s.See(behind)
	}
	expect(t, s, "00:10 C#sensor raised notice unacknowledged judge skew")
}

func TestDriftAgainstNeighbours(t *testing.T) {
	var points []alarm.Point
	for _, id := range []string{"A", "B", "C", "D"} {
		p := wall(id)
		p.Rules, p.Manner.Escalate = nil, nil
		points = append(points, p)
	}
	points[0].Neighbours, points[0].Sensor.MostOff = []string{"point/B", "point/C", "point/D"}, 1
	s := NewState(points)
	for k := 0; k <= 6*36; k++ {
		for i, id := range []string{"B", "C", "D", "A"} {
			v := 0.01 * float64(k)
			if i == 3 && k > 72 {
				v += 0.02 * float64(k-72) // goes away by 2.88 mm a day
			}
			s.See(reading(id, float64(10*k), v))
		}
	}
	events := s.Take()
	// The change over a day differs by more than 1 mm first when k−72 > 50, but is
	// known only from the second day on: at once then, 144 readings after.
	if len(events) != 1 || events[0].Cause != "drift" || events[0].Point != "point/A" || !events[0].At.Equal(at(1440)) {
		t.Errorf("%s", told(events))
	}
}

func TestManyAlarmsAreAFlood(t *testing.T) {
	var points []alarm.Point
	for k := range 30 {
		p := wall(fmt.Sprintf("P%02d", k))
		p.Manner.Escalate, p.Sensor.Every = nil, 0
		if k >= 20 {
			p.Group = "south"
		}
		points = append(points, p)
	}
	s := NewState(points)
	for k := range 30 {
		s.See(reading(fmt.Sprintf("P%02d", k), float64(k)/10, 7.5))
	}
	s.Pass(at(30))
	var flood []string
	for _, e := range s.Take() {
		if e.Point == "" {
			flood = append(flood, fmt.Sprintf("%s after %v", e.What, e.At.Sub(midnight)))
		}
	}
	if got := strings.Join(flood, ", "); got != "flood after 1m0s, flood_over after 30m0s" {
		t.Errorf("%s", got)
	}
	if roots := alarm.Roots(s.recent, 10*time.Minute); len(roots) != 2 || len(roots[0].Others) != 19 || len(roots[1].Others) != 9 {
		t.Errorf("roots: %+v", roots)
	}
}
