// Package forecast says where a measured quantity is going: a settlement, a
// wall's deflection, a level. It knows laws of the field and laws of series, asks
// each how it would have done on what has been measured already, takes the best,
// and gives its forecast with an interval, or says that there is none.
//
// # Laws
//
//	Hyperbolic        s = s₀ + t/(a + b t)          settlement under load, s∞ = s₀ + 1/b        Tan 1971
//	Asaoka            sₖ = β₀ + β₁ sₖ₋₁             settlement, s∞ = β₀/(1 − β₁)               Asaoka 1978
//	InverseVelocity   1/v = (t_f − t)/A             ground that fails at t_f                   Fukuzono 1985
//	HoltWinters       level, trend, season          anything with a day's rhythm               Holt 1957, Winters 1960
//	Kalman            level and rate, random walk   anything that drifts                       Kalman 1960
//
// Times are seconds, values in whatever unit they are measured. Everything is a
// pure function of the readings: equal readings give equal forecasts.
//
// It looks at one quantity at a time; what a neighbour's sensor says is for
// those who know the site.
package forecast
