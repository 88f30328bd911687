package access

import (
	"context"
	"slices"
)

// Role says what somebody may do.
type Role string

// The roles. Each but Device has the rights of those before it.
const (
	Device   Role = "device"   // sends readings, and nothing else
	Viewer   Role = "viewer"   // looks
	Operator Role = "operator" // acts: runs, alarms, plans
	Admin    Role = "admin"    // whatever there is, the audit too
)

var rank = map[Role]int{Viewer: 1, Operator: 2, Admin: 3}

// Known tells whether there is such a role.
func (r Role) Known() bool { return r == Device || rank[r] > 0 }

// Who is somebody who has been let in.
type Who struct {
	Name  string   `json:"name"` // "": nobody logs in here
	Role  Role     `json:"role"`
	Sites []string `json:"sites,omitempty"` // that he sees; nil: all

	ended chan struct{} // is closed when he is no longer known, or has lost a right
}

// Ended is closed when he has lost rights that he had; nil: he never does.
func (w *Who) Ended() <-chan struct{} { return w.ended }

func (w *Who) over() bool {
	select {
	case <-w.ended:
		return true
	default: // nil too
		return false
	}
}

// Everybody is who asks where nobody logs in.
var Everybody = &Who{Role: Admin}

// May tells whether he has the rights of a role.
func (w *Who) May(r Role) bool {
	if r == Device {
		return w != nil && (w.Role == Device || rank[w.Role] >= rank[Operator])
	}
	return w != nil && rank[w.Role] >= rank[r]
}

// Sees tells whether a site concerns him; "" is none in particular.
func (w *Who) Sees(site string) bool {
	return w != nil && (site == "" || w.Sites == nil || slices.Contains(w.Sites, site))
}

type key struct{}

// With puts who asks into the context of his request.
func With(ctx context.Context, w *Who) context.Context { return context.WithValue(ctx, key{}, w) }

// From returns who asks; Everybody where nobody was put there.
func From(ctx context.Context) *Who {
	if w, ok := ctx.Value(key{}).(*Who); ok {
		return w
	}
	return Everybody
}
