// Package inp reads the input files of EPA SWMM 5 (.inp) and runs them: the
// hydraulic part becomes a pipenet.Network, the rainfall-runoff part a
// runoff.Model, both in SI units, and a Simulation moves them together.
//
// Sections may stand in any order and any case. All mistakes of a file are
// reported together, each with its line; what is not modelled is named in
// File.Ignored, with a word on whether it changes the hydraulics. Nothing is
// dropped in silence.
//
// Source of the format: Storm Water Management Model User's Manual, version
// 5.2 (EPA/600/R-22/030), appendix D.
package inp
