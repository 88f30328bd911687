package raster

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// meaning is what GDAL's own tags say about a stored number: whether it is a
// value at all, and how it becomes one.
type meaning struct {
	kind          sampleKind
	noData        noData
	noDataText    string
	scaled        bool // value = stored·scale + offset
	scale, offset float64
	unit          string
}

// readMeaning reads what holds for one band, counted from 0.
func readMeaning(d *directory, kind sampleKind, band int) (meaning, error) {
	m := meaning{kind: kind, scale: 1}
	var err error
	if m.noDataText, err = d.text(tagGDALNoData); err != nil {
		return m, err
	}
	m.noDataText = strings.TrimSpace(m.noDataText)
	if m.noDataText != "" {
		if m.noData, err = parseNoData(m.noDataText); err != nil {
			return m, fmt.Errorf("GDAL_NODATA: %w", err)
		}
		if kind.float() && kind.bits <= 32 {
			m.noData = m.noData.single()
		}
	}
	text, err := d.text(tagGDALMetadata)
	if err != nil {
		return m, err
	}
	if err := m.readMetadata(text, strconv.Itoa(band)); err != nil {
		return m, fmt.Errorf("GDAL_METADATA: %w", err)
	}
	return m, nil
}

// readMetadata takes scale, offset and unit of a band from lines like
// <Item name="SCALE" sample="0" role="scale">0.1</Item>.
func (m *meaning) readMetadata(text, band string) error {
	if !strings.Contains(text, "role=") {
		return nil // all else in there is for people
	}
	x := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := x.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Item" {
			continue
		}
		var item struct {
			Sample string `xml:"sample,attr"`
			Role   string `xml:"role,attr"`
			Text   string `xml:",chardata"`
		}
		if err := x.DecodeElement(&item, &start); err != nil {
			return err
		}
		if item.Sample != band {
			continue
		}
		switch item.Text = strings.TrimSpace(item.Text); item.Role {
		case "scale":
			m.scale, err = strconv.ParseFloat(item.Text, 64)
		case "offset":
			m.offset, err = strconv.ParseFloat(item.Text, 64)
		case "unittype":
			m.unit = unitOf(item.Text)
		}
		if err != nil || !finite(m.scale) || !finite(m.offset) {
			return fmt.Errorf("%s %q: must be a number", item.Role, item.Text)
		}
		m.scaled = m.scale != 1 || m.offset != 0
	}
}

// unitOf spells the metre as everywhere else.
func unitOf(text string) string {
	switch strings.ToLower(text) {
	case "metre", "meter", "metres", "meters":
		return "m"
	}
	return text
}

// values turns stored numbers into values, NaN where they mean no data.
func (m *meaning) values(stored []float64) {
	if !m.scaled && m.kind.format != formatFloat {
		if m.noData.set {
			for i, v := range stored {
				if v == m.noData.value {
					stored[i] = math.NaN()
				}
			}
		}
		return
	}
	for i, v := range stored {
		if m.noData.matches(v) {
			stored[i] = math.NaN()
			continue
		}
		if m.scaled {
			v = v*m.scale + m.offset
			stored[i] = v
		}
		if !(math.Abs(v) <= math.MaxFloat32) { // no quantity of a site is so large
			stored[i] = math.NaN()
		}
	}
}

// missing returns the stored number that a block stands for which was never
// written: GDAL's rule.
func (m *meaning) missing() float64 {
	if m.noData.set {
		return m.noData.value
	}
	return 0
}
