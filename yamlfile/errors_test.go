package yamlfile

import (
	"errors"
	"fmt"
	"testing"
)

func TestAddNewKeepsQuietAboutWhatIsKnown(t *testing.T) {
	f, err := Parse("x.yaml", []byte("a: {b: [1, 2]}\nc: 3\n"))
	if err != nil {
		t.Fatal(err)
	}
	var all ErrorList
	all.AddNew(f.At("c").Errorf("later"))
	all.AddNew(f.At("a", "b", 1).Errorf("known"))
	all.AddNew(f.At("a", "b").Errorf("around"))
	all.AddNew(f.At("a", "b", 1, "x").Errorf("inside"))
	all.AddNew(f.At("a", "bb").Errorf("other"))
	want := "x.yaml:1:1: a.bb: other\nx.yaml:1:12: a.b[1]: known\nx.yaml:2:4: c: later"
	if got := all.Err().Error(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestAddTakesAllKindsOfErrors(t *testing.T) {
	a, b := &Error{File: "a", Line: 2, Message: "two"}, &Error{File: "a", Line: 1, Message: "one"}
	var all ErrorList
	all.Add(nil)
	all.Add(errors.Join(a, fmt.Errorf("reading: %w", ErrorList{b}), errors.New("no disk")))
	all.Add(a)
	if got, want := all.Err().Error(), "a:1: one\na:2: two\nno disk"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if ErrorList(nil).Err() != nil || !IsMistake(fmt.Errorf("%w", a)) || IsMistake(errors.New("no disk")) {
		t.Error("what is a mistake?")
	}
}
