package step

// complexType stands for the type of an instance of several types,
// #1=(A(...)B(...)), which IFC does not use.
const complexType = "(COMPLEX)"

// names numbers the types of a file in the order of their first use, whatever
// the case of their letters. A table of its own: looking each instance's name up
// in a map took as long as reading the instance.
type names struct {
	list  []string
	table []uint16 // number + 1; a power of two long
}

func hashName(name string) uint32 {
	h := uint32(2166136261)
	for k := range len(name) {
		h = (h ^ uint32(upper(name[k]))) * 16777619
	}
	return h ^ h>>15
}

func upper(c byte) byte {
	if c-'a' <= 'z'-'a' {
		return c - 0x20
	}
	return c
}

// sameName compares with a name in capitals.
func sameName(capitals, name string) bool {
	if len(capitals) != len(name) {
		return false
	}
	for k := range len(name) {
		if upper(name[k]) != capitals[k] {
			return false
		}
	}
	return true
}

// find returns the number of a name, or the free place for it.
func (n *names) find(name string) (number, slot int) {
	if len(n.table) == 0 {
		return -1, -1
	}
	mask := uint32(len(n.table) - 1)
	for h := hashName(name) & mask; ; h = (h + 1) & mask {
		k := int(n.table[h]) - 1
		if k < 0 {
			return -1, int(h)
		}
		if sameName(n.list[k], name) {
			return k, int(h)
		}
	}
}

// number gives a name its number; false if there are too many.
func (n *names) number(name string) (uint16, bool) {
	k, slot := n.find(name)
	if k >= 0 {
		return uint16(k), true
	}
	if len(n.list) >= 65535 {
		return 0, false
	}
	capitals := make([]byte, len(name))
	for k := range len(name) {
		capitals[k] = upper(name[k])
	}
	if 2*(len(n.list)+1) > len(n.table) {
		n.grow()
		_, slot = n.find(name)
	}
	n.list = append(n.list, string(capitals))
	n.table[slot] = uint16(len(n.list))
	return uint16(len(n.list) - 1), true
}

func (n *names) grow() {
	n.table = make([]uint16, max(64, 2*len(n.table)))
	for k, name := range n.list {
		_, slot := n.find(name)
		n.table[slot] = uint16(k + 1)
	}
}
