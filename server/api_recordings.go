package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

type recordingsBody struct {
	Recordings []recordingFile `json:"recordings"`
}

type recordingFile struct {
	File     string    `json:"file"`
	Bytes    int64     `json:"bytes"`
	Modified time.Time `json:"modified"`
}

func (s *Server) registerRecordings(api huma.API) {
	register(api, get("/api/recordings", "list-recordings", "Recordings on this server, the newest first", "recordings"),
		func(context.Context, *struct{}) (*answer[recordingsBody], error) {
			files, err := s.recordings()
			if err != nil {
				return nil, err
			}
			return &answer[recordingsBody]{Body: recordingsBody{files}}, nil
		})
	register(api, post("/api/recordings/{file}/open", "open-recording", "Show a recording as a run", "recordings", http.StatusCreated),
		func(_ context.Context, in *struct {
			File string `path:"file" example:"r2.mcap"`
		}) (*answer[Run], error) {
			files, err := s.recordings()
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(files, func(f recordingFile) bool { return f.File == in.File }) {
				return nil, huma.Error404NotFound(fmt.Sprintf("no recording %q", in.File))
			}
			return answerRun(s.openRecording(filepath.Join(s.config.RunsDir, in.File)))
		})
}

// recordings lists the files of RunsDir. What is not listed cannot be opened,
// so that no name leads out of the directory.
func (s *Server) recordings() ([]recordingFile, error) {
	files := []recordingFile{}
	if s.config.RunsDir == "" {
		return files, nil
	}
	entries, err := os.ReadDir(s.config.RunsDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !strings.HasSuffix(e.Name(), ".mcap") {
			continue
		}
		files = append(files, recordingFile{e.Name(), info.Size(), info.ModTime()})
	}
	slices.SortStableFunc(files, func(a, b recordingFile) int {
		return cmp.Or(b.Modified.Compare(a.Modified), cmp.Compare(a.File, b.File))
	})
	return files, nil
}
