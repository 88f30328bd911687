package access

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Who is gone, has another password or has lost a right is out at once, in every
// browser; who has gained one has it at once; nobody else notices.
func TestReplace(t *testing.T) {
	hash, other := hashOf(t, "a long enough one"), hashOf(t, "another long one")
	person := func(name string, role Role, hash string, sites ...string) Person {
		return Person{Who{Name: name, Role: role, Sites: sites}, hash}
	}
	secret, device := NewToken("gw", Device)
	before := Config{Tokens: []Token{device}, People: []Person{
		person("removed", Operator, hash), person("lowered", Operator, hash), person("raised", Viewer, hash), person("fewer", Viewer, hash),
		person("more", Viewer, hash, "a"), person("newpass", Viewer, hash), person("same", Admin, hash),
	}}
	after := Config{People: []Person{
		person("lowered", Viewer, hash), person("raised", Operator, hash), person("fewer", Viewer, hash, "a"),
		person("more", Viewer, hash, "a", "b"), person("newpass", Viewer, other), person("same", Admin, hash), person("new", Viewer, hash),
	}}
	k, b := door(t, before)
	browsers, whos := map[string]*browser{}, map[string]*Who{}
	for i := range before.People {
		name := before.People[i].Name
		one := &browser{t, b.url, map[string]string{}}
		id, _ := k.begin(&k.list.Load().people[i].Who, time.Now())
		one.cookies[cookieName] = id
		if _, text := one.do("GET", "/who", nil); !strings.HasPrefix(text, name+" ") {
			t.Fatalf("%s is let in as %q", name, text)
		}
		browsers[name], whos[name] = one, &k.list.Load().people[i].Who
	}
	whos["gw"] = k.tokenOf(secret)
	changes, err := k.Replace(after)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"removed": "", "lowered": "", "fewer": "", "newpass": "",
		"raised": "raised operator ", "more": "more viewer a,b", "same": "same admin ",
	} {
		if _, text := browsers[name].do("GET", "/who", nil); text != want {
			t.Errorf("%s is %q, want %q", name, text, want)
		}
		if whos[name].over() != (want == "") {
			t.Errorf("%s: connections end: %t", name, whos[name].over())
		}
	}
	if !whos["gw"].over() || k.tokenOf(secret) != nil {
		t.Error("a token that was taken back is still good")
	}
	want := []string{
		"user removed was removed", "user lowered is viewer of all sites; was operator of all sites", "user raised is operator of all sites; was viewer of all sites",
		"user fewer is viewer of a; was viewer of all sites", "user more is viewer of a, b; was viewer of a", "user newpass has another secret and is viewer of all sites",
		"token gw was removed", "user new was added as viewer of all sites",
	}
	if !slices.Equal(changes, want) {
		t.Errorf("changes:\n%s\nwant:\n%s", strings.Join(changes, "\n"), strings.Join(want, "\n"))
	}
	if r, _ := b.do("POST", loginPath, url.Values{"name": {"lowered"}, "password": {"a long enough one"}}); r.StatusCode != 303 {
		t.Errorf("who lost a right may come again: status %d", r.StatusCode)
	}
	// Gained, then lost: the one connection hears of it.
	if _, err := k.Replace(before); err != nil || !whos["raised"].over() {
		t.Errorf("raised and lowered again: ended %t, %v", whos["raised"].over(), err)
	}
	for _, wrong := range []Config{{}, {People: []Person{person("x", "king", hash)}}, {People: []Person{person("x", Viewer, hash), person("x", Viewer, hash)}}} {
		if changes, err := k.Replace(wrong); err == nil || changes != nil {
			t.Errorf("%+v was taken", wrong)
		}
	}
	if len(k.list.Load().people) != len(before.People) {
		t.Error("a wrong list took the place of the right one")
	}
}

