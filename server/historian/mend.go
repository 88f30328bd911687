package historian

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// acceptedDamage is what somebody opened the log without.
type acceptedDamage struct {
	First uint64    `json:"first"`
	Last  uint64    `json:"last"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
}

func covers(accepted []acceptedDamage, first, last uint64) bool {
	for number := first; number <= last; {
		next := number
		for _, a := range accepted {
			if a.First <= number && number <= a.Last {
				next = max(next, a.Last+1)
			}
		}
		if next == number {
			return false
		}
		number = next
	}
	return true
}

const acceptedName = "accepted-damage.json"

func readAccepted(directory string) (accepted []acceptedDamage, err error) {
	name := filepath.Join(directory, acceptedName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &accepted); err != nil {
		return nil, fmt.Errorf("%s: is damaged: restore it from a backup, or remove it and accept the damage again: %w", name, err)
	}
	return accepted, nil
}

func writeAccepted(directory string, accepted []acceptedDamage) error {
	data, err := json.MarshalIndent(accepted, "", "  ")
	if err != nil {
		return err
	}
	return writeSynced(filepath.Join(directory, acceptedName), append(data, '\n'))
}

// writeSynced replaces a file so that either all of the old or all of the new is
// there, whatever happens.
func writeSynced(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	return syncDirectory(filepath.Dir(name))
}

// examine reads the log before NATS does. Damage is told and nothing touched; if
// it is accepted, the hurt files are put aside and what is good in them is kept.
func (l *Log) examine(directory string, acknowledged uint64) error {
	s, err := look(directory, acknowledged, nil)
	if err != nil {
		return fmt.Errorf("reading the log's blocks: %w", err)
	}
	l.landmarks = s.landmarks
	if l.accepted, err = readAccepted(directory); err != nil {
		return err
	}
	if s.torn != nil {
		u := s.torn.bad[len(s.torn.bad)-1]
		slog.Warn("historian: the log's last batch was cut off as it was written and had not been acknowledged", "after", s.last, "file", s.torn.path, "byte", u.from)
		if err := putAside(directory, s.torn.path); err != nil {
			return err
		}
	}
	left := s.unaccepted(l.accepted)
	if len(left) == 0 {
		return nil
	}
	if !l.options.AcceptDamage {
		return joinDamage(left)
	}
	if err := s.mend(directory, acknowledged); err != nil {
		return fmt.Errorf("mending the log: %w", err)
	}
	now := time.Now().UTC().Truncate(time.Second)
	for _, d := range left {
		slog.Warn("historian: damage accepted", "first", d.First, "last", d.Last, "why", d.Why)
		l.accepted = append(l.accepted, acceptedDamage{d.First, d.Last, d.Why, now})
	}
	return writeAccepted(directory, l.accepted)
}

// putAside copies a file to where nothing touches it any more.
func putAside(directory, path string) error {
	to := filepath.Join(directory, "aside")
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	stamp := time.Now().UTC().Format("20060102T150405.000000000Z")
	return writeSynced(filepath.Join(to, stamp+"-"+filepath.Base(path)), data)
}

// mend takes out of the blocks what cannot be read. NATS knows the numbers that
// are missing by those around them; a record without data holds the place of the
// last one, so that no number is given twice.
func (s *survey) mend(directory string, acknowledged uint64) error {
	lostEnd := s.last < acknowledged
	if len(s.blocks) == 0 {
		if err := os.MkdirAll(blocksDirectory(directory), 0o700); err != nil {
			return err
		}
		s.blocks = []surveyedBlock{{path: filepath.Join(blocksDirectory(directory), "1.blk"), index: 1}}
	}
	for k := range s.blocks {
		block, isLast := &s.blocks[k], k == len(s.blocks)-1
		if len(block.bad) == 0 && !(isLast && lostEnd) {
			continue
		}
		var b []byte
		if block.size > 0 {
			var err error
			if b, err = os.ReadFile(block.path); err != nil {
				return err
			}
			if err := putAside(directory, block.path); err != nil {
				return err
			}
		}
		var good []byte
		from := 0
		for _, u := range block.bad {
			good, from = append(good, b[from:u.from]...), u.to
		}
		good = append(good, b[from:]...)
		if isLast && lostEnd {
			at := s.received
			if at.IsZero() {
				at = time.Now()
			}
			good = appendErased(good, acknowledged, at.UnixNano(), block.index)
		}
		if err := writeSynced(block.path, good); err != nil {
			return err
		}
	}
	err := os.Remove(filepath.Join(blocksDirectory(directory), "index.db"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
