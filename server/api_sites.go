package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"shapan/engine"
	"shapan/engine/pack"
	"shapan/server/access"
)

type sitesBody struct {
	Sites []siteName `json:"sites"`
}

type siteName struct {
	ID   string      `json:"id"`
	Name engine.Text `json:"name"`
}

func (s *Server) registerSites(api huma.API) {
	register(api, get("/api/sites", "list-sites", "All sites", "sites"),
		func(ctx context.Context, _ *struct{}) (*answer[sitesBody], error) {
			body := sitesBody{Sites: []siteName{}}
			for _, site := range s.config.Sites {
				if !access.From(ctx).Sees(site.ID) {
					continue
				}
				body.Sites = append(body.Sites, siteName{site.ID, site.Name})
			}
			return &answer[sitesBody]{Body: body}, nil
		})
	register(api, get("/api/sites/{site}", "get-site", "A site with all that stands on it", "sites"),
		func(_ context.Context, in *struct {
			Site string `path:"site"`
		}) (*answer[siteBody], error) {
			site, err := s.site(in.Site)
			if err != nil {
				return nil, err
			}
			body := describeSite(site, s.config.Scenery[site.ID])
			if p := s.config.Plans[site.ID]; p != nil {
				_, body.Schedule = p.Plan()
			}
			return &answer[siteBody]{Cache: "no-cache", Body: body}, nil
		})
	huma.Register(api, download(get("/api/sites/{site}/fields/{name}", "get-site-field", "A property of the ground as one field message", "sites"),
		"application/octet-stream", "A key message, docs/wire.md", "Shapan-Field", "ETag"),
		func(_ context.Context, in *struct {
			Site string `path:"site"`
			Name string `path:"name"`
			Tag  string `header:"If-None-Match"`
		}) (*huma.StreamResponse, error) {
			return s.siteField(in.Site, in.Name, in.Tag)
		})
	huma.Register(api, download(get("/api/sites/{site}/models/{file}", "get-site-model", "The model file of an element", "sites"),
		"model/gltf-binary", "A GLB, y up"),
		func(_ context.Context, in *struct {
			Site string `path:"site"`
			File string `path:"file"`
		}) (*huma.StreamResponse, error) {
			return s.siteModel(in.Site, in.File)
		})
}

func (s *Server) site(id string) (*engine.Site, error) {
	for _, site := range s.config.Sites {
		if site.ID == id {
			return site, nil
		}
	}
	return nil, huma.Error404NotFound(fmt.Sprintf("no site %q", id))
}

// packedField is a field of a site, packed when first asked for.
type packedField struct {
	info    string // JSON of the Shapan-Field header
	message []byte
	tag     string
}

func (s *Server) siteField(siteID, name, tag string) (*huma.StreamResponse, error) {
	site, err := s.site(siteID)
	if err != nil {
		return nil, err
	}
	f := &site.Ground
	if name != "ground" {
		f = site.Layer(name)
	}
	if f == nil || len(f.Values) == 0 {
		return nil, huma.Error404NotFound(fmt.Sprintf("no field %q on site %q", name, siteID))
	}
	packed := s.packed(siteID+"/"+name, name, f)
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Cache-Control", "no-cache")
		ctx.SetHeader("ETag", packed.tag)
		if tag == packed.tag {
			ctx.SetStatus(http.StatusNotModified)
			return
		}
		writeField(ctx, packed.info, packed.message)
	}}, nil
}

func (s *Server) packed(key, name string, f *engine.Field) packedField {
	s.fieldsMu.Lock()
	defer s.fieldsMu.Unlock()
	if p, ok := s.fields[key]; ok {
		return p
	}
	named := *f
	named.Name = name
	info := pack.FieldInfo{Name: name, Unit: f.Unit, Grid: f.Grid, Scale: pack.ScaleFor(&named)}
	p := packedField{
		info:    headerJSON(info),
		message: pack.KeyMessage(pack.Header{}, info.Quantize(f.Values, nil), f.Grid.NX),
	}
	sum := sha256.Sum256(append([]byte(p.info), p.message...))
	p.tag = `"` + hex.EncodeToString(sum[:12]) + `"`
	s.fields[key] = p
	return p
}

// writeField answers with a field message.
func writeField(ctx huma.Context, info string, message []byte) {
	ctx.SetHeader("Content-Type", "application/octet-stream")
	ctx.SetHeader("Shapan-Field", info)
	ctx.SetHeader("Content-Length", fmt.Sprint(len(message)))
	ctx.SetStatus(http.StatusOK)
	ctx.BodyWriter().Write(message)
}

func (s *Server) siteModel(siteID, file string) (*huma.StreamResponse, error) {
	site, err := s.site(siteID)
	if err != nil {
		return nil, err
	}
	named := slices.ContainsFunc(site.Elements, func(e engine.Element) bool { return e.Model == file && file != "" })
	if !named || s.config.Model == nil {
		return nil, huma.Error404NotFound(fmt.Sprintf("no element of site %q has a model %q", siteID, file))
	}
	model, err := s.config.Model(site, file)
	if err != nil {
		s.config.Log.Error("model cannot be opened", "site", siteID, "file", file, "err", err)
		return nil, huma.Error404NotFound(fmt.Sprintf("the model %q cannot be opened", file))
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer model.Close()
		r, w := humago.Unwrap(ctx)
		w.Header().Set("Content-Type", "model/gltf-binary")
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeContent(w, r, file, modified(model), model)
	}}, nil
}

// modified returns when a file was changed, if it knows.
func modified(r io.Reader) time.Time {
	if f, ok := r.(fs.File); ok {
		if info, err := f.Stat(); err == nil {
			return info.ModTime()
		}
	}
	return time.Time{}
}
