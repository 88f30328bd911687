package shallowwater_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// numbers reads a comma-separated file; lines that hold anything but numbers
// (headings, comments) are left out.
func numbers(t *testing.T, path string) [][]float64 {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.Comment, r.LazyQuotes = -1, '#', true
	records, err := r.ReadAll()
	must(t, err)
	var rows [][]float64
lines:
	for _, record := range records {
		row := make([]float64, len(record))
		for k, field := range record {
			if row[k], err = strconv.ParseFloat(strings.TrimSpace(field), 64); err != nil {
				continue lines
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// ea4Arrivals is between which instants [s] of the published series the depth
// at each gauge passes 1 cm.
func ea4Arrivals(t *testing.T, folder string) (between [6][2]float64) {
	t.Helper()
	for _, row := range numbers(t, filepath.Join(folder, "reference_lisflood-fp8_dg2_5m_subset.csv")) {
		for k := range between {
			if between[k][1] != 0 {
				continue
			}
			if row[k+1] > 0.01 {
				between[k][1] = row[0]
			} else {
				between[k][0] = row[0]
			}
		}
	}
	return between
}
