// Scans clean trees and tells every finding: each is a false alarm, or a file that is broken on purpose.
import { join } from 'node:path';
import { scanned } from './run.js';
import { reasonFor } from './set-aside.js';

/** The findings of clean trees, those set aside apart, with the number of files that were read. */
export async function scanClean(trees, depth, say) {
  const alarms = [];
  const aside = [];
  let files = 0;
  let bytes = 0;
  for (const { name, directory } of trees) {
    const { findings, end } = await scanned(directory, depth);
    files += end.files;
    bytes += end.bytes;
    for (const { code, severity, path, detail } of findings) {
      const reason = reasonFor(join(directory, path));
      const found = { tree: name, path: join(directory, path), code, severity, detail };
      if (reason === undefined) alarms.push(found);
      else aside.push({ ...found, reason });
    }
    say(`clean ${name}: ${end.files} files, ${findings.length} findings, ${end.seconds.toFixed(1)} s`);
  }
  return { files, bytes, alarms, aside };
}
