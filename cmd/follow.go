package cmd

import (
	"fmt"
	"path/filepath"

	"shapan/server"
	"shapan/site"
)

// keptName ends the name of the file, in the folder of recordings, with the state
// of the run that follows a site.
const keptName = ".live.state"

// startFollowing starts the runs that follow real sites, where their files say so.
func startFollowing(s *server.Server, libs shelf, live lives, runs string) error {
	for _, l := range libs {
		if l.place.Live == nil {
			continue
		}
		f := following(l.place.Live, l.site.ID, filepath.Join(runs, l.site.ID+keptName))
		f.Scenario = libs.id(l, f.Scenario)
		if of := live.of(l.site.ID); of != nil {
			f.Past = of.past
		}
		if err := s.FollowSite(f); err != nil {
			return inputError{fmt.Errorf("%s: live: %w", l.sitePath, err)}
		}
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
			Subject: r.Reading, Property: r.Property, Of: r.Of, Sets: r.Sets, Scale: r.Scale, Offset: r.Offset, Words: r.Words, Forecast: r.Forecast,
		})
	}
	for _, factor := range l.Rain {
		f.Outlook.Members = append(f.Outlook.Members, server.OutlookMember{
			Name: fmt.Sprintf("rain × %g", factor), Acts: []server.Act{{Subject: "rain", Set: map[string]any{"factor": factor}}},
		})
	}
	return f
}
