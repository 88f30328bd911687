package vector

import "testing"

func TestWhereChoosesFeatures(t *testing.T) {
	l := &Layer{Features: []Feature{
		{ID: "house", Properties: map[string]any{"building": "yes", "storeys": 3.0}},
		{ID: "shed", Properties: map[string]any{"building": "shed"}},
		{ID: "ruin", Properties: map[string]any{"building": "no"}},
		{ID: "lake", Properties: map[string]any{"natural": "water", "building": nil}},
		{ID: "bare"},
	}}
	for text, want := range map[string]string{
		"building": "house shed ", "building=yes": "house ", "building = shed, hut": "shed ", "storeys=3": "house ", "roof": "", "building=": "",
	} {
		w, err := ParseWhere(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range l.Chosen(w).Features {
			got += f.ID + " "
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := l.Chosen(Where{}); len(got.Features) != len(l.Features) {
		t.Errorf("without a word %d of %d", len(got.Features), len(l.Features))
	}
	for _, text := range []string{"", " ", "=yes"} {
		if w, err := ParseWhere(text); err == nil {
			t.Errorf("%q: %+v", text, w)
		}
	}
}
