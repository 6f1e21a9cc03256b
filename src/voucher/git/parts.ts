import { type Finding, finding } from '../../model/finding.ts';
import { join, toText } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { hasFileBelow, isThere, missingPart, outsidePart, type PartsPlace } from '../kit/parts.ts';
import { placeBelow } from '../kit/place-below.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';

const ALTERNATES = 'objects/info/alternates';
const OBJECT = /^[0-9a-f]{38}(?:[0-9a-f]{24})?$/;
const PACK = /^pack-[0-9a-f]+\.pack$/;

/** What a repository cannot do without: a HEAD, objects where refs name some, refs where packs hold some, what it borrows from. */
export async function gitParts(place: PartsPlace): Promise<readonly Finding[]> {
  const { root, directory } = place;
  const findings: Finding[] = [];
  const head = join(directory, 'HEAD');
  const text = headOf(root, head, 4096).toString('latin1').trim();
  if (statEntry(root, head)?.kind === 'file' && !/^ref: \S|^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text))
    findings.push(finding('broken-structure', head, { note: 'it names no branch and no object' }));
  const index = join(directory, 'index');
  if (statEntry(root, index)?.size === 0)
    findings.push(
      finding('broken-structure', index, { note: 'empty, so that git does not open the repository' }),
    );
  const borrowed = await alternatesOf(place);
  findings.push(...borrowed.findings);
  const hasPacks = hasFileBelow(place, 'objects/pack', (name) => PACK.test(name));
  const hasRefs =
    /^[0-9a-f]/.test(text) || hasPackedRefs(place) || hasRef(place) || isThere(place, 'reftable');
  const hasObjects =
    hasPacks || borrowed.count > 0 || hasFileBelow(place, 'objects', (name) => OBJECT.test(name));
  const isPartial = hasFileBelow(place, 'objects/pack', (name) => name.endsWith('.promisor'));
  if (hasRefs && !hasObjects && !isPartial && isThere(place, 'objects'))
    findings.push(
      missingPart(place, 'HEAD', 'objects', 'its refs name objects, and not one object is there'),
    );
  if (hasPacks && !hasRefs && !isThere(place, 'FETCH_HEAD'))
    findings.push(
      missingPart(place, 'HEAD', 'packed-refs', 'packs are there, and no ref that leads to what is in them'),
    );
  return findings;
}

/** Git writes a line at the head of the list, also where it has no ref. */
function hasPackedRefs({ root, directory }: PartsPlace): boolean {
  return (statEntry(root, join(directory, 'packed-refs'))?.size ?? 0) > 0;
}

/** Returns whether a file below `refs` names an object; programs that drop empty directories keep them by other files. */
function hasRef({ root, directory }: PartsPlace): boolean {
  for (const { kind, path } of membersOf(root, join(directory, 'refs')))
    if (
      kind === 'file' &&
      !path.endsWith('.lock') &&
      /^[0-9a-f]{40}/.test(headOf(root, path, 64).toString('latin1'))
    )
      return true;
  return false;
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
