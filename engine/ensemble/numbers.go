package ensemble

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Never is a time that did not come: later than all others.
var Never = math.Inf(1)

// Numbers are the figures of a summary by their paths,
// "pits.station.overflowed_m3". What is null is Never.
type Numbers map[string]float64

// NumbersOf finds the figures of a summary: numbers and nulls under names, and
// in lists under their places from 0. Names, texts and truths are left out.
func NumbersOf(summary map[string]any) (Numbers, error) {
	text, err := json.Marshal(summary)
	if err != nil {
		return nil, fmt.Errorf("figures of a summary: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, fmt.Errorf("figures of a summary: %w", err)
	}
	numbers := Numbers{}
	return numbers, numbers.gather("", tree)
}

func (n Numbers) gather(path string, tree any) error {
	under := func(key string) string {
		if path == "" {
			return key
		}
		return path + "." + key
	}
	switch t := tree.(type) {
	case map[string]any:
		for key, inner := range t {
			if err := n.gather(under(key), inner); err != nil {
				return err
			}
		}
	case []any:
		for k, inner := range t {
			if err := n.gather(under(strconv.Itoa(k)), inner); err != nil {
				return err
			}
		}
	case nil:
		n[path] = Never
	case json.Number:
		v, err := t.Float64()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		n[path] = v
	}
	return nil
}

// Sort returns the places of the members from the smallest figure to the
// largest, or downwards. Members without the figure come last, equals keep
// their order.
func Sort(members []Numbers, figure string, down bool) []int {
	order := make([]int, len(members))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, known := members[a][figure]
		y, alsoKnown := members[b][figure]
		switch {
		case !known || !alsoKnown:
			return cmp.Compare(rank(known), rank(alsoKnown))
		case down:
			return cmp.Compare(y, x)
		}
		return cmp.Compare(x, y)
	})
	return order
}

func rank(known bool) int {
	if known {
		return 0
	}
	return 1
}
