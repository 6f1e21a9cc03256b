import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readTail, statEntry } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import { lastCommitted } from './committed.ts';
import { readBorgIndex } from './index-file.ts';

const USUAL_PER_DIRECTORY = 1000;
/** The entry that ends a commit: CRC-32, its size of 9 bytes, and the tag 2. */
const COMMIT = '40f43c250900000002';
/** Where the content of the first entry of a segment begins: after the magic number, a header and a key. */
const FIRST_CONTENT = 8 + 9 + 32;
const PUT = 0;
/** First bytes of objects whose key is kept in `config` (crypto/key.py, KeyType). */
const KEY_IN_CONFIG = new Set([0x03, 0x05, 0x06, 0x07, 0x11, 0x21, 0x31, 0x41]);
const MOST_TRIED = 64;

/** What a repository cannot do without: its config with the key that it keeps, and the segments that its index names. */
export function borgParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const config = headOf(root, join(directory, 'config'), 65_536).toString('latin1');
  const lost = lostKeyFile(place, 'config');
  if (lost.length > 0) return lost;
  const perDirectory = Number(/^segments_per_dir *= *(\d+)$/m.exec(config)?.[1] ?? USUAL_PER_DIRECTORY);
  const pathOf = (segment: number): BytePath => `data/${Math.floor(segment / perDirectory)}/${segment}`;
  const findings: Finding[] = [];
  if (!/^id *= *[0-9a-f]{64}$/m.test(config))
    findings.push(
      finding('broken-structure', join(directory, 'config'), { note: 'it has no id of a repository' }),
    );
  else if (!/^key *= *\S/m.test(config) && needsKey(place))
    findings.push(
      finding('broken-structure', join(directory, 'config'), {
        note: 'the key is not in it, and the repository is encrypted with a key that is kept here',
      }),
    );
  return perDirectory > 0 ? [...findings, ...lostSegments(place, pathOf)] : findings;
}

/**
 * Returns what is wrong with the segments that the index names, and with the commit that it was written after. It says nothing
 * where a later commit is there: borg removes segments before it writes the index, and reads them all again when it was killed.
 */
function lostSegments(place: PartsPlace, pathOf: (segment: number) => BytePath): readonly Finding[] {
  const { root, directory } = place;
  const last = lastCommitted(namesOf(root, directory).map(({ name }) => name));
  if (last === undefined) return [];
  const there = segmentsIn(place, pathOf);
  const isCommit = (segment: number): boolean => endOf(place, pathOf(segment)) === COMMIT;
  if ([...there].some((segment) => segment > last && isCommit(segment))) return [];
  const inventory = `index.${last}`;
  const named = readBorgIndex(root, join(directory, inventory))?.segments ?? new Map<number, number>();
  const lost = createSomeFindings();
  for (const [segment, offset] of [...named].toSorted(([a], [b]) => a - b))
    if (segment !== last && !there.has(segment)) lost.add(missingPart(place, inventory, pathOf(segment)));
    else if ((statEntry(root, join(directory, pathOf(segment)))?.size ?? Infinity) <= offset)
      lost.add(
        finding('truncated-content', join(directory, pathOf(segment)), {
          note: `${inventory} names an object at ${offset}, and it ends before that`,
        }),
      );
  const path = pathOf(last);
  if (!there.has(last))
    lost.add(missingPart(place, inventory, path, `${inventory} says that the last commit is in it`));
  const end = endOf(place, path);
  if (end !== COMMIT && end !== '')
    lost.add(
      finding('truncated-content', join(directory, path), {
        note: `${inventory} says that it ends in a commit, but it ends in ${end}`,
      }),
    );
  return lost.all();
}

function endOf({ root, directory }: PartsPlace, path: BytePath): string {
  return readTail(root, join(directory, path), COMMIT.length / 2).toString('hex');
}

/** The segments that lie where borg looks for them. */
function segmentsIn(
  { root, directory }: PartsPlace,
  pathOf: (segment: number) => BytePath,
): ReadonlySet<number> {
  const segments = new Set<number>();
  for (const { name: number } of namesOf(root, join(directory, 'data')))
    for (const { name } of namesOf(root, join(directory, `data/${number}`)))
      if (pathOf(Number(name)) === `data/${number}/${name}`) segments.add(Number(name));
  return segments;
}

/** Returns whether what the first segments hold says that the key belongs in `config`. */
function needsKey({ root, directory }: PartsPlace): boolean {
  let tried = 0;
  for (const { name: number } of namesOf(root, join(directory, 'data')))
    for (const { name } of namesOf(root, join(directory, `data/${number}`))) {
      if (++tried > MOST_TRIED) return false;
      const head = headOf(root, join(directory, `data/${number}/${name}`), FIRST_CONTENT + 1);
      if (head.length > FIRST_CONTENT && head[16] === PUT) return KEY_IN_CONFIG.has(head[FIRST_CONTENT] ?? 0);
    }
  return false;
}
