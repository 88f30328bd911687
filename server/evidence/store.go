package evidence

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"shapan/server/historian"
)

var errShort = errors.New("the tree has fewer hashes")

// The files of a log's evidence, in its folder.
const (
	folder          = "evidence"
	leavesName      = "leaves"      // each leaf and its digests
	hashesName      = "hashes"      // of the tree, as tlog stores them
	checkpointsName = "checkpoints" // signed, one after the other
	keyName         = "key"         // secret
	publicKeyName   = "key.pub"
)

// readLeaves gives the leaves of a file with where each begins; what follows the
// last whole one is left out and told by end.
func readLeaves(r io.Reader, each func(offset int64, l *leaf, encoded []byte) error) (end int64, err error) {
	in := bufio.NewReaderSize(r, 1<<20)
	for {
		encoded := make([]byte, leafSize)
		if _, err := io.ReadFull(in, encoded); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return end, nil
		} else if err != nil {
			return end, err
		}
		l, sum := parseLeaf(encoded)
		if l == nil {
			return end, fmt.Errorf("%s: byte %d: is no leaf", leavesName, end)
		}
		// Of digests no more is taken than comes.
		digests, err := io.ReadAll(io.LimitReader(in, int64(l.items)*digestBytes))
		if err != nil {
			return end, err
		}
		if len(digests) < l.items*digestBytes {
			return end, nil
		}
		l.digests = digests
		if sha256.Sum256(digests) != sum {
			l.digests = nil // they were changed: the leaf itself may be good
		}
		if err := each(end, l, encoded); err != nil {
			return end, err
		}
		end += int64(leafSize + len(digests))
	}
}

// parseLeaf reads what encode wrote, with the hash of the digests.
func parseLeaf(b []byte) (l *leaf, digests [sha256.Size]byte) {
	if string(b[:4]) != leafMagic {
		return nil, digests
	}
	l = &leaf{
		number: binary.LittleEndian.Uint64(b[4:]), kind: historian.Kind(b[12]),
		received: int64(binary.LittleEndian.Uint64(b[13:])), items: int(binary.LittleEndian.Uint32(b[21:])),
	}
	copy(l.root[:], b[25:])
	copy(digests[:], b[25+tlog.HashSize:])
	return l, digests
}

// readHashes reads the stored tree; of a torn last hash it knows nothing.
func readHashes(path string) (tree, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	t := make(tree, len(b)/tlog.HashSize)
	for k := range t {
		copy(t[k][:], b[k*tlog.HashSize:])
	}
	return t, nil
}

// checkpointEnd ends each checkpoint in the file; a note cannot have this line.
const checkpointEnd = "\n%\n"

// readCheckpoints reads the signed notes; one that is torn was given to nobody.
func readCheckpoints(path string) (notes [][]byte, end int64, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	} else if err != nil {
		return nil, 0, err
	}
	for {
		note, rest, whole := bytes.Cut(b, []byte(checkpointEnd))
		if !whole {
			return notes, end, nil
		}
		notes = append(notes, append(note[:len(note):len(note)], '\n'))
		end += int64(len(note) + len(checkpointEnd))
		b = rest
	}
}

func inFolder(directory, name string) string { return filepath.Join(directory, folder, name) }
