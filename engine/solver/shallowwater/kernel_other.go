//go:build !amd64

package shallowwater

func twins() []*kernels { return nil }
