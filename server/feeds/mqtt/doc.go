// Package mqtt takes readings from devices that speak MQTT 5 or 3.1.1.
//
//	PUBLISH → rights of the device → Mapping → historian → synced → PUBACK
//
// A QoS 1 message is acknowledged, and the PUBREC of a QoS 2 message sent, only
// when its readings are in the log and synced. What a mapping cannot read is
// refused: MQTT 5 is told why, MQTT 3.1.1, which knows no refusal, is cut off, so
// that a device never believes that a lost reading was kept.
//
// The broker is mochi-mqtt, of which nothing is seen from outside.
package mqtt
