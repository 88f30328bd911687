//go:build !linux

package shallowwater

func adviseLargePages([]float64) {}
