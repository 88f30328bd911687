package placement

import (
	"fmt"
	"os"
	"strings"
)

// Input is a file as it is named on a command line: FILE, FILE#LAYER,
// FILE@SYSTEM or FILE#LAYER@SYSTEM.
type Input struct {
	Path   string
	Layer  string // of a file that has several; "": its only one
	System string // as Source.Key; "": what the file says
}

// ParseInput takes a name apart. Names of files may hold # and @ themselves, so
// what exists as a file decides where the name ends.
func ParseInput(text string) (Input, error) {
	in := Input{Path: text}
	if isFile(text) {
		return in, nil
	}
	end := -1
	for k := len(text) - 1; k > 0; k-- {
		if (text[k] == '#' || text[k] == '@') && isFile(text[:k]) {
			end = k
			break
		}
	}
	if end < 0 { // no such file: name it as the user meant it
		if end = strings.IndexAny(text, "#@"); end <= 0 {
			return in, nil
		}
	}
	in.Path = text[:end]
	rest := text[end+1:]
	named, system := false, text[end] == '@'
	if system {
		in.System = rest
	} else {
		in.Layer, named = rest, true
		if at := strings.LastIndexByte(rest, '@'); at >= 0 {
			in.Layer, in.System, system = rest[:at], rest[at+1:], true
		}
	}
	switch {
	case named && in.Layer == "":
		return in, fmt.Errorf("%s: the name of a layer must follow #", text)
	case system && in.System == "":
		return in, fmt.Errorf("%s: a reference system must follow @, such as @EPSG:4547", text)
	}
	return in, nil
}

func isFile(path string) bool {
	st, err := os.Stat(path)
	return err == nil && !st.IsDir()
}
