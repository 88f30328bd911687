package access

import (
	"fmt"
	"slices"
	"strings"
)

// list is who is known at a time: it is replaced as a whole and never changed.
type list struct {
	people []Person
	tokens []Token
}

// newList checks people and tokens, and gives each a way to hear of its end.
func newList(c Config) (*list, error) {
	l := &list{people: slices.Clone(c.People), tokens: slices.Clone(c.Tokens)}
	names := map[string]bool{}
	once := func(kind, name string) error {
		if names[kind+name] {
			return fmt.Errorf("%s %s: there are two of that name", kind, name)
		}
		names[kind+name] = true
		return nil
	}
	for i := range l.people {
		p := &l.people[i]
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("user %s: %w", p.Name, err)
		}
		if err := once("user", p.Name); err != nil {
			return nil, err
		}
		p.ended = make(chan struct{})
	}
	for i := range l.tokens {
		t := &l.tokens[i]
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("token %s: %w", t.Name, err)
		}
		if err := once("token", t.Name); err != nil {
			return nil, err
		}
		t.ended = make(chan struct{})
	}
	return l, nil
}

// known is one of a list with what proves that it is he.
type known struct {
	name   string // with its kind: user li
	who    *Who
	secret string
}

func (l *list) all() (all []known) {
	for i := range l.people {
		all = append(all, known{"user " + l.people[i].Name, &l.people[i].Who, l.people[i].Password})
	}
	for i := range l.tokens {
		all = append(all, known{"token " + l.tokens[i].Name, &l.tokens[i].Who, strings.ToLower(l.tokens[i].SHA256)})
	}
	return all
}

// Replace puts other people and tokens in the place of those known till now, at once
// and as a whole; the rest of c is not looked at. Whoever is gone, has another secret
// or has lost a right has ended: his sessions are over, and Ended tells his
// connections. Who has only gained keeps his. It returns what has changed, in words
// for the audit. If c is not sound, or names nobody where nobody else vouches,
// nothing is replaced.
func (k *Keeper) Replace(c Config) (changes []string, err error) {
	next, err := newList(c)
	if err != nil {
		return nil, err
	}
	if k.open || len(c.People) == 0 && len(c.Tokens) == 0 && k.oidc == nil {
		return nil, fmt.Errorf("who may come in cannot be changed to or from everybody without a restart")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.list.Load()
	now := map[string]known{}
	for _, n := range next.all() {
		now[n.name] = n
	}
	follows := map[*Who]*Who{}
	var over []*Who
	was := map[string]bool{}
	for _, o := range before.all() {
		was[o.name] = true
		n, there := now[o.name]
		switch {
		case !there:
			changes = append(changes, o.name+" was removed")
		case n.secret != o.secret:
			changes = append(changes, fmt.Sprintf("%s has another secret and is %s", o.name, n.who.rights()))
		case n.who.rights() != o.who.rights():
			changes = append(changes, fmt.Sprintf("%s is %s; was %s", o.name, n.who.rights(), o.who.rights()))
		}
		if there && n.secret == o.secret && n.who.covers(o.who) {
			n.who.ended = o.who.ended
			follows[o.who] = n.who
		} else {
			over = append(over, o.who)
		}
	}
	for _, n := range next.all() {
		if !was[n.name] {
			changes = append(changes, fmt.Sprintf("%s was added as %s", n.name, n.who.rights()))
		}
	}
	k.list.Store(next)
	for _, w := range over { // after the list: whoever comes back at once meets the new one
		close(w.ended)
	}
	for id, s := range k.sessions {
		if n := follows[s.who]; n != nil {
			k.sessions[id] = session{n, s.until}
		} else if s.who.over() {
			delete(k.sessions, id)
		}
	}
	return changes, nil
}

// rights are a role and its sites in words.
func (w *Who) rights() string {
	if w.Sites == nil {
		return string(w.Role) + " of all sites"
	}
	sites := slices.Sorted(slices.Values(w.Sites))
	return string(w.Role) + " of " + strings.Join(sites, ", ")
}

// covers tells whether he has all the rights of another.
func (w *Who) covers(other *Who) bool {
	if w.Role != other.Role && (rank[w.Role] < rank[other.Role] || other.Role == Device) {
		return false
	}
	if w.Sites == nil {
		return true
	}
	return other.Sites != nil && !slices.ContainsFunc(other.Sites, func(site string) bool { return !slices.Contains(w.Sites, site) })
}
