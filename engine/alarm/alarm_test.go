package alarm

import (
	"math"
	"testing"

	"shapan/engine"
)

func TestNextHoldsWithinTheDeadBand(t *testing.T) {
	limits := Limits{PreWarning: 0.5, Alarm: 1, DeadBand: 0.05}
	level := engine.NoAlarm
	for k, c := range []struct {
		value float64
		want  engine.AlarmLevel
	}{
		{0.49, engine.NoAlarm}, {0.5, engine.PreWarning}, {0.46, engine.PreWarning}, {0.44, engine.NoAlarm},
		{0.48, engine.NoAlarm}, {1.2, engine.AlarmReached}, {0.96, engine.AlarmReached}, {0.94, engine.PreWarning},
		{0.97, engine.PreWarning}, {1, engine.AlarmReached}, {0.2, engine.NoAlarm},
	} {
		if level = limits.Next(level, c.value); level != c.want {
			t.Fatalf("value %d (%v): level %v, want %v", k, c.value, level, c.want)
		}
	}
}

func TestNoLimitsNeverRing(t *testing.T) {
	if got := None.Next(engine.AlarmReached, 1e9); got != engine.NoAlarm {
		t.Errorf("level %v without limits", got)
	}
	only := Limits{PreWarning: math.NaN(), Alarm: 2}
	if got := only.Next(engine.NoAlarm, 1.9); got != engine.NoAlarm {
		t.Errorf("level %v below the only limit", got)
	}
}
