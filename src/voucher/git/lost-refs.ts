/** Refs that were there and are not: what is left of them, and objects that no ref leads to. */
import { constants, inflateSync } from 'node:zlib';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import { membersOf } from '../kit/list-files.ts';
import { hasFileBelow, isThere, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import type { GitHead } from './head.ts';
import { readPackedRefs } from './packed.ts';

/** What is wrong with a file of refs. */
export const NO_REF = 'a ref that names no object and no other ref';
const LOGS = 'logs/refs/heads';
const OBJECT = /^[0-9a-f]{38}(?:[0-9a-f]{24})?$/;
const PACK = /^pack-[0-9a-f]+\.pack$/;
/** So many loose objects are looked at for a commit. */
const MOST_OBJECTS = 4096;

/** Returns the refs that a repository lost, as far as anything in it tells of them. */
export async function lostRefs(place: PartsPlace, head: GitHead): Promise<readonly Finding[]> {
  // A table of refs is not read, and has only stand-ins in the old places.
  if (isThere(place, 'reftable')) return [];
  const packed = readPackedRefs(place);
  if (packed?.isBad === true)
    return [finding('broken-structure', join(place.directory, 'packed-refs'), { note: NO_REF })];
  const has = (ref: BytePath): boolean => packed?.refs.has(ref) === true || isThere(place, ref);
  const branch = head.is === 'branch' && !has(head.branch) ? head : undefined;
  const findings = loggedOnly(place, has, branch?.branch);
  const isAny = head.is === 'object' || (packed !== undefined && packed.refs.size > 0) || hasRef(place);
  if (findings.length > 0) return findings;
  if (!isAny) return isThere(place, 'FETCH_HEAD') ? [] : withoutAny(place, packed !== undefined);
  return branch === undefined || isOfBup(place) ? [] : [await unborn(place, branch)];
}

/** Whether bup wrote here, which calls its branches as it is told to and needs no HEAD. */
function isOfBup(place: PartsPlace): boolean {
  return isThere(place, 'bupindex') || isThere(place, 'objects/pack/bup.bloom');
}

/** Branches of which only the log is there: git removes it with the branch. */
function loggedOnly(
  place: PartsPlace,
  has: (ref: BytePath) => boolean,
  checkedOut: BytePath | undefined,
): readonly Finding[] {
  const { root, directory } = place;
  const findings = createSomeFindings();
  const top = join(directory, LOGS);
  if (statEntry(root, top)?.kind !== 'directory') return [];
  for (const { kind, path } of membersOf(root, top)) {
    if (kind !== 'file' || path.endsWith('.lock')) continue;
    const ref = path.slice(join(directory, 'logs/').length);
    if (has(ref) || statEntry(root, path)?.size === 0) continue;
    const isHead = ref === checkedOut;
    const note = isHead
      ? 'HEAD names this branch, and only its log is there'
      : 'only the log of this branch is there';
    const lost = missingPart(place, isHead ? 'HEAD' : `logs/${ref}`, ref, note);
    findings.add(isHead ? lost : { ...lost, severity: 'warning' });
  }
  return findings.all();
}

/** HEAD names a branch that is not there, while others are. That is so before its first commit, and in copies of some servers. */
async function unborn(
  place: PartsPlace,
  { branch, isEnded }: { readonly branch: BytePath; readonly isEnded: boolean },
): Promise<Finding> {
  const { root, directory } = place;
  if (!isEnded)
    return finding('broken-structure', join(directory, 'HEAD'), {
      note: 'it ends within a line, in the name of a branch that is not there',
    });
  const listed = isThere(place, 'info/refs') ? await readVoucherFile(root, join(directory, 'info/refs')) : '';
  const wasThere =
    typeof listed !== 'string' &&
    listed
      .toString('latin1')
      .split('\n')
      .some((line) => line.endsWith(`\t${branch}`));
  const isEmptied = statEntry(root, join(directory, 'packed-refs'))?.size === 0;
  if (wasThere || isEmptied) {
    const why = wasThere ? 'info/refs has it, and it is gone' : 'and packed-refs is empty';
    return {
      ...missingPart(place, 'HEAD', branch, `HEAD names this branch, ${why}`),
      severity: 'warning',
    };
  }
  const note = `HEAD names ${toText(branch)}, which is not there: a clone checks nothing out`;
  return finding('missing', join(directory, branch), { severity: 'note', note });
}

/** Packs or commits to which no ref leads; git leaves a `packed-refs` of nothing but its first line where all were deleted. */
function withoutAny(place: PartsPlace, isDeleted: boolean): readonly Finding[] {
  const hasPacks = hasFileBelow(place, 'objects/pack', (name) => PACK.test(name));
  if (!hasPacks && !hasCommit(place)) return [];
  const what = hasPacks ? 'packs are' : 'commits are';
  const lost = missingPart(
    place,
    'HEAD',
    'packed-refs',
    `${what} there, and no ref that leads to what is in them`,
  );
  const isHeadless = isDeleted && headOf(place.root, join(place.directory, 'packed-refs'), 1).length === 0;
  return [isDeleted && !isHeadless ? { ...lost, severity: 'warning' } : lost];
}

/** Returns whether a file below `refs` names an object; programs that drop empty directories keep them by other files. */
export function hasRef({ root, directory }: PartsPlace): boolean {
  for (const { kind, path } of membersOf(root, join(directory, 'refs')))
    if (
      kind === 'file' &&
      !path.endsWith('.lock') &&
      /^[0-9a-f]{40}/.test(headOf(root, path, 64).toString('latin1'))
    )
      return true;
  return false;
}

/** Returns whether one of the first loose objects is a commit. */
function hasCommit({ root, directory }: PartsPlace): boolean {
  let count = 0;
  for (const { kind, path } of membersOf(root, join(directory, 'objects'))) {
    if (kind !== 'file' || !OBJECT.test(path.slice(path.lastIndexOf('/') + 1))) continue;
    count += 1;
    if (count > MOST_OBJECTS) return false;
    if (startsAsCommit(headOf(root, path, 128))) return true;
  }
  return false;
}

function startsAsCommit(packed: Buffer): boolean {
  try {
    const begin = inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
    return begin.toString('latin1', 0, 7) === 'commit ';
  } catch {
    return false;
  }
}
