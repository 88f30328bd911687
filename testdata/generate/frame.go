package main

// frame is a local grid: a quarter that is turned against the site's.
type frame struct {
	origin point
	east   point // direction of local x
}

func frameAt(x, y, degrees float64) frame { return frame{point{x, y}, heading(degrees)} }

func (f frame) at(x, y float64) point {
	return f.origin.Add(f.east.Mul(x)).Add(left(f.east).Mul(y))
}

// rect is a rectangle of w × d metres, corner at (x, y), in frame f.
func (f frame) rect(x, y, w, d float64) ring {
	return ring{f.at(x, y), f.at(x+w, y), f.at(x+w, y+d), f.at(x, y+d)}
}

// shape places vertices given in frame f.
func (f frame) shape(xy ...float64) ring {
	out := make(ring, len(xy)/2)
	for k := range out {
		out[k] = f.at(xy[2*k], xy[2*k+1])
	}
	return out
}
