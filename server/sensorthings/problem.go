package sensorthings

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// problem is an error as OData 4 writes it in JSON, which the standard refers to.
type problem struct {
	status  int
	target  string // the query option or path
	message string
}

func (p *problem) Error() string { return p.message }

func bad(target, format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, target, fmt.Sprintf(format, args...)}
}

func absent(format string, args ...any) *problem {
	return &problem{http.StatusNotFound, "", fmt.Sprintf(format, args...)}
}

// lacking is what the standard knows and this service does not.
func lacking(target, format string, args ...any) *problem {
	return &problem{http.StatusNotImplemented, target, fmt.Sprintf(format, args...)}
}

func (p *problem) write(w http.ResponseWriter) {
	said := map[string]any{"code": strconv.Itoa(p.status), "message": p.message}
	if p.target != "" {
		said["target"] = p.target
	}
	body, err := json.Marshal(map[string]any{"error": said})
	if err != nil {
		panic(err) // texts
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(p.status)
	_, _ = w.Write(body) // who is gone needs no answer
}
