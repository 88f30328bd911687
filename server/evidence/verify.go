package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shapan/server/historian"
)

// VerifyOptions say what a log is held to beside its own checkpoints.
type VerifyOptions struct {
	PublicKey  string // "": that in the log's folder, which whoever changed the log may have changed
	Checkpoint []byte // a signed one that somebody else has kept
}

// Report is what was found.
type Report struct {
	Batches     int64     `json:"batches"` // that are signed
	Records     int       `json:"records"` // readings and events in them that were compared
	Checkpoints int       `json:"checkpoints"`
	Root        string    `json:"root"` // of the newest checkpoint
	At          time.Time `json:"at"`   // of the newest checkpoint
	Unsigned    int64     `json:"unsigned_batches"`
	Expired     int64     `json:"expired_batches"` // whose retention is over: their leaves are left
	Findings    []Finding `json:"findings"`
}

// Finding is something that was changed.
type Finding struct {
	Batch uint64 `json:"batch,omitempty"` // number; 0: the evidence itself
	Item  int    `json:"item,omitempty"`  // of the batch, from 1; 0: the batch
	What  string `json:"what"`
}

func (f Finding) String() string {
	switch {
	case f.Batch == 0:
		return f.What
	case f.Item == 0:
		return fmt.Sprintf("batch %d: %s", f.Batch, f.What)
	}
	return fmt.Sprintf("batch %d, record %d: %s", f.Batch, f.Item, f.What)
}

// mostFindings is how many are told.
const mostFindings = 1000

func (r *Report) find(batch uint64, item int, format string, args ...any) {
	if len(r.Findings) < mostFindings {
		r.Findings = append(r.Findings, Finding{batch, item, fmt.Sprintf(format, args...)})
	}
}

// Verify compares all that a log's directory holds with its evidence, and that with
// the signatures. It opens nothing for writing. An error tells that there is
// nothing to compare; what was changed stands in the report.
func Verify(directory string, o VerifyOptions) (*Report, error) {
	if o.PublicKey == "" {
		var err error
		if o.PublicKey, err = readPublicKey(directory); err != nil {
			return nil, err
		}
	}
	r := &Report{}
	v, err := r.readEvidence(directory)
	if err != nil {
		return nil, err
	}
	r.checkpoints(v, o)
	if err := r.records(directory, v); err != nil {
		return nil, err
	}
	return r, nil
}

// evidenceRead is the evidence as it is, and the tree made of its leaves anew.
type evidenceRead struct {
	leaves []*leaf
	tree   tree // made of them
	stored tree
	notes  [][]byte
}

