// Package hj212 reads and writes the packets by which dust, noise and other
// monitoring stations in China speak over TCP: HJ 212-2005, HJ 212-2017 and
// HJ 212-2025.
//
//	##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n
//	│ │   │                                                                                                    │   └ end
//	│ │   └ data: fields by ;, the last one CP with what is said                                               └ CRC-16 of the data, hexadecimal
//	│ └ length of the data, four digits
//	└ begin
//
// The walk: Decoder finds packets in a stream that may be split and merged
// anywhere and may hold rubbish; Parse reads one; Assembler joins those that come
// in parts; Answer says what the station is to be told; Packet.Encode writes.
//
// What a station measures is in Packet.Readings. The package opens no connection.
package hj212
