package raster

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// noData recognises the value that a file uses for "nothing here".
type noData struct {
	set   bool
	value float64
}

var noValue = float32(math.NaN())

// parseNoData reads the text of GDAL's no-data tag or of NODATA_value. The
// spellings of C runtimes for not-a-number (nan, -nan, -1.#IND, 1.#QNAN) count.
func parseNoData(text string) (noData, error) {
	lower := strings.ToLower(text)
	if strings.Contains(lower, "nan") || strings.Contains(lower, "#ind") {
		return noData{true, math.NaN()}, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(v, 0) {
		return noData{}, fmt.Errorf("%q: must be a number or nan", text)
	}
	return noData{true, v}, nil
}

// single makes n match samples that were stored in single precision.
func (n noData) single() noData {
	return noData{n.set, float64(float32(n.value))}
}

// matches reports whether v stands for no data. Beyond 1e30 no height exists,
// and the float32 minimum that ESRI uses is written with anything from 6 to 17
// digits, so there the order of magnitude decides.
func (n noData) matches(v float64) bool {
	if !n.set {
		return false
	}
	if math.Abs(n.value) > 1e30 {
		return math.Signbit(v) == math.Signbit(n.value) && math.Abs(v) > math.Abs(n.value)/2
	}
	return v == n.value
}

// narrow keeps v in single precision and remembers the largest loss. What is
// not a finite number in single precision becomes NaN, no data.
func (s *Source) narrow(v float64) float32 {
	kept := float32(v)
	if !finite(float64(kept)) {
		return noValue
	}
	if loss := math.Abs(float64(kept) - v); loss > s.Rounding {
		s.Rounding = loss
	}
	return kept
}
