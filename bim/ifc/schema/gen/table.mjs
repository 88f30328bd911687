// Writes the tables beside this folder: node table.mjs PATH/TO/node_modules/web-ifc ..
//
// Input is the npm package web-ifc 0.0.78, whose type declarations name every
// entity's supertype and attributes for IFC2X3, IFC4 and IFC4X3. Attributes that
// a subtype derives (IfcSIUnit.Dimensions) are not declared there but have their
// place in a file, so that the places come from the supertypes; they are
// compared with the places at which the package itself writes them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [pkg, out] = process.argv.slice(2);
const declarations = readFileSync(join(pkg, "ifc-schema.d.ts"), "utf8");
const code = readFileSync(join(pkg, "web-ifc-api-node.js"), "utf8");

// What the package writes: "UnitType" at place 1 of [void 0, i.UnitType, ...].
function written(number) {
  const from = code.indexOf(`ToRawLineData[${number}] = {`);
  const body = code.slice(from, code.indexOf("\n};", from));
  const at = new Map();
  for (const [, type, list] of body.matchAll(/^ {2}(\d+): \(i\) => \[(.*)\],?$/gm)) {
    const places = [];
    let depth = 0, one = "";
    for (const c of list + ",") {
      if (c === "," && depth === 0) { places.push(one); one = ""; continue; }
      if ("([{".includes(c)) depth++;
      if (")]}".includes(c)) depth--;
      one += c;
    }
    at.set(type, places.map((p) => /\bi\.(\w+)/.exec(p)?.[1] ?? ""));
  }
  return at;
}
// The tables are searched by names in capitals, so that is their order.
const byCapitals = (a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1);
const numbers = new Map();
for (const [, name, number] of declarations.matchAll(/^export declare const (IFC\w+) = (\d+);/gm)) numbers.set(name, number);

["IFC2X3", "IFC4", "IFC4X3"].forEach((edition, k) => {
  const from = declarations.indexOf(`export declare namespace ${edition} {`);
  const body = declarations.slice(from, declarations.indexOf("\n}\n", from));
  const entities = new Map();
  for (const [, name, parent, fields] of body.matchAll(/^ {4}(?:abstract )?class (Ifc\w+) extends (Ifc\w+) \{\n([^}]*?) {8}type: number;\n/gm)) {
    if (parent !== "IfcLineObject" && !parent.startsWith("Ifc")) continue;
    entities.set(name, { parent: parent === "IfcLineObject" ? "" : parent, fields: [...fields.matchAll(/^ {8}(\w+): /gm)].map((f) => f[1]) });
  }
  const places = (name) => {
    if (!name) return [];
    const e = entities.get(name);
    if (!e) throw new Error(`${edition}: ${name} is no entity`);
    e.inherited ??= places(e.parent);
    e.own ??= e.fields.filter((f) => !e.inherited.includes(f));
    return [...e.inherited, ...e.own];
  };
  const at = written(k + 1);
  let compared = 0;
  for (const name of entities.keys()) {
    const ours = places(name), theirs = at.get(numbers.get(name.toUpperCase()));
    if (!theirs) continue;
    compared++;
    theirs.forEach((field, p) => {
      if (field && field !== ours[p]) throw new Error(`${edition} ${name}: place ${p} is ${ours[p]}, written as ${field}`);
    });
    if (theirs.length !== ours.length) throw new Error(`${edition} ${name}: ${ours.length} places, written ${theirs.length}`);
  }
  const lines = [...entities.keys()].sort(byCapitals).map((name) => {
    const e = entities.get(name);
    return `${name} ${e.parent || "-"} ${e.own.join(" ")}`.trimEnd();
  });
  writeFileSync(join(out, edition.toLowerCase() + ".txt"), lines.join("\n") + "\n");
  console.log(edition, entities.size, "entities,", compared, "compared");
});
