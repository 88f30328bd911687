package main

import (
	"flag"
	"log"
)

func main() {
	pics := flag.String("pictures", "", "also draw hillshade.png and plan.png into this folder")
	flag.Parse()
	z := ground()
	if *pics != "" {
		if err := hillshade(z, *pics+"/hillshade.png"); err != nil {
			log.Fatal(err)
		}
		if err := planPicture(build(), *pics+"/plan.png"); err != nil {
			log.Fatal(err)
		}
	}
}
