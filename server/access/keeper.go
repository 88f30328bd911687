package access

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Config says who may come in.
type Config struct {
	People []Person
	Tokens []Token
	OIDC   *OIDC // nil: nobody else vouches
	Limits Limits
}

// Open tells whether everybody may come in.
func (c *Config) Open() bool { return len(c.People) == 0 && len(c.Tokens) == 0 && c.OIDC == nil }

// Keeper stands at the door. It is safe for concurrent use.
type Keeper struct {
	list    atomic.Pointer[list] // of people and tokens; Replace puts another in its place
	oidc    *oidcDoor
	open    bool
	decoy   sync.Once
	nobody  []byte
	knocks  *Limiter // of attempts to log in, by address
	Failure func(what, from string)

	mu       sync.Mutex // of sessions, and of who replaces the list
	sessions map[string]session
}

// session is somebody whose browser shows a cookie; a restart forgets them.
type session struct {
	who   *Who
	until time.Time
}

const (
	cookieName   = "shapan_session"
	sessionLife  = 12 * time.Hour
	mostSessions = 10_000
)

// New makes a keeper.
func New(c Config) (*Keeper, error) {
	k := &Keeper{open: c.Open(), sessions: map[string]session{}, Failure: func(string, string) {}}
	c.Limits = c.Limits.withDefaults()
	k.knocks = newLimiter(c.Limits.LoginsPerMin/60, int(c.Limits.LoginsPerMin))
	l, err := newList(c)
	if err != nil {
		return nil, err
	}
	k.list.Store(l)
	if c.OIDC != nil {
		if err := c.OIDC.check(); err != nil {
			return nil, fmt.Errorf("oidc: %w", err)
		}
		k.oidc = newOIDCDoor(*c.OIDC)
	}
	return k, nil
}

// Open tells whether everybody may come in.
func (k *Keeper) Open() bool { return k.open }

// Who returns who sends a request; nil: nobody who is known.
func (k *Keeper) Who(r *http.Request) *Who {
	if k.open {
		return Everybody
	}
	if scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return k.tokenOf(secret)
	}
	if cookie, err := r.Cookie(cookieName); err == nil {
		return k.ofSession(cookie.Value, time.Now())
	}
	return nil
}

func (k *Keeper) ofSession(id string, now time.Time) *Who {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, known := k.sessions[id]
	if !known || !now.Before(s.until) || s.who.over() {
		delete(k.sessions, id)
		return nil
	}
	return s.who
}

// begin makes a session and returns its ID, which nobody guesses.
func (k *Keeper) begin(w *Who, now time.Time) (id string, until time.Time) {
	var random [32]byte
	rand.Read(random[:])
	id, until = base64.RawURLEncoding.EncodeToString(random[:]), now.Add(sessionLife)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.sessions) >= mostSessions {
		for other, s := range k.sessions {
			if !now.Before(s.until) {
				delete(k.sessions, other)
			}
		}
		for other := range k.sessions { // nobody has so many people: let any go
			if len(k.sessions) < mostSessions {
				break
			}
			delete(k.sessions, other)
		}
	}
	k.sessions[id] = session{w, until}
	return id, until
}

func (k *Keeper) end(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.sessions, id)
}
