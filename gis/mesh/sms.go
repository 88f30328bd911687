package mesh

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Write2DM writes the mesh in the form of SMS, which MDAL and most flow
// programs read: nodes and quadrilaterals, numbered from 1. A node without a
// known height gets 0.
func Write2DM(w io.Writer, m *Mesh, name string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "MESH2D\nMESHNAME \"%s\"\n", strings.Map(printable, name))
	for f, n := range m.Faces {
		fmt.Fprintf(out, "E4Q %d %d %d %d %d 1\n", f+1, n[0]+1, n[1]+1, n[2]+1, n[3]+1)
	}
	for n := range m.X {
		z := 0.0
		if m.Z != nil && !math.IsNaN(m.Z[n]) {
			z = m.Z[n]
		}
		fmt.Fprintf(out, "ND %d %.3f %.3f %.4f\n", n+1, m.X[n], m.Y[n], z)
	}
	return out.Flush()
}

// DatWriter writes one quantity over time beside a 2DM mesh, as an SMS data
// set in ASCII. MDAL takes its values for those of faces when the file's name
// holds "_els".
type DatWriter struct {
	out   *bufio.Writer
	faces int
	parts int // 1 of a scalar, 2 of a vector
}

// NewDatWriter begins the data set of a scalar.
func NewDatWriter(w io.Writer, m *Mesh, name string, start time.Time) *DatWriter {
	return newDat(w, m, name, start, "BEGSCL", 1)
}

// NewVectorDatWriter begins the data set of a vector along the map's axes.
func NewVectorDatWriter(w io.Writer, m *Mesh, name string, start time.Time) *DatWriter {
	return newDat(w, m, name, start, "BEGVEC", 2)
}

func newDat(w io.Writer, m *Mesh, name string, start time.Time, kind string, parts int) *DatWriter {
	d := &DatWriter{bufio.NewWriterSize(w, 1<<16), len(m.Faces), parts}
	const unixEpoch = 2440587.5 // as a Julian day
	julian := unixEpoch + float64(start.UnixMilli())/86400e3
	fmt.Fprintf(d.out, "DATASET\nOBJTYPE \"mesh2d\"\nRT_JULIAN %.8f\n%s\nND %d\nNC %d\nNAME \"%s\"\nTIMEUNITS se\n",
		julian, kind, len(m.X), len(m.Faces), strings.Map(printable, name))
	return d
}

// Step writes the values of all faces at an instant [s since the start]: one
// list of a scalar, two of a vector.
func (d *DatWriter) Step(seconds float64, parts ...[]float32) error {
	if len(parts) != d.parts {
		return fmt.Errorf("SMS data set: %d components: must be %d", len(parts), d.parts)
	}
	for _, values := range parts {
		if len(values) != d.faces {
			return fmt.Errorf("SMS data set: %d values for %d faces", len(values), d.faces)
		}
	}
	fmt.Fprintf(d.out, "TS 0 %s\n", strconv.FormatFloat(seconds, 'f', -1, 64))
	for f := range d.faces {
		b := d.out.AvailableBuffer()
		for k, values := range parts {
			if k > 0 {
				b = append(b, ' ')
			}
			b = strconv.AppendFloat(b, float64(values[f]), 'g', 6, 32)
		}
		if _, err := d.out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the data set.
func (d *DatWriter) Close() error {
	fmt.Fprint(d.out, "ENDDS\n")
	return d.out.Flush()
}

func printable(c rune) rune {
	if c < ' ' || c == '"' || c == '\\' {
		return '_'
	}
	return c
}
