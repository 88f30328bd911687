package main

// build puts up the town, block by block. Fronts are numbered in the order of
// the block's sides: 0 south, 1 east, 2 north, 3 west.
func build() *town {
	t := &town{names: map[string]int{}}
	t.keep(sportsField)
	t.keep(pond)
	t.north()
	t.avenueNorth()
	t.avenueSouth()
	t.south()
	t.oldTown()
	t.trimLawns()
	return t
}

// north of Xiaohe Road: the primary school, estates, a mixed quarter, the park.
func (t *town) north() {
	school := blockByID("school")
	f := schoolFrame
	t.must("school-main", "滨江小学教学楼", "Binjiang Primary School, classrooms", f.shape(
		0, 0, 62, 0, 62, 12, 12, 12, 12, 40, 54, 40, 54, 52, 0, 52), storeys(4))
	t.must("school-hall", "滨江小学礼堂", "Binjiang Primary School, hall", f.rect(36, 66, 28, 18), 11)
	t.must("school-canteen", "滨江小学食堂", "Binjiang Primary School, canteen", f.rect(2, 66, 24, 14), 7.5)
	t.must("school-gate", "滨江小学门卫", "Binjiang Primary School, gatehouse", f.rect(70, -8, 6, 4), 3.5)
	t.rows("school-flats", school, rows{frame: frameAt(6, 556, 2), length: []float64{34, 30}, depth: 11, gap: 6, spacing: 21, columns: 4, lines: 2, floors: []float64{6, 6}, margin: 3})

	n2s, n2n := blockByID("n2s"), blockByID("n2n")
	t.terrace("yl", n2s, 0, terrace{setback: 1, depth: 12, widths: []float64{26, 20, -5, 24, 26}, floors: []float64{5, 6, 5, 4}, from: 1, to: -1})
	t.rows("yl", n2s, rows{frame: frameAt(187, 472, 0), length: []float64{40, 42}, depth: 11, gap: 8, spacing: 21, columns: 2, lines: 3, floors: []float64{6}, margin: 2})
	t.rows("rf", n2n, rows{frame: frameAt(186, 543, 0), length: []float64{42, 40}, depth: 11, gap: 8, spacing: 22, columns: 2, lines: 3, floors: []float64{7, 6, 7}, margin: 2})

	n3s, n3n := blockByID("n3s"), blockByID("n3n")
	t.terrace("xh", n3s, 0, terrace{setback: 0.5, depth: 11, widths: []float64{14, 18, 14, -4, 20, 12, 16, -4, 14, 18}, floors: []float64{3, 4, 3, 5, 4, 3, 4}, from: 1, to: -1})
	t.must("xh-clinic", "小河路社区卫生中心", "Xiaohe Road clinic", frameAt(306, 481, 0).shape(0, 0, 44, 0, 44, 30, 31, 30, 31, 13, 0, 13), storeys(4))
	t.rows("xh", n3s, rows{frame: frameAt(366, 476, 0), length: []float64{32, 30}, depth: 11, gap: 7, spacing: 22, columns: 2, lines: 2, floors: []float64{5, 6}, margin: 1.5})
	t.rows("xh", n3s, rows{frame: frameAt(304, 503, 0), length: []float64{24}, depth: 10, gap: 6, spacing: 20, columns: 2, lines: 1, floors: []float64{5}, margin: 1.5})
	t.must("rf-tower-1", "染坊公寓1号楼", "Ranfang Apartments 1", frameAt(398, 548, 8).shape(0, 6, 6, 6, 6, 0, 20, 0, 20, 6, 26, 6, 26, 18, 20, 18, 20, 22, 6, 22, 6, 18, 0, 18), storeys(16))
	t.must("rf-tower-2", "染坊公寓2号楼", "Ranfang Apartments 2", frameAt(440, 566, 8).shape(0, 6, 6, 6, 6, 0, 20, 0, 20, 6, 26, 6, 26, 18, 20, 18, 20, 22, 6, 22, 6, 18, 0, 18), storeys(18))
	t.rows("rn", n3n, rows{frame: frameAt(300, 540, 0), length: []float64{40, 36}, depth: 11, gap: 8, spacing: 21, columns: 2, lines: 3, floors: []float64{6, 7, 6}, margin: 2})

	t.must("park-tea", "镜湖茶室", "Jinghu tea house", frameAt(520, 457, -8).shape(0, 0, 14, 0, 14, 9, 8, 9, 8, 15, 0, 15), 6)
	t.must("park-wc", "公园管理房", "Park keeper", frameAt(466, 452, 65).rect(0, 0, 10, 6), 4)
}

