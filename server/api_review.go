package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Reviews keep the issues of a site's building models. Their methods may be called
// side by side. Errors are shown to people.
type Reviews interface {
	// Issues are all there are, once what the site file asks for has been compared.
	Issues(ctx context.Context) (Issues, error)
	// Find compares models and adds what clashes; by is who asked, "" where nobody
	// logs in.
	Find(ctx context.Context, q ClashQuestion, by string) (Issues, error)
	// Say changes an issue; fs.ErrNotExist if there is none of that ID.
	Say(id string, change IssueChange) (Issue, error)
	// BCF is all issues as a file of version 2.1 or 3.0.
	BCF(version string) ([]byte, error)
	// Take brings in the issues of a BCF file. Its authors stay those of the file,
	// as such files go from house to house; by is kept beside them.
	Take(file []byte, by string) (taken int, warnings []string, err error)
}

// ClashQuestion is what to compare.
type ClashQuestion struct {
	A         string   `json:"a" minLength:"1" doc:"Model: model/structure"`
	B         string   `json:"b,omitempty" doc:"The other model; absent: A within itself"`
	Tolerance *float64 `json:"tolerance_mm,omitempty" minimum:"0" maximum:"1000" default:"1" doc:"How deep bodies may reach into one another"`
	Clearance float64  `json:"clearance_mm,omitempty" minimum:"0" maximum:"10000" doc:"How much room must be between them; 0: none is asked for"`
	OverTime  bool     `json:"over_time,omitempty" doc:"What never stands at the same time by the schedule does not clash"`
}

// IssueChange is what somebody says of an issue.
type IssueChange struct {
	Status  string `json:"status,omitempty" enum:"Open,In Progress,Resolved,Closed"`
	Comment string `json:"comment,omitempty" maxLength:"4000"`
	Author  string `json:"author,omitempty" maxLength:"100" doc:"Who says it, where nobody logs in; else it is the login's name, whatever stands here"`
}

// Issues are what was found and said.
type Issues struct {
	Issues      []Issue      `json:"issues"`
	Comparisons []Comparison `json:"comparisons"`
	Notes       []string     `json:"notes"`
	You         string       `json:"you,omitempty" doc:"Under which name it is kept what you say; absent where nobody logs in: then give one as author"`
}

// Comparison is one question with what it found, group by group.
type Comparison struct {
	ClashQuestion
	Compared  int            `json:"compared" doc:"Parts"`
	Found     int            `json:"found"`
	Unchecked int            `json:"unchecked" doc:"Parts that could not be compared, for want of a shape"`
	Counts    map[string]int `json:"counts" doc:"By kind"`
	Groups    []ClashGroup   `json:"groups"`
}

// ClashGroup is clashes of one cause.
type ClashGroup struct {
	Part  IssuePart `json:"part"`
	Other string    `json:"other" doc:"Type of what it meets"`
	Hard  bool      `json:"hard"`
	Count int       `json:"count"`
}

// IssuePart names a part of a building model.
type IssuePart struct {
	Model string `json:"model"`
	GUID  string `json:"guid"`
	Type  string `json:"type,omitempty"`
	Name  string `json:"name,omitempty"`
}

// Issue is a clash, or whatever else a BCF file tells.
type Issue struct {
	ID          string         `json:"id"`
	Kind        string         `json:"kind" doc:"pierce, overlap, contains, clearance; issue: of a file"`
	Title       string         `json:"title"`
	Description string         `json:"description,omitempty"`
	Status      string         `json:"status"`
	Author      string         `json:"author"`
	Created     string         `json:"created"`
	Comments    []IssueComment `json:"comments"`
	Parts       []IssuePart    `json:"parts" doc:"What it is about, as far as the site has it"`
	Missing     int            `json:"missing,omitempty" doc:"Parts that it names and the site has not"`
	Point       []float64      `json:"point,omitempty" doc:"Where, in site coordinates"`
	Eye         []float64      `json:"eye,omitempty" doc:"From where to look, in site coordinates"`
	Depth       float64        `json:"depth_m,omitempty"`
	Volume      *float64       `json:"volume_m3,omitempty" doc:"Absent where a body is open"`
	Distance    float64        `json:"distance_m,omitempty"`
	From        Clock          `json:"from,omitempty" doc:"They stand together from then"`
	To          Clock          `json:"to,omitempty" doc:"until then"`
	Comparison  int            `json:"comparison" doc:"Number of the comparison that found it; -1: none"`
	Group       int            `json:"group" doc:"Number in its groups; -1: none"`
}

