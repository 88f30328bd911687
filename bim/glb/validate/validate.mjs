// node validate.mjs FILE.glb …: what Khronos' validator finds. Ends with 1 if a
// file has an error or a warning. Hints and infos are printed: the validator
// does not know the EXT_ extensions that hold features and instances, so it says
// of them, and of the accessors that only they use, that they are not looked at.
import { readFileSync } from 'node:fs';
import validator from 'gltf-validator';

const severity = ['error', 'warning', 'info', 'hint'];
let failed = process.argv.length < 3;
if (failed) console.error('usage: node validate.mjs FILE.glb …');
for (const file of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(readFileSync(file)), { uri: file, maxIssues: 200 });
  const { numErrors, numWarnings, numInfos, numHints, messages } = report.issues;
  console.log(`${file}: ${numErrors} errors, ${numWarnings} warnings, ${numInfos} infos, ${numHints} hints; ${report.info.totalTriangleCount} triangles stored, ${report.info.drawCallCount} draws`);
  for (const m of messages) console.log(`  ${severity[m.severity]} ${m.code} ${m.pointer ?? ''}: ${m.message}`);
  failed ||= numErrors + numWarnings > 0;
}
process.exitCode = failed ? 1 : 0;
