import type { BytesState } from '../../model/code-row.ts';
import { evidenceOf } from '../../model/evidence.ts';
import type { FileState } from '../../model/file-state.ts';
import {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  isAboutDirectory,
  isAtLeast,
} from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import type { Selection } from '../../walk/selection.ts';

/** What may be accepted: paths, all of them where undefined, and codes. */
export type AcceptanceRule = {
  readonly paths: Selection | undefined;
  readonly codes: readonly FindingCode[];
};

/** The findings of one path. */
export type ChangedPath = { readonly path: BytePath; readonly findings: readonly Finding[] };

/** What a choice comes to. Nothing of `left` is accepted; `overall` is about the tree and no path of it. */
export type Acceptance = {
  readonly chosen: readonly ChangedPath[];
  readonly left: readonly ChangedPath[];
  readonly overall: readonly Finding[];
  /** Why nothing is chosen: the tree as a whole is alarming, by codes that were not named. */
  readonly alarms: readonly Finding[];
};

/**
 * Splits findings by what may be accepted. Without codes that is every change of a path whose content nobody suspects;
 * with codes it is the paths all of whose findings are named. Garbage is so only accepted by its name. Nothing is accepted
 * while the tree as a whole is alarming by a code that is not named, and no loss of a file whose name lives on in a
 * suspect one.
 */
export function selectAcceptable(findings: readonly Finding[], choice: AcceptanceRule): Acceptance {
  const byPath = new Map<BytePath, Finding[]>();
  const overall: Finding[] = [];
  for (const each of findings) {
    if (!isAtLeast(each.severity, 'warning') && !isOfStore(each)) continue;
    if (isAboutDirectory(each.code)) {
      if (!isAllowed(each, choice)) overall.push(each);
      continue;
    }
    const { path } = each;
    byPath.set(path, [...(byPath.get(path) ?? []), each]);
  }
  const all = [...byPath].map(([path, found]) => ({ path, findings: found }));
  const alarms = findings.filter((each) => isAlarm(each) && !choice.codes.includes(each.code));
  const suspects = suspectNames(findings);
  const isChosen = (changed: ChangedPath): boolean =>
    alarms.length === 0 &&
    isMeant(changed, choice) &&
    changed.findings.every((each) => isAllowed(each, choice) && !(isGone(each) && suspects.has(each.path)));
  return { chosen: all.filter(isChosen), left: all.filter((each) => !isChosen(each)), overall, alarms };
}

/** Whether a finding says that the bytes of its path are nowhere. */
function isGone({ code }: Finding): boolean {
  return FINDING_CODES[code].bytes === 'gone';
}

/** Whether a note says what the tool of a store did since the seal: it removed data, or wrote some. */
function isOfStore({ code, evidence }: Finding): boolean {
  return code === 'pruned' || evidenceOf(evidence, 'store-grows') !== undefined;
}

/** Whether a finding says that the tree as a whole is not what it was meant to be. */
function isAlarm({ code, severity }: Finding): boolean {
  return isAtLeast(severity, 'warning') && FINDING_CODES[code].weight !== 'one';
}

/** Returns the paths that are the beginning of a suspect one: `a.jpg` of `a.jpg.locked`. */
function suspectNames(findings: readonly Finding[]): ReadonlySet<BytePath> {
  const names = new Set<BytePath>();
  for (const { code, severity, path } of findings) {
    if (FINDING_CODES[code].subject !== 'content' || !isAtLeast(severity, 'warning')) continue;
    const start = path.lastIndexOf('/') + 1;
    for (let dot = path.lastIndexOf('.'); dot > start; dot = path.lastIndexOf('.', dot - 1))
      names.add(path.slice(0, dot));
  }
  return names;
}

function isMeant({ path, findings }: ChangedPath, { paths }: AcceptanceRule): boolean {
  if (paths === undefined || paths(path)) return true;
  return findings.some((each) => {
    const moved = evidenceOf(each.evidence, 'move');
    return moved !== undefined && paths(moved.to);
  });
}

/** A change can be accepted as right; a file that could not be read cannot. */
function isAllowed({ code }: Finding, { codes }: AcceptanceRule): boolean {
  const { accept } = FINDING_CODES[code];
  if (accept === 'never') return false;
  return codes.length === 0 ? accept === 'as a change' : codes.includes(code);
}

/** What vouchers other than the manifest say against the tree. */
export type Contradictions = {
  /** About paths that are not as such a voucher has them, and nobody accepted that. */
  readonly open: readonly Finding[];
  /** Accepted by name, of paths that the manifest itself has nothing against: nothing about them is left to accept. */
  readonly settled: readonly Finding[];
  /** The codes that were accepted by name, for the next generation. */
  readonly codes: readonly FindingCode[];
};

/**
 * Returns which findings say that the tree contradicts a voucher beside the manifest that is followed. A next generation must
 * hold against all of them: only codes that are named now, or were when the tree was sealed, are accepted.
 */
export function contradictionsIn(
  findings: readonly Finding[],
  manifest: BytePath,
  codes: { readonly now: readonly FindingCode[]; readonly before: readonly FindingCode[] },
): Contradictions {
  const others = findings.filter(
    (each) => isAtLeast(each.severity, 'warning') && vouchersOf(each).some((path) => path !== manifest),
  );
  const isByName = ({ code }: Finding): boolean => FINDING_CODES[code].accept !== 'never';
  const isAccepted = (each: Finding): boolean => {
    if (!isByName(each)) return false;
    return (
      codes.now.includes(each.code) ||
      (isOfOthers(each, manifest) && codes.before.some((code) => isAlike(code, each.code)))
    );
  };
  const accepted = others.filter(isAccepted);
  return {
    open: others.filter((each) => !isAccepted(each)),
    settled: accepted.filter((each) => isOfOthers(each, manifest)),
    codes: [...new Set([...codes.before, ...accepted.map(({ code }) => code)])],
  };
}

/**
 * Whether two codes say the same of a file: `truncated` by its size is `changed` where only its digest is known, and a file
 * whose move was accepted is `missing` to a list with its old name.
 */
function isAlike(a: FindingCode, b: FindingCode): boolean {
  return a === b || (bytesOf(a) !== undefined && bytesOf(a) === bytesOf(b));
}

function bytesOf(code: FindingCode): BytesState | undefined {
  const { bytes } = FINDING_CODES[code];
  return bytes === 'elsewhere' ? 'gone' : bytes;
}

function vouchersOf({ by, evidence }: Finding): BytePath[] {
  const others = evidenceOf(evidence, 'against')?.vouchers ?? [];
  return [...(by === undefined ? [] : [by]), ...others].map(({ path }) => path);
}

/** Whether the manifest itself has nothing against the path. */
function isOfOthers(each: Finding, manifest: BytePath): boolean {
  return !vouchersOf(each).includes(manifest);
}

/** What lay at each path that is accepted when it was shown; undefined where nothing did. */
export type ShownPaths = ReadonlyMap<BytePath, FileState | undefined>;

/** Returns the paths that an acceptance is about, and what was shown there: where a file moved, both places. */
export function shownOf(changed: readonly ChangedPath[]): ShownPaths {
  const shown = new Map<BytePath, FileState | undefined>();
  for (const { path, evidence, seen } of changed.flatMap(({ findings }) => findings)) {
    const moved = evidenceOf(evidence, 'move');
    if (moved !== undefined) shown.set(path, undefined);
    const place = moved?.to ?? path;
    shown.set(place, seen ?? shown.get(place));
  }
  return shown;
}
