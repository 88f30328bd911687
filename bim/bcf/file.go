package bcf

import (
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// The versions that Write knows.
const (
	V21 = "2.1"
	V30 = "3.0"
)

// File is a BCF file.
type File struct {
	Version     string // of the file that was read; Write is told one
	ProjectID   string
	ProjectName string
	Topics      []Topic      // by GUID
	Attachments []Attachment // what is in the archive besides, by name
}

// Attachment is a file of the archive, with its folder.
type Attachment struct {
	Name string
	Data []byte
}

// Topic is an issue.
type Topic struct {
	GUID         string
	Type, Status string
	ServerID     string // 3.0 only
	Title        string
	Priority     string
	Index        *int
	Labels       []string
	Created      time.Time
	Author       string
	Modified     time.Time // zero if it never was
	ModifiedBy   string
	Due          time.Time // zero if there is no date
	AssignedTo   string
	Stage        string
	Description  string
	Links        []string
	Snippet      *Snippet
	Documents    []Document
	Related      []string // GUIDs of topics
	Models       []Model
	Comments     []Comment
	Viewpoints   []Viewpoint
}

// Model is a model file that a topic speaks of.
type Model struct {
	Project, SpatialElement string // IFC GUIDs
	Internal                bool   // whether it is in the archive
	Filename, Reference     string
	Date                    time.Time
}

// Snippet is a piece of data that comes with a topic.
type Snippet struct {
	Type, Reference, Schema string
	External                bool
}

// Document is a document that a topic refers to: inside the archive (in 3.0 by
// its GUID) or at an address outside.
type Document struct {
	GUID, Description string
	Inside            string // path in the archive, 2.1; GUID of the document, 3.0
	Address           string
}

// Comment is what someone said.
type Comment struct {
	GUID, Author, Text string
	Date               time.Time
	Viewpoint          string // GUID, "" for none
	Modified           time.Time
	ModifiedBy         string
}

// Viewpoint is from where to look at the models, and what of them.
type Viewpoint struct {
	GUID           string
	Index          *int
	Camera         *Camera
	Selection      []Component
	DefaultVisible bool        // whether what is not in Exceptions is shown
	Exceptions     []Component // what is not as DefaultVisible says
	Spaces         bool        // whether spaces, their boundaries and openings are shown
	Boundaries     bool
	Openings       bool
	Colors         []Coloring
	Lines          [][2]mgl64.Vec3 // [m]
	Clipping       []Plane
	Bitmaps        []Bitmap
	Snapshot       []byte // PNG or JPEG; nil for none
}

// Camera looks from Eye along Direction. Lengths are in metres, in the models' own
// coordinates.
type Camera struct {
	Eye, Direction, Up mgl64.Vec3
	Perspective        bool
	FieldOfView        float64 // [°] from bottom to top, perspective only
	Height             float64 // [m] that is seen from bottom to top, otherwise
	Aspect             float64 // width by height; 0 in 2.1, which does not say
}

// Component is an element of a model.
type Component struct {
	IfcGUID           string // "" if the element is named by its tool alone
	OriginatingSystem string
	AuthoringToolID   string
}

// Coloring paints components; Color is RRGGBB or AARRGGBB in hexadecimal digits.
type Coloring struct {
	Color      string
	Components []Component
}

// Plane cuts off what lies on the side to which Direction points.
type Plane struct{ Location, Direction mgl64.Vec3 }

// Bitmap is a picture that stands in the model.
type Bitmap struct {
	Format, Reference    string // png or jpg; name in the topic's folder
	Location, Normal, Up mgl64.Vec3
	Height               float64 // [m]
}
