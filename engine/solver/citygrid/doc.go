// Package citygrid divides a city into square cells that every event and alarm
// can name, as grid management (网格化管理) does: 万米单元网格, cells of 100 m × 100 m
// = 10,000 m².
//
// # Coordinates
//
// Easting and northing [m] of one projected system for the whole city, e.g. a
// 3° zone of CGCS2000; never those of a site, whose origin is its own. Cells are
// counted from the system's own zero, so a code stays the same whatever site,
// extent or run it is found in, and two sites of one city agree.
//
// # Cell codes, ours
//
//	310101-100-N034567E003501
//	^      ^   ^      ^
//	|      |   row    column: multiples of the size, north and east of zero
//	|      size of the cell [m]
//	prefix as configured: the district by GB/T 2260, or more
//
// The cell of row r, column c covers the half-open square [c·s, (c+1)·s) ×
// [r·s, (r+1)·s). South and west of zero the letters are S and W and count from 1.
// Six digits at least; more where the number needs them.
//
// # Unit codes, those of the standards
//
// A unit grid (单元网格) has 15 digits: 6 of the district (GB/T 2260), 3 of the
// street or township, 3 of the community, 3 of the sequence within the
// community, counted from west to east and from north to south. Source: Beijing's
// DB11 standard on the division of unit grids (网格化城市管理系统 单元网格划分), 5.2 and
// 5.4, read in an online excerpt; GB/T 30428.1 has the same 15 digits as far as
// recalled, not verified. The standards' units follow streets and walls and are
// only about 10,000 m² large; Units numbers square cells the same way, which is
// ours. Its numbers hold for one list of cells: change the community's outline
// and they change, while cell codes do not.
//
// # Where it stands, and why
//
// It is arithmetic on metres that scenarios, alarms and feeds need while none of
// them may import gis: so it is a solver.
package citygrid
