package evidence

import (
	"encoding/base64"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"shapan/server/historian"
)

// Proof shows that one reading or event was in the log when its checkpoint was
// signed. It needs nothing else but the public key, and tells nothing of the other
// records.
type Proof struct {
	Reading *historian.Reading `json:"reading,omitempty"`
	Event   *historian.Event   `json:"event,omitempty"`

	Batch      uint64      `json:"batch"`         // number, from 1
	Item       int         `json:"record"`        // of the batch, from 1
	Leaf       string      `json:"leaf"`          // the batch's, base64
	InBatch    []tlog.Hash `json:"in_batch"`      // hashes beside the way to the batch's root
	InLog      []tlog.Hash `json:"in_log"`        // hashes beside the way to the log's root
	Checkpoint string      `json:"checkpoint"`    // signed
	Key        string      `json:"key,omitempty"` // public: to be compared with one got otherwise
}

// errFound ends a walk.
var errFound = errors.New("found")

// Prove makes the proof of one record of a log's directory: the item-th, from 1,
// of a batch. It is in the newest checkpoint.
func Prove(directory string, batch uint64, item int) (*Proof, error) {
	r := &Report{}
	v, err := r.readEvidence(directory)
	if err != nil {
		return nil, err
	}
	if batch == 0 || batch > uint64(len(v.leaves)) {
		return nil, fmt.Errorf("batch %d: the evidence has 1 to %d", batch, len(v.leaves))
	}
	if len(v.notes) == 0 {
		return nil, errors.New("nothing is signed yet")
	}
	key, err := readPublicKey(directory)
	if err != nil {
		return nil, err
	}
	p := &Proof{Batch: batch, Item: item, Checkpoint: string(v.notes[len(v.notes)-1]), Key: key}
	c, err := ParseCheckpoint([]byte(p.Checkpoint), key)
	if err != nil {
		return nil, err
	}
	if batch > uint64(c.Size) {
		return nil, fmt.Errorf("batch %d is not signed yet: %d are", batch, c.Size)
	}
	err = historian.Walk(directory, func(b *historian.Batch) error {
		if b.Number != batch {
			return nil
		}
		hashes := itemHashes(b)
		if n := len(b.Readings) + len(b.Events); item < 1 || item > n {
			return fmt.Errorf("batch %d has records 1 to %d", batch, n)
		}
		if k := item - 1; k < len(b.Readings) {
			p.Reading = &b.Readings[k]
		} else {
			p.Event = &b.Events[k-len(b.Readings)]
		}
		leaf := leafOf(b).encode()
		p.Leaf = base64.StdEncoding.EncodeToString(leaf)
		inBatch, err := tlog.ProveRecord(int64(len(hashes)), int64(item-1), treeOf(hashes))
		if err != nil {
			return err
		}
		inLog, err := tlog.ProveRecord(c.Size, int64(batch-1), v.tree)
		if err != nil {
			return err
		}
		p.InBatch, p.InLog = inBatch, inLog
		return errFound
	})
	switch {
	case errors.Is(err, errFound):
		return p, p.Check(key)
	case err == nil:
		err = fmt.Errorf("batch %d is not in the log any more", batch)
	}
	return nil, err
}

// Check tells why the proof proves nothing; nil is that it does, if the key is the
// site's.
func (p *Proof) Check(publicKey string) error {
	c, err := ParseCheckpoint([]byte(p.Checkpoint), publicKey)
	if err != nil {
		return err
	}
	encoded, err := base64.StdEncoding.DecodeString(p.Leaf)
	if err != nil || len(encoded) != leafSize {
		return fmt.Errorf("leaf: must be %d bytes in base64", leafSize)
	}
	l, _ := parseLeaf(encoded)
	if l == nil {
		return errors.New("leaf: is none")
	}
	var record []byte
	switch {
	case p.Reading != nil && p.Event == nil && l.kind != historian.Events:
		record = appendReading(nil, p.Reading)
	case p.Event != nil && p.Reading == nil && l.kind == historian.Events:
		record = appendEvent(nil, p.Event)
	default:
		return errors.New("the proof: must have either a reading or an event, as its batch has")
	}
	if l.number != p.Batch || p.Item < 1 || p.Item > l.items {
		return fmt.Errorf("the record: %d of batch %d is not in the leaf, which has %d of batch %d", p.Item, p.Batch, l.items, l.number)
	}
	if err := tlog.CheckRecord(p.InBatch, int64(l.items), l.root, int64(p.Item-1), tlog.RecordHash(record)); err != nil {
		return fmt.Errorf("the record is not what batch %d holds: %w", p.Batch, err)
	}
	if p.Batch > uint64(c.Size) {
		return fmt.Errorf("batch %d: the checkpoint is of %d", p.Batch, c.Size)
	}
	if err := tlog.CheckRecord(p.InLog, c.Size, c.Root, int64(p.Batch-1), tlog.RecordHash(encoded)); err != nil {
		return fmt.Errorf("batch %d is not what was signed: %w", p.Batch, err)
	}
	return nil
}
