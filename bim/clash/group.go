package clash

import (
	"cmp"
	"slices"
)

// Group is clashes that have one cause: one element that meets several of a type.
// Who moves the element has dealt with all of them.
type Group struct {
	Element *Object // what all of its pairs have in common
	Other   string  // type of what it meets
	Hard    bool    // whether they are hard clashes or lacks of clearance
	Pairs   []int   // in the slice that was grouped, rising
}

// Groups shares clashes out, each to one group. The element in the most clashes
// with things of one type takes them first, then the next of what is left; of
// equals, that with the smaller GUID.
func Groups(pairs []Pair) []Group {
	type key struct {
		element *Object
		other   string
		hard    bool
	}
	members := map[key][]int{}
	for k := range pairs {
		p := &pairs[k]
		members[key{p.A, p.B.Type, p.Kind.Hard()}] = append(members[key{p.A, p.B.Type, p.Kind.Hard()}], k)
		members[key{p.B, p.A.Type, p.Kind.Hard()}] = append(members[key{p.B, p.A.Type, p.Kind.Hard()}], k)
	}
	order := make([]key, 0, len(members))
	for k := range members {
		order = append(order, k)
	}
	compare := func(p, q key) int {
		return cmp.Or(
			cmp.Compare(len(members[q]), len(members[p])),
			cmp.Compare(p.element.GUID, q.element.GUID),
			cmp.Compare(p.element.Model, q.element.Model),
			cmp.Compare(p.other, q.other),
			cmp.Compare(boolean(q.hard), boolean(p.hard)),
		)
	}
	slices.SortFunc(order, compare)
	taken := make([]bool, len(pairs))
	var out []Group
	for len(order) > 0 {
		first := order[0]
		rest := slices.DeleteFunc(members[first], func(k int) bool { return taken[k] })
		if n := len(members[first]); len(rest) < n { // others took some meanwhile: back to its place
			members[first] = rest
			order = order[1:]
			if len(rest) > 0 {
				at, _ := slices.BinarySearchFunc(order, first, compare)
				order = slices.Insert(order, at, first)
			}
			continue
		}
		for _, k := range rest {
			taken[k] = true
		}
		out = append(out, Group{first.element, first.other, first.hard, rest})
		order = order[1:]
	}
	return out
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}
