// Package sensorthings lets city platforms, Grafana and whoever else speaks OGC
// SensorThings API 1.1 (18-088) read what is in the log.
//
//	path → query options → entities by catalogue, observations by index and log → JSON
//
//	/v1.1/Things                       a subject: a point, a station, a camera
//	/v1.1/Locations                    where it is, GeoJSON in degrees (WGS 84)
//	/v1.1/Datastreams                  one property of one subject
//	/v1.1/ObservedProperties, Sensors
//	/v1.1/Observations                 readings: phenomenonTime by the sensor's clock, resultTime by ours
//
// It can $filter, $orderby, $top, $skip, $count, $select and $expand, goes through
// associations (Things('point/CX1')/Datastreams) and pages by @iot.nextLink.
// Observations are paged by a key, so that what comes in meanwhile shifts no page.
// It has no HistoricalLocations, FeaturesOfInterest, MultiDatastreams, MQTT or data
// arrays, and changes nothing: what is asked for and not there is answered with 501.
//
// Who may read is the server's to judge, which wraps this handler.
package sensorthings
