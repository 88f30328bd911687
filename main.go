// Shapan (沙盘) is a digital twin and BIM+GIS simulation engine for construction
// sites and the city around them. `go run .` shows the bundled demo site.
package main

import (
	"os"

	"shapan/cmd"
)

func main() { os.Exit(cmd.Execute(os.Args[1:])) }