func (r *Report) readEvidence(directory string) (*evidenceRead, error) {
	v := &evidenceRead{}
	f, err := os.Open(inFolder(directory, leavesName))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	_, err = readLeaves(f, func(_ int64, l *leaf, encoded []byte) error {
		if want := uint64(len(v.leaves)) + 1; l.number != want {
			r.find(0, 0, "evidence/%s: leaf %d is of batch %d", leavesName, want, l.number)
		}
		if l.items > 0 && l.digests == nil {
			r.find(l.number, 0, "its evidence was changed: the digests in evidence/%s are not those of its leaf", leavesName)
		}
		v.leaves = append(v.leaves, l)
		v.tree = v.tree.add(int64(len(v.leaves)-1), tlog.RecordHash(encoded))
		return nil
	})
	if err != nil {
		r.find(0, 0, "evidence/%v: nothing after batch %d can be compared", err, len(v.leaves))
	}
	if v.stored, err = readHashes(inFolder(directory, hashesName)); err != nil {
		return nil, err
	}
	path := inFolder(directory, checkpointsName)
	var end int64
	if v.notes, end, err = readCheckpoints(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > end {
		r.find(0, 0, "evidence/%s: ends with %d bytes that are no checkpoint", checkpointsName, info.Size()-end)
	}
	return v, nil
}

// checkpoints holds the evidence to what was signed.
func (r *Report) checkpoints(v *evidenceRead, o VerifyOptions) {
	r.Checkpoints = len(v.notes)
	signed := make([]struct {
		name string
		note []byte
	}, 0, len(v.notes)+1)
	for k, n := range v.notes {
		signed = append(signed, struct {
			name string
			note []byte
		}{fmt.Sprintf("evidence/%s, checkpoint %d", checkpointsName, k+1), n})
	}
	if o.Checkpoint != nil {
		signed = append(signed, struct {
			name string
			note []byte
		}{"the checkpoint given", o.Checkpoint})
	}
	if len(signed) == 0 {
		r.find(0, 0, "evidence/%s: there is none: nothing is signed", checkpointsName)
	}
	for _, s := range signed {
		c, err := ParseCheckpoint(s.note, o.PublicKey)
		if err != nil {
			r.find(0, 0, "%s: %v", s.name, err)
			continue
		}
		if c.Size > int64(len(v.leaves)) {
			r.find(0, 0, "%s: %d batches were signed on %s, the evidence has %d: its end was cut off", s.name, c.Size, c.At.Format(time.RFC3339), len(v.leaves))
			continue
		}
		if v.tree.root(c.Size) != c.Root {
			r.find(0, 0, "%s: the first %d batches are not those that were signed on %s", s.name, c.Size, c.At.Format(time.RFC3339))
		}
		if c.Size >= r.Batches {
			r.Batches, r.Root, r.At = c.Size, c.Root.String(), c.At
		}
	}
	// The stored hashes name the leaf that was changed.
	for k := range v.leaves {
		at := tlog.StoredHashIndex(0, int64(k))
		switch {
		case at >= int64(len(v.stored)):
			r.find(0, 0, "evidence/%s: ends before batch %d", hashesName, k+1)
			return
		case v.stored[at] != v.tree[at]:
			r.find(uint64(k)+1, 0, "its evidence was changed: its leaf and its hash in evidence/%s and evidence/%s disagree", leavesName, hashesName)
		}
	}
	for k := range min(len(v.stored), len(v.tree)) {
		if v.stored[k] != v.tree[k] {
			if level, n := tlog.SplitStoredHashIndex(int64(k)); level > 0 {
				r.find(0, 0, "evidence/%s: the hash of batches %d to %d was changed, or one of theirs", hashesName, n<<level+1, (n+1)<<level)
			}
		}
	}
	r.Unsigned = int64(len(v.leaves)) - r.Batches
}

// records holds what the log has to the evidence.
func (r *Report) records(directory string, v *evidenceRead) error {
	next, first, kept := uint64(1), uint64(0), uint64(0)
	isGone := func(number uint64) {
		if kind := v.leaves[number-1].kind; kind != historian.Latest && kind != gone {
			r.find(number, 0, "is gone")
		}
	}
	leaves := uint64(len(v.leaves))
	err := historian.Walk(directory, func(b *historian.Batch) error {
		if first == 0 {
			first, next = b.Number, b.Number // what is before is looked at below
		}
		for ; next < b.Number && next <= leaves; next++ {
			isGone(next)
		}
		next = b.Number + 1
		if b.Number > leaves {
			r.Unsigned++
			return nil
		}
		if b.Kind == historian.Latest {
			kept = b.Kept
		}
		r.compare(v.leaves[b.Number-1], b)
		return nil
	})
	if first == 0 {
		first, next = 1, 1
	}
	for ; next <= leaves; next++ {
		isGone(next)
	}
	// Retention takes from the beginning, and a keyframe, which is signed, says up to where.
	for number := uint64(1); number < first && number <= leaves; number++ {
		if number < kept {
			r.Expired++
		} else {
			isGone(number)
		}
	}
	var damage *historian.DamageError
	switch {
	case errors.As(err, &damage):
		for line := range strings.SplitSeq(err.Error(), "\n") {
			r.find(0, 0, "%s", line)
		}
	case errors.Is(err, fs.ErrNotExist):
		return err
	case err != nil:
		r.find(0, 0, "%v", err)
	}
	return nil
}

// compare names what of a batch is not as its leaf has it.
func (r *Report) compare(l *leaf, b *historian.Batch) {
	now := leafOf(b)
	if l.kind == gone {
		return
	}
	if bytes.Equal(now.encode(), l.encodeWith(now.digests)) {
		r.Records += now.items
		return
	}
	named := len(r.Findings)
	switch {
	case now.kind != l.kind:
		r.find(b.Number, 0, "holds %q, it held %q", now.kind, l.kind)
	case now.received != l.received:
		r.find(b.Number, 0, "was received at %s, it says %s", time.Unix(0, l.received).UTC().Format(time.RFC3339Nano), b.Received.Format(time.RFC3339Nano))
	case now.items != l.items:
		r.find(b.Number, 0, "has %d records, it had %d", now.items, l.items)
	}
	if len(l.digests) == len(now.digests) {
		for k := range now.items {
			if at := k * digestBytes; !bytes.Equal(l.digests[at:at+digestBytes], now.digests[at:at+digestBytes]) {
				r.find(b.Number, k+1, "was changed: it says now %s", describe(b, k))
			}
		}
	}
	if len(r.Findings) == named {
		r.find(b.Number, 0, "was changed")
	}
}

// encodeWith is the leaf with the digests of a batch that shall be its.
func (l *leaf) encodeWith(digests []byte) []byte {
	with := *l
	with.digests = digests
	return with.encode()
}

// describe tells a record.
func describe(b *historian.Batch, k int) string {
	if k >= len(b.Readings)+len(b.Events) {
		return fmt.Sprintf("that retention left what is from batch %d on", b.Kept)
	}
	if k < len(b.Readings) {
		rd := b.Readings[k]
		return fmt.Sprintf("%s %s = %g (%s) at %s from %s", rd.Subject, rd.Property, rd.Value, rd.Quality, rd.At.Format(time.RFC3339Nano), rd.Source)
	}
	e := b.Events[k-len(b.Readings)]
	return fmt.Sprintf("%s of %s by %s at %s: %s", e.Kind, e.Subject, e.Who, e.At.Format(time.RFC3339Nano), e.Body)
}
