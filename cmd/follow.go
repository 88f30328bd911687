package cmd

import (
	"fmt"
	"path/filepath"

	"shapan/server"
	"shapan/site"
)

// keptName is the file, in the folder of recordings, with the state of the run
// that follows the site.
const keptName = "live.state"

// startFollowing starts the run that follows the real site, if its file says so.
func startFollowing(s *server.Server, lib *library, runs string) error {
	live := lib.place.Live
	if live == nil {
		return nil
	}
	if err := s.FollowSite(following(live, lib.site.ID, filepath.Join(runs, keptName))); err != nil {
		return inputError{fmt.Errorf("%s: live: %w", lib.sitePath, err)}
	}
	return nil
}

// following is what the site file says of it, in the server's words.
func following(l *site.Live, id, keep string) server.Following {
	f := server.Following{
		Site: id, Scenario: l.Scenario, Late: l.Late, Keep: keep,
		Outlook: server.Outlook{Every: l.Every, Ahead: l.Ahead},
	}
	for _, r := range l.Follow {
		f.Rules = append(f.Rules, server.FollowRule{
			Subject: r.Reading, Property: r.Property, Of: r.Of, Sets: r.Sets, Scale: r.Scale, Offset: r.Offset, Words: r.Words,
		})
	}
	for _, factor := range l.Rain {
		f.Outlook.Members = append(f.Outlook.Members, server.OutlookMember{
			Name: fmt.Sprintf("rain × %g", factor), Acts: []server.Act{{Subject: "rain", Set: map[string]any{"factor": factor}}},
		})
	}
	return f
}
