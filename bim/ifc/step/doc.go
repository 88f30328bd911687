// Package step reads the clear text of ISO 10303-21, the form in which IFC
// models arrive (.ifc, and .ifczip: the same in a zip).
//
// Open reads the file once, finds its header and makes an index of all
// instances, #id=TYPE(...): where each begins and of what type it is. The work
// is shared between the cores by chunks whose seams are checked, so that the
// index does not depend on their number. Arguments are read when asked for,
// straight from the text; numbers, references and enumerations cost no memory.
//
//	f, err := step.Open("house.ifc")
//	for wall := range f.OfType("IFCWALL") {
//		args := wall.Args()
//		name, _ := args.String(2)
//		placement, _ := args.Ref(5)
//	}
//
// What cannot be read is reported with line, id and what was expected, all
// mistakes together (File.Faults, File.Check), and left out; the rest stays
// readable. The file is read rather than mapped: one that is cut short by
// another program while it is mapped ends the process.
//
// The package knows the grammar and nothing of IFC's entities: what an argument
// means is for its callers. It does not write, and does not read ifcXML or
// ifcHDF.
//
// Sources: ISO 10303-21:2016, clauses 5 to 12 (tokens, instances, header) and
// 6.4.3 (strings).
package step
