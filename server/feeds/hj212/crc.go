package hj212

// CRC is the checksum of HJ 212-2017, annex A: CRC-16 with polynomial 0xA001,
// starting from 0xFFFF, in which each byte meets the register's upper half.
func CRC(data []byte) uint16 {
	register := uint16(0xFFFF)
	for _, b := range data {
		register = register>>8 ^ uint16(b)
		for range 8 {
			low := register & 1
			register >>= 1
			if low == 1 {
				register ^= 0xA001
			}
		}
	}
	return register
}
