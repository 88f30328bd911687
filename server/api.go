package server

import (
	"context"
	"net/http"
	"runtime"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// newAPI registers everything under /api/ and describes it.
func (s *Server) newAPI(mux *http.ServeMux) huma.API {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Shapan", Version: s.config.Version,
				Description: "Digital twin of a construction site: sites, scenarios, runs and recordings. Numbers are SI, positions are site coordinates [m], grids are row-major from the south-west. The binary messages are described in docs/wire.md.",
			},
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
		},
		OpenAPIPath: "/api/openapi",
		Formats:     huma.DefaultFormats, DefaultFormat: "application/json",
	}
	if !s.config.Access.Open() {
		config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
			"token":  {Type: "http", Scheme: "bearer"},
			"cookie": {Type: "apiKey", In: "cookie", Name: "shapan_session"},
		}
		config.Security = []map[string][]string{{"token": {}}, {"cookie": {}}}
	}
	api := humago.New(mux, config)
	s.registerSites(api)
	s.registerScenery(api)
	s.registerElements(api)
	s.registerTwin(api, mux)
	s.registerRuns(api)
	s.registerFollowing(api)
	s.registerCommands(api)
	s.registerResults(api)
	s.registerRecordings(api)
	s.registerStream(api, mux)
	s.registerAudit(api)

	register(api, get("/api/version", "version", "Version of the server", "server"),
		func(context.Context, *struct{}) (*answer[version], error) {
			return &answer[version]{Body: version{s.config.Version, runtime.Version()}}, nil
		})
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { s.notFound(mux, w, r) })
	return api
}

type version struct {
	Version string `json:"version"`
	Go      string `json:"go"`
}

// answer is a JSON body that nobody is to cache.
type answer[T any] struct {
	Cache string `header:"Cache-Control"`
	Body  T
}

func (a *answer[T]) setCache() {
	if a.Cache == "" {
		a.Cache = "no-store"
	}
}

// register adds an operation whose answers are not kept by caches.
func register[I, T any](api huma.API, op huma.Operation, handle func(context.Context, *I) (*answer[T], error)) {
	huma.Register(api, op, func(ctx context.Context, in *I) (*answer[T], error) {
		out, err := handle(ctx, in)
		if out != nil {
			out.setCache()
		}
		return out, err
	})
}

func get(path, id, summary, tag string) huma.Operation {
	return huma.Operation{Method: http.MethodGet, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}}
}

func post(path, id, summary, tag string, status int) huma.Operation {
	return huma.Operation{Method: http.MethodPost, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}, DefaultStatus: status}
}

// download describes an answer that is no JSON.
func download(op huma.Operation, contentType, description string, headers ...string) huma.Operation {
	response := &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
	}
	for _, h := range headers {
		if response.Headers == nil {
			response.Headers = map[string]*huma.Param{}
		}
		response.Headers[h] = &huma.Header{Schema: &huma.Schema{Type: "string"}}
	}
	op.Responses = map[string]*huma.Response{"200": response}
	op.Errors = []int{http.StatusNotFound}
	return op
}

// registerStream adds the WebSocket, which huma describes and does not handle.
func (s *Server) registerStream(api huma.API, mux *http.ServeMux) {
	const path = "/api/runs/{run}/stream"
	mux.HandleFunc("GET "+path, s.stream)
	op := get(path, "stream", "WebSocket of subprotocol "+protocol+": what the run shows, as it happens", "runs")
	op.Parameters = []*huma.Param{{Name: "run", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}}
	op.Responses = map[string]*huma.Response{"101": {Description: "Switching Protocols"}}
	api.OpenAPI().AddOperation(&op)
}

// notFound answers what no operation has taken.
func (s *Server) notFound(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/api/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		problem(w, http.StatusMethodNotAllowed, r.Method+" is not for this address; allowed: "+strings.Join(allowed, ", "))
		return
	}
	problem(w, http.StatusNotFound, "no such address; /api/openapi.json lists them all")
}
