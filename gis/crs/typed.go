package crs

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// narrow replaces full-width characters, as Chinese keyboards write them, by
// the usual ones: "ＥＰＳＧ：４５４７".
func narrow(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\u3000':
			return ' '
		case c >= '\uff01' && c <= '\uff5e':
			return c - 0xfee0
		}
		return c
	}, text)
}

// spaced puts a space before each +key of an option that follows without one:
// "EPSG:2383+towgs84=…". Codes of heights after a + stay: "EPSG:4547+5737".
func spaced(text string) string {
	var b strings.Builder
	for k := 0; k < len(text); k++ {
		if text[k] == '+' && k > 0 && text[k-1] != ' ' {
			end := k + 1
			for end < len(text) && (text[end] == '_' || text[end] >= 'a' && text[end] <= 'z' || text[end] >= '0' && text[end] <= '9') {
				end++
			}
			if slices.Contains(optionKeys, text[k+1:end]) {
				b.WriteByte(' ')
			}
		}
		b.WriteByte(text[k])
	}
	return b.String()
}

// zonedDatums are the datums whose zones people name by what is usual in China,
// by the code of the geographic system.
var zonedDatums = map[int]string{4490: "CGCS2000", 4610: "Xian 1980", 4214: "Beijing 1954"}

// latinDatums are their names in Latin letters.
var latinDatums = map[string]int{"cgcs2000": 4490, "xian80": 4610, "xian": 4610, "beijing54": 4214, "beijing": 4214, "bj54": 4214, "xa80": 4610}

// Words of a zone that say nothing that its numbers do not.
var zoneFiller = strings.NewReplacer("高斯克吕格", "", "高斯", "", "克吕格", "", "投影", "", "坐标系", "", "平面直角", "", "坐标", "", "gk", "", "分带", "")

var (
	zoneWidth    = regexp.MustCompile(`([36三六])(?:度|°|degree|deg)带?`)
	zoneMeridian = regexp.MustCompile(`^(?:(?:cm|中央子午线|中央经线|l0|lon0|东经)+([0-9]{2,3})(?:°|度)?e?|([0-9]{2,3})(?:°|度)?e)$`)
	zoneNumber   = regexp.MustCompile(`^(?:第|zone)?([0-9]{2})(?:号?带|号|zone)?$`)
)

// chineseZone finds a zone as surveyors name it: "西安80 CM114", "北京54 3度带 38带",
// "CGCS2000 117E". 0 without an error: it is no such name.
func chineseZone(text string) (code int, err error) {
	plain := plainName(text)
	datum, rest := 0, ""
	for _, names := range [...]map[string]int{chineseNames, latinDatums} {
		for name, c := range names {
			if r, ok := strings.CutPrefix(plain, plainName(name)); ok && zonedDatums[c] != "" && (datum == 0 || len(r) < len(rest)) {
				datum, rest = c, r
			}
		}
	}
	if datum == 0 || rest == "" {
		return 0, nil
	}
	rest = zoneFiller.Replace(rest)
	width := 0
	if m := zoneWidth.FindStringSubmatch(rest); m != nil {
		width = map[string]int{"3": 3, "三": 3, "6": 6, "六": 6}[m[1]]
		rest = strings.Replace(rest, m[0], "", 1)
	}
	name := zonedDatums[datum]
	if rest == "" && width == 0 { // "CGCS2000坐标系"
		return datum, nil
	}
	which := ""
	if m := zoneMeridian.FindStringSubmatch(rest); m != nil {
		meridian, _ := strconv.Atoi(m[1] + m[2])
		if width == 0 {
			width = 3 // where both exist they are the same numbers
		}
		which = fmt.Sprintf("CM %dE", meridian)
	} else if m := zoneNumber.FindStringSubmatch(rest); m != nil && (width != 0 || !allDigits(rest)) {
		number, _ := strconv.Atoi(m[1])
		if width == 0 {
			width = map[bool]int{true: 3, false: 6}[number >= 24]
		}
		which = fmt.Sprintf("zone %d", number)
	}
	if which == "" {
		if rest != "" {
			return 0, nil
		}
		return 0, fmt.Errorf("which zone of %s? Say it by its meridian (%s CM 117) or its number (%s zone 39)", name, name, name)
	}
	wide := map[int]string{3: "3-degree "}[width]
	if code := tables().names[plainName(name+" / "+wide+"Gauss-Kruger "+which)]; code != 0 {
		return code, nil
	}
	if width == 3 {
		return 0, fmt.Errorf("%s has no such zone of 3°: their meridians are 75, 78, … 135° E, their numbers 25 to 45", name)
	}
	return 0, fmt.Errorf("%s has no such zone of 6°: their meridians are 75, 81, … 135° E, their numbers 13 to 23", name)
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// nearNames are up to three systems whose names look most like a text, by the
// share of pairs of neighbouring characters that both have.
func nearNames(text string) []string {
	want := pairsOf(translated(text))
	type near struct {
		code  int
		share float64
	}
	var list []near
	r := tables()
	for name, code := range r.names {
		have := pairsOf(name)
		both := 0
		for p := range want {
			if have[p] {
				both++
			}
		}
		const alike = 0.5
		if share := 2 * float64(both) / float64(len(want)+len(have)); share > alike {
			list = append(list, near{code, share})
		}
	}
	slices.SortFunc(list, func(a, b near) int { return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.code, b.code)) })
	var names []string
	for _, n := range list[:min(3, len(list))] {
		names = append(names, fmt.Sprintf("EPSG:%d (%s)", n.code, r.systems[n.code].name))
	}
	return names
}

// translated puts a datum's Latin name in place of its Chinese one.
func translated(text string) string {
	plain := plainName(text)
	for _, name := range slices.SortedFunc(maps.Keys(chineseNames), func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }) {
		if latin := zonedDatums[chineseNames[name]]; latin != "" && strings.Contains(plain, name) {
			return plainName(strings.Replace(plain, name, latin, 1))
		}
	}
	return plain
}

// pairsOf are the pairs of neighbouring characters of a name.
func pairsOf(name string) map[string]bool {
	pairs := map[string]bool{}
	for k := 0; k < len(name); {
		_, n := utf8.DecodeRuneInString(name[k:])
		if _, m := utf8.DecodeRuneInString(name[k+n:]); m > 0 {
			pairs[name[k:k+n+m]] = true
		}
		k += n
	}
	return pairs
}
