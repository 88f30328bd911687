package main

// The station site: the box is dug from east to west, the west end is at depth.
var (
	pit       = ring{{232, 251}, {352, 251}, {352, 276}, {232, 276}}
	stageWest = ring{{232, 251}, {268, 251}, {268, 276}, {232, 276}}
	stageMid  = ring{{268, 251}, {310, 251}, {310, 276}, {268, 276}}
	stageEast = ring{{310, 251}, {352, 251}, {352, 276}, {310, 276}}

	sump1 = ring{{234, 253}, {237, 253}, {237, 256}, {234, 256}}
	sump2 = ring{{271, 253}, {274, 253}, {274, 256}, {271, 256}}

	hoarding = ring{{200, 212}, {386, 213.5}, {386, 285}, {200, 284.5}}
)

const (
	levelWest, levelMid, levelEast = -11.2, -6.2, -1.2 // formation levels [m]
	sumpDepth                      = 1.5               // below formation [m]
	coping                         = 0.3               // kerb of the pit above the ground [m]
)

// siteRise levels the working strip between the avenue and the pit: it was
// planed down to the avenue's pavement for the diaphragm-wall machines.
func siteRise(p point, rise float64) float64 {
	if !hoarding.contains(p) {
		return rise
	}
	south := smoothstep((266-p[1])/30) * smoothstep((p[1]-205)/35) // highest along the pit's south side
	return stripRise*(1-south) + yardTop*south
}

// The site's hardstanding above the pavements around it [m]: its working strip
// north of the pit, and the crest of its yard south of it.
const stripRise, yardTop = 0.04, 0.22

// lowPoint is the deepest place of the sag: the avenue's southern gutter.
// lowestCoping is where the kerb of the pit is lowest, on the street's side.
var (
	lowPoint     = point{283.5, 290.5}
	lowestCoping = point{283.5, 276.5}
)

// copingCrest is the top of the pit's kerb beside p [m].
func copingCrest(p point) float64 { return height(p) + coping }

// fence is a stretch of hoarding.
type fence struct {
	ID     string
	Line   polyline
	Height float64
}

// hoardings leave the gate in Matou Street open.
var hoardings = []fence{
	{"h1", polyline{{286, 212.8}, {200, 212}, {200, 284.5}, {386, 285}, {386, 213.5}, {296, 212.9}}, 2.5},
}
