package cmd

import (
	"context"
	"fmt"

	"shapan/server"
	"shapan/site"
)

// scenery brings what is drawn of a site to the server.
type scenery struct{ place *site.Place }

// Mesh implements server.Scenery.
func (s scenery) Mesh(context.Context) ([]byte, error) {
	m, err := s.place.Mesh()
	if err != nil {
		return nil, err
	}
	return m.MarshalBinary()
}

// Pictures implements server.Scenery.
func (s scenery) Pictures() []server.Picture { return nil }

// Draw implements server.Scenery.
func (s scenery) Draw(context.Context, string) (server.Drawn, error) {
	return server.Drawn{}, fmt.Errorf("no picture")
}
