package roads

import "maps"

// Profile says what tags mean to one kind of traveller. The ready ones are
// starting points: change what the site knows better.
type Profile struct {
	Name string

	// KmPerHour is the usual free speed by class (the highway tag). What is not
	// in it is not passed. nil: every way with a highway tag, without speeds.
	KmPerHour map[string]float64
	// OpenedKmPerHour is the speed on classes that are not in KmPerHour but whose
	// last access key says yes (a footway with emergency=yes); 0: never.
	OpenedKmPerHour float64
	Limited         bool // maxspeed replaces the class's speed

	Access   []string        // keys from the general to the particular: the last that speaks decides
	Refused  map[string]bool // their values that say no; all other known ones say yes
	Stopping map[string]bool // barriers that stop this traveller unless an access key on them says yes

	OneWay     []string // keys that make a way one-way, the particular last: "oneway", "oneway:bus"
	Implied    bool     // roundabouts and motorways are one-way unless tagged otherwise
	AgainstWay float64  // share of the speed at which one-ways are passed the wrong way, e.g. 0.3 on an emergency run; 0: never

	Turns    []string // keys of restrictions that hold: "restriction", "restriction:motorcar"; nil: none hold
	Excepted []string // names in a restriction's except list that free this traveller
	TurnBack bool     // may turn back at crossings; else only where the road ends

	Repeats bool // a way that passes a segment twice has it twice, as the file does
}

// usual speeds are assumptions for towns [km/h]. The law's limit without signs
// is 30 without a centre line and 50 with (Implementing Regulations of the Road
// Traffic Safety Law, article 45, recalled, not verified).
var usual = map[string]float64{
	"motorway": 100, "motorway_link": 50, "trunk": 70, "trunk_link": 45,
	"primary": 50, "primary_link": 40, "secondary": 45, "secondary_link": 35,
	"tertiary": 40, "tertiary_link": 30, "unclassified": 30, "residential": 30,
	"road": 30, "living_street": 15, "service": 15,
}

var refused = map[string]bool{"no": true, "private": true, "agricultural": true, "forestry": true, "military": true, "emergency": true, "permit": true}

// Vehicle is a car or truck without privileges.
func Vehicle() Profile {
	return Profile{
		Name: "vehicle", KmPerHour: maps.Clone(usual), Limited: true,
		Access: []string{"access", "vehicle", "motor_vehicle", "motorcar"}, Refused: maps.Clone(refused),
		Stopping: set("bollard", "block", "jersey_barrier", "log", "debris", "chain", "wall", "fence", "cycle_barrier", "kerb_high", "bus_trap", "sump_buster", "planter", "turnstile", "stile", "kissing_gate"),
		OneWay:   []string{"oneway", "oneway:vehicle", "oneway:motor_vehicle", "oneway:motorcar"}, Implied: true,
		Turns: []string{"restriction", "restriction:vehicle", "restriction:motor_vehicle", "restriction:motorcar"}, Excepted: []string{"motorcar", "motor_vehicle", "vehicle"},
	}
}

// Emergency is a fire engine or ambulance on a call: private ways, pedestrian
// streets, tracks and bus lanes are open, gates and bollards can be opened, walls
// and blocks cannot. It keeps to one-ways unless AgainstWay is set (Road Traffic
// Safety Law, article 53, frees vehicles on a call from them: whether the crew
// does so is for the user to say).
func Emergency() Profile {
	p := Vehicle()
	p.Name, p.Access = "emergency vehicle", []string{"emergency"}
	p.Refused = set("no")
	p.OpenedKmPerHour = 10
	for class, v := range map[string]float64{"pedestrian": 15, "track": 15, "busway": 50} {
		p.KmPerHour[class] = v
	}
	p.Stopping = set("block", "jersey_barrier", "log", "debris", "wall", "fence", "sump_buster", "planter")
	p.OneWay = append(p.OneWay, "oneway:emergency")
	p.Excepted = append(p.Excepted, "emergency")
	p.TurnBack = true
	return p
}

// Foot walks, 1.34 m/s on the level (Weidmann 1993) and about half on stairs.
func Foot() Profile {
	p := Profile{
		Name: "foot", KmPerHour: map[string]float64{}, OpenedKmPerHour: 1.34 * 3.6,
		Access: []string{"access", "foot"}, Refused: maps.Clone(refused),
		Stopping: set("wall", "fence", "debris"), OneWay: []string{"oneway:foot"},
		Turns: []string{"restriction:foot"}, TurnBack: true,
	}
	for class := range usual {
		p.KmPerHour[class] = 1.34 * 3.6
	}
	for _, class := range []string{"footway", "pedestrian", "path", "track", "corridor", "platform", "cycleway", "bridleway"} {
		p.KmPerHour[class] = 1.34 * 3.6
	}
	p.KmPerHour["steps"] = 0.65 * 3.6
	for _, class := range []string{"motorway", "motorway_link", "trunk", "trunk_link"} {
		delete(p.KmPerHour, class)
	}
	return p
}

// AllHighways takes a file as it stands: every way with a highway tag, one-way
// only where it says oneway=yes or -1, no access, no restrictions, no speeds. It
// is for counting and for comparing with other tools.
func AllHighways() Profile {
	return Profile{Name: "all highways", OneWay: []string{"oneway"}, TurnBack: true, Repeats: true}
}

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}
