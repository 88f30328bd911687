package vector

import (
	"errors"
	"fmt"
)

// lists gathers the packed lists of a message that want names, by field number,
// and the numbers that stand alone.
func (r *osmPBF) lists(p protobuf, want ...int) (id uint64, visible bool, err error) {
	visible = true
	for k := range want {
		r.list[k] = r.list[k][:0]
	}
	err = p.fields(func(f field) (err error) {
		switch f.tag {
		case 1:
			if f.bytes == nil {
				id = f.number
			}
		case 4:
			if f.bytes != nil {
				return f.bytes.fields(func(info field) error {
					if info.tag == 6 && info.bytes == nil {
						visible = info.number != 0
					}
					return nil
				})
			}
		}
		for k, tag := range want {
			if f.tag == tag && f.bytes != nil {
				r.list[k], err = f.bytes.packed(r.list[k])
			}
		}
		return err
	})
	return id, visible, err
}

// tags pairs two lists of texts.
func (r *osmPBF) tags(keys, values []uint64) (Tags, error) {
	if len(keys) != len(values) {
		return nil, fmt.Errorf("%d keys, %d values: must be as many", len(keys), len(values))
	}
	if len(keys) == 0 {
		return nil, nil
	}
	tags := make(Tags, len(keys))
	for k := range keys {
		var err1, err2 error
		tags[k].Key, err1 = r.text(keys[k])
		tags[k].Value, err2 = r.text(values[k])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
	}
	return tags, nil
}

func (r *osmPBF) node(p protobuf) error {
	var lon, lat int64
	id, visible, err := r.lists(p, 2, 3)
	if err != nil {
		return err
	}
	err = p.fields(func(f field) error {
		switch f.tag {
		case 8:
			lat = zigzag(f.number)
		case 9:
			lon = zigzag(f.number)
		}
		return nil
	})
	if err != nil || !visible {
		return err
	}
	tags, err := r.tags(r.list[0], r.list[1])
	if err != nil {
		return fmt.Errorf("node/%d: %w", zigzag(id), err)
	}
	at, err := r.place(lon, lat)
	if err != nil {
		return fmt.Errorf("node/%d: %w", zigzag(id), err)
	}
	r.osm.addNode(zigzag(id), at, tags)
	return nil
}

// dense reads nodes as columns of differences.
func (r *osmPBF) dense(p protobuf) error {
	if _, _, err := r.lists(p, 1, 8, 9, 10); err != nil {
		return err
	}
	ids, lats, lons, texts := r.list[0], r.list[1], r.list[2], r.list[3]
	if len(lats) != len(ids) || len(lons) != len(ids) {
		return fmt.Errorf("%d nodes with %d latitudes and %d longitudes", len(ids), len(lats), len(lons))
	}
	var visible []uint64
	err := p.fields(func(f field) error {
		if f.tag != 5 {
			return nil
		}
		return f.bytes.fields(func(info field) (err error) {
			if info.tag == 6 {
				visible, err = info.bytes.packed(visible)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	var id, lat, lon int64
	for k := range ids {
		id, lat, lon = id+zigzag(ids[k]), lat+zigzag(lats[k]), lon+zigzag(lons[k])
		var tags Tags
		for len(texts) > 0 {
			if texts[0] == 0 {
				texts = texts[1:]
				break
			}
			if len(texts) < 2 {
				return fmt.Errorf("node/%d: a key without a value", id)
			}
			key, err1 := r.text(texts[0])
			value, err2 := r.text(texts[1])
			if err := errors.Join(err1, err2); err != nil {
				return fmt.Errorf("node/%d: %w", id, err)
			}
			tags, texts = append(tags, Tag{key, value}), texts[2:]
		}
		if k < len(visible) && visible[k] == 0 {
			continue
		}
		at, err := r.place(lon, lat)
		if err != nil {
			return fmt.Errorf("node/%d: %w", id, err)
		}
		r.osm.addNode(id, at, tags)
	}
	return nil
}

func (r *osmPBF) way(p protobuf) error {
	id, visible, err := r.lists(p, 2, 3, 8)
	if err != nil || !visible {
		return err
	}
	tags, err := r.tags(r.list[0], r.list[1])
	if err != nil {
		return fmt.Errorf("way/%d: %w", int64(id), err)
	}
	nodes, node := make([]int64, len(r.list[2])), int64(0)
	for k, v := range r.list[2] {
		node += zigzag(v)
		nodes[k] = node
	}
	r.osm.Ways = append(r.osm.Ways, OSMWay{int64(id), nodes, tags})
	return nil
}

var memberTypes = [...]string{"node", "way", "relation"}

func (r *osmPBF) relation(p protobuf) error {
	id, visible, err := r.lists(p, 2, 3, 8, 9, 10)
	if err != nil || !visible {
		return err
	}
	tags, err := r.tags(r.list[0], r.list[1])
	if err != nil {
		return fmt.Errorf("relation/%d: %w", int64(id), err)
	}
	roles, ids, types := r.list[2], r.list[3], r.list[4]
	if len(roles) != len(ids) || len(types) != len(ids) {
		return fmt.Errorf("relation/%d: %d members with %d roles and %d types", int64(id), len(ids), len(roles), len(types))
	}
	members, member := make([]OSMMember, len(ids)), int64(0)
	for k := range ids {
		member += zigzag(ids[k])
		role, err := r.text(roles[k])
		if err != nil {
			return fmt.Errorf("relation/%d: %w", int64(id), err)
		}
		if types[k] >= uint64(len(memberTypes)) {
			return fmt.Errorf("relation/%d: member type %d: must be 0 to 2", int64(id), types[k])
		}
		members[k] = OSMMember{memberTypes[types[k]], member, role}
	}
	r.osm.Relations = append(r.osm.Relations, OSMRelation{int64(id), members, tags})
	return nil
}
