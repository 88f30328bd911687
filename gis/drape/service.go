package drape

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Service fetches tiles from a map service and keeps them on disk. The key
// stays here: it is in no error, no answer and no file.
type Service struct {
	Template string        // "https://…/{z}/{x}/{y}.png?tk={key}"; {-y}: rows counted from the south
	KeyEnv   string        // environment variable that holds {key}; "": none is needed
	Folder   string        // where tiles are kept; "": nowhere
	Keep     time.Duration // how long; 0: 30 days. When the service cannot be reached, older ones serve
	Client   *http.Client  // nil: one that waits 15 s
	Agent    string        // how the program calls itself
}

// CheckTemplate tells what is wrong with an address.
func CheckTemplate(template, keyEnv string) error {
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(template))
	has := func(word string) bool { return strings.Contains(template, "{"+word+"}") }
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("must be an address that begins with https:// or http://")
	case !has("z") || !has("x") || !has("y") && !has("-y"):
		return errors.New("must have {z}, {x} and {y} in it (or {-y}, where rows count from the south)")
	case has("key") != (keyEnv != ""):
		return errors.New("{key} and key_env go together: key_env names the environment variable that holds the key")
	}
	if unknown := unknownWords(template, "z", "x", "y", "-y", "key"); unknown != nil {
		return fmt.Errorf("%s: known are {z}, {x}, {y}, {-y} and {key}", strings.Join(unknown, ", "))
	}
	return nil
}

// defaultClient follows no redirect to another host: the key might go along.
var defaultClient = &http.Client{
	Timeout: 15 * time.Second,
	CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if len(via) > 3 || next.URL.Host != via[0].URL.Host {
			return errors.New("leads elsewhere")
		}
		return nil
	},
}

// Get returns a tile, kept or fetched.
func (s *Service) Get(ctx context.Context, t Tile) ([]byte, error) {
	path := s.path(t)
	kept, err := readTile(path)
	if path != "" && err == nil {
		keep := s.Keep
		if keep == 0 {
			keep = 30 * 24 * time.Hour
		}
		if st, err := os.Stat(path); err == nil && time.Since(st.ModTime()) < keep {
			return kept, nil
		}
	}
	content, err := s.fetch(ctx, t)
	if err != nil {
		if kept != nil && !errors.Is(err, fs.ErrNotExist) {
			return kept, nil
		}
		return nil, err
	}
	s.store(path, content)
	return content, nil
}

func (s *Service) fetch(ctx context.Context, t Tile) ([]byte, error) {
	key := ""
	if s.KeyEnv != "" {
		if key = os.Getenv(s.KeyEnv); key == "" {
			return nil, fmt.Errorf("no key: set the environment variable %s where the server runs", s.KeyEnv)
		}
	}
	number := strconv.Itoa
	address := strings.NewReplacer("{z}", number(t.Z), "{x}", number(t.X), "{y}", number(t.Y),
		"{-y}", number(1<<t.Z-1-t.Y), "{key}", url.QueryEscape(key)).Replace(s.Template)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address cannot be made") // err has it, with the key
	}
	host := request.URL.Host
	if s.Agent != "" {
		request.Header.Set("User-Agent", s.Agent)
	}
	client := s.Client
	if client == nil {
		client = defaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		var told *url.Error
		if errors.As(err, &told) { // it tells the address, and the key with it
			err = told.Err
		}
		return nil, fmt.Errorf("%s cannot be reached: %w", host, err)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusNotFound || response.StatusCode == http.StatusNoContent:
		return nil, fmt.Errorf("%s has no tile %d/%d/%d: %w", host, t.Z, t.X, t.Y, fs.ErrNotExist)
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s answers %s", host, response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, mostTileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s breaks off: %w", host, err)
	}
	if len(content) > mostTileBytes {
		return nil, fmt.Errorf("%s sends more than %d bytes for a tile", host, mostTileBytes)
	}
	if err := checkTile(content); err != nil { // services tell a wrong key by a page of text
		return nil, fmt.Errorf("%s sends no tile (%s): %w", host, response.Header.Get("Content-Type"), err)
	}
	return content, nil
}

// path returns where a tile is kept; of each address in a folder of its own.
func (s *Service) path(t Tile) string {
	if s.Folder == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s.Template))
	return filepath.Join(s.Folder, hex.EncodeToString(sum[:8]), strconv.Itoa(t.Z), strconv.Itoa(t.X), strconv.Itoa(t.Y))
}

// store keeps a tile; if it cannot, it is fetched again another time.
func (s *Service) store(path string, content []byte) {
	if path == "" || os.MkdirAll(filepath.Dir(path), 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tile-")
	if err != nil {
		return
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
}