// avenueNorth is the land between Binjiang Road and Xiaohe Road.
func (t *town) avenueNorth() {
	m1w, m1e := blockByID("m1w"), blockByID("m1e")
	t.terrace("bj", m1w, 0, terrace{setback: 1.5, depth: 14, widths: []float64{30, 24, -6, 22}, floors: []float64{6, 5, 6}, from: 0.5, to: -1})
	t.rows("bj-w", m1w, rows{frame: frameAt(5, 352, 0), length: []float64{36, 33}, depth: 11, gap: 5, spacing: 22, columns: 2, lines: 3, floors: []float64{6, 6, 5}, margin: 2})
	t.terrace("bj-e", m1e, 0, terrace{setback: 1.5, depth: 14, widths: []float64{18, 22, -6, 22}, floors: []float64{5, 7, 5}, from: 2, to: -1})
	t.terrace("bj-e", m1e, 1, terrace{setback: 1, depth: 12, widths: []float64{20, -5, 24, 22}, floors: []float64{5, 6, 5}, from: 18, to: -2})
	t.must("bj-bank", "工商银行滨江支行", "Bank, Binjiang Road branch", frameAt(97, 350, 0).rect(0, 0, 34, 12), storeys(4))
	t.rows("bj-e", m1e, rows{frame: frameAt(96, 374, 1), length: []float64{40}, depth: 11, gap: 5, spacing: 21, columns: 1, lines: 3, floors: []float64{5, 5, 6}, margin: 2})

	m2 := blockByID("m2") // perimeter block with a courtyard, open to Cangqian Street
	t.terrace("cq", m2, 0, terrace{setback: 1, depth: 13, widths: []float64{16, 24, 20, -5, 26}, floors: []float64{5, 6, 7, 5, 6}, from: 1.5, to: -1.5})
	t.terrace("cq", m2, 1, terrace{setback: 1, depth: 12, widths: []float64{22, -7, 26, 24}, floors: []float64{5, 4, 5}, from: 15, to: -1})
	t.terrace("cq", m2, 2, terrace{setback: 1, depth: 12, widths: []float64{24, 20, -5, 26}, floors: []float64{5, 6}, from: 14, to: -1})
	t.terrace("cq", m2, 3, terrace{setback: 1, depth: 12, widths: []float64{28, 24, -6, 26}, floors: []float64{5, 4, 6}, from: 14, to: -14})
	t.must("cq-nursery", "仓前幼儿园", "Cangqian kindergarten", frameAt(212, 362, 0).shape(0, 0, 34, 0, 34, 11, 11, 11, 11, 30, 0, 30), storeys(3))

	m3 := blockByID("m3")
	t.keep(square)
	t.terrace("wc", m3, 0, terrace{setback: 1, depth: 14, widths: []float64{24, 18}, floors: []float64{6, 5}, from: 62, to: -1.5})
	t.terrace("wc", m3, 3, terrace{setback: 1, depth: 11, widths: []float64{14, 12, 16, -5, 14, 12, 16}, floors: []float64{3, 4, 3, 3, 5, 4}, from: 2, to: -34})
	t.terrace("wc", m3, 1, terrace{setback: 1.5, depth: 12, widths: []float64{24, -6, 22, 20}, floors: []float64{5, 6, 5}, from: 16, to: -2})
	t.must("wc-hotel", "临江宾馆", "Linjiang Hotel", frameAt(320, 356, 0).shape(0, 0, 58, 0, 58, 14, 36, 14, 36, 40, 22, 40, 22, 14, 0, 14), storeys(8))
	t.rows("wc", m3, rows{frame: frameAt(312, 412, -1), length: []float64{40, 44}, depth: 11, gap: 6, spacing: 20, columns: 2, lines: 1, floors: []float64{6}, margin: 2})

	m4 := blockByID("m4")
	t.terrace("st", m4, 0, terrace{setback: 1.5, depth: 13, widths: []float64{24, 22, -6, 26}, floors: []float64{6, 5, 6}, from: 2, to: -2})
	t.terrace("st", m4, 2, terrace{setback: 1, depth: 11, widths: []float64{16, 14, 18, -5}, floors: []float64{3, 3, 4}, from: 2, to: -2})
	t.must("st-tower-1", "水塔新村1号楼", "Shuita Court 1", frameAt(432, 368, 4).shape(0, 0, 28, 0, 28, 16, 18, 16, 18, 20, 10, 20, 10, 16, 0, 16), storeys(15))
	t.must("st-tower-2", "水塔新村2号楼", "Shuita Court 2", frameAt(480, 362, 4).shape(0, 0, 28, 0, 28, 16, 18, 16, 18, 20, 10, 20, 10, 16, 0, 16), storeys(18))
	t.must("st-nursery", "水塔幼儿园", "Shuita kindergarten", frameAt(450, 348, 8).rect(0, 0, 24, 11), storeys(3))
	t.must("st-podium", "水塔新村物业用房", "Shuita Court lodge", frameAt(464, 394, 4).rect(0, 0, 22, 12), 6)

	m5 := blockByID("m5")
	t.terrace("fz", m5, 0, terrace{setback: 1.5, depth: 13, widths: []float64{22, 26}, floors: []float64{5, 6}, from: 2, to: -1})
	t.must("fz-tower", "纺织大厦", "Textile House", frameAt(550, 372, 8).rect(0, 0, 36, 18), storeys(13))
	t.terrace("fz", m5, 2, terrace{setback: 1, depth: 10, widths: []float64{14, 16, -4}, floors: []float64{3, 4}, from: 2, to: -2})
}

