package raster

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// meaning is what GDAL's own tags say about a stored number: whether it is a
// value at all, and how it becomes one.
type meaning struct {
	noData        noData
	noDataText    string
	scaled        bool // value = stored·scale + offset
	scale, offset float64
	unit          string
}

func readMeaning(d *directory, kind sampleKind) (meaning, error) {
	m := meaning{scale: 1}
	var err error
	if m.noDataText, err = d.text(tagGDALNoData); err != nil {
		return m, err
	}
	m.noDataText = strings.TrimSpace(m.noDataText)
	if m.noDataText != "" {
		if m.noData, err = parseNoData(m.noDataText); err != nil {
			return m, fmt.Errorf("GDAL_NODATA: %w", err)
		}
		if kind == (sampleKind{formatFloat, 32}) {
			m.noData = m.noData.single()
		}
	}
	text, err := d.text(tagGDALMetadata)
	if err != nil {
		return m, err
	}
	if err := m.readMetadata(text); err != nil {
		return m, fmt.Errorf("GDAL_METADATA: %w", err)
	}
	return m, nil
}

// readMetadata takes scale, offset and unit of the first band from lines like
// <Item name="SCALE" sample="0" role="scale">0.1</Item>.
func (m *meaning) readMetadata(text string) error {
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
		if item.Sample != "0" {
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

// value turns a stored number into a value, NaN where it means no data.
func (m *meaning) value(stored float64, s *Source) float32 {
	if m.noData.matches(stored) {
		return noValue
	}
	if m.scaled {
		stored = stored*m.scale + m.offset
	}
	return s.narrow(stored)
}
