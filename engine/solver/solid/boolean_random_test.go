package solid

import (
	"math/rand/v2"
	"os"
	"testing"

	"shapan/engine/solver/solid/overlay"
)

// Bodies of tetrahedra whose corners are few, so that they share corners, sides
// and faces, fold flat and cross themselves: however they do, nothing about a
// closed body is left to guess, and what comes out is closed. SHAPAN_LONG=1
// tries a million of them.
func TestClosedBodiesAreNeverGuessed(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	tries := 3000
	switch {
	case os.Getenv("SHAPAN_LONG") != "":
		tries = 1_000_000
	case testing.Short():
		tries = 500
	}
	for seed := range uint64(tries) {
		if neverGuessed(t, crowded(rand.New(rand.NewPCG(seed, 5)))); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// What random search found: each was open before its cause was mended.
func TestBodiesThatWereGuessed(t *testing.T) {
	for _, data := range [][]byte{
		// they cross themselves where the other does not reach
		{102, 86, 1, 55, 3, 115, 34, 85, 250, 32, 53, 55, 181, 51, 3, 55, 55, 34, 34, 21, 53, 29, 48, 53, 56, 48, 135},
		{49, 49, 48, 16, 67, 49, 50, 49, 48, 16, 67, 49, 48, 48, 48},
		// a crossing was made where a corner not yet looked at lay
		{7, 50, 49, 197, 49, 243, 65, 65, 66, 67, 8, 9, 10, 65, 8, 55, 55, 55, 56, 13, 14, 10, 12},
		{89, 50, 48, 67, 48, 0, 48, 97, 50, 254, 48, 78, 50, 49, 65, 13, 14, 15, 65},
	} {
		neverGuessed(t, data)
	}
}

func neverGuessed(t *testing.T, data []byte) {
	t.Helper()
	a, b, _ := twoOfTetrahedra(data)
	for _, two := range [2][2]*Mesh{{a, b}, {b, a}} {
		for rule, name := range map[overlay.Rule]string{overlay.Union: "union", overlay.Difference: "difference", overlay.Intersection: "intersection"} {
			out, err := overlay.Combine(faced(two[0]), faced(two[1]), rule, Flush, (*int)(NewEffort()))
			if err != nil {
				t.Fatal(err)
			}
			if out.Guessed != [2]bool{} {
				t.Errorf("%v: %s: judged by the solid angle: %v", data, name, out.Guessed)
			}
			if n := (&Mesh{Triangles: out.Triangles}).OpenEdges(); n > 0 {
				t.Errorf("%v: %s: %d open edges", data, name, n)
			}
		}
	}
}

// crowded are the bytes of two bodies with corners at three to eight places.
func crowded(r *rand.Rand) []byte {
	na, nb := 1+r.IntN(4), 1+r.IntN(4)
	data := []byte{byte(r.IntN(256)), byte(na - 1), byte(nb - 1)}
	var places []byte
	for range 3 + r.IntN(6) {
		places = append(places, byte(r.IntN(64)))
	}
	for range 4 * (na + nb) {
		data = append(data, places[r.IntN(len(places))])
	}
	return data
}
