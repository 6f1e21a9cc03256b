/**
 * Says of copies that were held against one manifest which of them still has each damaged path sound, and whether together they have
 * all that was promised. A copy that did not account for every path is asked again, path by path; nothing is taken for sound unless a run or
 * its own bytes say so. Writes nothing.
 */
import { openNative } from '../../manifest/native/read.ts';
import type { EndEvent, ExitCode } from '../../model/event.ts';
import { FINDING_CODES, type Finding, type FindingCode, isAtLeast } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { sourceOf } from './repair.ts';

/** What the run over a copy came to. */
export type CopyRun = {
  readonly root: string;
  readonly path: BytePath;
  readonly exit: ExitCode;
  readonly end?: EndEvent;
  /** What did not hold, by path; of several findings, the first. */
  readonly unsound: ReadonlyMap<BytePath, Finding>;
};

/** A path that is damaged in a copy or more; `soundIn` are the places of those that have it sound. */
export type DamagedPath = {
  readonly path: BytePath;
  readonly code: FindingCode;
  readonly soundIn: readonly number[];
};

/** Whether what was promised is there: in the copies by these places, nowhere, or unknown since no copy was read as a whole. */
export type Restorable =
  | { readonly is: 'from'; readonly copies: readonly number[] }
  | { readonly is: 'no'; readonly lost: number }
  | { readonly is: 'unknown' };

/** What several copies come to. */
export type ReplicaReport = {
  readonly damaged: readonly DamagedPath[];
  readonly restorable: Restorable;
  /** Whether the run over each copy accounted for every path. */
  readonly isWhole: readonly boolean[];
};

/** Collects what does not hold in a copy. */
export function collectUnsound(): {
  readonly unsound: ReadonlyMap<BytePath, Finding>;
  observe(finding: Finding): void;
} {
  const unsound = new Map<BytePath, Finding>();
  return {
    unsound,
    observe(finding) {
      const { subject, bytes } = FINDING_CODES[finding.code];
      if (subject === 'integrity' && bytes !== 'new' && !unsound.has(finding.path))
        unsound.set(finding.path, finding);
    },
  };
}

/** Compares the runs over copies of what one manifest lists. Throws a Fault where the manifest cannot be read. */
export async function compareReplicas(
  copies: readonly CopyRun[],
  manifest: BytePath,
): Promise<ReplicaReport> {
  const isWhole = copies.map(accountsForAll);
  const codes = new Map<BytePath, FindingCode>();
  for (const { unsound } of copies)
    for (const { path, code, severity } of unsound.values())
      if (isAtLeast(severity, 'warning') && !isElsewhere(code) && !codes.has(path)) codes.set(path, code);
  const damaged = codes.size === 0 ? [] : await placed(codes, copies, isWhole, manifest);
  return { damaged, isWhole, restorable: restorableFrom(copies, isWhole, damaged) };
}

/** Whether a run came to its end, and every promised path that did not hold has a finding. */
function accountsForAll({ end, unsound }: CopyRun): boolean {
  if (end === undefined || end.interrupted === true) return false;
  const { promised, held } = end;
  if (promised === undefined || held === undefined) return false;
  const without = [...unsound.values()].filter(({ code }) => code !== 'pruned').length;
  return promised > 0 && promised - held === without;
}

/** Looks up where each damaged path of the manifest is sound. */
async function placed(
  codes: ReadonlyMap<BytePath, FindingCode>,
  copies: readonly CopyRun[],
  isWhole: readonly boolean[],
  manifest: BytePath,
): Promise<DamagedPath[]> {
  const damaged: DamagedPath[] = [];
  const opened = await openNative(manifest, '', true);
  for await (const chunk of opened.entries(() => {})) {
    for (const entry of chunk) {
      const code = codes.get(entry.path);
      if (code === undefined) continue;
      const soundIn: number[] = [];
      for (const [place, copy] of copies.entries())
        if (await hasSound(entry, copy, isWhole[place] === true)) soundIn.push(place);
      damaged.push({ path: entry.path, code, soundIn });
    }
  }
  return damaged;
}

/** Whether a copy has what an entry promises, at its path or at another one. */
async function hasSound(
  entry: ManifestEntry,
  { path, unsound }: CopyRun,
  isWhole: boolean,
): Promise<boolean> {
  const found = unsound.get(entry.path);
  if (found !== undefined) return isElsewhere(found.code);
  return isWhole || (await sourceOf(entry, path)).file !== undefined;
}

const isElsewhere = (code: FindingCode): boolean => FINDING_CODES[code].bytes === 'elsewhere';

/** Takes the copy that lacks least, and then whatever has most of what is still lacking. */
function restorableFrom(
  copies: readonly CopyRun[],
  isWhole: readonly boolean[],
  damaged: readonly DamagedPath[],
): Restorable {
  const lackedBy = (place: number): DamagedPath[] =>
    damaged.filter(({ soundIn }) => !soundIn.includes(place));
  const [first] = [...copies.keys()]
    .filter((place) => isWhole[place] === true)
    .map((place) => ({ place, lacks: lackedBy(place) }))
    .toSorted((a, b) => a.lacks.length - b.lacks.length);
  if (first === undefined) return { is: 'unknown' };
  let left = first.lacks;
  const lost = left.filter(({ soundIn }) => soundIn.length === 0).length;
  if (lost > 0) return { is: 'no', lost };
  const chosen = [first.place];
  while (left.length > 0) {
    const counts = copies.map((_, place) => left.filter(({ soundIn }) => soundIn.includes(place)).length);
    const place = counts.indexOf(Math.max(...counts));
    chosen.push(place);
    left = left.filter(({ soundIn }) => !soundIn.includes(place));
  }
  return { is: 'from', copies: chosen.toSorted((a, b) => a - b) };
}
