package historian

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// survey is what the block files of a log hold, read without NATS.
type survey struct {
	blocks      []surveyedBlock
	first, last uint64 // numbers that are there; 0: none
	kept        uint64 // the first that retention has left, by the last batch
	received    time.Time
	landmarks   landmarks
	damage      []*DamageError
	torn        *surveyedBlock // whose end was not yet acknowledged when the writing broke off
}

type surveyedBlock struct {
	path  string
	index int
	size  int
	bad   []unreadable
}

// blocksDirectory is where NATS keeps the stream's blocks.
func blocksDirectory(directory string) string {
	return filepath.Join(directory, "jetstream", "$G", "streams", streamName, "msgs")
}

func blockFiles(directory string) ([]surveyedBlock, error) {
	entries, err := os.ReadDir(blocksDirectory(directory))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var blocks []surveyedBlock
	for _, e := range entries {
		name, isBlock := strings.CutSuffix(e.Name(), ".blk")
		if index, err := strconv.ParseUint(name, 10, 32); isBlock && err == nil {
			blocks = append(blocks, surveyedBlock{path: filepath.Join(blocksDirectory(directory), e.Name()), index: int(index)})
		}
	}
	slices.SortFunc(blocks, func(a, b surveyedBlock) int { return cmp.Compare(a.index, b.index) })
	return blocks, nil
}

// look reads all blocks of a directory and finds what of the numbers up to the
// acknowledged one is not there. each, if any, gets the batches in order.
func look(directory string, acknowledged uint64, each func(number uint64, data []byte) error) (*survey, error) {
	s := &survey{}
	var err error
	if s.blocks, err = blockFiles(directory); err != nil {
		return nil, err
	}
	next, why := uint64(0), ""
	for k := range s.blocks {
		block := &s.blocks[k]
		b, err := os.ReadFile(block.path)
		if err != nil {
			return nil, err
		}
		block.size = len(b)
		var eachErr error
		scanBlock(b, block.index, func(r record) {
			if r.mark == tombRecord || r.number < next || eachErr != nil {
				return
			}
			switch {
			case next == 0:
				s.first = r.number
			case r.number > next:
				s.lost(next, r.number-1, cmp.Or(why, "gone"))
			case why != "" && next > 1:
				s.lost(next-1, next-1, "what follows it: "+why)
			}
			why = ""
			if r.mark == erasedRecord {
				s.lost(r.number, r.number, "taken out")
			} else {
				s.kept, s.received = r.batch.kept, r.batch.received
				s.landmarks.pass(r.number, r.batch.received)
				if each != nil {
					eachErr = each(r.number, r.data)
				}
			}
			s.last, next = r.number, r.number+1
		}, func(u unreadable) {
			block.bad = append(block.bad, u)
			why = fmt.Sprintf("%s, byte %d: %s", filepath.Base(block.path), u.from, u.why)
		})
		if eachErr != nil {
			return nil, eachErr
		}
	}
	if oldest := max(s.kept, 1); s.first > oldest {
		s.damage = append([]*DamageError{{oldest, s.first - 1, "gone from the log's beginning"}}, s.damage...)
	}
	switch {
	case s.last < acknowledged:
		s.lost(s.last+1, acknowledged, cmp.Or(why, "acknowledged and gone"))
	case why != "":
		s.torn = &s.blocks[len(s.blocks)-1]
		if n := len(s.torn.bad); n == 0 || s.torn.bad[n-1].to != s.torn.size { // it ends in an earlier block
			s.torn = nil
			s.lost(s.last, s.last, "what follows it: "+why)
		}
	}
	return s, nil
}

// lost adds to the damage; what was before retention's first is none.
func (s *survey) lost(first, last uint64, why string) {
	if n := len(s.damage); n > 0 && s.damage[n-1].Last+1 == first && s.damage[n-1].Why == why {
		s.damage[n-1].Last = last
		return
	}
	s.damage = append(s.damage, &DamageError{first, last, why})
}

// unaccepted is the damage that nobody has accepted yet and that concerns what
// retention has left.
func (s *survey) unaccepted(accepted []acceptedDamage) (left []*DamageError) {
	for _, d := range s.damage {
		if d.Last >= s.kept && !covers(accepted, d.First, d.Last) {
			left = append(left, d)
		}
	}
	return left
}

// A log may be hurt in more places than anyone reads.
const mostTold = 20

func joinDamage(damage []*DamageError) error {
	var all []error
	for k, d := range damage {
		if k == mostTold {
			all = append(all, fmt.Errorf("and %d places more", len(damage)-k))
			break
		}
		all = append(all, d)
	}
	return errors.Join(all...)
}
