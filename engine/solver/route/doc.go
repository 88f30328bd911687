// Package route finds least-cost ways through a directed graph of numbers:
// shortest routes, alternatives, what is reached within a limit, tables from
// many to many. It knows nodes, edges and costs; what a road is, gis/roads knows.
//
// # What is solved
//
//	symbol  meaning                                                  unit
//	c(e)    cost of passing edge e from end to end, >= 0; +Inf closed m or s
//	d(s)    least cost from the start to state s                     m or s
//	x(v)    position of node v                                       m
//	h(s)    what at least remains from s to the goal                 m or s
//
// d is the only fixed point of d(t) = min over arcs s→t of d(s) + c, found by
//
//	Dijkstra (1959), A note on two problems in connexion with graphs, Numer.
//	Math. 1, 269-271;
//	Hart, Nilsson, Raphael (1968), A formal basis for the heuristic determination
//	of minimum cost paths, IEEE Trans. SSC 4, 100-107 (A*), with
//	h(s) = q·|x(s) - x(goal)|, where q is the least cost per metre of straight
//	distance that any edge of this run has, so h never claims too much whatever
//	costs are set;
//	Pohl (1971), Bi-directional search, Machine Intelligence 6 (both ends at once);
//	Yen (1971), Finding the K shortest loopless paths in a network, Management
//	Science 17, 712-716, with Lawler's rule (1972) of where to leave a path.
//
// # Turns
//
// A forbidden sequence of edges (no left turn; no U-turn by way of a link) is no
// property of a node or an edge. A search therefore runs over states: every node
// is a state, and so is every beginning of a forbidden sequence, which remembers
// the edges that led there, as in Aho and Corasick's automaton (1975). A graph
// without forbidden turns has its nodes as states and pays nothing; one in which
// every U-turn is forbidden grows into the edge-based graph. What holds for
// states ("loopless") thus holds for nodes where no turn is forbidden near them;
// where one is, a route may rightly pass a node twice, as drivers do round a
// block.
//
// # Same answer every time
//
// Costs add up from the start onward in float64, in Route, Dijkstra and A* alike;
// addition is monotone, so d does not depend on the order of the search. Among
// routes of equal cost the one is taken whose last differing edge has the lower
// number (arcs are ordered by state, then edge). Route and Dijkstra give the same
// cost and the same edges to the last bit. Bidirectional adds from both ends
// while it searches: where two routes differ by less than rounding it may take the
// other one; the cost it returns is added up anew from the start.
//
// # Memory
//
// Graph and the base of Costs are shared by all runs and never change. Costs
// hold what a run has closed or slowed. A Search holds the labels of one query
// after another and allocates nothing once it has grown; one goroutine each.
//
// # What it does not do
//
// Costs do not change while a search runs (no departure times), and nothing is
// precomputed that a closed edge would make false.
package route
