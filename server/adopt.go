package server

import (
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/server/access"
)

// Intention is what somebody means to do on the real site, as a branch rehearsed
// it: it goes into the log, and people carry it out.
type Intention struct {
	Site   string    `json:"site"`
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Why    string    `json:"why"`
	Branch string    `json:"branch"` // the run in which it was rehearsed
	Acts   []Act     `json:"acts"`   // at_s counts from Start
	Start  time.Time `json:"start"`  // of the run
}

// adopt writes a branch's own acts into the log as intended.
func (s *Server) adopt(ctx context.Context, r *hosted, who, why string) (Intention, error) {
	switch {
	case s.config.Intend == nil:
		return Intention{}, huma.Error409Conflict("this server keeps no log of the site: give it --data and a site with points")
	case r.parent == "":
		return Intention{}, huma.Error409Conflict("only a branch has a plan to adopt: fork a run first")
	}
	r.mu.Lock()
	acts := slices.Clone(r.own)
	r.mu.Unlock()
	if len(acts) == 0 {
		return Intention{}, huma.Error409Conflict("nothing was done in this branch that its parent had not")
	}
	i := Intention{Site: r.site.ID, At: time.Now(), Who: who, Why: why, Branch: r.id, Acts: acts, Start: r.start}
	if name := access.From(ctx).Name; name != "" {
		i.Who = name
	}
	if i.Who == "" {
		return Intention{}, userError("the plan is not adopted", &huma.ErrorDetail{Message: "expected who adopts it", Location: "body.who"})
	}
	return i, s.config.Intend(ctx, i)
}
