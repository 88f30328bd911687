package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

func (s *Server) registerScenery(api huma.API) {
	huma.Register(api, download(get("/api/sites/{site}/mesh", "get-site-mesh", "The ground's surface as triangles", "sites"),
		"application/octet-stream", "A mesh message, docs/wire.md", "ETag"),
		func(ctx context.Context, in *struct {
			Site   string `path:"site"`
			Tag    string `header:"If-None-Match"`
			Accept string `header:"Accept-Encoding"`
		}) (*huma.StreamResponse, error) {
			if _, err := s.scenery(in.Site); err != nil {
				return nil, err
			}
			m, err := s.workshop.get(ctx, "mesh/"+in.Site, s.mesh(in.Site))
			if err != nil {
				s.config.Log.Error("no mesh of the ground", "site", in.Site, "err", err)
				return nil, huma.Error500InternalServerError(fmt.Sprintf("no mesh of the ground of %q: %v", in.Site, err))
			}
			return m.answer(in.Tag, in.Accept), nil
		})
	op := download(get("/api/sites/{site}/pictures/{id}", "get-site-picture", "A picture that is laid over the ground", "sites"),
		"image/png", "A PNG, or a JPEG where nothing is transparent; its place is the grid in the site's pictures", "ETag", "Shapan-Missing")
	op.Errors = append(op.Errors, http.StatusBadGateway)
	huma.Register(api, op,
		func(ctx context.Context, in *struct {
			Site string `path:"site"`
			ID   string `path:"id"`
			Tag  string `header:"If-None-Match"`
		}) (*huma.StreamResponse, error) {
			scenery, err := s.scenery(in.Site)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(scenery.Pictures(), func(p Picture) bool { return p.ID == in.ID }) {
				return nil, huma.Error404NotFound(fmt.Sprintf("no picture %q on site %q", in.ID, in.Site))
			}
			m, err := s.workshop.get(ctx, "picture/"+in.Site+"/"+in.ID, s.picture(in.Site, in.ID))
			if err != nil {
				s.config.Log.Warn("picture cannot be drawn", "site", in.Site, "picture", in.ID, "err", err)
				return nil, huma.Error502BadGateway(err.Error())
			}
			return m.answer(in.Tag, ""), nil
		})
}

func (s *Server) scenery(site string) (Scenery, error) {
	if _, err := s.site(site); err != nil {
		return nil, err
	}
	scenery := s.config.Scenery[site]
	if scenery == nil {
		return nil, huma.Error404NotFound(fmt.Sprintf("site %q has no scenery here", site))
	}
	return scenery, nil
}

// answer sends what was made, unless the client has it already.
func (m made) answer(tag, accept string) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Cache-Control", "no-cache")
		if m.zipped {
			ctx.SetHeader("Vary", "Accept-Encoding")
		}
		if m.missing != "" {
			ctx.SetHeader("Cache-Control", "no-store")
			ctx.SetHeader("Shapan-Missing", mime.QEncoding.Encode("utf-8", m.missing))
		} else {
			ctx.SetHeader("ETag", m.tag)
			if tag == m.tag {
				ctx.SetStatus(http.StatusNotModified)
				return
			}
		}
		ctx.SetHeader("Content-Type", m.contentType)
		if m.zipped && !takesGzip(accept) {
			ctx.SetStatus(http.StatusOK)
			if z, err := gzip.NewReader(bytes.NewReader(m.content)); err == nil { // we have written it
				io.Copy(ctx.BodyWriter(), z)
			}
			return
		}
		if m.zipped {
			ctx.SetHeader("Content-Encoding", "gzip")
		}
		ctx.SetHeader("Content-Length", strconv.Itoa(len(m.content)))
		ctx.SetStatus(http.StatusOK)
		ctx.BodyWriter().Write(m.content)
	}}
}

// takesGzip reads an Accept-Encoding.
func takesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, options, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); name != "gzip" && name != "*" {
			continue
		}
		q, given := strings.CutPrefix(strings.ReplaceAll(options, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !given || err == nil && weight > 0
	}
	return false
}
