import { type Finding, finding } from '../../model/finding.ts';
import { join, toText } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { hasFileBelow, isThere, missingPart, outsidePart, type PartsPlace } from '../kit/parts.ts';
import { placeBelow } from '../kit/place-below.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { gitConfigFrom, refusedBecause } from './config.ts';
import { headFrom } from './head.ts';
import { hasRef, lostRefs } from './lost-refs.ts';

const ALTERNATES = 'objects/info/alternates';
const OBJECT = /\/(?:pack-([0-9a-f]{40,64})\.pack|[0-9a-f]{2}\/([0-9a-f]{38}(?:[0-9a-f]{24})?))$/;
const MOST_SETTINGS = 2 ** 18;

/** What a repository cannot do without: a HEAD, settings, objects where refs name some, refs where objects are, what it borrows from. */
export async function gitParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const findings: Finding[] = [];
  const path = join(directory, 'HEAD');
  const isFile = statEntry(root, path)?.kind === 'file';
  const head = headFrom(headOf(root, path, 4096));
  if (isFile && head.is === 'wrong' && !isThere(place, 'reftable'))
    findings.push(finding('broken-structure', path, { note: head.detail }));
  const index = join(directory, 'index');
  if (statEntry(root, index)?.size === 0)
    findings.push(
      finding('broken-structure', index, { note: 'empty, so that git does not open the repository' }),
    );
  const borrowed = await alternatesOf(place);
  findings.push(...settingsOf(place), ...borrowed.findings);
  if (isFile && head.is !== 'wrong') findings.push(...(await lostRefs(place, head)));
  const hasRefs = head.is === 'object' || hasPackedRefs(place) || hasRef(place) || isThere(place, 'reftable');
  const isPartial = hasFileBelow(place, 'objects/pack', (name) => name.endsWith('.promisor'));
  if (
    hasRefs &&
    borrowed.count === 0 &&
    !isPartial &&
    isThere(place, 'objects') &&
    digitsOf(place) === undefined
  )
    findings.push(
      missingPart(place, 'HEAD', 'objects', 'its refs name objects, and not one object is there'),
    );
  return findings;
}

/** Git writes a line at the head of the list, also where it has no ref. */
function hasPackedRefs({ root, directory }: PartsPlace): boolean {
  return (statEntry(root, join(directory, 'packed-refs'))?.size ?? 0) > 0;
}

/** What is wrong with the settings; git writes some when it makes a repository, and the usual kind needs none. */
function settingsOf(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const path = join(directory, 'config');
  const { kind, size } = statEntry(root, path) ?? { kind: undefined, size: 0 };
  if ((kind !== undefined && kind !== 'file') || size > MOST_SETTINGS) return [];
  const bytes = size === 0 ? Buffer.alloc(0) : headOf(root, path, size);
  if (bytes.length < size) return [];
  const config = gitConfigFrom(bytes);
  const isLine = typeof config === 'number';
  const detail = isLine ? `git stops at line ${config} of it` : refusedBecause(config, digitsOf(place));
  if (detail !== undefined)
    return [finding('broken-structure', path, { note: `${detail}, and does not open the repository` })];
  const note = 'git writes settings when it makes a repository: what was set, and the remotes, are lost';
  return kind === 'file' && size === 0 ? [finding('empty-file', path, { severity: 'note', note })] : [];
}

/** How many digits the names of objects have, by the first that is found; undefined where there is none. */
function digitsOf({ root, directory }: PartsPlace): 40 | 64 | undefined {
  for (const { kind, path } of membersOf(root, join(directory, 'objects'))) {
    const [, pack, loose] = (kind === 'file' ? OBJECT.exec(path) : undefined) ?? [];
    const digits = pack ?? loose;
    if (digits !== undefined) return digits.length > 40 ? 64 : 40;
  }
  return undefined;
}

/** Follows `objects/info/alternates`: directories of objects, absolute or relative to `objects` (gitrepository-layout). */
async function alternatesOf(
  place: PartsPlace,
): Promise<{ readonly count: number; readonly findings: readonly Finding[] }> {
  const { root, directory } = place;
  const path = join(directory, ALTERNATES);
  const bytes = statEntry(root, path)?.kind === 'file' ? await readVoucherFile(root, path) : '';
  const lines = typeof bytes === 'string' ? [] : bytes.toString('latin1').split('\n');
  const targets = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const findings = targets.flatMap((target): Finding[] => {
    const where = placeBelow(root, join(directory, 'objects'), target);
    if (typeof where === 'object') return [];
    return where === 'outside'
      ? [outsidePart(place, ALTERNATES, target, 'a repository that it borrows objects from')]
      : [
          missingPart(
            place,
            ALTERNATES,
            ALTERNATES,
            `it borrows objects from ${toText(target)}, which is gone`,
          ),
        ];
  });
  return { count: targets.length, findings };
}
