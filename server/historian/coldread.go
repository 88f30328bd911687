package historian

import (
	"context"
	"time"
)

// coldFiles are those with anything received at or after an instant that the log
// itself has let go of.
func (l *Log) coldFiles(from time.Time, first uint64) (files []coldFile) {
	l.coldMu.Lock()
	defer l.coldMu.Unlock()
	for _, f := range l.cold {
		if !f.To.Before(from) && f.First < first {
			files = append(files, f)
		}
	}
	return files
}

// checkCold compares a cold file with its hash, once for each time the log is
// opened.
func (l *Log) checkCold(f *coldFile) error {
	l.coldMu.Lock()
	checked := l.checked[f.Name]
	l.coldMu.Unlock()
	if checked {
		return nil
	}
	if err := f.check(l.options.Directory); err != nil {
		return err
	}
	l.coldMu.Lock()
	defer l.coldMu.Unlock()
	if l.checked == nil {
		l.checked = map[string]bool{}
	}
	l.checked[f.Name] = true
	return nil
}

// readCold gives the readings that are before the log's first batch.
func (l *Log) readCold(ctx context.Context, from time.Time, first uint64, each func(Reading) error) error {
	for _, f := range l.coldFiles(from, first) {
		if err := l.checkCold(&f); err != nil {
			if l.passes(err) {
				continue
			}
			return err
		}
		since := func(k int, begins []time.Time) bool { return k+1 >= len(begins) || !begins[k+1].Before(from) }
		err := readRows(coldPath(l.options.Directory, f.Name), since, func(rows []ParquetReading) error {
			return inOrder(rows, func(b *Batch) error {
				if err := ctx.Err(); err != nil {
					return err
				}
				for k := range b.Readings {
					if b.Number < first && !b.Readings[k].Received.Before(from) {
						if err := each(b.Readings[k]); err != nil {
							return err
						}
					}
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// coldMoment is what the latest values were at an instant before the log's first
// batch.
func (l *Log) coldMoment(ctx context.Context, at time.Time, first uint64) (latestValues, error) {
	then := noValues()
	for _, f := range l.coldFiles(time.Time{}, first) {
		if f.From.After(at) {
			break
		}
		if err := l.checkCold(&f); err != nil {
			if l.passes(err) {
				continue
			}
			return then, err
		}
		begunLast := func(k int, begins []time.Time) bool { // before the instant
			return k < len(begins) && !begins[k].After(at) && (k+1 == len(begins) || begins[k+1].After(at))
		}
		err := readRows(coldPath(l.options.Directory, f.Name), begunLast, func(rows []ParquetReading) error {
			for k := range rows {
				if r := rows[k].reading(); rows[k].Latest || !r.Received.After(at) {
					then.see(&r)
				}
			}
			return nil
		})
		if err != nil {
			return then, err
		}
	}
	return then, ctx.Err()
}

// coldEvents gives the events that are before the log's first batch.
func (l *Log) coldEvents(ctx context.Context, from time.Time, first uint64, each func(Event) error) error {
	for _, f := range l.coldFiles(from, first) {
		if f.Events == "" {
			continue
		}
		if err := l.checkCold(&f); err != nil {
			if l.passes(err) {
				continue
			}
			return err
		}
		err := readRows(coldPath(l.options.Directory, f.Events), nil, func(rows []ParquetEvent) error {
			for k := range rows {
				if e := rows[k].event(); uint64(rows[k].Batch) < first && !e.Received.Before(from) {
					if err := each(e); err != nil {
						return err
					}
				}
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}
