package mesh

import (
	"fmt"

	"shapan/engine"
	"shapan/gis/mesh/cdf"
)

// topology declares the mesh: a variable without a value whose attributes say
// which others are its nodes and faces (UGRID 1.0, 2D flexible mesh).
func topology(m *Mesh) cdf.Var {
	return cdf.Var{Name: meshName, Type: cdf.Int32, Attrs: []cdf.Attr{
		{Name: "cf_role", Value: "mesh_topology"}, {Name: "long_name", Value: "grid cells that the water reached"},
		{Name: "topology_dimension", Value: []int32{2}},
		{Name: "node_coordinates", Value: meshName + "_node_x " + meshName + "_node_y"},
		{Name: "face_node_connectivity", Value: meshName + "_face_nodes"},
		{Name: "face_coordinates", Value: meshName + "_face_x " + meshName + "_face_y"},
		{Name: "node_dimension", Value: nodeDim}, {Name: "face_dimension", Value: faceDim},
		{Name: "max_face_nodes_dimension", Value: cornerDim},
	}}
}

// referenceSystem names the map's coordinate system in the ways that readers
// look for: epsg (MDAL and the Delft tools), EPSG_code, and words.
func referenceSystem(o engine.Origin) cdf.Var {
	v := cdf.Var{Name: crsName, Type: cdf.Int32}
	if o.CRS != "" {
		v.Attrs = append(v.Attrs, cdf.Attr{Name: "long_name", Value: o.CRS}, cdf.Attr{Name: "projected_crs_name", Value: o.CRS})
	}
	if o.EPSG != 0 {
		code := fmt.Sprintf("EPSG:%d", o.EPSG)
		v.Attrs = append(v.Attrs,
			cdf.Attr{Name: "epsg", Value: []int32{int32(o.EPSG)}}, cdf.Attr{Name: "EPSG_code", Value: code},
			cdf.Attr{Name: "spatial_ref", Value: code})
	}
	return v
}

func coordinates(m *Mesh, mapped bool) []cdf.Var {
	coordinate := func(place, dim, axis, standard, long string) cdf.Var {
		v := cdf.Var{Name: meshName + "_" + place + "_" + axis, Type: cdf.Float64, Dims: []string{dim}, Attrs: []cdf.Attr{
			{Name: "standard_name", Value: standard}, {Name: "long_name", Value: long}, {Name: "units", Value: "m"},
			{Name: "mesh", Value: meshName}, {Name: "location", Value: place},
		}}
		if mapped {
			v.Attrs = append(v.Attrs, cdf.Attr{Name: "grid_mapping", Value: crsName})
		}
		return v
	}
	vars := []cdf.Var{
		coordinate("node", nodeDim, "x", "projection_x_coordinate", "easting of cell corners"),
		coordinate("node", nodeDim, "y", "projection_y_coordinate", "northing of cell corners"),
	}
	if m.Z != nil {
		vars = append(vars, coordinate("node", nodeDim, "z", "altitude", "ground at cell corners, mean of the cells around"))
	}
	return append(vars,
		cdf.Var{Name: meshName + "_face_nodes", Type: cdf.Int32, Dims: []string{faceDim, cornerDim}, Attrs: []cdf.Attr{
			{Name: "cf_role", Value: "face_node_connectivity"}, {Name: "long_name", Value: "corners of each cell, anticlockwise"},
			{Name: "start_index", Value: []int32{0}}, {Name: "_FillValue", Value: []int32{noNode}},
		}},
		coordinate("face", faceDim, "x", "projection_x_coordinate", "easting of cell centres"),
		coordinate("face", faceDim, "y", "projection_y_coordinate", "northing of cell centres"),
	)
}