// avenueSouth is the land between Binjiang Road and Matou Street, without the
// station site, whose offices and yard are temporary.
func (t *town) avenueSouth() {
	s1w, s1e := blockByID("s1w"), blockByID("s1e")
	t.terrace("gy", s1w, 2, terrace{setback: 1.5, depth: 10, widths: []float64{9, 10, 9, 11, -3, 10, 9}, floors: []float64{2, 2, 3, 2}, from: 1, to: -1})
	t.rows("gy", s1w, rows{frame: frameAt(7, 203, 2.5), length: []float64{32, 28}, depth: 11, gap: 6, spacing: 20, columns: 2, lines: 3, floors: []float64{6, 5, 6}, margin: 2})
	t.terrace("ya", s1e, 2, terrace{setback: 1.5, depth: 12, widths: []float64{15, 22, -5, 20}, floors: []float64{4, 6, 5}, from: 1.5, to: -1.5})
	t.terrace("ya", s1e, 1, terrace{setback: 1, depth: 11, widths: []float64{18, 16, -5, 20}, floors: []float64{4, 5, 4}, from: 2, to: -14})
	t.rows("ya", s1e, rows{frame: frameAt(94, 206, 2), length: []float64{50}, depth: 11, gap: 6, spacing: 22, columns: 1, lines: 3, floors: []float64{5, 5, 5}, margin: 2})

	t.must("station-entrance", "滨江路站既有出入口", "Binjiang Road station, existing entrance", frameAt(389, 262, 0).rect(0, 0, 9, 18), 5)

	market := blockByID("market")
	t.must("market-hall", "东门菜市场", "Dongmen market hall", frameAt(428, 226, -1).rect(0, 0, 62, 44), 10.5)
	t.must("market-stalls", "菜市场外廊", "Market arcade", frameAt(428, 274, -1).rect(0, 0, 58, 7), 4.5)
	t.must("market-cold", "菜市场冷库", "Market cold store", frameAt(496, 230, -8).rect(0, 0, 20, 22), 8)
	t.terrace("dm", market, 2, terrace{setback: 1.5, depth: 10, widths: []float64{10, 9, 11, 9, -4}, floors: []float64{2, 3, 2, 3}, from: 96, to: -2})
	t.terrace("dm", market, 0, terrace{setback: 1, depth: 9, widths: []float64{9, 8, 10, -3, 9, 10}, floors: []float64{2, 2, 3}, from: 90, to: -1})
	t.must("dm-tower-1", "东门大厦甲座", "Dongmen Plaza A", frameAt(528, 236, 4).shape(0, 0, 30, 0, 30, 20, 20, 20, 20, 24, 10, 24, 10, 20, 0, 20), storeys(14))
	t.must("dm-tower-2", "东门大厦乙座", "Dongmen Plaza B", frameAt(566, 262, 4).rect(0, 0, 24, 24), storeys(17))
	t.must("dm-podium", "东门大厦裙房", "Dongmen Plaza podium", frameAt(528, 276, 9).rect(0, 0, 34, 18), 11)
}

