package route

import "math"

// Table fills costs [m or s] of the routes from each of from to each of to,
// row by row: costs[i*len(to)+j]. +Inf: there is none. Each entry of from and
// to is one point of the world, as Route takes it. It runs one search per row,
// which ends when all of the row is known.
func (s *Search) Table(c *Costs, from, to [][]Place, costs []float64) {
	for i := range from {
		s.row(c, from[i], to, costs[i*len(to):(i+1)*len(to)])
	}
}

func (s *Search) row(c *Costs, from []Place, to [][]Place, costs []float64) {
	s.g.check(from)
	s.begin(c, nil)
	owner := s.owner[:0] // of each goal: its column
	for j, places := range to {
		s.g.check(places)
		costs[j] = s.along(c, from, places).cost
		for _, q := range places {
			v, rest := s.g.last(c, q)
			s.goal[v] = s.round
			s.goals, owner = append(s.goals, goal{q, v, rest}), append(owner, int32(j))
		}
	}
	s.owner = owner
	s.stringGoals()
	for k, p := range from {
		state, cost := s.g.start(c, p)
		s.seed(0, state, cost, int32(-1-k))
	}
	worst := largest(costs)
	for len(s.queue.items) > 0 && s.queue.items[0].key < worst {
		at := s.queue.pop(s.labels).state
		cost, v := s.labels[at].cost, s.g.node[at]
		if s.goal[v] == s.round {
			for k := s.firstGoal[v]; k >= 0; k = s.nextGoal[k] {
				q := &s.goals[k]
				if q.place.Edge >= 0 && s.g.arc(at, q.place.Edge) < 0 {
					continue
				}
				costs[owner[k]] = min(costs[owner[k]], cost+q.rest)
			}
			worst = largest(costs)
		}
		for a := s.g.first[at]; a < s.g.first[at+1]; a++ {
			s.relax(c, 0, a, at, cost)
		}
	}
}

// stringGoals strings the goals of each node together.
func (s *Search) stringGoals() {
	if s.firstGoal == nil {
		s.firstGoal = make([]int32, s.g.Nodes())
	}
	for _, q := range s.goals {
		s.firstGoal[q.node] = -1
	}
	s.nextGoal = s.nextGoal[:0]
	for k, q := range s.goals {
		s.nextGoal = append(s.nextGoal, s.firstGoal[q.node])
		s.firstGoal[q.node] = int32(k)
	}
}

func largest(costs []float64) float64 {
	worst := math.Inf(-1)
	for _, c := range costs {
		worst = max(worst, c)
	}
	return worst
}
