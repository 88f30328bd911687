// Package glb writes building models as glTF 2.0 binary for the viewer: meshes,
// instances of them, and the features (building elements) that they show.
//
// The walk: Write checks the model (model.go), gives every mesh normals
// (shade.go), sorts instances into those that are drawn from one mesh many times
// and those that are merged by colour and place (arrange.go), packs both into
// few bytes (pack.go, instanced.go, merged.go) and puts the features into a
// table (features.go).
//
// What the file uses, all of it understood by three.js or harmless where it is
// not:
//
//   - KHR_mesh_quantization: positions as 16-bit steps of a cube around each
//     part, where that is finer than Options.Error; normals as 8-bit.
//   - EXT_mesh_gpu_instancing for meshes that repeat.
//   - EXT_mesh_features (a feature for each vertex of merged parts) and
//     EXT_instance_features (one for each instance), attribute _FEATURE_ID_0.
//   - EXT_structural_metadata: a table of guid, type, name and storey.
//
// Models are z-up in metres. glTF's y-up is made once, by the root node. The
// bytes depend on the model and the options alone.
//
// It writes neither textures nor animations, and compresses nothing: servers
// and browsers do that.
package glb
