package cmd

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

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
func (s scenery) Pictures() (all []server.Picture) {
	for _, p := range s.place.Pictures {
		all = append(all, server.Picture{
			ID: p.ID, Kind: p.Kind, Name: p.Name, On: p.Shown, Opacity: p.Opacity, Attribution: p.Attribution, Natural: p.Natural, Grid: p.Grid,
		})
	}
	return all
}

// Draw implements server.Scenery.
func (s scenery) Draw(ctx context.Context, id string) (server.Drawn, error) {
	for _, p := range s.place.Pictures {
		if p.ID != id {
			continue
		}
		img, missing, err := p.Source.Draw(ctx, p.Grid)
		if err != nil {
			return server.Drawn{}, err
		}
		drawn, err := encode(img)
		drawn.Missing = missing
		return drawn, err
	}
	return server.Drawn{}, fmt.Errorf("no picture %q", id)
}

// encode makes a JPEG of what hides all below it, else a PNG.
func encode(img *image.RGBA) (server.Drawn, error) {
	var b bytes.Buffer
	if img.Opaque() {
		err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92})
		return server.Drawn{Content: b.Bytes(), Type: "image/jpeg"}, err
	}
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	return server.Drawn{Content: b.Bytes(), Type: "image/png"}, err
}
