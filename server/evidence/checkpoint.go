package evidence

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a signed statement: so many batches, this root, at that time.
type Checkpoint struct {
	Origin string
	Size   int64 // batches
	Root   tlog.Hash
	At     time.Time
}

// text is the checkpoint as it is signed: origin, size, root, time.
func (c *Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s\n", c.Origin, c.Size, c.Root, c.At.UTC().Format(time.RFC3339Nano))
}

// ParseCheckpoint reads a checkpoint and checks its signature.
func ParseCheckpoint(signed []byte, publicKey string) (*Checkpoint, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(publicKey))
	if err != nil {
		return nil, fmt.Errorf("the public key: %w", err)
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return nil, fmt.Errorf("the checkpoint's signature: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 5 || lines[0] != verifier.Name() {
		return nil, errors.New("the checkpoint: must be origin, size, root and time, a line each, with the key's name for the origin")
	}
	c := &Checkpoint{Origin: lines[0]}
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 {
		return nil, fmt.Errorf("the checkpoint: size %q: must be a number ≥ 0", lines[1])
	}
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return nil, fmt.Errorf("the checkpoint: root: %w", err)
	}
	if c.At, err = time.Parse(time.RFC3339Nano, lines[3]); err != nil {
		return nil, fmt.Errorf("the checkpoint: time: %w", err)
	}
	return c, nil
}

// keys reads the pair of keys or makes it.
func keys(directory, origin string) (signer note.Signer, public string, err error) {
	secret, err := os.ReadFile(inFolder(directory, keyName))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(inFolder(directory, checkpointsName)); err == nil {
			return nil, "", fmt.Errorf("%s: is gone, and there are checkpoints: bring it back, or move the folder %s away and begin anew", inFolder(directory, keyName), folder)
		}
		s, p, err := note.GenerateKey(rand.Reader, origin)
		if err != nil {
			return nil, "", err
		}
		if err := os.WriteFile(inFolder(directory, publicKeyName), []byte(p+"\n"), 0o644); err != nil {
			return nil, "", err
		}
		if err := os.WriteFile(inFolder(directory, keyName), []byte(s+"\n"), 0o600); err != nil {
			return nil, "", err
		}
		secret = []byte(s)
	} else if err != nil {
		return nil, "", err
	}
	if signer, err = note.NewSigner(strings.TrimSpace(string(secret))); err != nil {
		return nil, "", fmt.Errorf("%s: %w", inFolder(directory, keyName), err)
	}
	public, err = readPublicKey(directory)
	return signer, public, err
}

func readPublicKey(directory string) (string, error) {
	b, err := os.ReadFile(inFolder(directory, publicKeyName))
	if err != nil {
		return "", fmt.Errorf("the log's public key: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}