// A login that has begun before the change and ends after it opens nothing.
func TestLoginDuringAChange(t *testing.T) {
	hash := hashOf(t, "a long enough one")
	k, err := New(Config{People: []Person{{Who{Name: "li", Role: Admin}, hash}}})
	if err != nil {
		t.Fatal(err)
	}
	who := k.personOf("li", "a long enough one")
	if _, err := k.Replace(Config{People: []Person{{Who{Name: "li", Role: Viewer}, hash}}}); err != nil {
		t.Fatal(err)
	}
	id, _ := k.begin(who, time.Now())
	if w := k.ofSession(id, time.Now()); w != nil {
		t.Errorf("he is %+v", w)
	}
}

// Requests go on while the list changes under them (for the race detector).
func TestReplaceWhileAsked(t *testing.T) {
	secret, a := NewToken("a", Viewer)
	_, b := NewToken("b", Viewer)
	k, err := New(Config{Tokens: []Token{a}})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				if w := k.tokenOf(secret); w == nil || w.over() {
					t.Error("a token that stays is not known for a moment")
					return
				}
			}
		}
	})
	for n := range 200 {
		c := Config{Tokens: []Token{a}}
		if n%2 == 0 {
			c.Tokens = append(c.Tokens, b)
		}
		if _, err := k.Replace(c); err != nil {
			t.Error(err)
		}
	}
	close(done)
	group.Wait()
}

type kept struct {
	mu   sync.Mutex
	acts []string
}

func (a *kept) Write(e Entry) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.acts = append(a.acts, e.What)
	return nil
}

// The file is looked at by hand here: what counts was found twice, what is wrong or
// gone changes nothing and is told once.
func TestWatchedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.yaml")
	secret, a := NewToken("a", Viewer)
	second, b := NewToken("b", Operator)
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	line := func(t Token) string {
		return fmt.Sprintf("  - {name: %s, role: %s, sha256: %s}\n", t.Name, t.Role, t.SHA256)
	}
	write("tokens:\n" + line(a))
	first, origins, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	k, err := New(first)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	audit := &kept{}
	w := &Watcher{keeper: k, first: first, allows: origins, Watching: Watching{
		Path: path, Audit: audit, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Parse: func(p string, text []byte) (Config, []string, error) {
			return Parse(p, text, func(string) string { return "" })
		},
	}}
	look := func(times int) {
		for range times {
			w.look()
		}
	}
	expect := func(when string, aIn, bIn bool, told int, last string) {
		t.Helper()
		if (k.tokenOf(secret) != nil) != aIn || (k.tokenOf(second) != nil) != bIn {
			t.Errorf("%s: a %t, b %t", when, k.tokenOf(secret) != nil, k.tokenOf(second) != nil)
		}
		if len(audit.acts) != told || told > 0 && !strings.Contains(audit.acts[told-1], last) {
			t.Errorf("%s: the audit has %q, want %d, the last with %q", when, audit.acts, told, last)
		}
	}
	look(3)
	expect("at first", true, false, 0, "")
	write("tokens:\n" + line(a) + line(b))
	look(1)
	expect("found once", true, false, 0, "")
	look(3)
	expect("found twice", true, true, 1, "token b was added as operator of all sites")
	write("tokens:\n" + line(a) + "  - {name: b, role: king")
	look(4)
	expect("a wrong file", true, true, 2, "stays as it was")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	look(4)
	expect("no file", true, true, 3, "cannot be read")
	write("limits: {burst: 5}\ntokens:\n" + line(b))
	look(4)
	expect("one is gone", false, true, 5, "need a restart")
	if !strings.Contains(audit.acts[3], "token a was removed") || strings.Count(log.String(), "level=WARN") != 3 || strings.Contains(log.String()+strings.Join(audit.acts, ""), a.SHA256) {
		t.Errorf("audit %q, log %s", audit.acts, log.String())
	}
	// It does so by itself too, and ends.
	own := Watch(k, first, origins, Watching{Path: path, Audit: audit, Log: w.Log, Parse: w.Parse, Every: time.Millisecond})
	write("limits: {burst: 5}\ntokens:\n" + line(a) + line(b))
	for end := time.Now().Add(30 * time.Second); k.tokenOf(secret) == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the change is not seen")
		}
	}
	if err := own.Close(); err != nil {
		t.Error(err)
	}
}