// IssueComment is what somebody said.
type IssueComment struct {
	Author string `json:"author"`
	Text   string `json:"text"`
	Date   string `json:"date"`
	By     string `json:"brought_by,omitempty" doc:"Who brought it in with a file, where that is not its author"`
}

// largestBCF bounds what is taken in.
const largestBCF = 64 << 20

func (s *Server) registerReview(api huma.API) {
	register(api, get("/api/sites/{site}/clashes", "list-clashes", "What clashes in a site's building models, and other issues", "sites"),
		func(ctx context.Context, in *struct {
			Site string `path:"site"`
		}) (*answer[Issues], error) {
			r, err := s.review(in.Site)
			if err != nil {
				return nil, err
			}
			all, err := r.Issues(ctx)
			return answerIssues(ctx, all, err)
		})
	op := post("/api/sites/{site}/clashes", "find-clashes", "Compare two models, or one within itself", "sites", http.StatusOK)
	register(api, op, func(ctx context.Context, in *struct {
		Site string `path:"site"`
		Body ClashQuestion
	}) (*answer[Issues], error) {
		r, err := s.review(in.Site)
		if err != nil {
			return nil, err
		}
		all, err := r.Find(ctx, in.Body, whoOf(ctx))
		return answerIssues(ctx, all, err)
	})
	register(api, post("/api/sites/{site}/clashes/{id}", "say-of-clash", "Change the status of an issue, or comment on it", "sites", http.StatusOK),
		func(ctx context.Context, in *struct {
			Site string `path:"site"`
			ID   string `path:"id"`
			Body IssueChange
		}) (*answer[Issue], error) {
			r, err := s.review(in.Site)
			if err != nil {
				return nil, err
			}
			if name := whoOf(ctx); name != "" { // nobody speaks for another
				in.Body.Author = name
			}
			issue, err := r.Say(in.ID, in.Body)
			if errors.Is(err, fs.ErrNotExist) {
				return nil, huma.Error404NotFound(err.Error())
			}
			if err != nil {
				return nil, huma.Error422UnprocessableEntity(err.Error())
			}
			return &answer[Issue]{Body: issue}, nil
		})
	huma.Register(api, download(get("/api/sites/{site}/bcf", "get-bcf", "All issues as a BCF file", "sites"), "application/zip", "A .bcfzip", "Content-Disposition"),
		func(_ context.Context, in *struct {
			Site    string `path:"site"`
			Version string `query:"version" enum:"2.1,3.0" default:"2.1"`
		}) (*huma.StreamResponse, error) {
			r, err := s.review(in.Site)
			if err != nil {
				return nil, err
			}
			file, err := r.BCF(in.Version)
			if err != nil {
				return nil, huma.Error422UnprocessableEntity(err.Error())
			}
			return &huma.StreamResponse{Body: func(ctx huma.Context) {
				ctx.SetHeader("Cache-Control", "no-store")
				ctx.SetHeader("Content-Type", "application/zip")
				ctx.SetHeader("Content-Disposition", `attachment; filename="issues.bcfzip"`)
				ctx.SetStatus(http.StatusOK)
				ctx.BodyWriter().Write(file)
			}}, nil
		})
	op = post("/api/sites/{site}/bcf", "take-bcf", "Bring in the issues of a BCF file", "sites", http.StatusOK)
	op.MaxBodyBytes = largestBCF
	register(api, op, func(ctx context.Context, in *struct {
		Site    string `path:"site"`
		RawBody []byte `contentType:"application/zip"`
	}) (*answer[bcfTaken], error) {
		r, err := s.review(in.Site)
		if err != nil {
			return nil, err
		}
		taken, warnings, err := r.Take(in.RawBody, whoOf(ctx))
		if err != nil {
			return nil, huma.Error422UnprocessableEntity(err.Error())
		}
		return &answer[bcfTaken]{Body: bcfTaken{taken, append([]string{}, warnings...)}}, nil
	})
}

type bcfTaken struct {
	Taken    int      `json:"taken"`
	Warnings []string `json:"warnings" doc:"What of the file could not be read"`
}

func answerIssues(ctx context.Context, all Issues, err error) (*answer[Issues], error) {
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, err
		}
		return nil, huma.Error422UnprocessableEntity(err.Error())
	}
	all.You = whoOf(ctx)
	return &answer[Issues]{Body: all}, nil
}

func (s *Server) review(site string) (Reviews, error) {
	if _, err := s.site(site); err != nil {
		return nil, err
	}
	r := s.config.Reviews[site]
	if r == nil {
		return nil, huma.Error404NotFound(fmt.Sprintf("site %q has no building models to review", site))
	}
	return r, nil
}
