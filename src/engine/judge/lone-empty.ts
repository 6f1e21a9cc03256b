import { listDirectoryBelow } from '../../disk/below.ts';
import { isTrouble } from '../../disk/list.ts';
import { isThere, statPath } from '../../disk/stat.ts';
import { evidenceOf } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';

/** Extensions of data that programs also install with nothing in it: of Debian's 2,600 XML files one is empty. */
const MAY_BE_LONE: ReadonlySet<string> = new Set(['json', 'xml']);
const LEAST_PEERS = 5;
const MOST_PEERS = 256;

/** Makes a note of an empty file of data that is the only one among others of its kind in its directory. */
export function easeLoneEmpty(root: BytePath | undefined, findings: readonly Finding[]): readonly Finding[] {
  if (root === undefined) return findings;
  return findings.map((each) => {
    const empty = evidenceOf(each.evidence, 'empty');
    if (empty === undefined || each.code !== 'empty-file' || !MAY_BE_LONE.has(empty.extension)) return each;
    const full = fullPeers(root, each.path, empty.extension);
    if (full < LEAST_PEERS) return each;
    const text = `the only empty one among ${full + 1} .${empty.extension} files in its directory`;
    return { ...each, severity: 'note', evidence: [...(each.evidence ?? []), { is: 'note', text }] };
  });
}

/** Counts the other files of an extension in the directory of a path; none where another one is empty too. */
function fullPeers(root: BytePath, path: BytePath, extension: string): number {
  const directory = join(root, directoryOf(path));
  const entries = listDirectoryBelow(root, directoryOf(path));
  if (isTrouble(entries)) return 0;
  const peers = entries.filter(
    ({ kind, name }) =>
      kind === 'file' && name !== nameOf(path) && name.toLowerCase().endsWith(`.${extension}`),
  );
  const sizes = peers.slice(0, MOST_PEERS).map(({ name }) => statPath(join(directory, name)));
  return sizes.every((stat) => isThere(stat) && stat.size > 0) ? sizes.length : 0;
}
