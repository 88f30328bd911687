// Package infiltration says how fast ground can take up water, and keeps account
// of what it took: soil by Green–Ampt or Horton, storage on the surface,
// evaporation, drains, paved shares.
//
// # Equations
//
// Green–Ampt: a sharp wetting front below water of depth h,
//
//	f = dF/dt = K (1 + S/F),  S = (ψ + h) Δθ
//	F(t) - S ln(1 + F(t)/S) = K t                         (ponded from the start)
//	t_p = K ψΔθ / (i (i - K))                             (steady rain i > K, Mein and Larson)
//
// Horton, in time t_e of ponded ground that has taken as much:
//
//	f = fc + (f0 - fc) e^(-k t_e)
//	F = fc t_e + (f0 - fc)/k (1 - e^(-k t_e))
//	dry ground recovers: 1 - e^(-k t_e) shrinks by e^(-kr dt)
//
//	symbol  variable                  unit  what
//	F       Soil.water                m     water taken up, per area of open soil
//	f       –                         m/s   what the soil takes while water stands on it
//	K       GreenAmpt.Conductivity    m/s   of the wetted soil
//	ψ       GreenAmpt.Suction         m     suction head at the front, > 0
//	Δθ      GreenAmpt.Deficit         -     room for water per volume of soil
//	f0, fc  Horton.First, Horton.Last m/s
//	k, kr   Horton.Decay, .Recovery   1/s
//	1-e^..  Soil.spent                -     how much of f0 - fc is spent
//
// Source: Green and Ampt (1911); Mein and Larson (1973), Water Resources
// Research 9; Horton (1940); Chow, Maidment and Mays (1988), Applied Hydrology,
// 4.2–4.4.
//
// # A tick
//
// The surface solver takes a capacity per cell that holds over a tick and
// reports what really soaked in. Soil turns the state into the one by the exact
// integral over the tick (ponded ground would take as much, so the step's length
// does not matter), and takes the other into the account:
//
//	soil.Book(dt, water.Soaked())            // what the tick before really took
//	soil.Capacity(dt, water.Depth(), loss)   // what the next can take
//	water.SetLoss(loss)
//	water.Advance(ctx, dt)
//
// A model need not ask at every tick: capacities held for 30 s cost at most
// 0.03 % of what soaks in within an hour of 50 mm, 60 s 0.1 %, 300 s 1 %. Book
// then takes the whole time since the Book before.
//
// Within the one tick in which ponding begins the soil is taken as ponded from
// its start: that is where these shares come from (behaviour_step_test.go).
//
// # What it does not do
//
// No layers, no redistribution between storms beyond evaporation and Horton's
// recovery, no flow through the soil, no exfiltration, no macropores.
package infiltration
