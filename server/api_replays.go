package server

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/server/feeds/replay"
)

// livePlayer is a file of readings that is played, and where it is.
type livePlayer struct {
	Number int       `json:"replay" doc:"In the order of the site's file, from 0"`
	File   string    `json:"file"`
	First  time.Time `json:"first" doc:"Of the file's readings"`
	Last   time.Time `json:"last"`
	At     time.Time `json:"at" doc:"Up to which it has been played"`
	Speed  float64   `json:"speed" doc:"Recorded seconds per second"`
	Paused bool      `json:"paused"`
	Done   bool      `json:"done" doc:"All was played"`
	Shift  bool      `json:"shift" doc:"Instants are moved to the present: it can only be played at 1"`
	Played int64     `json:"played" doc:"Readings"`
	Error  string    `json:"error,omitempty" doc:"Why it has stopped"`
}

type livePlayers struct {
	Replays []livePlayer `json:"replays"`
}

// playerControl is what a player is told: first where to go on, then how fast.
type playerControl struct {
	Do    string     `json:"do,omitempty" enum:"play,pause" doc:"Absent: as it was. One that has come to its end plays again from the beginning"`
	Seek  *time.Time `json:"seek,omitempty" doc:"Goes on from this instant of the file; readings between are not played"`
	Speed *float64   `json:"speed,omitempty" minimum:"1" maximum:"1000"`
}

func (s *Server) registerReplays(api huma.API) {
	register(api, get("/api/sites/{site}/replays", "list-replays", "Files of readings that are played as if they came in now", "live"),
		func(_ context.Context, in *siteOfTwin) (*answer[livePlayers], error) {
			if _, err := s.site(in.Site); err != nil {
				return nil, err
			}
			body := livePlayers{Replays: []livePlayer{}}
			for k, p := range s.config.Players[in.Site] {
				body.Replays = append(body.Replays, playerOf(k, p))
			}
			return &answer[livePlayers]{Body: body}, nil
		})
	register(api, post("/api/sites/{site}/replays/{replay}", "control-replay", "Play, pause, jump, change the speed of a file that is played", "live", 200),
		func(_ context.Context, in *struct {
			Site   string `path:"site"`
			Replay int    `path:"replay" minimum:"0"`
			Body   playerControl
		}) (*answer[livePlayer], error) {
			if _, err := s.site(in.Site); err != nil {
				return nil, err
			}
			players := s.config.Players[in.Site]
			if in.Replay >= len(players) {
				return nil, huma.Error404NotFound(fmt.Sprintf("site %q plays %d files: there is no replay %d", in.Site, len(players), in.Replay))
			}
			p := players[in.Replay]
			if err := in.Body.tell(p); err != nil {
				return nil, err
			}
			return &answer[livePlayer]{Body: playerOf(in.Replay, p)}, nil
		})
}

func (c *playerControl) tell(p *replay.Player) error {
	if c.Do == "" && c.Seek == nil && c.Speed == nil {
		return userError("nothing is asked for", &huma.ErrorDetail{Message: "expected do, seek or speed", Location: "body"})
	}
	was := p.State()
	if c.Seek != nil && (c.Seek.Before(was.First) || c.Seek.After(was.Last)) {
		return userError("the file has nothing there", &huma.ErrorDetail{Location: "body.seek", Value: *c.Seek,
			Message: fmt.Sprintf("expected an instant from %s to %s", was.First.Format(time.RFC3339Nano), was.Last.Format(time.RFC3339Nano))})
	}
	if c.Do == "pause" { // before it jumps, so that nothing is played there
		p.Pause()
	}
	if c.Speed != nil {
		if err := p.SetSpeed(*c.Speed); err != nil {
			return userError("the speed is not changed", &huma.ErrorDetail{Message: err.Error(), Location: "body.speed", Value: *c.Speed})
		}
	}
	switch {
	case c.Seek != nil:
		p.Seek(*c.Seek)
	case c.Do == "play" && was.Done:
		p.Seek(was.First)
	}
	if c.Do == "play" {
		p.Resume()
	}
	return nil
}

func playerOf(k int, p *replay.Player) livePlayer {
	st := p.State()
	l := livePlayer{Number: k, File: st.File, First: st.First, Last: st.Last, At: st.At, Speed: st.Speed, Paused: st.Paused, Done: st.Done, Shift: p.Shifts(), Played: st.Played}
	if st.Err != nil {
		l.Error = st.Err.Error()
	}
	return l
}
