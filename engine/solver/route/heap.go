package route

// heap is a queue of states by key, the least first, of equal keys the lower
// state. It is 4-ary and knows where each state stands in it, so that no state
// stands in it twice.
type heap struct{ items []item }

type item struct {
	key   float64
	state int32
}

func (a item) less(b item) bool { return a.key < b.key || a.key == b.key && a.state < b.state }

// push puts a state in, or moves it up if it is there with a greater key.
func (h *heap) push(labels []label, x item) {
	k := labels[x.state].place
	if k < 0 {
		k = int32(len(h.items))
		h.items = append(h.items, x)
	}
	for k > 0 {
		up := (k - 1) / 4
		if !x.less(h.items[up]) {
			break
		}
		h.items[k] = h.items[up]
		labels[h.items[k].state].place = k
		k = up
	}
	h.items[k] = x
	labels[x.state].place = k
}

// pop takes the first out.
func (h *heap) pop(labels []label) item {
	first := h.items[0]
	labels[first.state].place = -1
	n := int32(len(h.items) - 1)
	x := h.items[n]
	h.items = h.items[:n]
	if n == 0 {
		return first
	}
	k := int32(0)
	for {
		least := 4*k + 1
		if least >= n {
			break
		}
		for c := least + 1; c < min(4*k+5, n); c++ {
			if h.items[c].less(h.items[least]) {
				least = c
			}
		}
		if !h.items[least].less(x) {
			break
		}
		h.items[k] = h.items[least]
		labels[h.items[k].state].place = k
		k = least
	}
	h.items[k] = x
	labels[x.state].place = k
	return first
}
