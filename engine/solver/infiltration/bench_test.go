package infiltration

import "testing"

// BenchmarkTick: Capacity and Book over 600×600 cells, half an hour into a
// storm, with steps of 2 s and 30 s.
func BenchmarkTick(b *testing.B) {
	loam, _ := FindTexture("silt loam")
	paved := make([]float32, 360000)
	for k := range paved {
		paved[k] = 0.4
	}
	for _, c := range []struct {
		name  string
		class Class
		dt    float64
		evapo float64
		paved []float32
	}{
		{"GreenAmpt/2s", Class{Law: loam.GreenAmpt(0.3)}, 2, 0, nil},
		{"GreenAmpt/30s", Class{Law: loam.GreenAmpt(0.3)}, 30, 0, nil},
		{"GreenAmpt/30s,all", Class{Law: loam.GreenAmpt(0.3), Storage: 0.002}, 30, 1e-7, paved},
		{"Horton/2s", Class{Law: loamHorton}, 2, 0, nil},
		{"Horton/2s,drizzle", Class{Law: Horton{First: 1e-4, Last: 5e-5, Decay: 1e-4}}, 2, 0, nil},
		{"Constant/2s", Class{Law: ConstantLoss{Rate: 1e-6}}, 2, 0, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			conf := all(360000, c.class)
			conf.Paved = c.paved
			p := newSurface(mustNew(b, conf), true)
			must(b, p.soil.SetEvaporation(c.evapo))
			p.rain(b, 0, 1800, 60, 2e-5)
			b.ReportAllocs()
			b.ResetTimer()
			b.StopTimer()
			for range b.N {
				b.StartTimer()
				must(b, p.soil.Capacity(c.dt, nil, p.loss))
				b.StopTimer()
				for k, f := range p.loss {
					p.soaked[k] += min(float64(f), 2e-5) * c.dt
				}
				b.StartTimer()
				must(b, p.soil.Book(c.dt, p.soaked))
				b.StopTimer()
			}
			b.ReportMetric(float64(b.N)*360000/b.Elapsed().Seconds()/1e6, "Mcells/s")
		})
	}
}
