package yamlfile

import (
	"strconv"
	"strings"
	"unicode"
)

// nearest returns the candidate that a mistyped word was probably meant to be,
// or "".
func nearest(word string, candidates []string) string {
	if len(word) > 64 {
		return ""
	}
	best, bestDistance := "", len(word)/3+1
	for _, c := range candidates {
		d := distance(strings.ToLower(word), c)
		if unit := c[:strings.LastIndexByte("_"+c, '_')]; unit != "" && d > 1 {
			// "start_depth" for "start_depth_m": the unit was forgotten
			if strings.HasPrefix(c, word+"_") || strings.HasPrefix(word, c+"_") {
				d = 1
			}
		}
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, change or swap with their
// neighbour (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before []int
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(s); i++ {
		next := make([]int, len(t)+1)
		next[0] = i
		for j := 1; j <= len(t); j++ {
			change := row[j-1]
			if s[i-1] != t[j-1] {
				change++
			}
			next[j] = min(change, row[j]+1, next[j-1]+1)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(t)]
}

// shown writes a text for a message: short, and with quotes when it needs them.
func shown(s string, quote bool) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	plain := s != "" && strings.TrimSpace(s) == s && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
	if quote || !plain {
		return strconv.Quote(s)
	}
	return s
}
