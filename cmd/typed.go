package cmd

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// coordinate reads a number that somebody has typed: NaN and infinities, which
// strconv takes, are no places.
func coordinate(text string) (float64, error) {
	text = strings.TrimSpace(text)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return v, nil
}

// pair reads x,y.
func pair(text string) (x, y float64, ok bool) {
	a, b, ok := strings.Cut(text, ",")
	x, err1 := coordinate(a)
	y, err2 := coordinate(b)
	return x, y, ok && err1 == nil && err2 == nil
}
