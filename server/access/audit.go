package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Entry is something that somebody did, or tried.
type Entry struct {
	At     time.Time `json:"at"`
	Who    string    `json:"who"` // "": nobody logs in here, or nobody was let in
	Role   Role      `json:"role,omitempty"`
	From   string    `json:"from"` // address
	Method string    `json:"method,omitempty"`
	Path   string    `json:"path,omitempty"`
	Status int       `json:"status,omitempty"`
	What   string    `json:"what,omitempty"` // the beginning of what was sent
}

// Audit is a file of acts, a line of JSON each. What is in it stays: it is only
// appended to, and synced before the answer goes out.
type Audit struct {
	mu   sync.Mutex
	file *os.File
}

// OpenAudit opens the file or makes it.
func OpenAudit(path string) (*Audit, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return &Audit{file: file}, nil
}

// Write appends an act.
func (a *Audit) Write(act Entry) error {
	line, err := json.Marshal(act)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, err := a.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return a.file.Sync()
}

// Last returns the latest acts, at most so many, the newest last. A line that is
// none is told.
func (a *Audit) Last(most int) ([]Entry, error) {
	const step = 64 << 10
	a.mu.Lock()
	defer a.mu.Unlock()
	end, err := a.file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	var tail []byte
	for at := end; at > 0 && count(tail) <= most; {
		n := min(step, at)
		at -= n
		part := make([]byte, n)
		if _, err := a.file.ReadAt(part, at); err != nil {
			return nil, err
		}
		tail = append(part, tail...)
	}
	lines := split(tail)
	lines = lines[max(0, len(lines)-most):]
	acts := make([]Entry, len(lines))
	var errs []error
	for k, line := range lines {
		if err := json.Unmarshal(line, &acts[k]); err != nil {
			errs = append(errs, fmt.Errorf("audit: %q is no act: %w", line, err))
		}
	}
	return acts, errors.Join(errs...)
}

func count(text []byte) (n int) {
	for _, c := range text {
		if c == '\n' {
			n++
		}
	}
	return n
}

func split(text []byte) (lines [][]byte) {
	from := 0
	for k, c := range text {
		if c == '\n' {
			if k > from {
				lines = append(lines, text[from:k])
			}
			from = k + 1
		}
	}
	return lines
}

// Close closes the file.
func (a *Audit) Close() error { return a.file.Close() }
