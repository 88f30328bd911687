package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits bound what one asker may ask for. They hold where people log in.
type Limits struct {
	PerSecond    float64 // requests of one asker, lasting; 0: 50
	Burst        int     // at once; 0: 200
	LoginsPerMin float64 // attempts from one address; 0: 10
	MostBody     int64   // of a request [bytes]; 0: 16 MiB
}

func (l Limits) withDefaults() Limits {
	if l.PerSecond <= 0 {
		l.PerSecond = 50
	}
	if l.Burst <= 0 {
		l.Burst = 200
	}
	if l.LoginsPerMin <= 0 {
		l.LoginsPerMin = 10
	}
	if l.MostBody <= 0 {
		l.MostBody = 16 << 20
	}
	return l
}

// Limiter counts by key, such as a name or an address.
type Limiter struct {
	rate  rate.Limit
	burst int

	mu   sync.Mutex
	keys map[string]*counted
}

type counted struct {
	*rate.Limiter
	seen time.Time
}

// mostKeys is how many are counted at once; the idle ones go first.
const mostKeys = 20_000

// NewLimiter makes the limiter of requests.
func NewLimiter(l Limits) *Limiter {
	l = l.withDefaults()
	return newLimiter(l.PerSecond, l.Burst)
}

func newLimiter(perSecond float64, burst int) *Limiter {
	return &Limiter{rate: rate.Limit(perSecond), burst: max(burst, 1), keys: map[string]*counted{}}
}

// Allow tells whether one more is within the limit.
func (l *Limiter) Allow(key string) bool {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.keys[key]
	if c == nil {
		if len(l.keys) >= mostKeys {
			l.forget(now)
		}
		c = &counted{Limiter: rate.NewLimiter(l.rate, l.burst)}
		l.keys[key] = c
	}
	c.seen = now
	return c.AllowN(now, 1)
}

// forget drops those whose bucket is full again: they are as if never seen. If
// none is, all go.
func (l *Limiter) forget(now time.Time) {
	full := time.Duration(float64(l.burst) / float64(l.rate) * float64(time.Second))
	for key, c := range l.keys {
		if now.Sub(c.seen) > full {
			delete(l.keys, key)
		}
	}
	if len(l.keys) >= mostKeys {
		clear(l.keys)
	}
}
