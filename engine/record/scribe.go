package record

import (
	"os"
	"sync"
)

// scribe does in order, beside the run, what of a recording need not be done
// while the run stands still: packing, hashing, compressing, writing.
type scribe struct {
	jobs  chan func() error
	idle  sync.WaitGroup // until all jobs given are done
	ended sync.Once

	mu  sync.Mutex
	err error // the first; nothing is done after it
}

// ahead is how many jobs may wait. Those that keep much memory wait for others
// besides: see Packer and Writer.writeState.
const ahead = 64

func newScribe() *scribe {
	s := &scribe{jobs: make(chan func() error, ahead)}
	go func() {
		for job := range s.jobs {
			if s.failed() == nil {
				s.fail(job())
			}
			s.idle.Done()
		}
	}()
	return s
}

// do takes a job and returns what went wrong with those before it.
func (s *scribe) do(job func() error) error {
	if err := s.failed(); err != nil {
		return err
	}
	s.idle.Add(1)
	s.jobs <- job
	return nil
}

// wait returns when all jobs are done, with what went wrong.
func (s *scribe) wait() error {
	s.idle.Wait()
	return s.failed()
}

// end waits and lets the scribe go; it takes no job after that. It may be
// called again.
func (s *scribe) end() (err error) {
	s.ended.Do(func() {
		err = s.wait()
		s.fail(os.ErrClosed)
		close(s.jobs)
	})
	return err
}

func (s *scribe) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *scribe) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