// south of Matou Street: estates either side of Jianshe Road.
func (t *town) south() {
	t1 := blockByID("t1")
	t.terrace("mt", t1, 2, terrace{setback: 1, depth: 10, widths: []float64{10, 9, 12, 9, -4, 11}, floors: []float64{2, 3, 3, 2}, from: 2, to: -1})
	t.rows("js", t1, rows{frame: frameAt(10, 93, 3), length: []float64{46, 40, 44}, depth: 11, gap: 8, spacing: 22, columns: 3, lines: 4, floors: []float64{6, 6, 5, 6}, margin: 2})

	t2 := blockByID("t2") // an old works, now studios
	t.must("ws-hall", "码头仓库创意园大厅", "Matou warehouse studios, hall", frameAt(198, 142, 1).rect(0, 0, 70, 26), 12)
	t.must("ws-side", "码头仓库创意园侧楼", "Matou warehouse studios, side wing", frameAt(198, 112, 1).rect(0, 0, 44, 14), 9)
	t.must("ws-boiler", "码头仓库锅炉房", "Matou warehouse boiler house", frameAt(254, 112, 1).rect(0, 0, 16, 14), 14)
	t.terrace("ws", t2, 2, terrace{setback: 1, depth: 11, widths: []float64{14, 18, 16, -5}, floors: []float64{3, 3, 4}, from: 2, to: -2})
	t.terrace("ws", t2, 1, terrace{setback: 1, depth: 9, widths: []float64{10, 12, -3}, floors: []float64{3, 2}, from: 2, to: -14})

	t3 := blockByID("t3")
	t.terrace("ym", t3, 0, terrace{setback: 1, depth: 12, widths: []float64{24, 20, -5, 26, 22}, floors: []float64{5, 4, 6, 5}, from: 2, to: -2})
	t.terrace("ym", t3, 2, terrace{setback: 1, depth: 11, widths: []float64{16, 14, 18, -5}, floors: []float64{3, 4, 3}, from: 2, to: -2})
	t.rows("ym", t3, rows{frame: frameAt(306, 122, 2), length: []float64{42, 40}, depth: 11, gap: 7, spacing: 23, columns: 2, lines: 3, floors: []float64{6, 6, 6}, margin: 2})

	u1 := blockByID("u1")
	t.rows("nj", u1, rows{frame: frameAt(10, 6, 3), length: []float64{44, 52, 40}, depth: 11, gap: 8, spacing: 23, columns: 3, lines: 4, floors: []float64{6, 7, 6}, margin: 2})
	u2 := blockByID("u2")
	t.must("jn-tower", "江南苑塔楼", "Jiangnan Court tower", frameAt(378, 30, 1).shape(0, 5, 5, 5, 5, 0, 18, 0, 18, 5, 23, 5, 23, 16, 18, 16, 18, 20, 5, 20, 5, 16, 0, 16), storeys(15))
	t.terrace("jn", u2, 2, terrace{setback: 1, depth: 11, widths: []float64{16, 20, 14, -5}, floors: []float64{3, 4, 3}, from: 2, to: -2})
	t.rows("jn", u2, rows{frame: frameAt(198, 6, 1), length: []float64{40, 46}, depth: 11, gap: 8, spacing: 22, columns: 4, lines: 3, floors: []float64{6, 6, 5}, margin: 2})
}

// oldTown is turned with Old Street: rows of lane houses, a temple, courtyards.
func (t *town) oldTown() {
	const turn = -16.0
	old := blockByID("old")
	t.must("old-temple", "城隍庙大殿", "City God temple, main hall", frameAt(486, 112, turn).rect(0, 0, 22, 16), 10)
	t.must("old-temple-gate", "城隍庙山门", "City God temple, gate hall", frameAt(482, 90.5, turn).rect(2, 0, 18, 7), 6)
	t.keep(templeCourt)
	t.rows("old", old, rows{frame: frameAt(422, 108, turn), length: []float64{16, 22, 18, 20}, depth: 9, gap: 2.5, spacing: 13, columns: 9, lines: 8, floors: []float64{2, 3, 2}, shift: 5, margin: 0.8})
	u3 := blockByID("u3")
	t.terrace("lj", u3, 2, terrace{setback: 0.8, depth: 10, widths: []float64{10, 12, 9, 11, -3, 10}, floors: []float64{2, 3, 2, 3, 2}, from: 2, to: -1})
	t.rows("lj", u3, rows{frame: frameAt(426, 58, turn), length: []float64{24, 20, 28}, depth: 10, gap: 4, spacing: -17, columns: 9, lines: 6, floors: []float64{3, 4, 3}, shift: 6, margin: 1.5})
}
