package historian

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Manifest is what a backup holds; it is the archive's last file.
type Manifest struct {
	Made  time.Time    `json:"made"`
	Files []BackupFile `json:"files"`
	First uint64       `json:"first_batch"` // of the log itself, cold days are before
	Last  uint64       `json:"last_batch"`
}

// BackupFile is a file of a backup.
type BackupFile struct {
	Name   string `json:"file"` // with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const manifestName = "manifest.json"

// Backup writes a log's directory, with its cold days and its evidence, into a
// zstd-compressed tar archive. Another process may be writing to the log: what is
// taken then is what a power cut would have left, with all that was acknowledged
// before. It has the secret key of the evidence in it.
func Backup(directory string, w io.Writer) (*Manifest, error) {
	acknowledged, err := readAcknowledged(directory) // first, so that nothing younger is missed in the blocks
	if err != nil {
		return nil, err
	}
	names, err := backupOrder(directory)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: there is no log: %w", directory, fs.ErrNotExist)
	}
	compressed, err := zstd.NewWriter(w)
	if err != nil {
		return nil, err
	}
	defer compressed.Close()
	archive := tar.NewWriter(compressed)
	m := &Manifest{Made: time.Now().UTC().Truncate(time.Second)}
	for _, name := range names {
		f, err := archiveFile(archive, directory, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // retention took it meanwhile
		} else if err != nil {
			return nil, err
		}
		m.Files = append(m.Files, *f)
	}
	s, err := look(directory, acknowledged, nil)
	if err != nil {
		return nil, err
	}
	accepted, err := readAccepted(directory)
	if err != nil {
		return nil, err
	}
	if err := joinDamage(s.unaccepted(accepted)); err != nil {
		return nil, err
	}
	m.First, m.Last = s.first, s.last
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := archive.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: m.Made}); err != nil {
		return nil, err
	}
	_, err = archive.Write(text)
	return m, errors.Join(err, archive.Close(), compressed.Close())
}

// backupOrder is the files in the order in which they are read: of what grows
// together first what refers to the rest.
func backupOrder(directory string) (names []string, err error) {
	err = filepath.WalkDir(directory, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch name := d.Name(); {
		case name == "lock", name == "index.db", strings.HasSuffix(name, ".tmp"), !d.Type().IsRegular():
			return nil
		}
		name, err := filepath.Rel(directory, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	rank := func(name string) int {
		switch {
		case name == acknowledgedName, strings.HasSuffix(name, "/checkpoints"):
			return 0
		case strings.HasSuffix(name, "/hashes"):
			return 1
		case strings.HasSuffix(name, ".blk"):
			return 3
		}
		return 2
	}
	slices.SortStableFunc(names, func(a, b string) int {
		if r := rank(a) - rank(b); r != 0 {
			return r
		}
		if len(a) != len(b) && rank(a) == 3 {
			return len(a) - len(b) // 9.blk before 10.blk
		}
		return strings.Compare(a, b)
	})
	return names, err
}

func archiveFile(archive *tar.Writer, directory, name string) (*BackupFile, error) {
	f, err := os.Open(filepath.Join(directory, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// What is appended meanwhile is left out.
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return nil, err
	}
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(archive, h), f, info.Size()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &BackupFile{name, info.Size(), hex.EncodeToString(h.Sum(nil))}, nil
}

// Restore unpacks a backup into a directory that must not exist yet or be empty. It
// is there only when every hash is right and the log in it whole.
func Restore(r io.Reader, directory string) (*Manifest, error) {
	if entries, err := os.ReadDir(directory); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("%s: is not empty: a backup is restored into a directory of its own", directory)
	}
	temporary := strings.TrimRight(directory, string(filepath.Separator)) + ".restoring"
	if err := os.RemoveAll(temporary); err != nil {
		return nil, err
	}
	defer os.RemoveAll(temporary)
	m, err := unpack(r, temporary)
	if err != nil {
		return nil, err
	}
	acknowledged, err := readAcknowledged(temporary)
	if err != nil {
		return nil, err
	}
	accepted, err := readAccepted(temporary)
	if err != nil {
		return nil, err
	}
	s, err := look(temporary, acknowledged, nil)
	if err != nil {
		return nil, err
	}
	if err := joinDamage(s.unaccepted(accepted)); err != nil {
		return nil, err
	}
	index, err := readColdIndex(temporary)
	if err != nil {
		return nil, err
	}
	for k := range index {
		if err := index[k].check(temporary); err != nil {
			return nil, err
		}
	}
	if err := os.Remove(directory); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.Rename(temporary, directory); err != nil {
		return nil, err
	}
	return m, syncDirectory(filepath.Dir(directory))
}

// unpack writes an archive's files and compares them with its manifest.
func unpack(r io.Reader, directory string) (*Manifest, error) {
	compressed, err := zstd.NewReader(r)
	if err != nil {
		return nil, err
	}
	defer compressed.Close()
	archive := tar.NewReader(compressed)
	found := map[string]BackupFile{}
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the backup has no manifest: it is cut off")
		} else if err != nil {
			return nil, fmt.Errorf("the backup is damaged: %w", err)
		}
		if header.Name == manifestName {
			break
		}
		name := filepath.FromSlash(header.Name)
		if !filepath.IsLocal(name) || header.Typeflag != tar.TypeReg {
			return nil, fmt.Errorf("the backup's file %q: must be a file within the log's directory", header.Name)
		}
		f, err := unpackFile(archive, filepath.Join(directory, name))
		if err != nil {
			return nil, fmt.Errorf("the backup's file %s: %w", header.Name, err)
		}
		f.Name = header.Name
		found[header.Name] = *f
	}
	m := &Manifest{}
	if err := json.NewDecoder(io.LimitReader(archive, 64<<20)).Decode(m); err != nil {
		return nil, fmt.Errorf("the backup's manifest: %w", err)
	}
	var mistakes []error
	for _, want := range m.Files {
		switch got, there := found[want.Name]; {
		case !there:
			mistakes = append(mistakes, fmt.Errorf("the backup's file %s: is missing", want.Name))
		case got != want:
			mistakes = append(mistakes, fmt.Errorf("the backup's file %s: has %d bytes with SHA-256 %s, had %d with %s", want.Name, got.Size, got.SHA256, want.Size, want.SHA256))
		}
		delete(found, want.Name)
	}
	for name := range found {
		mistakes = append(mistakes, fmt.Errorf("the backup's file %s: is not in its manifest", name))
	}
	return m, errors.Join(mistakes...)
}

func unpackFile(r io.Reader, path string) (*BackupFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), r)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	return &BackupFile{Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}
