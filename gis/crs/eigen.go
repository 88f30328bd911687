package crs

import "math"

// eigen returns eigenvalues, largest first, and eigenvectors of a symmetric
// matrix by Jacobi's rotations.
func eigen(m [][]float64) (values []float64, vectors [][]float64) {
	n := len(m)
	vectors = make([][]float64, n)
	for i := range vectors {
		vectors[i] = make([]float64, n)
		vectors[i][i] = 1
	}
	for range 60 {
		off, all := 0.0, 0.0
		for i := range n {
			for j := range n {
				if all += m[i][j] * m[i][j]; i != j {
					off += m[i][j] * m[i][j]
				}
			}
		}
		if off <= 1e-34*all {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				if m[p][q] == 0 {
					continue
				}
				theta := (m[q][q] - m[p][p]) / (2 * m[p][q])
				t := math.Copysign(1, theta) / (math.Abs(theta) + math.Sqrt(theta*theta+1))
				c := 1 / math.Sqrt(t*t+1)
				s := t * c
				for k := range n {
					m[k][p], m[k][q] = c*m[k][p]-s*m[k][q], s*m[k][p]+c*m[k][q]
				}
				for k := range n {
					m[p][k], m[q][k] = c*m[p][k]-s*m[q][k], s*m[p][k]+c*m[q][k]
				}
				for k := range n { // rows are the vectors
					vectors[p][k], vectors[q][k] = c*vectors[p][k]-s*vectors[q][k], s*vectors[p][k]+c*vectors[q][k]
				}
			}
		}
	}
	for i := range n {
		values = append(values, m[i][i])
	}
	for i := range n { // few: the simplest sort
		for j := i + 1; j < n; j++ {
			if values[j] > values[i] {
				values[i], values[j] = values[j], values[i]
				vectors[i], vectors[j] = vectors[j], vectors[i]
			}
		}
	}
	return values, vectors
}
